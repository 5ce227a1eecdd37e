import { describe, expect, it } from 'vitest';
import { hour, minute, second, World } from './world.ts';

const names = (n: number) => Array.from({ length: n }, (_, at) => `s${at + 1}`);

describe('a problem', () => {
  it('is told once, with what, why, where a click leads and what can be done', () => {
    const world = new World().settled().crash('postgres');
    const at = new Date(world.now).toISOString();
    world.pass(3 * hour);
    const log = { do: 'open-log', server: 'postgres', at };
    expect(world.shown.map(({ notice }) => notice)).toEqual([
      {
        id: 'server.down postgres',
        group: 'server.down',
        title: 'postgres keeps crashing',
        body: 'Exited with code 1; gave up after 3 restarts.',
        silent: false,
        click: log,
        buttons: [
          { text: 'Open log', act: log },
          { text: 'Start again', act: { do: 'start', server: 'postgres' } },
        ],
      },
    ]);
    expect(world.isWaiting).toBe(false);
  });

  it.each([
    [{ restarts: 0, tools: null, lastExit: null }, 'x does not start'],
    [{ restarts: 0, tools: 9 }, 'x crashed'],
    [{ restarts: 2, tools: null }, 'x does not start'],
    [{ restarts: 2, tools: 9 }, 'x keeps crashing'],
    [{ kind: 'service', restarts: 2, tools: null }, 'x keeps crashing'],
    [{ kind: 'http', restarts: 2, tools: 9 }, 'x cannot be reached'],
    [{ restarts: 0, tools: null, auth: { state: 'needed', issuer: null, expiresAt: null, keptIn: null } }, 'x needs you to sign in'],
    [{ kind: 'service', restarts: 0, tools: null, lastExit: null }, 'x does not start'],
  ] as const)('%j is called "%s"', (changes, title) => {
    expect(new World().settled().crash('x', changes).titles()).toEqual([title]);
  });

  it('of a file names the file once, and leads to the alerts', () => {
    const world = new World().settled();
    world.set(() => world.open('config.unreadable', '/home/dev/.mcp.json', '/home/dev/.mcp.json, line 3: a comma is missing'));
    expect(world.shown[0]!.notice).toMatchObject({
      group: 'config.unreadable',
      title: '.mcp.json cannot be read',
      body: 'Line 3: a comma is missing.',
      click: { do: 'open', to: 'alerts' },
      buttons: [],
    });
  });

  it('that goes on is told once, however often it fails again and contact is lost', () => {
    const world = new World().settled().crash('a');
    for (let n = 0; n < 5; n++) {
      world.set(
        () =>
          (world.alerts = world.alerts.map((alert) => ({ ...alert, count: alert.count + 1, lastAt: new Date(world.now).toISOString() }))),
      );
      world.set(() => (world.live = false)).pass(minute);
      world.set(() => (world.live = true)).pass(minute);
      world.set(() => (world.instance = `life ${n}`)).pass(minute);
    }
    expect(world.titles()).toEqual(['a keeps crashing']);
  });

  it('of another episode is told again', () => {
    const world = new World()
      .settled()
      .crash('a')
      .pass(11 * minute)
      .recover('a')
      .pass(minute)
      .crash('a');
    expect(world.titles()).toEqual(['a keeps crashing', 'a is well again', 'a keeps crashing']);
  });

  it('has a body that fits, cut at a space', () => {
    const world = new World().settled();
    world.set(() => world.open('server.down', 'x', 'word '.repeat(80)));
    const { body } = world.shown[0]!.notice;
    expect(body.length).toBeLessThanOrEqual(200);
    expect(body).toMatch(/word…$/);
  });
});

describe('after the first load and a reconnect', () => {
  it('nothing is told for 12 s, then what is still open', () => {
    const world = new World();
    world.look();
    world
      .crash('a')
      .crash('b')
      .pass(5 * second)
      .recover('b');
    world.pass(6.9 * second);
    expect(world.titles()).toEqual([]);
    world.pass(second);
    expect(world.titles()).toEqual(['a keeps crashing']);
  });

  it('the 12 s begin anew with each contact', () => {
    const world = new World().crash('a');
    for (let n = 0; n < 4; n++) {
      world.pass(10 * second).set(() => (world.live = false));
      world.pass(second).set(() => (world.live = true));
    }
    expect(world.titles()).toEqual([]);
    world.pass(12 * second);
    expect(world.titles()).toEqual(['a keeps crashing']);
  });

  it('without contact nothing is told and no timer runs', () => {
    const world = new World().settled();
    world
      .set(() => (world.live = false))
      .crash('a')
      .pass(hour);
    expect(world.titles()).toEqual([]);
    expect(world.isWaiting).toBe(false);
  });

  it('what ended meanwhile is said to be over', () => {
    const world = new World()
      .settled()
      .crash('a')
      .set(() => undefined);
    world.live = false;
    world.look();
    world
      .recover('a')
      .pass(minute)
      .set(() => (world.live = true));
    expect(world.titles()).toHaveLength(1);
    world.pass(13 * second);
    expect(world.titles()).toEqual(['a keeps crashing', 'a is well again']);
  });
});

