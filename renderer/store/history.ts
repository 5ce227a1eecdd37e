// The recent past of CPU and memory, kept while the page is open: what the sparklines draw.
import type { ServerView } from '../../contract/server.ts';

export const historyLength = 60;

export interface Track {
  cpu: readonly (number | null)[];
  memory: readonly (number | null)[];
}
export interface History {
  servers: ReadonlyMap<string, Track>;
  total: Track;
}

export const noTrack: Track = { cpu: [], memory: [] };
export const noHistory: History = { servers: new Map(), total: noTrack };

/** One point per message of vitals; servers that are gone take their track along. */
export function record(history: History, servers: readonly ServerView[]): History {
  const tracks = new Map<string, Track>();
  for (const view of servers) tracks.set(view.name, extend(history.servers.get(view.name) ?? noTrack, view.cpu, view.memory));
  return { servers: tracks, total: extend(history.total, sum(servers, 'cpu'), sum(servers, 'memory')) };
}

/** A time without contact is a gap, not a straight line. */
export function recordGap(history: History): History {
  const servers = new Map([...history.servers].map(([name, track]) => [name, extend(track, null, null)] as const));
  return { servers, total: extend(history.total, null, null) };
}

export function sum(servers: readonly ServerView[], key: 'cpu' | 'memory'): number | null {
  const known = servers.map((view) => view[key]).filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}

function extend(track: Track, cpu: number | null, memory: number | null): Track {
  return { cpu: [...track.cpu, cpu].slice(-historyLength), memory: [...track.memory, memory].slice(-historyLength) };
}
