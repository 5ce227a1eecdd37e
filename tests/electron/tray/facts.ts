// What the tray is shown in its tests: the thirteen servers of the drawn menus.
import type { Snapshot } from '../../../contract/events.ts';
import type { ServerView } from '../../../contract/server.ts';
import type { TrayFacts } from '../../../electron/tray/model.ts';
import { view } from '../../support/page-state.ts';

/** local time, as the words are */
export const now = new Date(2026, 10, 21, 12, 8, 10).getTime();
export const at = (hours: number, minutes: number, seconds = 0): string => new Date(2026, 10, 21, hours, minutes, seconds).toISOString();
export const minutesAgo = (minutes: number): string => new Date(now - minutes * 60_000).toISOString();

export const names = [
  'filesystem',
  'github',
  'playwright',
  'postgres',
  'sentry',
  'linear',
  'slack',
  'sqlite',
  'fetch',
  'time',
  'memory',
  'chrome-devtools',
  'acme-db',
] as const;
const used = new Set<string>(['filesystem', 'github', 'playwright', 'postgres']);
export const server = (name: string, changes: Partial<ServerView> = {}): ServerView => view(name, { since: minutesAgo(90), ...changes });
export const stopped = server('old-notes', { state: 'stopped', wanted: 'down', pid: null, startedAt: null });

export function thirteen(changes: Record<string, Partial<ServerView>> = {}): ServerView[] {
  return names.map((name) => server(name, changes[name]));
}

export function snapshot(servers: readonly ServerView[], engine: Partial<Snapshot['engine']> = {}): Snapshot {
  const figures = (lastHour: number) => ({ perMinute: 0, lastHour, failed: 0, p95Ms: null, lastAt: null });
  return {
    seq: 7,
    at: new Date(now).toISOString(),
    engine: {
      version: '0.1.0',
      pid: 1,
      startedAt: minutesAgo(300),
      instance: 'i',
      home: '/home/dev/.roundhouse',
      url: 'http://127.0.0.1:7878',
      stopping: false,
      paused: null,
      ...engine,
    },
    servers: [...servers],
    problems: [],
    calls: { all: figures(90), servers: Object.fromEntries(servers.map(({ name }) => [name, figures(used.has(name) ? 40 : 1)])) },
  };
}

export const facts = (
  shown: Snapshot | null,
  changes: Partial<Omit<TrayFacts, 'seen'>> & { seen?: Partial<TrayFacts['seen']> } = {},
): TrayFacts => ({
  engine: 'hosted',
  platform: 'linux',
  now,
  ...changes,
  seen: { snapshot: shown, contact: { kind: 'live' }, alerts: [], mutes: [], ...changes.seen },
});
