import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createHeapEase, type HeapEase } from '../core/lean-heap.ts';

const TIGHT = '--heap-growing-percent=15';
const EASY = '--heap-growing-percent=0';

describe('the heap', () => {
  let set: string[];
  let ease: HeapEase;
  const calls = (count: number, bytes = 100) => {
    for (let call = 0; call < count; call += 1) ease.passed(bytes);
  };

  beforeEach(() => {
    vi.useFakeTimers();
    set = [];
    ease = createHeapEase((flag) => set.push(flag), 1_000);
  });
  afterEach(() => {
    ease.close();
    vi.useRealTimers();
  });

  it('stays tight for the few calls of a person', () => {
    for (let second = 0; second < 10; second += 1) {
      calls(20);
      vi.advanceTimersByTime(1_000);
    }
    expect(set).toEqual([]);
  });

  it('may grow while many calls pass, is told so once, and is held tight again when they are over', () => {
    for (let second = 0; second < 3; second += 1) {
      calls(5_000);
      vi.advanceTimersByTime(1_000);
    }
    expect(set).toEqual([EASY]);
    vi.advanceTimersByTime(1_000);
    expect(set).toEqual([EASY, TIGHT]);
  });

  it('may grow for a few large calls', () => {
    calls(5, 1_000_000);
    expect(set).toEqual([EASY]);
  });

  it('keeps no timer once nobody calls', () => {
    calls(500);
    vi.advanceTimersByTime(5_000);
    expect(vi.getTimerCount()).toBe(0);
    calls(500);
    expect(set).toEqual([EASY, TIGHT, EASY]);
  });
});
