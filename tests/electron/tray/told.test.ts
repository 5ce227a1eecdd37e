// What the drawn menus do not show: no contact, nothing to supervise, several at once, what cannot be read, what ends.
import { expect, it } from 'vitest';
import { stateKinds } from '../../../contract/server.ts';
import { trayModel } from '../../../electron/tray/model.ts';
import { at, facts, minutesAgo, now, server, snapshot, stopped, thirteen } from './facts.ts';
import { under, written } from './written.ts';

const tail = ['-', 'Open Roundhouse', 'Settings', 'Quit'];
const lower = ['-', 'Copy gateway address', 'Pause supervision >', ...tail];

it('says that it starts before anything is known', () => {
  const model = trayModel(facts(null, { seen: { contact: { kind: 'connecting' } } }));
  expect(model.icon).toBe('starting');
  expect(model.tooltip).toBe('Roundhouse\nStarting');
  expect(written(model.menu)).toEqual(['(starting) Starting', ...tail]);
});

it('does not say that servers are stopped while they wait for their turn to start', () => {
  const waiting = thirteen().map((view) => ({ ...view, state: 'stopped' as const, run: 0 }));
  const model = trayModel(facts(snapshot(waiting)));
  expect([model.icon, model.tooltip]).toEqual(['starting', 'Roundhouse\nStarting, 0 of 13 ready']);
});

it('does not take a restart that works for a start, nor for trouble', () => {
  const servers = thirteen({ slack: { state: 'restarting', restarts: 1 }, time: { state: 'starting', restarts: 2, step: 'spawn' } });
  const model = trayModel(facts(snapshot(servers)));
  expect([model.icon, model.tooltip]).toEqual(['ok', 'Roundhouse\n11 servers healthy']);
  expect(written(model.menu)).toContain('(restarting) slack: restarting >');
});

it('does not flicker when a call wakes one that sleeps; when nothing else is up, it says that it starts', () => {
  const waking = { state: 'starting', restarts: 0, run: 4, step: 'initialize' } as const;
  expect(trayModel(facts(snapshot(thirteen({ time: waking })))).icon).toBe('ok');
  const alone = trayModel(facts(snapshot([server('time', waking)])));
  expect([alone.icon, alone.tooltip]).toEqual(['starting', 'Roundhouse\n1 server starting']);
});

const lost = {
  kind: 'lost',
  at: at(12, 7, 48),
  retryAt: at(12, 8, 12),
  attempt: 2,
  code: 'no-contact',
  message: 'it ended the stream',
} as const;

it('shows no state while there is no contact, but what was last known, and lets nothing be asked', () => {
  const model = trayModel(facts(snapshot(thirteen()), { seen: { contact: lost } }));
  expect(model.icon).toBe('attention');
  expect(model.tooltip).toBe('Roundhouse\nNo contact with the Roundhouse service');
  expect(written(model.menu)).toEqual([
    '(unknown) State unknown',
    'No contact with the Roundhouse service',
    'Last known: 13 servers healthy',
    ...tail,
  ]);
});

it('has nothing to remember when there never was contact', () => {
  const { menu } = trayModel(facts(null, { seen: { contact: lost } }));
  expect(written(menu)).toEqual(['(unknown) State unknown', 'No contact with the Roundhouse service', ...tail]);
});

it.each([
  ['linux', 'Quit, servers keep running'],
  ['darwin', 'Quit, servers keep running'],
  ['win32', 'Exit, servers keep running'],
] as const)('says on %s that an engine of somebody else goes on without this app', (platform, last) => {
  const { menu } = trayModel(facts(snapshot(thirteen()), { platform, engine: 'attached' }));
  expect(menu.at(-1)).toMatchObject({ text: last, act: { do: 'quit' } });
});

it('has no servers', () => {
  const model = trayModel(facts(snapshot([])));
  expect([model.icon, model.tooltip]).toEqual(['ok', 'Roundhouse\nNothing to supervise']);
  expect(written(model.menu)).toEqual(['Nothing to supervise', '-', 'Copy gateway address', ...tail]);
});

it('only watches', () => {
  const servers = thirteen().map((view) => ({ ...view, state: 'stopped' as const, wanted: 'down' as const }));
  const model = trayModel(facts(snapshot(servers, { watchOnly: true })));
  expect(model.icon).toBe('paused');
  expect(model.tooltip).toBe('Roundhouse\nOnly watching, 13 servers stopped');
  expect(written(model.menu).slice(0, 8)).toEqual([
    '(paused) Only watching, 13 servers stopped',
    'Nothing is started by itself.',
    '-',
    '(stopped) filesystem: stopped >',
    '(stopped) github: stopped >',
    '(stopped) playwright: stopped >',
    '10 more stopped…',
    '-',
  ]);
});

