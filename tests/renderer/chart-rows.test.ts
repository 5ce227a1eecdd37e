import { expect, it } from 'vitest';
import { columnsOf, type Line, rowsOf, timesOf } from '../../renderer/view/chart-rows.ts';

const step = 60_000;
const line = (id: string, times: number[], peaks: string | null = null): Line => ({
  id,
  title: id,
  series: 1,
  look: 'line',
  points: times.map((minute) => ({ t: minute * step, value: minute, most: minute + 1 })),
  peaks,
});
const nothing = { marks: [], down: [], absent: [] };

it('a table has every point of every line, newest first, with its peak where the chart shows one', () => {
  const lines = [line('mean', [1, 2], 'peak'), line('other', [2, 3])];
  expect(columnsOf(lines).map(({ title }) => title)).toEqual(['mean', 'peak', 'other']);
  expect(timesOf(lines)).toEqual([step, 2 * step, 3 * step]);
  expect(rowsOf(lines, step, nothing)).toEqual([
    { kind: 'point', t: 3 * step, cells: [null, null, 3] },
    { kind: 'point', t: 2 * step, cells: [2, 3, 2] },
    { kind: 'point', t: step, cells: [1, 2, null] },
  ]);
});

it('a gap is said; where it is known why, that is said instead', () => {
  const lines = [line('mean', [1, 2, 9, 20])];
  const down = [{ from: 3 * step, to: 9 * step }];
  const marks = [{ at: 3 * step, kind: 'crashed' as const, text: 'it gave up' }];
  expect(rowsOf(lines, step, { marks, down, absent: [] }).filter(({ kind }) => kind !== 'point')).toEqual([
    { kind: 'gap', t: 10 * step, to: 20 * step },
    { kind: 'down', t: 3 * step, to: 9 * step },
    { kind: 'mark', t: 3 * step, text: 'it gave up' },
  ]);
});
