// The time that words are made of ("up 3 min", "trying again in 2 s"): one tick a second for the whole page, none while nobody sees it.
import { useSyncExternalStore } from 'react';

let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function tick(): void {
  now = Date.now();
  for (const each of listeners) each();
}

function run(): void {
  clearInterval(timer);
  timer = undefined;
  if (document.hidden) return;
  tick();
  timer = setInterval(tick, 1000);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) {
    document.addEventListener('visibilitychange', run);
    now = Date.now();
    timer = document.hidden ? undefined : setInterval(tick, 1000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
    document.removeEventListener('visibilitychange', run);
  };
}

export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** What is made of the time: whoever shows it looks again when it reads otherwise, not each second. */
export function useTimed<T extends string | null>(words: (now: number) => T): T {
  return useSyncExternalStore(subscribe, () => words(now));
}
