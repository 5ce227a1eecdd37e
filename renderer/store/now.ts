// The time that words are made of ("up 3 min", "trying again in 2 s"): one tick a second for the whole page, none while nobody sees it.
// Each wake-up of a page costs more than what is done in it: with contact, the tick comes with the engine's signs of life.
import { useSyncExternalStore } from 'react';

const tickMs = 1000;
/** whatever wakes the page about once a second may bring the tick along */
const soonMs = 900;
/** how much longer the tick waits for that */
const lateMs = 400;

let now = Date.now();
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

function tick(wait: number): void {
  now = Date.now();
  for (const each of listeners) each();
  arm(wait);
}

function arm(wait: number): void {
  clearTimeout(timer);
  timer = document.hidden || listeners.size === 0 ? undefined : setTimeout(tick, wait, tickMs);
}

/** The page is awake anyway: a tick that is due soon is made now, and none wakes it for itself. */
export function tickAlong(): void {
  if (timer !== undefined && Date.now() - now >= soonMs) tick(tickMs + lateMs);
}

function run(): void {
  clearTimeout(timer);
  timer = undefined;
  if (!document.hidden) tick(tickMs);
}

/** Told of each tick; the answer ends it. */
export function watchTime(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) {
    document.addEventListener('visibilitychange', run);
    now = Date.now();
    arm(tickMs);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearTimeout(timer);
    timer = undefined;
    document.removeEventListener('visibilitychange', run);
  };
}

export function useNow(): number {
  return useSyncExternalStore(watchTime, () => now, Date.now);
}

/** What is made of the time: whoever shows it looks again when it reads otherwise, not each second. */
export function useTimed<T extends string | null>(words: (now: number) => T): T {
  return useSyncExternalStore(
    watchTime,
    () => words(now),
    () => words(Date.now()),
  );
}
