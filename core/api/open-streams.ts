// The streams that are open now: how many there may be, and how they end together.
import { Failure } from '../../contract/errors.ts';
import type { StreamEnd } from '../../contract/routes/engine.ts';
import type { Ask } from './answers.ts';
import { type Outlet, openOutlet } from './outlet.ts';

const mostStreams = 1000;
const heartbeatMs = 15_000;
const stallMs = 30_000;

export type OpenStream = (ask: Pick<Ask, 'carrier'>, heartbeatSeconds: number | undefined, onClose: () => void) => Outlet;

export interface OpenStreams {
  open: OpenStream;
  /** a WebSocket is one of them: returns how to say that it is gone */
  add(end: (reason: StreamEnd) => void): () => void;
  count(): number;
  endAll(reason: StreamEnd): void;
}

export function createOpenStreams(): OpenStreams {
  const ends = new Set<(reason: StreamEnd) => void>();
  function add(end: (reason: StreamEnd) => void): () => void {
    if (ends.size >= mostStreams) {
      throw new Failure('too-many', `${mostStreams} streams are open already: close one that nobody looks at.`);
    }
    ends.add(end);
    return () => ends.delete(end);
  }
  return {
    open({ carrier }, heartbeatSeconds, onClose) {
      let outlet: Outlet | undefined;
      const remove = add((reason) => outlet?.end(reason));
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
