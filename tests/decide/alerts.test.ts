import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CALM_MS, calmAt, type Episode, isMuted, type Sight, see, sightOfServer, wrongFiles } from '../../core/decide/alerts.ts';

const about = { kind: 'server.down', subject: 'files', id: 7, isNews: true } as const;
const wrong: Sight = { is: 'wrong', reason: 'exited with code 1', next: 'Read its log.' };

describe('an alert episode', () => {
  it('begins once, goes on when it fails again before it was well for long, and ends with calm', () => {
    const opened = see(undefined, about, wrong, 1_000);
    expect(opened.outcome).toMatchObject({ change: 'opened', episode: { id: 7, openedAt: 1_000, count: 1 } });
    const well = see(opened.open, about, { is: 'well' }, 2_000).open!;
    expect(calmAt(well)).toBe(2_000 + CALM_MS);
    expect(calmAt(see(well, about, { is: 'well' }, 9_000).open!)).toBe(2_000 + CALM_MS);
    const again = see(well, about, wrong, 10_000);
    expect(again.outcome).toMatchObject({
      change: 'again',
      episode: { id: 7, openedAt: 1_000, lastAt: 10_000, count: 2, wellSince: null },
    });
  });

  it('is not counted twice for what is only still wrong', () => {
    const { open } = see(undefined, about, wrong, 1_000);
    expect(see(open, { ...about, isNews: false }, wrong, 2_000).outcome).toBeNull();
  });

  it('ends at once when a person stopped it', () => {
    const { open } = see(undefined, about, wrong, 1_000);
    expect(see(open, about, { is: 'over' }, 1_500)).toMatchObject({ open: undefined, outcome: { change: 'closed' } });
    expect(see(undefined, about, { is: 'over' }, 1_500).outcome).toBeNull();
  });

  it('opens and closes by turns, whatever is seen', () => {
    const sights: Sight[] = [wrong, { is: 'well' }, { is: 'over' }, { is: 'neither' }];
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...sights), fc.nat(400_000))), (steps) => {
        let open: Episode | undefined;
        let now = 0;
        let isOpen = false;
        for (const [sight, later] of steps) {
          now += later;
          const seen = see(open, about, sight, now);
          if (seen.outcome?.change === 'opened') {
            expect(isOpen).toBe(false);
            isOpen = true;
          } else if (seen.outcome?.change === 'closed') {
            expect(isOpen).toBe(true);
            isOpen = false;
          }
          open = seen.open;
          expect(open !== undefined).toBe(isOpen);
          if (sight.is === 'wrong') expect(calmAt(open!)).toBeNull();
        }
      }),
    );
  });
});

describe('what is seen', () => {
  it.each([
    ['crashed', 'up', 'wrong'],
    ['running', 'up', 'well'],
    ['idle', 'up', 'well'],
    ['stopped', 'down', 'over'],
    ['stopped', 'up', 'well'],
    ['disabled', 'up', 'over'],
    ['restarting', 'up', 'neither'],
    ['degraded', 'up', 'neither'],
  ] as const)('a server that is %s and wanted %s is %s', (state, wanted, is) => {
    expect(sightOfServer({ state, wanted, reason: null, next: null }).is).toBe(is);
  });

  it('a file is wrong by its first error, and never by a warning', () => {
    const problem = { file: '/a', line: 3, column: 1, message: 'is not YAML', next: null };
    const wrong = wrongFiles([problem, { ...problem, line: 9 }, { ...problem, file: '/b', level: 'warning' }]);
    expect([...wrong]).toEqual([['/a', { is: 'wrong', reason: '/a, line 3: is not YAML', next: null }]]);
  });
});

describe('a mute', () => {
  it.each([
    [{ server: 'files', kind: null, until: null }, true],
    [{ server: null, kind: 'server.down', until: null }, true],
    [{ server: 'files', kind: 'config.unreadable', until: null }, false],
    [{ server: 'other', kind: null, until: null }, false],
    [{ server: 'files', kind: null, until: '1970-01-01T00:00:05.000Z' }, false],
    [{ server: 'files', kind: null, until: '1970-01-01T00:00:15.000Z' }, true],
  ] as const)('%j', (mute, expected) => {
    expect(isMuted([mute], 'server.down', 'files', 10_000)).toBe(expected);
  });
});
