// Whoever reads again when told ends up with what is so: whenever they read, and however often it changes in between.
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createNews } from '../../core/gateway/news.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

const stage = () => {
  const now = { value: 0, told: 0 };
  const news = createNews({ text: () => String(now.value), tell: () => now.told++ });
  return {
    now,
    news,
    become(value: number) {
      now.value = value;
      news.mark();
    },
  };
};

describe('news', () => {
  it('are told once for a burst, and not when it is the same again', () => {
    const { now, become } = stage();
    for (const value of [1, 2, 3]) become(value);
    vi.advanceTimersByTime(5_000);
    expect(now.told).toBe(1);
    become(4);
    become(3);
    vi.advanceTimersByTime(5_000);
    expect(now.told).toBe(1);
  });

  it('are told although it is the same again, to whom was given what it was in between', () => {
    const { now, news, become } = stage();
    become(1);
    vi.advanceTimersByTime(5_000);
    become(2);
    news.read();
    become(1);
    vi.advanceTimersByTime(5_000);
    expect(now.told).toBe(2);
  });

  it('leave no reader with what is not so any more', () => {
    const step = fc.oneof(
      fc.record({ become: fc.nat({ max: 2 }) }),
      fc.record({ wait: fc.nat({ max: 1_500 }) }),
      fc.constant('read' as const),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let value = 0;
        const read = (): void => {
          news.read();
          seen = value;
        };
        // as a page does: not at once
        const news = createNews({ text: () => String(value), tell: () => void setTimeout(read, 60) });
        let seen = value;
        for (const one of steps) {
          if (one === 'read') read();
          else if ('wait' in one) vi.advanceTimersByTime(one.wait);
          else if (one.become !== value) {
            value = one.become;
            news.mark();
          }
        }
        vi.advanceTimersByTime(10_000);
        expect(seen).toBe(value);
        news.close();
      }),
      { numRuns: 500 },
    );
  });
});
