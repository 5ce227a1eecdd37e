// The menus of the design, on the three platforms, word by word.
import { describe, expect, it } from 'vitest';
import type { ServerView } from '../../../contract/server.ts';
import { type TrayFacts, trayModel } from '../../../electron/tray/model.ts';
import { at, facts, minutesAgo, snapshot, stopped, thirteen } from './facts.ts';
import { under, written } from './written.ts';

const crash: Record<string, Partial<ServerView>> = {
  postgres: {
    state: 'crashed',
    since: minutesAgo(6.5),
    restarts: 5,
    lastExit: { at: minutesAgo(7), code: 1, signal: null, stderr: [] },
  },
  github: { state: 'degraded', reason: 'rate limited' },
};
const coming = { state: 'starting', restarts: 0, startedAt: null, run: 1 } as const;
const rise: Record<string, Partial<ServerView>> = {
  'chrome-devtools': { ...coming, step: 'initialize' },
  github: { ...coming, step: 'spawn' },
  postgres: { ...coming, step: 'waiting', dependsOn: ['acme-db'] },
  'acme-db': { ...coming, step: 'tools' },
  slack: { ...coming, step: 'ready' },
  fetch: { ...coming, step: 'spawn' },
  time: { ...coming, step: 'spawn' },
};

const drawn: Record<string, { facts: TrayFacts; icon: string; tip: string; body: string[] }> = {
  'all healthy': {
    facts: facts(snapshot([...thirteen(), stopped])),
    icon: 'ok',
    tip: '13 servers healthy',
    body: [
      '(healthy) 13 servers healthy',
      '-',
      '(healthy) filesystem >',
      '(healthy) github >',
      '(healthy) playwright >',
      '(healthy) postgres >',
      '9 more, 1 stopped…',
      '-',
      'Copy gateway address',
      'Pause supervision >',
    ],
  },
  'one crashed': {
    facts: facts(snapshot([...thirteen(crash), stopped])),
    icon: 'failed',
    tip: 'postgres crashed, 12 of 13 running',
    body: [
      '(crashed) postgres crashed 6 min ago',
      'Open log at crash',
      'Start postgres',
      'Mute for 1 hour',
      '-',
      '(degraded) github: rate limited >',
      '(healthy) filesystem >',
      '10 more, 1 stopped…',
      '-',
      'Copy gateway address',
      'Pause supervision >',
    ],
  },
  starting: {
    facts: facts(snapshot(thirteen(rise))),
    icon: 'starting',
    tip: 'Starting, 6 of 13 ready',
    body: [
      '(starting) Starting, 6 of 13 ready',
      '-',
      '(starting) acme-db: listing tools >',
      '(starting) chrome-devtools: initialize >',
      '(starting) github: starting >',
      '(starting) postgres: waits for acme-db >',
      '9 more…',
      '-',
      'Copy gateway address',
      'Pause supervision >',
    ],
  },
  paused: {
    facts: facts(snapshot([...thirteen(), stopped], { paused: { until: at(13, 10) } })),
    icon: 'paused',
    tip: 'Paused until 13:10, servers keep running',
    body: [
      '(paused) Paused until 13:10',
      'Servers run on. Nothing is restarted.',
      'Resume now',
      '-',
      '(healthy) filesystem >',
      '(healthy) github >',
      '(healthy) playwright >',
      '10 more, 1 stopped…',
      '-',
      'Copy gateway address',
    ],
  },
};

const frame: Record<string, { before: string[]; after: string[] }> = {
  darwin: { before: [], after: ['-', 'Open Roundhouse', 'Settings… [Cmd+,]', '-', 'Quit Roundhouse [Cmd+Q]'] },
  win32: { before: ['Open Roundhouse', '-'], after: ['-', 'Settings', 'Exit'] },
  linux: { before: [], after: ['-', 'Open Roundhouse', 'Settings', 'Quit'] },
};

describe.each(Object.entries(drawn))('%s', (_, { facts: shown, icon, tip, body }) => {
  it.each(Object.entries(frame))('on %s', (platform, { before, after }) => {
    const model = trayModel({ ...shown, platform: platform as NodeJS.Platform });
    expect(written(model.menu)).toEqual([...before, ...body, ...after]);
    expect(model.icon).toBe(icon);
    expect(model.tooltip).toBe(`Roundhouse\n${tip}`);
  });
});

it('offers of a healthy server its log, a restart and a stop; of supervision three pauses', () => {
  const { menu } = trayModel(drawn['all healthy']!.facts);
  expect(under(menu, 'filesystem')).toEqual(['Open log', 'Restart', 'Stop']);
  expect(under(menu, 'Pause supervision')).toEqual(['For 15 minutes', 'For 1 hour', 'Until tomorrow']);
});

it('opens the log at the moment of the crash, starts and mutes that server', () => {
  const { menu } = trayModel(drawn['one crashed']!.facts);
  expect(menu.slice(1, 4)).toEqual([
    { kind: 'act', text: 'Open log at crash', act: { do: 'open-log', server: 'postgres', at: minutesAgo(7) } },
    { kind: 'act', text: 'Start postgres', act: { do: 'start', server: 'postgres' } },
    { kind: 'act', text: 'Mute for 1 hour', act: { do: 'mute', server: 'postgres', forMs: 3_600_000 } },
  ]);
});

it('leads with the rest to the overview', () => {
  const { menu } = trayModel(drawn['all healthy']!.facts);
  expect(menu).toContainEqual({ kind: 'act', text: '9 more, 1 stopped…', act: { do: 'open', to: 'overview' } });
});

it('has servers that are called more before others, and keeps their rows in the order of their names', () => {
  const shown = snapshot([...thirteen()]);
  shown.calls!.servers.time = { perMinute: 0, lastHour: 900, failed: 0, p95Ms: null, lastAt: null };
  const before = written(trayModel(facts(shown)).menu).slice(2, 6);
  expect(before).toEqual(['(healthy) filesystem >', '(healthy) github >', '(healthy) playwright >', '(healthy) time >']);
  // one call more is no reason to change a menu
  shown.calls!.servers.postgres = { perMinute: 0, lastHour: 41, failed: 0, p95Ms: null, lastAt: null };
  expect(written(trayModel(facts(shown)).menu).slice(2, 6)).toEqual(before);
});
