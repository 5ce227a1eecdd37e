// What changes faster than it can be shown: the first at once, then at most one in a while, and always the last.
import { isDeepStrictEqual } from 'node:util';

export interface Paced<T> {
  give(value: T): void;
  close(): void;
}

/** `apply` hears of a value only when it differs from what it heard of last, or from what is shown `already`. */
export function paced<T>(everyMs: number, apply: (value: T) => void, already?: { value: T }): Paced<T> {
  let applied = already ?? null;
  let newest: { value: T } | null = null;
  let nextAt = already ? performance.now() + everyMs : Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | null = null;
  let isClosed = false;

  function settle(): void {
    timer = null;
    if (newest === null || (applied !== null && isDeepStrictEqual(applied.value, newest.value))) return;
    applied = newest;
    nextAt = performance.now() + everyMs;
    apply(applied.value);
  }

  return {
    give(value) {
      newest = { value };
      if (timer !== null || isClosed) return;
      const left = nextAt - performance.now();
      if (left <= 0) settle();
      else timer = setTimeout(settle, left).unref();
    },
    close() {
      isClosed = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
