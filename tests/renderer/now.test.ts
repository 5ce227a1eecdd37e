// The page's tick: once a second, along with whatever wakes the page anyway, and by itself where nothing does.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

const page = Object.assign(new EventTarget(), { hidden: false });
vi.stubGlobal('document', page);
const { tickAlong, watchTime } = await import('../../renderer/store/now.ts');

let ticks: number[];
let stop: () => void;
const started = () => Date.now() - 1_800_000_000_000;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
  page.hidden = false;
  ticks = [];
  stop = watchTime(() => ticks.push(started()));
});
afterEach(() => {
  stop();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

it('comes each second where nothing else wakes the page', () => {
  vi.advanceTimersByTime(3_500);
  expect(ticks).toEqual([1000, 2000, 3000]);
});

it('comes with the signs of life, and no timer wakes the page beside them', () => {
  vi.advanceTimersByTime(950);
  for (let beat = 0; beat < 5; beat++) {
    tickAlong();
    vi.advanceTimersByTime(1000);
  }
  expect(ticks).toEqual([950, 1950, 2950, 3950, 4950]);
});

it('is no more often than that, however much comes', () => {
  for (let at = 0; at < 300; at++) {
    tickAlong();
    vi.advanceTimersByTime(10);
  }
  expect(ticks).toEqual([900, 1800, 2700]);
});

it('goes on by itself when the signs of life end', () => {
  vi.advanceTimersByTime(900);
  tickAlong();
  vi.advanceTimersByTime(3_500);
  expect(ticks).toEqual([900, 2300, 3300, 4300]);
});

it('rests while nobody sees the page, and comes at once when somebody does', () => {
  page.hidden = true;
  page.dispatchEvent(new Event('visibilitychange'));
  vi.advanceTimersByTime(10_000);
  tickAlong();
  expect(ticks).toEqual([]);
  page.hidden = false;
  page.dispatchEvent(new Event('visibilitychange'));
  expect(ticks).toEqual([10_000]);
});
