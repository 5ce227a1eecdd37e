// Which charts a server has over a range, and how each is drawn.
import type { CallPoint } from '../../contract/call-figures.ts';
import { bytes, count, latency, percent } from '../../contract/words.ts';
import { t } from '../text.ts';
import type { Line } from './chart-rows.ts';
import type { Past as Happened } from './downtime.ts';
import {
  type CallKey,
  callPointsOf,
  type Frame,
  frameAt,
  type Live,
  type Measured,
  type Past,
  pointsOf,
  type Range,
  ranges,
} from './metric-points.ts';
import { type Scale, scaleOf } from './time-chart.ts';

export interface Chart extends Happened {
  title: string;
  what: string;
  range: Range;
  frame: Frame;
  lines: readonly Line[];
  scale: Scale;
  format(value: number | null): string;
}

export interface Measurements {
  range: Range;
  frame: Frame;
  /** of a process of ours; null: it runs elsewhere */
  past: Past | null;
  live: Live;
  calls: readonly CallPoint[];
  happened: Happened;
}

const megabyte = 1024 * 1024;

/** What it uses always, how it is called when it is. */
export function chartsOf({ range, frame, past, live, calls, happened }: Measurements): Chart[] {
  const chart = (
    at: Frame,
    lines: Line[],
    scale: Parameters<typeof scaleOf>[1],
    rest: Pick<Chart, 'title' | 'what' | 'format'>,
  ): Chart => ({
    ...rest,
    ...happened,
    range,
    frame: at,
    lines,
    scale: scaleOf(Math.max(0, ...lines.flatMap(({ points }) => points.map(({ most }) => most))), scale),
  });
  const charts: Chart[] = [];
  if (past) {
    const used = (key: Measured, series: number): Line[] => [
      {
        id: key,
        title: t('metrics.line.mean'),
        series,
        look: 'area',
        points: pointsOf(past, live, frame, key),
        peaks: t('metrics.line.peak'),
      },
    ];
    charts.push(
      chart(frame, used('cpu', 1), { floor: 10 }, { title: t('metrics.cpu'), what: t('metrics.cpu.what'), format: shortPercent }),
      chart(
        frame,
        used('memory', 3),
        { base: 1024, floor: 16 * megabyte },
        { title: t('metrics.memory'), what: t('metrics.memory.what'), format: bytes },
      ),
    );
  }
  if (calls.length > 0) {
    const at = frameAt(frame.to - 1, { ms: ranges[range].ms, stepMs: ranges[range].callStepMs });
    const line = (id: CallKey, title: string, series: Line['series'], look: Line['look']): Line => ({
      id,
      title,
      series,
      look,
      points: callPointsOf(calls, at, happened.absent, id),
      peaks: null,
    });
    charts.push(
      chart(
        at,
        [line('answered', t('metrics.line.answered'), 6, 'area'), line('failed', t('metrics.line.failed'), 'fail', 'line')],
        { floor: 4, whole: true },
        { title: t('metrics.calls'), what: t(`metrics.calls.per.${range}`), format: count },
      ),
      chart(
        at,
        [line('p50Ms', t('metrics.line.p50'), 2, 'dashes'), line('p95Ms', t('metrics.line.p95'), 2, 'line')],
        { floor: 10 },
        { title: t('metrics.latency'), what: t('metrics.latency.what'), format: latency },
      ),
    );
  }
  const processes = past ? pointsOf(past, live, frame, 'processes') : [];
  // one is what everybody expects
  if (processes.some(({ most }) => most > 1)) {
    const title = t('metrics.processes');
    const lines: Line[] = [{ id: 'processes', title, series: 8, look: 'line', points: processes, peaks: null }];
    charts.push(chart(frame, lines, { floor: 4, whole: true }, { title, what: t('metrics.processes.what'), format: processCount }));
  }
  return charts;
}

/** without a decimal that says nothing */
const shortPercent = (value: number | null): string => percent(value).replace('.0 %', ' %');
/** a mean of a step in which some came or went */
const processCount = (value: number | null): string => (value === null || Number.isInteger(value) ? count(value) : value.toFixed(1));
