import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isQuiet, quietEnd } from '../../../electron/notify/quiet-hours.ts';
import { hour, minute, World } from './world.ts';

const night = { from: '22:00', until: '08:00' };
let zone: string | undefined;
beforeAll(() => {
  zone = process.env.TZ;
  process.env.TZ = 'Europe/Berlin';
});
afterAll(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});
const at = (local: string) => new Date(local).getTime();

describe('quiet hours by the clock on the wall', () => {
  it.each([
    [night, '2026-11-21T21:59', false],
    [night, '2026-11-21T22:00', true],
    [night, '2026-11-22T00:00', true],
    [night, '2026-11-22T07:59', true],
    [night, '2026-11-22T08:00', false],
    [{ from: '12:30', until: '13:15' }, '2026-11-21T12:29', false],
    [{ from: '12:30', until: '13:15' }, '2026-11-21T13:14', true],
    [{ from: '12:30', until: '13:15' }, '2026-11-21T13:15', false],
    [{ from: '09:00', until: '09:00' }, '2026-11-21T09:00', false],
    [{ from: 'soon', until: '09:00' }, '2026-11-21T08:00', false],
    [null, '2026-11-21T23:00', false],
  ])('%j at %s: %s', (quiet, local, is) => expect(isQuiet(quiet, at(local))).toBe(is));

  it.each([
    ['usual', night, '2026-11-21T23:00', '2026-11-22T08:00'],
    ['the night has an hour less', night, '2026-03-28T23:00', '2026-03-29T08:00'],
    ['the night has an hour more', night, '2026-10-24T23:00', '2026-10-25T08:00'],
    ['their end is a time that is left out', { from: '22:00', until: '02:30' }, '2026-03-28T23:00', '2026-03-29T03:00'],
  ])('end: %s', (_, quiet, from, until) => expect(new Date(quietEnd(quiet, at(from)))).toEqual(new Date(at(until))));
});

describe('what happens in quiet hours', () => {
  const evening = (start: string) => {
    const world = new World(new Date(at(start)).toISOString());
    world.preferences.quiet = night;
    return world;
  };

  it('is told at their end in one summary that counts all, also what is over', () => {
    const world = evening('2026-11-21T21:30').settled();
    world.crash('before').pass(hour);
    world.crash('a').crash('b').crash('c').crash('d').crash('e').pass(hour);
    world
      .set(() => world.open('config.unreadable', '/home/dev/.mcp.json'))
      .recover('b')
      .stop('c')
      .recover('before');
    world.pass(12 * hour);
    expect(world.titles()).toEqual(['before keeps crashing', '5 problems during quiet hours']);
    const { at: when, notice } = world.shown[1]!;
    expect(new Date(when)).toEqual(new Date(at('2026-11-22T08:00')));
    // c was stopped by a person: no news
    expect(notice).toMatchObject({
      body: 'a, d, and e are down. .mcp.json cannot be read. b and before are well again.',
      silent: false,
      click: { do: 'open', to: 'alerts' },
    });
    expect(world.standing).not.toContain('server.down before');
  });

  it('of which only one is left has its own words', () => {
    const world = evening('2026-11-21T22:30')
      .settled()
      .crash('a')
      .pass(12 * hour);
    expect(world.titles()).toEqual(['a keeps crashing']);
  });

  it('and is over by then is still told, without a sound', () => {
    const world = evening('2026-11-21T22:30')
      .settled()
      .crash('a')
      .pass(hour)
      .recover('a')
      .pass(12 * hour);
    expect(world.shown.map(({ notice }) => notice)).toMatchObject([
      { title: '1 problem during quiet hours', body: 'a is well again.', silent: true },
    ]);
  });

  it('is not lost with a restart of the app', () => {
    const world = evening('2026-11-21T22:30').settled().crash('a').crash('b').pass(hour);
    world.state = { ...world.state, line: null };
    world
      .set(() => (world.instance = 'two'))
      .recover('b')
      .pass(12 * hour);
    expect(world.shown.map(({ notice }) => notice)).toMatchObject([
      { title: '2 problems during quiet hours', body: 'a is down. b is well again.' },
    ]);
  });

  it('nor when quiet hours are switched off meanwhile', () => {
    const world = evening('2026-11-21T22:30').settled().crash('a').pass(minute);
    world.set(() => (world.preferences.quiet = null));
    expect(world.titles()).toEqual(['a keeps crashing']);
  });
});
