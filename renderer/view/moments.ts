// Moments of a range, as its axis, its crosshair and its table say them.
import { clock, shortClock } from '../../contract/words.ts';
import type { Range } from './metric-points.ts';

const day = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric' });
const weekday = new Intl.DateTimeFormat('en', { weekday: 'short' });

/** on the axis */
export const tickOf = (range: Range, t: number): string => (range === '7d' ? day.format(t) : shortClock(t));

/** the begin of a step */
export function momentOf(range: Range, t: number): string {
  if (range === '1h') return clock(t);
  return `${range === '7d' ? day.format(t) : weekday.format(t)} ${shortClock(t)}`;
}
