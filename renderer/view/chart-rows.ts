// A chart as a table: the same points in the same words, newest first, with what happened between them.
import type { Mark } from './downtime.ts';
import type { Point, Span } from './metric-points.ts';
import { piecesOf } from './time-chart.ts';

export interface Line {
  id: string;
  title: string;
  /** 1…8, a series colour; fail: what went wrong */
  series: number | 'fail';
  look: 'area' | 'line' | 'dashes';
  points: readonly Point[];
  /** the greatest sample of each step is shown beside the mean */
  peaks: string | null;
}

export type Row =
  | { kind: 'point'; t: number; cells: (number | null)[] }
  | { kind: 'gap' | 'absent' | 'down'; t: number; to: number }
  | { kind: 'mark'; t: number; text: string };

export interface Column {
  title: string;
  of(t: number): number | null;
}

export function columnsOf(lines: readonly Line[]): Column[] {
  return lines.flatMap(({ title, points, peaks }) => {
    const byTime = new Map(points.map((point) => [point.t, point]));
    const mean: Column = { title, of: (t) => byTime.get(t)?.value ?? null };
    return peaks === null ? [mean] : [mean, { title: peaks, of: (t: number) => byTime.get(t)?.most ?? null }];
  });
}

export const timesOf = (lines: readonly Line[]): number[] =>
  [...new Set(lines.flatMap(({ points }) => points.map(({ t }) => t)))].sort((a, b) => a - b);

interface Happened {
  marks: readonly Mark[];
  down: readonly Span[];
  absent: readonly Span[];
}

/** Gaps are those that the lines have; where it is known why nothing was measured, that is said instead. */
export function rowsOf(lines: readonly Line[], stepMs: number, { marks, down, absent }: Happened): Row[] {
  const columns = columnsOf(lines);
  const times = timesOf(lines);
  const points: Row[] = times.map((t) => ({ kind: 'point', t, cells: columns.map((column) => column.of(t)) }));
  const pieces = piecesOf(
    times.map((t) => ({ t, value: 0, most: 0 })),
    stepMs,
    down,
  );
  const gaps = pieces.slice(1).map((piece, index): Row & { to: number } => {
    const before = pieces[index]!.at(-1)!;
    return { kind: 'gap', t: before.t + stepMs, to: piece[0]!.t };
  });
  const known = [...down, ...absent];
  const unexplained = gaps.filter((gap) => !known.some(({ from, to }) => from < gap.to + stepMs && to > gap.t - stepMs));
  return [
    ...points,
    ...unexplained,
    ...down.map(({ from, to }): Row => ({ kind: 'down', t: from, to })),
    ...absent.map(({ from, to }): Row => ({ kind: 'absent', t: from, to })),
    ...marks.map(({ at, text }): Row => ({ kind: 'mark', t: at, text })),
  ].sort((a, b) => b.t - a.t);
}
