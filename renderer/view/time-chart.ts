// Figures over time as a picture: where each thing lies. Pure: sizes and values in, numbers and SVG paths out.
import type { Point, Span } from './metric-points.ts';

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** three lines: nothing, half, and a round number that is at least the greatest value */
export interface Scale {
  top: number;
  ticks: readonly [number, number, number];
}

/** each half of them is round, too */
const rounds = [1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10];

/** `base`: 1024 for bytes; `floor`: the least height, so that noise of a calm server stays a thin line; `whole`: halves are no values. */
export function scaleOf(most: number, { base = 10, floor, whole = false }: { base?: 10 | 1024; floor: number; whole?: boolean }): Scale {
  const wanted = Math.max(most, floor);
  let unit = 1;
  if (base === 1024) while (wanted >= unit * 1024) unit *= 1024;
  const amount = wanted / unit;
  const power = 10 ** Math.floor(Math.log10(amount));
  const fits = (each: number) => each * power >= amount * 0.999_999 && !(whole && (each * power) % 2 !== 0);
  const round = rounds.find(fits) ?? 20;
  const top = Math.round(round * power * unit * 1e6) / 1e6;
  return { top, ticks: [0, top / 2, top] };
}

export const xOf = (t: number, { from, to }: Span, { left, width }: Box): number => left + ((t - from) / (to - from)) * width;
export const timeAt = (x: number, { from, to }: Span, { left, width }: Box): number => from + ((x - left) / width) * (to - from);
export const yOf = (value: number, { top }: Scale, box: Box): number => box.top + box.height - (Math.min(value, top) / top) * box.height;

/** A point stands for its step: it is drawn in its middle. */
export const middleOf = ({ t }: { t: number }, stepMs: number): number => t + stepMs / 2;

/**
 * Pieces that may be joined by a line. A step without a point is a gap, unless it is so short that one sample may have missed it;
 * and over a time in which the server was down no line is drawn however short it was.
 */
export function piecesOf(points: readonly Point[], stepMs: number, down: readonly Span[]): Point[][] {
  const widest = Math.max(stepMs * 1.5, 35_000);
  const pieces: Point[][] = [];
  let last: Point | null = null;
  for (const point of points) {
    const [a, b] = last ? [last.t, point.t] : [0, 0];
    const isBroken = last === null || b - a > widest || down.some(({ from, to }) => from < b + stepMs && to > a + stepMs && b - a > stepMs);
    if (isBroken) pieces.push([]);
    pieces.at(-1)!.push(point);
    last = point;
  }
  return pieces;
}

export interface Paths {
  line: string;
  /** points that have no neighbour: a line of one has no length */
  dots: string;
  /** under the line */
  area: string;
  /** from the line up to the greatest sample of each step */
  peaks: string;
}

export function pathsOf(pieces: readonly Point[][], frame: Span & { stepMs: number }, scale: Scale, box: Box): Paths {
  let [line, dots, area, peaks] = ['', '', '', ''];
  const floor = box.top + box.height;
  for (const piece of pieces) {
    const at = piece.map((point) => {
      const x = round(xOf(Math.min(middleOf(point, frame.stepMs), frame.to), frame, box));
      return { x, y: round(yOf(point.value, scale, box)), peak: round(yOf(point.most, scale, box)) };
    });
    const [first, last] = [at[0]!, at.at(-1)!];
    if (at.length === 1) {
      dots += `M${first.x} ${first.y}h.01`;
      continue;
    }
    const values = at.map(({ x, y }) => `${x} ${y}`);
    line += `M${values.join('L')}`;
    area += `M${values.join('L')}L${last.x} ${floor}L${first.x} ${floor}Z`;
    if (at.some(({ y, peak }) => peak < y))
      peaks += `M${values.join('L')}L${[...at]
        .reverse()
        .map(({ x, peak }) => `${x} ${peak}`)
        .join('L')}Z`;
  }
  return { line, dots, area, peaks };
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** The point nearest to a moment; null: there are none. */
export function nearest(times: readonly number[], at: number): number | null {
  let best: number | null = null;
  for (const t of times) if (best === null || Math.abs(t - at) < Math.abs(best - at)) best = t;
  return best;
}

/** Marks whose words have room: the later one keeps them, as it says how it ended. */
export function labelled<M extends { at: number }>(marks: readonly M[], frame: Span, box: Box, room: number): ReadonlySet<M> {
  const kept = new Set<M>();
  let free = Number.POSITIVE_INFINITY;
  for (const mark of [...marks].reverse()) {
    const x = xOf(mark.at, frame, box);
    if (x > free) continue;
    kept.add(mark);
    free = x - room;
  }
  return kept;
}
