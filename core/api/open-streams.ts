// The streams that are open now: how many there may be, and how they end together.
import { Failure } from '../../contract/errors.ts';
import type { StreamEnd } from '../../contract/routes/engine.ts';
import type { Ask } from './answers.ts';
import { type Outlet, openOutlet } from './outlet.ts';
import type { Sessions } from './sessions.ts';

const mostStreams = 1000;
const heartbeatMs = 15_000;
const stallMs = 30_000;

export type OpenStream = (ask: Pick<Ask, 'carrier' | 'session'>, heartbeatSeconds: number | undefined, onClose: () => void) => Outlet;

export interface OpenStreams {
  open: OpenStream;
  /** a WebSocket is one of them: returns how to say that it is gone. One that a session let in ends with it */
  add(end: (reason: StreamEnd) => void, session: string | null): () => void;
  count(): number;
  endAll(reason: StreamEnd): void;
}

const signedOut: StreamEnd = { code: 'failed', reason: 'This browser was signed out.' };

export function createOpenStreams(sessions: Pick<Sessions, 'onEnd'>): OpenStreams {
  const ends = new Set<(reason: StreamEnd) => void>();
  function add(end: (reason: StreamEnd) => void, session: string | null): () => void {
    if (ends.size >= mostStreams) {
      throw new Failure('too-many', `${mostStreams} streams are open already: close one that nobody looks at.`);
    }
    ends.add(end);
    const leave = session === null ? null : sessions.onEnd(session, () => end(signedOut));
    return () => {
      leave?.();
      ends.delete(end);
    };
  }
  return {
    open({ carrier, session }, heartbeatSeconds, onClose) {
      let outlet: Outlet | undefined;
      const remove = add((reason) => outlet?.end(reason), session);
      outlet = openOutlet({
        heartbeatMs: heartbeatSeconds ? heartbeatSeconds * 1000 : heartbeatMs,
        stallMs,
        hangUp: carrier.hangUp,
        onClose() {
          remove();
          onClose();
        },
      });
      return outlet;
    },
    add,
    count: () => ends.size,
    endAll(reason) {
      for (const end of [...ends]) end(reason);
    },
  };
}
