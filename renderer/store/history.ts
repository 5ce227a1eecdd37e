// The recent past of the figures, kept while the page is open: what the sparklines draw.
import type { Snapshot } from '../../contract/events.ts';
import type { ServerView } from '../../contract/server.ts';

export const historyLength = 60;

export interface Track {
  cpu: readonly (number | null)[];
  memory: readonly (number | null)[];
  /** since the point before it went down */
  downs: readonly boolean[];
  /** as they were at the last point */
  restarts: number;
}
export interface Totals extends Pick<Track, 'cpu' | 'memory'> {
  /** per minute */
  calls: readonly (number | null)[];
  p95: readonly (number | null)[];
}
export interface History {
  servers: ReadonlyMap<string, Track>;
  total: Totals;
}

export const noTrack: Track = { cpu: [], memory: [], downs: [], restarts: 0 };
const noTotals: Totals = { cpu: [], memory: [], calls: [], p95: [] };
export const noHistory: History = { servers: new Map(), total: noTotals };

/** One point per message of vitals; servers that are gone take their track along. Where nothing moves it stays the same history. */
export function record(history: History, { servers, calls }: Pick<Snapshot, 'servers' | 'calls'>): History {
  const tracks = new Map<string, Track>();
  let isSame = servers.length === history.servers.size;
  for (const view of servers) {
    const before = history.servers.get(view.name);
    const after = extend(before ?? { ...noTrack, restarts: view.restarts }, view);
    tracks.set(view.name, after);
    isSame &&= before === after;
  }
  const total = extendTotals(history.total, {
    cpu: sum(servers, 'cpu'),
    memory: sum(servers, 'memory'),
    calls: calls?.all.perMinute ?? null,
    p95: calls?.all.p95Ms ?? null,
  });
  return isSame && total === history.total ? history : { servers: tracks, total };
}

/** A time without contact is a gap, not a straight line. */
export function recordGap(history: History): History {
  const servers = new Map(
    [...history.servers].map(([name, track]) => [name, extend(track, { cpu: null, memory: null, restarts: track.restarts })] as const),
  );
  return { servers, total: extendTotals(history.total, { cpu: null, memory: null, calls: null, p95: null }) };
}

export function sum(servers: readonly ServerView[], key: 'cpu' | 'memory'): number | null {
  const known = servers.map((view) => view[key]).filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}

/** A full line that goes on as it was stays the same list: nothing of it need be drawn again. */
function extended<T>(values: readonly T[], value: T): readonly T[] {
  if (values.length === historyLength && values.every((each) => each === value)) return values;
  return [...values, value].slice(-historyLength);
}

function extendTotals(before: Totals, now: Record<keyof Totals, number | null>): Totals {
  return kept(before, {
    cpu: extended(before.cpu, now.cpu),
    memory: extended(before.memory, now.memory),
    calls: extended(before.calls, now.calls),
    p95: extended(before.p95, now.p95),
  });
}

function extend(before: Track, { cpu, memory, restarts }: Pick<ServerView, 'cpu' | 'memory' | 'restarts'>): Track {
  return kept(before, {
    cpu: extended(before.cpu, cpu),
    memory: extended(before.memory, memory),
    // a start by a person counts from none again
    downs: extended(before.downs, restarts > before.restarts),
    restarts,
  });
}

const kept = <T extends object>(before: T, after: T): T =>
  (Object.keys(after) as (keyof T)[]).every((key) => before[key] === after[key]) ? before : after;
