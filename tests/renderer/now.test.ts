// The page's tick: once a second, along with whatever wakes the page anyway, and by itself where nothing does.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

const page = Object.assign(new EventTarget(), { hidden: false });
vi.stubGlobal('document', page);
const { watchTime } = await import('../../renderer/store/now.ts');
const { beatAlong, onBeat } = await import('../../renderer/store/pulse.ts');

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
    beatAlong();
    vi.advanceTimersByTime(1000);
  }
  expect(ticks).toEqual([950, 1950, 2950, 3950, 4950]);
});

it('falls in step with signs of life that come at any time of its second, and then no timer wakes the page', () => {
  const alone: number[] = [];
  for (const offset of [1, 150, 500, 899]) {
    vi.advanceTimersByTime(offset);
    const woken = new Set<number>();
    for (let beat = 0; beat < 6; beat++) {
      woken.add(started());
      beatAlong();
      vi.advanceTimersByTime(1000);
    }
    // from the second on each tick is one of them
    alone.push(...ticks.filter((at) => at > [...woken][1]! && !woken.has(at)));
    ticks = [];
  }
  expect(alone).toEqual([]);
});

it('falls in step with messages and heartbeats that come by turns', () => {
  vi.advanceTimersByTime(350);
  for (let beat = 0; beat < 4; beat++) {
    beatAlong();
    vi.advanceTimersByTime(1000);
    beatAlong();
    vi.advanceTimersByTime(950);
  }
  expect(ticks).toEqual([1350, 2300, 3300, 4250, 5250, 6200, 7200]);
});

it('goes with the other things of each second: one timer for all of them', () => {
  const beats: number[] = [];
  const leave = onBeat(() => beats.push(started()));
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(950);
  beatAlong();
  expect([ticks, beats]).toEqual([[950], [950]]);
  page.hidden = true;
  page.dispatchEvent(new Event('visibilitychange'));
  vi.advanceTimersByTime(950);
  beatAlong();
  expect([ticks, beats]).toEqual([[950], [950, 1900]]);
  leave();
});

it('is no more often than that, however much comes', () => {
  for (let at = 0; at < 300; at++) {
    beatAlong();
    vi.advanceTimersByTime(10);
  }
  expect(ticks).toEqual([900, 1800, 2700]);
});

it('goes on by itself when the signs of life end', () => {
  vi.advanceTimersByTime(900);
  beatAlong();
  vi.advanceTimersByTime(3_500);
  expect(ticks).toEqual([900, 2300, 3300, 4300]);
});

it('rests while nobody sees the page, and comes at once when somebody does', () => {
  page.hidden = true;
  page.dispatchEvent(new Event('visibilitychange'));
  vi.advanceTimersByTime(10_000);
  beatAlong();
  expect(ticks).toEqual([]);
  page.hidden = false;
  page.dispatchEvent(new Event('visibilitychange'));
  expect(ticks).toEqual([10_000]);
});
