// Calls counted together: how many, how they ended, and how long the answers took. Tallies can be added up and taken apart again, which no
// percentile can; so what is kept is how many answers fell into which slot of time.
import type { CallOutcome } from '../../contract/calls.ts';

export interface Tally {
  calls: number;
  failed: number;
  cancelled: number;
  /** answers by slot of time; a call without an answer has none */
  times: Map<number, number>;
}

/** slots to each doubling: a time is known to 1 % */
const fineness = 32;
const leastMs = 0.05;
const slotOf = (ms: number): number => Math.round(Math.log2(Math.max(ms, leastMs) / leastMs) * fineness);
const timeOf = (slot: number): number => leastMs * 2 ** (slot / fineness);

export const newTally = (): Tally => ({ calls: 0, failed: 0, cancelled: 0, times: new Map() });

export function countCall(tally: Tally, outcome: CallOutcome, ms: number): void {
  tally.calls += 1;
  if (outcome === 'cancelled') tally.cancelled += 1;
  else if (outcome !== 'ok') tally.failed += 1;
  // one that never reached its server, or was given up, says nothing of how fast the server is
  if (outcome === 'ok' || outcome === 'tool-error') {
    const slot = slotOf(ms);
    tally.times.set(slot, (tally.times.get(slot) ?? 0) + 1);
  }
}

export function addTally(sum: Tally, other: Tally): void {
  sum.calls += other.calls;
  sum.failed += other.failed;
  sum.cancelled += other.cancelled;
  for (const [slot, answers] of other.times) sum.times.set(slot, (sum.times.get(slot) ?? 0) + answers);
}

/** What was added before is taken out again. */
export function takeTally(sum: Tally, other: Tally): void {
  sum.calls -= other.calls;
  sum.failed -= other.failed;
  sum.cancelled -= other.cancelled;
  for (const [slot, answers] of other.times) {
    const left = (sum.times.get(slot) ?? 0) - answers;
    if (left > 0) sum.times.set(slot, left);
    else sum.times.delete(slot);
  }
}

/** The time within which this share of the answers came; null: there was none. */
export function quantile({ times }: Tally, share: number): number | null {
  const slots = [...times].sort(([a], [b]) => a - b);
  let left = Math.ceil(share * slots.reduce((sum, [, answers]) => sum + answers, 0));
  for (const [slot, answers] of slots) {
    left -= answers;
    if (left <= 0) return rounded(timeOf(slot));
  }
  return null;
}

/** three figures: more are not known */
const rounded = (ms: number): number => Number(ms.toPrecision(3));

export const timesText = ({ times }: Tally): string => [...times].map(([slot, answers]) => `${slot}:${answers}`).join(' ');

export function timesOf(text: string): Map<number, number> {
  const times = new Map<number, number>();
  for (const part of text.split(' ')) {
    const [slot, answers] = part.split(':').map(Number);
    if (Number.isInteger(slot) && Number.isInteger(answers)) times.set(slot!, answers!);
  }
  return times;
}
