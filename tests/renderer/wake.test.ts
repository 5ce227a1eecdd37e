// A page that slept says so within a second or so of its timers going on, also where signs of life set the pace of its looking.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

beforeEach(() => vi.useFakeTimers({ now: 1_800_000_000_000 }));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.resetModules();
});

async function page() {
  vi.stubGlobal('document', Object.assign(new EventTarget(), { hidden: false, visibilityState: 'visible' }));
  vi.stubGlobal('addEventListener', () => undefined);
  const { onWake } = await import('../../renderer/store/wake.ts');
  const { beatAlong } = await import('../../renderer/store/pulse.ts');
  let woken = 0;
  onWake(() => {
    woken += 1;
  });
  return { beatAlong, woken: () => woken };
}
/** Timers stand still meanwhile. */
const sleep = (ms: number) => vi.setSystemTime(Date.now() + ms);

it('by its own timer, without contact', async () => {
  const { woken } = await page();
  vi.advanceTimersByTime(10_000);
  expect(woken()).toBe(0);
  sleep(60_000);
  vi.advanceTimersByTime(1_000);
  expect(woken()).toBe(1);
});

it('by its own timer where the signs of life ended in the sleep', async () => {
  const { beatAlong, woken } = await page();
  for (let at = 0; at < 5; at++) {
    vi.advanceTimersByTime(1_000);
    beatAlong();
  }
  sleep(60_000);
  vi.advanceTimersByTime(1_400);
  expect(woken()).toBe(1);
});

it('with the next sign of life where there is one', async () => {
  const { beatAlong, woken } = await page();
  vi.advanceTimersByTime(950);
  beatAlong();
  sleep(60_000);
  vi.advanceTimersByTime(950);
  beatAlong();
  expect(woken()).toBe(1);
});

it('lets go of what only a reader has any use of when nobody has looked for ten seconds, and takes it up again at the first look', async () => {
  const seen = Object.assign(new EventTarget(), { hidden: false });
  vi.stubGlobal('document', seen);
  const { onlyWhileSeen } = await import('../../renderer/store/wake.ts');
  const show = (shown: boolean) => {
    seen.hidden = !shown;
    seen.dispatchEvent(new Event('visibilitychange'));
  };
  let again = 0;
  const stop = onlyWhileSeen.renew(() => {
    again += 1;
  });
  await onlyWhileSeen.rest();
  show(false);
  vi.advanceTimersByTime(9_000);
  show(true);
  vi.advanceTimersByTime(60_000);
  expect(again).toBe(0);
  show(false);
  vi.advanceTimersByTime(10_000);
  expect(again).toBe(1);
  stop();

  let rested = false;
  const resting = onlyWhileSeen.rest().then(() => {
    rested = true;
  });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(rested).toBe(false);
  show(true);
  await resting;
  show(false);
  const over = new AbortController();
  const ended = onlyWhileSeen.rest(over.signal);
  over.abort();
  await ended;
});