describe('the end of a problem', () => {
  it('is said without a sound in the place of what told it', () => {
    const world = new World()
      .settled()
      .crash('a')
      .pass(12 * minute)
      .recover('a');
    expect(world.shown[1]!.notice).toMatchObject({ id: 'server.down a', group: 'all-clear', silent: true, body: 'It lasted 12 min.' });
  });

  it('takes the notification away when a person stopped it, and says nothing', () => {
    const world = new World().settled().crash('a');
    expect([...world.standing]).toEqual(['server.down a']);
    world.stop('a');
    expect([...world.standing]).toEqual([]);
    expect(world.titles()).toHaveLength(1);
  });

  it('is not said when nobody was told of it, nor when that is switched off', () => {
    const world = new World().settled();
    world
      .set(() => (world.focused = true))
      .crash('a')
      .set(() => (world.focused = false))
      .recover('a');
    expect(world.titles()).toEqual([]);
    world.preferences.allClear = false;
    world.crash('b').recover('b');
    expect(world.titles()).toEqual(['b keeps crashing']);
  });
});

describe('a window in front', () => {
  it('is told nothing, then nor later', () => {
    const world = new World().settled();
    world
      .set(() => (world.focused = true))
      .crash('a')
      .pass(minute)
      .set(() => (world.focused = false))
      .pass(hour);
    expect(world.titles()).toEqual([]);
  });

  it('has seen what waited', () => {
    const world = new World().settled();
    for (const name of names(6)) world.crash(name);
    world
      .set(() => (world.focused = true))
      .set(() => (world.focused = false))
      .pass(hour);
    expect(world.titles()).toHaveLength(3);
    expect(world.isWaiting).toBe(false);
  });
});

describe('many problems', () => {
  it('are three and one for the rest, and the next ones wait for room', () => {
    const world = new World().settled();
    for (const name of names(12)) world.crash(name);
    expect(world.titles()).toHaveLength(3);
    world.pass(10 * second);
    expect(world.shown[3]!.notice).toMatchObject({
      id: 'summary',
      title: '9 more problems',
      body: 's4, s5, s6, s7, s8, and 4 others are down.',
      click: { do: 'open', to: 'alerts' },
    });
    world
      .pass(minute)
      .crash('late')
      .pass(8 * minute);
    expect(world.titles()).toHaveLength(4);
    world.pass(minute);
    expect(world.titles()[4]).toBe('late keeps crashing');
  });

  it('a single one above the limit has its own words', () => {
    const world = new World().settled();
    for (const name of names(4)) world.crash(name);
    world.pass(10 * second);
    expect(world.titles()[3]).toBe('s4 keeps crashing');
  });

  it('a summary stays as long as one of its problems does', () => {
    const world = new World().settled();
    for (const name of names(5)) world.crash(name);
    world.pass(10 * second).stop('s4');
    expect(world.standing).toContain('summary');
    world.stop('s5');
    expect(world.standing).not.toContain('summary');
  });

  it('one that is over before it was told is not told', () => {
    const world = new World().settled();
    for (const name of names(5)) world.crash(name);
    world.recover('s5').pass(hour);
    expect(world.titles()).toEqual(['s1 keeps crashing', 's2 keeps crashing', 's3 keeps crashing', 's4 keeps crashing']);
  });
});

describe('a reminder', () => {
  it('comes once, after an hour, if it is wanted', () => {
    const world = new World().settled();
    world.preferences.remind = true;
    world.crash('a').pass(hour - 1);
    expect(world.titles()).toHaveLength(1);
    world.pass(1);
    expect(world.shown[1]!.notice).toMatchObject({ id: 'server.down a', title: 'a is still down' });
    world.pass(30 * hour);
    expect(world.titles()).toHaveLength(2);
    expect(world.isWaiting).toBe(false);
  });

  it('is not wanted while somebody sits in front, nor of what is muted', () => {
    const world = new World().settled();
    world.preferences.remind = true;
    world
      .crash('a')
      .crash('b')
      .pass(50 * minute);
    world.set(() => (world.mutes = [{ server: 'b', kind: null, until: null }]));
    world
      .set(() => (world.focused = true))
      .pass(20 * minute)
      .look();
    world.set(() => (world.focused = false)).pass(5 * hour);
    expect(world.titles()).toHaveLength(2);
  });
});

describe('a mute', () => {
  it.each([
    ['a server', { server: 'a', kind: null }],
    ['a kind', { server: null, kind: 'server.down' }],
    ['a kind of a server', { server: 'a', kind: 'server.down' }],
  ] as const)('of %s keeps it quiet, its end too', (_, which) => {
    const world = new World().settled();
    world.set(() => (world.mutes = [{ ...which, until: null }]));
    world
      .crash('a')
      .pass(2 * hour)
      .recover('a');
    expect(world.titles()).toEqual([]);
  });

  it('that ends tells what is still wrong, once', () => {
    const world = new World().settled();
    world.mutes = [{ server: 'a', kind: null, until: new Date(world.now + hour).toISOString() }];
    world.crash('a').pass(59 * minute);
    expect(world.titles()).toEqual([]);
    world.pass(5 * hour);
    expect(world.titles()).toEqual(['a keeps crashing']);
  });

  it('kinds that are switched off are not told', () => {
    const world = new World().settled();
    world.preferences.serverDown = false;
    world.crash('a');
    world.set(() => world.open('config.unreadable', '/x/roundhouse.yaml'));
    expect(world.titles()).toEqual(['roundhouse.yaml cannot be read']);
    world.preferences.configUnreadable = false;
    world.set(() => world.open('config.unreadable', '/x/.mcp.json'));
    expect(world.titles()).toHaveLength(1);
  });
});

describe('a restart of the app', () => {
  it('tells nothing twice and loses nothing that waits', () => {
    const world = new World().settled();
    for (const name of names(5)) world.crash(name);
    // another process begins with what the file says
    world.state = { ...world.state, line: null };
    world.set(() => (world.instance = 'two')).pass(hour);
    expect(world.titles()).toEqual(['s1 keeps crashing', 's2 keeps crashing', 's3 keeps crashing', '2 more problems']);
  });
});
