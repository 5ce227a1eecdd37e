// When a server went down, how long it stayed down, and when nobody was there to see: from the events.
import type { Event } from '../../contract/events.ts';
import { type ServerView, type StateKind, stateKinds } from '../../contract/server.ts';
import type { Span } from './metric-points.ts';

export interface Mark {
  at: number;
  /** it gave up, or it is started again */
  kind: 'crashed' | 'restarting';
  text: string;
}

export interface Past {
  marks: readonly Mark[];
  /** from the end of a run until it runs again, or somebody stops it */
  down: readonly Span[];
  /** Roundhouse did not run */
  absent: readonly Span[];
}

const stateOf = ({ type }: Event): StateKind | null => stateKinds.find((kind) => type === `server.${kind}`) ?? null;
const isDown = (state: StateKind | null): boolean => state === 'crashed' || state === 'restarting';

/** `events`: of the server, and those that the engine began and ended with; `seen`: when something of it was measured. */
export function pastOf(events: readonly Event[], view: Pick<ServerView, 'state' | 'since'>, seen: readonly number[], frame: Span): Past {
  const ordered = [...events].sort((a, b) => a.seq - b.seq);
  const marks: Mark[] = [];
  const down: Span[] = [];
  const absent: Span[] = [];
  let since: number | null = null;
  let lastAt: number | null = null;
  let goneSince: number | null = null;

  for (const event of ordered) {
    const at = Date.parse(event.at);
    const state = stateOf(event);
    if (event.type === 'engine.stopping') {
      goneSince = at;
    } else if (event.type === 'engine.started') {
      // one that was killed says nothing: it was last there when it last measured or told something
      const last = goneSince ?? Math.max(lastAt ?? frame.from, ...seen.filter((t) => t < at));
      absent.push({ from: last, to: at });
      if (since !== null) down.push({ from: since, to: last });
      since = null;
      goneSince = null;
    } else if (isDown(state)) {
      marks.push({ at, kind: state as Mark['kind'], text: event.message ?? '' });
      since ??= at;
      // what starts again after that is still down
    } else if (state !== null && state !== 'starting' && since !== null) {
      down.push({ from: since, to: at });
      since = null;
    }
    lastAt = at;
  }
  if (since !== null) down.push({ from: since, to: frame.to });
  // it went down before everything that was read
  else if (isDown(view.state) && !ordered.some((event) => stateOf(event) !== null))
    down.push({ from: Date.parse(view.since), to: frame.to });
  const within = ({ from, to }: Span) => to > frame.from && from < frame.to;
  const cut = ({ from, to }: Span): Span => ({ from: Math.max(from, frame.from), to: Math.min(to, frame.to) });
  return {
    marks: marks.filter(({ at }) => at >= frame.from && at < frame.to),
    down: down.filter(within).map(cut),
    absent: absent.filter(within).map(cut),
  };
}
