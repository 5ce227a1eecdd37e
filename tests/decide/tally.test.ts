import { describe, expect, it } from 'vitest';
import { addTally, countCall, newTally, quantile, takeTally, timesOf, timesText } from '../../core/decide/tally.ts';

const tallyOf = (...times: number[]) => {
  const tally = newTally();
  for (const ms of times) countCall(tally, 'ok', ms);
  return tally;
};
const within = (is: number | null, wanted: number) => expect(Math.abs(is! - wanted) / wanted).toBeLessThan(0.012);

describe('a tally of calls', () => {
  it('knows every time to one percent, from microseconds to hours', () => {
    for (const ms of [0.06, 0.9, 4, 61, 410, 1_320, 45_000, 7_200_000]) within(quantile(tallyOf(ms), 0.95), ms);
    expect(quantile(tallyOf(0), 0.5)).toBe(0.05);
  });

  it('says within which time a share of the answers came', () => {
    const hundred = tallyOf(...Array.from({ length: 100 }, (_, index) => index + 1));
    within(quantile(hundred, 0.5), 50);
    within(quantile(hundred, 0.95), 95);
    within(quantile(hundred, 1), 100);
    // one slow call of three is within the worst twentieth
    within(quantile(tallyOf(10, 10, 900), 0.95), 900);
    expect(quantile(newTally(), 0.95)).toBe(null);
  });

  it('counts how calls ended; those without an answer have no time', () => {
    const tally = tallyOf(20);
    countCall(tally, 'tool-error', 20);
    countCall(tally, 'error', 5_000);
    countCall(tally, 'cancelled', 5_000);
    expect(tally).toMatchObject({ calls: 4, failed: 2, cancelled: 1 });
    within(quantile(tally, 1), 20);
  });

  it('added up it is as if counted together, and what is taken out again was never there', () => {
    const [a, b] = [tallyOf(1, 2, 3), tallyOf(3, 400)];
    const sum = tallyOf();
    addTally(sum, a);
    addTally(sum, b);
    expect(sum).toEqual(tallyOf(1, 2, 3, 3, 400));
    takeTally(sum, a);
    expect(sum).toEqual(b);
    takeTally(sum, b);
    expect(sum).toEqual(newTally());
  });

  it('comes back from its text', () => {
    const tally = tallyOf(1, 1, 30, 700);
    expect(timesOf(timesText(tally))).toEqual(tally.times);
    expect(timesOf('')).toEqual(new Map());
  });
});
