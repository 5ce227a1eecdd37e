// What is too much for the snapshot, and is read when a page shows it: read once, and again whenever an event says that it changed. Never polled.
import { useEffect, useRef, useState } from 'react';
import type { Event } from '../../contract/events.ts';
import { onEvent } from './engine.ts';
import { inWords } from './failure.ts';

export interface Resource<T> {
  /** the last that was read, also while it is read again */
  value: T | null;
  /** why it could not be read the last time, in words */
  failure: string | null;
  again(): void;
}

/** events come in bursts, and one reading is enough for all of them */
const GATHER_MS = 60;

/** `key` says what is read: with another one it begins anew. */
export function useResource<T>(key: string, read: (signal: AbortSignal) => Promise<T>, changes: (event: Event) => boolean): Resource<T> {
  const [state, setState] = useState<{ key: string; value: T | null; failure: string | null }>({ key, value: null, failure: null });
  const latest = useRef({ read, changes });
  latest.current = { read, changes };
  const again = useRef(() => {});

  useEffect(() => {
    let reading: AbortController | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const start = () => {
      timer = undefined;
      reading?.abort();
      const mine = new AbortController();
      reading = mine;
      latest.current.read(mine.signal).then(
        (value) => mine.signal.aborted || setState({ key, value, failure: null }),
        (error: unknown) => {
          if (mine.signal.aborted) return;
          const failure = inWords(error);
          setState((before) => ({ key, value: before.key === key ? before.value : null, failure }));
        },
      );
    };
    const soon = () => {
      timer ??= setTimeout(start, GATHER_MS);
    };
    again.current = start;
    const stop = onEvent((event) => {
      if (event === null || latest.current.changes(event)) soon();
    });
    start();
    return () => {
      stop();
      clearTimeout(timer);
      reading?.abort();
    };
  }, [key]);

  const { value, failure } = state.key === key ? state : { value: null, failure: null };
  return { value, failure, again: () => again.current() };
}
