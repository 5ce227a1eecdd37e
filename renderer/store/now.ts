// The time that words are made of ("up 3 min", "trying again in 2 s"): one tick a second for the whole page, none while nobody sees it.
import { useSyncExternalStore } from 'react';
import { onBeat } from './pulse.ts';

/** within one drawing it is one moment */
const staleMs = 1000;

let now = Date.now();
let stop: (() => void) | null = null;
const listeners = new Set<() => void>();

function tick(): void {
  now = Date.now();
  for (const each of listeners) each();
}

function run(): void {
  stop?.();
  stop = document.hidden ? null : onBeat(tick);
}

function onVisibility(): void {
  run();
  if (stop) tick();
}

/** Told of each tick; the answer ends it. */
export function watchTime(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) {
    document.addEventListener('visibilitychange', onVisibility);
    now = Date.now();
    run();
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    stop?.();
    stop = null;
    document.removeEventListener('visibilitychange', onVisibility);
  };
}

/** While nobody was told, it stood still: whoever asks then is the first, and begins with the right one. */
function current(): number {
  if (listeners.size === 0 && Math.abs(Date.now() - now) > staleMs) now = Date.now();
  return now;
}

export function useNow(): number {
  return useSyncExternalStore(watchTime, current, current);
}

const never = () => () => {};

/**
 * What is made of the time: whoever shows it looks again when it reads otherwise, not each second. `isTimed` false: it reads the
 * same at any time.
 */
export function useTimed<T extends string | null>(words: (now: number) => T, isTimed = true): T {
  const read = () => words(current());
  return useSyncExternalStore(isTimed ? watchTime : never, read, read);
}
