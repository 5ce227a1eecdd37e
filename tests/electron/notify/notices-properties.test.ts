// Whatever happens in whatever order: the promises about notifications hold.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMuted } from '../../../core/decide/alerts.ts';
import { isQuiet } from '../../../electron/notify/quiet-hours.ts';
import { hour, minute, World } from './world.ts';

const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('crash' as const), name }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('recover' as const), name }) },
  fc.record({ do: fc.constant('stop' as const), name }),
  fc.record({ do: fc.constant('focus' as const), on: fc.boolean() }),
  fc.record({ do: fc.constant('contact' as const), on: fc.boolean() }),
  fc.record({ do: fc.constant('life' as const), id: fc.nat(3).map(String) }),
  fc.record({ do: fc.constant('mute' as const), name, forMs: fc.option(fc.nat(2 * hour)) }),
  fc.record({ do: fc.constant('unmute' as const), name }),
  fc.record({
    do: fc.constant('quiet' as const),
    hours: fc.option(fc.record({ from: fc.constantFrom('12:00', '13:00', '23:00'), until: fc.constantFrom('12:20', '15:00', '06:00') })),
  }),
  fc.record({ do: fc.constant('app restarts' as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
const story = fc.array(fc.tuple(step, fc.oneof(fc.constant(0), fc.nat(20_000), fc.nat(30 * minute))), { maxLength: 60 });

function go(world: World, each: Step): void {
  switch (each.do) {
    case 'crash':
      world.crash(each.name);
      break;
    case 'recover':
      world.recover(each.name);
      break;
    case 'stop':
      world.stop(each.name);
      break;
    case 'focus':
      world.set(() => (world.focused = each.on));
      break;
    case 'contact':
      world.set(() => (world.live = each.on));
      break;
    case 'life':
      world.set(() => (world.instance = each.id));
      break;
    case 'mute': {
      const until = each.forMs === null ? null : new Date(world.now + each.forMs).toISOString();
      world.set(() => (world.mutes = [...world.mutes, { server: each.name, kind: null, until }]));
      break;
    }
    case 'unmute':
      world.set(() => (world.mutes = world.mutes.filter(({ server }) => server !== each.name)));
      break;
    case 'quiet':
      world.set(() => (world.preferences.quiet = each.hours));
      break;
    case 'app restarts':
      world.state = { ...world.state, line: null };
      world.look();
      break;
  }
}

/** each notification as it appears, in the world as it is then */
function play(steps: readonly [Step, number][], remind: boolean, atEach: (world: World, fresh: World['shown']) => void): World {
  const world = new World();
  world.preferences.remind = remind;
  const look = world.look.bind(world);
  world.look = () => {
    const before = world.shown.length;
    look();
    atEach(world, world.shown.slice(before));
  };
  world.look();
  for (const [each, ms] of steps) {
    go(world, each);
    // an episode is over after minutes, and known by the moment when it began: never two of one server in the same one
    world.pass(Math.max(1, ms));
  }
  return world;
}

describe('notifications', () => {
  it('are never more than three and one in any ten minutes', () => {
    fc.assert(
      fc.property(story, fc.boolean(), (steps, remind) => {
        const { shown } = play(steps, remind, () => {});
        for (const { at } of shown)
          expect(shown.filter((other) => other.at >= at && other.at < at + 10 * minute).length).toBeLessThanOrEqual(4);
      }),
      { numRuns: 400 },
    );
  });

  it('never come while the window is in front, in quiet hours, without contact, or of what is muted', () => {
    fc.assert(
      fc.property(story, fc.boolean(), (steps, remind) => {
        play(steps, remind, (world, fresh) => {
          if (fresh.length === 0) return;
          expect(world.focused).toBe(false);
          expect(world.live).toBe(true);
          expect(isQuiet(world.preferences.quiet, world.now)).toBe(false);
          for (const { notice } of fresh) {
            const said = `${notice.title} ${notice.body}`;
            for (const subject of 'abcdef') {
              if (isMuted(world.mutes, 'server.down', subject, world.now)) expect(said.split(/[ ,.]+/).slice(0, 1)).not.toContain(subject);
              if (isMuted(world.mutes, 'server.down', subject, world.now) && notice.id === 'summary')
                expect(notice.body).not.toMatch(new RegExp(`\\b${subject}\\b(?=,| and| is| are)`));
            }
          }
        });
      }),
      { numRuns: 400 },
    );
  });

  it('tell each episode once, whatever the order of reconnects and restarts, and none that lasts is left out', () => {
    fc.assert(
      fc.property(story, (steps) => {
        const told = new Map<string, number>();
        const world = play(steps, false, (now, fresh) => {
          for (const { notice } of fresh) {
            if (notice.group === 'server.down')
              bump(told, now.alerts.find(({ server }) => notice.id === `server.down ${server}`)!.openedAt + notice.id);
          }
        });
        for (const [episode, times] of told) expect(times, episode).toBe(1);
        // calm: whatever waited is told by now, or was seen
        world.mutes = [];
        world.preferences.quiet = null;
        world.set(() => Object.assign(world, { focused: false, live: true }));
        world.pass(hour);
        expect(world.state.told.map(({ subject, openedAt }) => subject + openedAt).sort()).toEqual(
          world.alerts.map(({ server, openedAt }) => server + openedAt).sort(),
        );
        expect(world.state.held).toEqual([]);
        expect(world.isWaiting).toBe(false);
      }),
      { numRuns: 400 },
    );
  });

  it('of quiet hours lose nothing: the summary counts all', () => {
    const inQuiet = fc.array(
      fc.tuple(fc.record({ do: fc.constantFrom('crash' as const, 'recover' as const), name }), fc.nat(10 * minute)),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(inQuiet, (steps) => {
        const world = new World('2026-11-21T12:00:00');
        world.preferences.quiet = { from: '11:00', until: '20:00' };
        world.settled();
        const episodes = new Set<string>();
        for (const [each, ms] of steps) {
          go(world, each);
          for (const { server, openedAt } of world.alerts) episodes.add(server + openedAt);
          world.pass(ms);
        }
        expect(world.shown).toEqual([]);
        world.pass(9 * hour);
        expect(world.shown.length).toBe(Math.min(1, episodes.size));
        const notice = world.shown[0]?.notice;
        if (notice?.id === 'summary') expect(Number.parseInt(notice.title, 10)).toBe(episodes.size);
        else expect(episodes.size).toBeLessThanOrEqual(1);
      }),
      { numRuns: 200 },
    );
  });
});

const bump = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
