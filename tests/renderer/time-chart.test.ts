import { describe, expect, it } from 'vitest';
import { labelled, nearest, pathsOf, piecesOf, scaleOf, timeAt, xOf } from '../../renderer/view/time-chart.ts';

const box = { left: 40, top: 10, width: 100, height: 100 };
const frame = { from: 0, to: 100_000, stepMs: 10_000 };
const points = (...values: [t: number, value: number, most?: number][]) =>
  values.map(([t, value, most]) => ({ t: t * 1_000, value, most: most ?? value }));

describe('the scale', () => {
  it.each([
    [0, { floor: 10 }, 10],
    [17, { floor: 10 }, 20],
    [104, { floor: 10 }, 120],
    [0.4, { floor: 0.1 }, 0.4],
    [3, { floor: 4, whole: true }, 4],
    [5, { floor: 4, whole: true }, 6],
    [1_100, { floor: 4, whole: true }, 1_200],
    [61 * 1024 ** 2, { base: 1024, floor: 64 * 1024 ** 2 }, 80 * 1024 ** 2],
    [900 * 1024 ** 2, { base: 1024, floor: 1 }, 1_000 * 1024 ** 2],
    [1_010 * 1024 ** 2, { base: 1024, floor: 1 }, 1_200 * 1024 ** 2],
    [1.3 * 1024 ** 3, { base: 1024, floor: 1 }, 1.6 * 1024 ** 3],
  ] as const)('%s within %o ends at %s, with half of it in the middle', (most, how, top) => {
    const scale = scaleOf(most, how);
    expect(scale.top).toBeCloseTo(top, 3);
    expect(scale.ticks).toEqual([0, scale.top / 2, scale.top]);
  });
});

describe('the picture', () => {
  it('moments and places are one to one', () => {
    expect([xOf(0, frame, box), xOf(100_000, frame, box), timeAt(90, frame, box)]).toEqual([40, 140, 50_000]);
  });

  it('no data is a gap and not a line; one missed sample of a short step is none', () => {
    const far = piecesOf(points([0, 1], [10, 2], [30, 3], [80, 4]), 10_000, []);
    expect(far.map((piece) => piece.length)).toEqual([3, 1]);
    const wide = piecesOf(points([0, 1], [240, 2], [720, 3]), 240_000, []);
    expect(wide.map((piece) => piece.length)).toEqual([2, 1]);
  });

  it('no line is drawn over a time in which it was down', () => {
    const down = [{ from: 12_000, to: 19_000 }];
    expect(piecesOf(points([0, 1], [20, 2]), 10_000, down).map((piece) => piece.length)).toEqual([1, 1]);
    expect(piecesOf(points([0, 1], [10, 1], [20, 2]), 10_000, [{ from: 80_000, to: 90_000 }])).toHaveLength(1);
  });

  it('lines lie in the middle of their steps, a lone point is a dot, peaks stand on the line', () => {
    const scale = { top: 10, ticks: [0, 5, 10] as const };
    const { line, dots, area, peaks } = pathsOf([points([0, 5], [10, 10]), points([80, 0])], frame, scale, box);
    expect(line).toBe('M45 60L55 10');
    expect(dots).toBe('M125 110h.01');
    expect(area).toBe('M45 60L55 10L55 110L45 110Z');
    expect(peaks).toBe('');
    expect(pathsOf([points([0, 5, 7.5], [10, 5])], frame, scale, box).peaks).toBe('M45 60L55 60L55 60L45 35Z');
  });

  it('the crosshair takes the nearest point', () => {
    expect([nearest([0, 10, 30], 19), nearest([0, 10, 30], 21), nearest([], 5)]).toEqual([10, 30, null]);
  });

  it('of marks that lie together the last keeps its words', () => {
    const marks = [{ at: 10_000 }, { at: 80_000 }, { at: 85_000 }];
    expect([...labelled(marks, frame, box, 30)]).toEqual([{ at: 85_000 }, { at: 10_000 }]);
  });
});
