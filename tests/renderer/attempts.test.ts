import { describe, expect, it } from 'vitest';
import { attemptsOf, runsOf } from '../../renderer/view/attempts.ts';

const start = Date.parse('2026-11-21T12:00:00Z');
const at = (seconds: number, state: string, reason: string | null = null) => ({
  at: new Date(start + seconds * 1000).toISOString(),
  state,
  reason,
});
const crashing = [
  at(0, 'starting'),
  at(1, 'running'),
  at(3600, 'restarting', 'exited with code 1'),
  at(3602, 'starting'),
  at(3603, 'restarting', 'exited with code 1'),
  at(3607, 'starting'),
  at(3608, 'crashed', 'gave up'),
];

describe('attempts', () => {
  it('makes runs of the changes of state', () => {
    expect(runsOf(crashing).map(({ from, to, end }) => [(from - start) / 1000, (to! - start) / 1000, end])).toEqual([
      [0, 3600, 'failed'],
      [3602, 3603, 'failed'],
      [3607, 3608, 'failed'],
    ]);
    expect(runsOf([at(0, 'starting'), at(1, 'running'), at(5, 'stopping'), at(6, 'stopped')])[0]?.end).toBe('ended');
    expect(runsOf([at(0, 'starting'), at(1, 'running')])[0]).toMatchObject({ to: null, end: 'alive' });
  });

  it('cuts a first run that is longer than the rest, and draws the rest to scale', () => {
    const drawn = attemptsOf(crashing, start + 4_000_000)!;
    expect(drawn.cut).toBe(true);
    expect(drawn.runs[0]).toMatchObject({ left: 0, width: 16 });
    expect(drawn.runs[1]!.width).toBeCloseTo(drawn.runs[2]!.width, 5);
    expect(drawn.runs[2]!.left + drawn.runs[2]!.width).toBeCloseTo(100, 5);
    expect(drawn.waits.map(({ ms }) => ms)).toEqual([4000]);
    expect(drawn.gaveUpAt).toBe(start + 3_608_000);
  });

  it('has nothing to show when no run failed', () => {
    expect(attemptsOf([at(0, 'starting'), at(1, 'running')], start + 5000)).toBeNull();
    expect(attemptsOf([], start)).toBeNull();
  });
});
