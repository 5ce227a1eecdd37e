// What was measured over a span, in steps of equal length: what was read of the past, and what came since.
import type { CallPoint } from '../../contract/call-figures.ts';
import type { AnswerOf } from '../../contract/routes/table.ts';
import type { ServerView } from '../../contract/server.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

export const ranges = {
  '1h': { ms: hour, stepMs: 10 * second, step: '10s', callStepMs: minute, callStep: '1m' },
  '24h': { ms: 24 * hour, stepMs: 4 * minute, step: '4m', callStepMs: 4 * minute, callStep: '4m' },
  '7d': { ms: 7 * 24 * hour, stepMs: 30 * minute, step: '30m', callStepMs: 30 * minute, callStep: '30m' },
} as const;
export type Range = keyof typeof ranges;
export const rangeNames = Object.keys(ranges) as Range[];
export const rangeOf = (text: string | null): Range => rangeNames.find((name) => name === text) ?? '1h';

export interface Frame {
  /** begin of the first step, and end of the last one, which is not over yet */
  from: number;
  to: number;
  stepMs: number;
}

/** Moves from step to step, not from moment to moment: what is drawn stands still in between. */
export function frameAt(now: number, { ms, stepMs }: { ms: number; stepMs: number }): Frame {
  const to = Math.floor(now / stepMs) * stepMs + stepMs;
  return { from: to - ms, to, stepMs };
}

type MetricPoint = AnswerOf<'serverMetrics'>[number];

export const measured = ['cpu', 'memory', 'processes'] as const;
export type Measured = (typeof measured)[number];

/** Mean and greatest of a step. */
export interface Point {
  t: number;
  value: number;
  most: number;
}
/** One step, as far as it was measured by us. */
export type Sum = { n: number; sum: number; most: number };
export type Live = ReadonlyMap<number, Readonly<Record<Measured, Sum>>>;

const nothingYet: Sum = { n: 0, sum: 0, most: 0 };
const withOne = ({ n, sum, most }: Sum, value: number | null): Sum =>
  value === null ? { n, sum, most } : { n: n + 1, sum: sum + value, most: Math.max(most, value) };

/** What was measured just now. A server that is down is not measured: that is a gap. */
export function withSample(live: Live, at: number, view: Pick<ServerView, Measured>, { stepMs, from }: Frame): Live {
  if (measured.every((key) => view[key] === null)) return live;
  const t = Math.floor(at / stepMs) * stepMs;
  const before = live.get(t) ?? { cpu: nothingYet, memory: nothingYet, processes: nothingYet };
  const now = {
    cpu: withOne(before.cpu, view.cpu),
    memory: withOne(before.memory, view.memory),
    processes: withOne(before.processes, view.processes),
  };
  return new Map([...live, [t, now] as const].filter(([step]) => step >= from));
}

/** samples come so often while somebody looks: what a step weighs of which only the mean was read */
const sampledEveryMs = 2 * second;

export interface Past {
  points: readonly MetricPoint[];
  readAt: number;
}

/** The step that was under way when the past was read has both: they are weighed by time. */
export function pointsOf(past: Past, live: Live, frame: Frame, key: Measured): Point[] {
  const points = new Map<number, Point>();
  for (const point of past.points) {
    const t = Math.floor(Date.parse(point.t) / frame.stepMs) * frame.stepMs;
    const value = point[key];
    if (value === null) continue;
    points.set(t, { t, value, most: (key === 'processes' ? null : point[`${key}Max`]) ?? value });
  }
  for (const [t, { [key]: sum }] of live) {
    if (sum.n === 0) continue;
    const read = points.get(t);
    const weight = read ? Math.max(1, (past.readAt - t) / sampledEveryMs) : 0;
    const value = ((read?.value ?? 0) * weight + sum.sum) / (weight + sum.n);
    points.set(t, { t, value, most: Math.max(sum.most, read?.most ?? 0) });
  }
  return [...points.values()].filter(({ t }) => t >= frame.from && t < frame.to).sort((a, b) => a.t - b.t);
}

export const callKeys = ['answered', 'failed', 'p50Ms', 'p95Ms'] as const;
export type CallKey = (typeof callKeys)[number];

const figureOf = (point: CallPoint, key: CallKey): number | null =>
  key === 'answered' ? point.calls - point.failed - point.cancelled : point[key];

export interface Span {
  from: number;
  to: number;
}

/** Where nobody called, nothing was called: a count of none, and no time. Where Roundhouse did not run, nobody knows. */
export function callPointsOf(read: readonly CallPoint[], frame: Frame, absent: readonly Span[], key: CallKey): Point[] {
  const known = new Map(read.map((point) => [Date.parse(point.t), point]));
  const points: Point[] = [];
  const isCount = key === 'answered' || key === 'failed';
  for (let t = frame.from; t < frame.to; t += frame.stepMs) {
    const point = known.get(t);
    const value = point ? figureOf(point, key) : null;
    if (value !== null) points.push({ t, value, most: value });
    else if (isCount && !absent.some(({ from, to }) => from <= t && t + frame.stepMs <= to)) points.push({ t, value: 0, most: 0 });
  }
  return points;
}