it('names the config file that cannot be used, and goes to where it is told', () => {
  const shown = {
    ...snapshot(thirteen()),
    problems: [{ file: '/home/dev/.mcp.json', line: 3, column: 1, message: 'unexpected }', next: null }],
  };
  const model = trayModel(facts(shown));
  expect(model.icon).toBe('attention');
  expect(model.tooltip).toBe('Roundhouse\nProblem in .mcp.json');
  expect(model.menu.slice(0, 2)).toEqual([
    { kind: 'act', text: 'Problem in .mcp.json', act: { do: 'open', to: 'overview' }, glyph: 'degraded' },
    { kind: 'act', text: 'Show what is wrong', act: { do: 'open', to: 'overview' } },
  ]);
  const [problem] = shown.problems;
  const two = { ...shown, problems: [problem!, problem!, { ...problem!, file: 'C:\\Users\\dev\\config.yaml' }] };
  expect(trayModel(facts(two)).tooltip).toBe('Roundhouse\nProblems in 2 config files');
  expect(trayModel(facts({ ...shown, problems: [{ ...problem!, level: 'warning' }] })).icon).toBe('ok');
});

it('offers nothing of an engine that is shutting down', () => {
  const model = trayModel(facts(snapshot(thirteen(), { stopping: true })));
  expect(model.tooltip).toBe('Roundhouse\nShutting down');
  expect(written(model.menu)).toEqual(['(starting) Shutting down', ...tail]);
});

const down = { state: 'crashed', since: minutesAgo(3), restarts: 3 } as const;

it('counts those that crashed together, and has each of them in a row of its own', () => {
  const model = trayModel(facts(snapshot(thirteen({ postgres: down, slack: down, time: { state: 'degraded' } }))));
  expect([model.icon, model.tooltip]).toEqual(['failed', 'Roundhouse\n2 crashed, 1 degraded, 11 of 13 running']);
  expect(written(model.menu)).toEqual([
    '(crashed) 2 crashed, 1 degraded',
    '-',
    '(crashed) postgres: crashed >',
    '(crashed) slack: crashed >',
    '(degraded) time: degraded >',
    '(healthy) filesystem >',
    '9 more…',
    ...lower,
  ]);
  expect(under(model.menu, 'postgres: crashed')).toEqual(['Open log at crash', 'Start', 'Mute for 1 hour']);
});

it('sends one that nobody is signed in to where that is done: another start would fail as the last', () => {
  const auth = { state: 'needed', issuer: null, expiresAt: null, keptIn: null } as const;
  const { menu } = trayModel(facts(snapshot(thirteen({ linear: { ...down, auth } }))));
  expect(menu[2]).toEqual({ kind: 'act', text: 'Sign in…', act: { do: 'open', to: 'server/linear' } });
});

it('does not offer to mute what is muted', () => {
  const shown = snapshot(thirteen({ postgres: down }));
  const texts = (until: string | null) =>
    written(trayModel(facts(shown, { seen: { mutes: [{ server: 'postgres', kind: null, until }] } })).menu).filter((text) =>
      /Mute/.test(text),
    );
  expect(texts(null)).toEqual([]);
  expect(texts(minutesAgo(-5))).toEqual([]);
  expect(texts(minutesAgo(5))).toEqual(['Mute for 1 hour']);
});

it('tells of a single degraded server what can be done about it', () => {
  const model = trayModel(facts(snapshot(thirteen({ github: { state: 'degraded', since: minutesAgo(12) } }))));
  expect([model.icon, model.tooltip]).toEqual(['attention', 'Roundhouse\ngithub degraded, 13 of 13 running']);
  expect(written(model.menu).slice(0, 4)).toEqual(['(degraded) github degraded for 12 min', 'Open log', 'Restart github', '-']);
});

it('still says that supervision is paused when something worse leads, and how to go on', () => {
  const model = trayModel(facts(snapshot(thirteen({ postgres: down }), { paused: { until: at(13, 10) } })));
  expect(model.icon).toBe('failed');
  const rows = written(model.menu);
  expect(rows.slice(rows.indexOf('Copy gateway address'))).toEqual(['Copy gateway address', 'Paused until 13:10', 'Resume now', ...tail]);
});

it('has no address to copy while the gateway is not up', () => {
  expect(written(trayModel(facts(snapshot(thirteen(), { url: null }))).menu)).not.toContain('Copy gateway address');
});

it.each(stateKinds)('has a row for a server that is %s, with its log', (state) => {
  const { menu } = trayModel(facts(snapshot([server('one', { state }), server('two', { state }), stopped])));
  const row = menu.find(({ kind }) => kind === 'more');
  expect(row).toMatchObject({ rows: expect.arrayContaining([{ text: expect.stringMatching(/^Open log/), act: expect.anything() }]) });
});

it('goes by minutes: the words are the same until they say when they will not be', () => {
  const shown = snapshot(thirteen({ postgres: { ...down, since: new Date(now - 5_000).toISOString() } }));
  const first = trayModel(facts(shown));
  expect(written(first.menu)[0]).toBe('(crashed) postgres crashed just now');
  expect(first.until).toBe(now + 55_000);
  expect(trayModel(facts(shown, { now: now + 54_999 }))).toEqual(first);
  const next = trayModel(facts(shown, { now: now + 55_000 }));
  expect(written(next.menu)[0]).toBe('(crashed) postgres crashed 1 min ago');
  expect(next.until).toBe(now + 115_000);
  // from an hour on it is the time of day, and from midnight on the day
  const later = trayModel(facts(shown, { now: now + 3_600_000 }));
  expect(written(later.menu)[0]).toBe('(crashed) postgres crashed at 12:08');
  expect(later.until).toBe(new Date(2026, 10, 22).getTime());
  expect(trayModel(facts(snapshot(thirteen()))).until).toBeNull();
});
