// How much was said when, and how bad it was: the bars above a log.
import { isMark, type NumberedLine } from './log-lines.ts';

export const barCount = 90;

export interface Bar {
  info: number;
  warn: number;
  error: number;
}
export interface Crash {
  at: number;
  server: string;
}
export interface Volume {
  from: number;
  to: number;
  bars: readonly Bar[];
  /** the most in one bar */
  most: number;
  crashes: readonly Crash[];
}

/** at least so long: a few lines of one moment are no history */
const shortestMs = 60_000;

/** From the first line to now. null: there is nothing to draw. */
export function volumeOf(lines: readonly NumberedLine[], now: number): Volume | null {
  if (lines.length === 0) return null;
  const first = Date.parse(lines[0]!.t);
  if (Number.isNaN(first)) return null;
  const to = Math.max(now, Date.parse(lines.at(-1)!.t) || 0);
  const from = Math.min(first, to - shortestMs);
  const step = (to - from) / barCount;
  const bars = Array.from({ length: barCount }, (): Bar => ({ info: 0, warn: 0, error: 0 }));
  const crashes: Crash[] = [];
  for (const line of lines) {
    const at = Date.parse(line.t);
    if (isMark(line)) {
      if (line.level === 'error' && line.server !== '') crashes.push({ at, server: line.server });
      continue;
    }
    const bar = bars[Math.min(barCount - 1, Math.max(0, Math.floor((at - from) / step)))]!;
    bar[line.level === 'error' ? 'error' : line.level === 'warn' ? 'warn' : 'info']++;
  }
  return { from, to, bars, most: bars.reduce((most, { info, warn, error }) => Math.max(most, info + warn + error), 0), crashes };
}
