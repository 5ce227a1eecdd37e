// What is too much for the snapshot, and is read when a page shows it: read once, and again whenever an event says that it changed. Never polled.
import { useEffect, useRef, useState } from 'react';
import type { Event } from '../../contract/events.ts';
import { onEvent, onLive } from './engine.ts';
import { inWords } from './failure.ts';
import { onReturn } from './wake.ts';

export interface Resource<T> {
  /** the last that was read, also while it is read again */
  value: T | null;
  /** why it could not be read the last time, in words */
  failure: string | null;
  again(): void;
}

/** events come in bursts, and one reading is enough for all of them */
const GATHER_MS = 60;

interface Reading<T> {
  read(signal: AbortSignal): Promise<T>;
  changes(event: Event): boolean;
  /** no event tells when the lines of a file move: it is read again when somebody comes back from editing it */
  hasLines?: boolean | undefined;
  had(value: T): void;
  failed(error: unknown): void;
}

/** Reads now, and again whenever that may answer something else. */
export function keepRead<T>({ read, changes, hasLines, had, failed }: Reading<T>): { again(): void; close(): void } {
  let reading: AbortController | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isHad = false;
  const start = () => {
    timer = undefined;
    reading?.abort();
    const mine = new AbortController();
    reading = mine;
    isHad = false;
    read(mine.signal).then(
      (value) => {
        if (mine.signal.aborted) return;
        isHad = true;
        had(value);
      },
      (error: unknown) => mine.signal.aborted || failed(error),
    );
  };
  const soon = () => {
    timer ??= setTimeout(start, GATHER_MS);
  };
  const stops = [
    onEvent((event) => {
      if (event === null || changes(event)) soon();
    }),
    // a stream that goes on where it was cut tells of nothing that was missed: what could not be read meanwhile is read now
    onLive(() => isHad || soon()),
    ...(hasLines ? [onReturn(soon)] : []),
  ];
  start();
  return {
    again: start,
    close() {
      for (const stop of stops) stop();
      clearTimeout(timer);
      reading?.abort();
    },
  };
}

/** `key` says what is read: with another one it begins anew. */
export function useResource<T>(
  key: string,
  read: (signal: AbortSignal) => Promise<T>,
  changes: (event: Event) => boolean,
  { hasLines }: { hasLines?: boolean } = {},
): Resource<T> {
  const [state, setState] = useState<{ key: string; value: T | null; failure: string | null }>({ key, value: null, failure: null });
  const latest = useRef({ read, changes });
  latest.current = { read, changes };
  const again = useRef(() => {});

  useEffect(() => {
    const kept = keepRead<T>({
      read: (signal) => latest.current.read(signal),
      changes: (event) => latest.current.changes(event),
      hasLines,
      had: (value) => setState({ key, value, failure: null }),
      failed(error) {
        const failure = inWords(error);
        setState((before) => ({ key, value: before.key === key ? before.value : null, failure }));
      },
    });
    again.current = kept.again;
    return kept.close;
  }, [key, hasLines]);

  const { value, failure } = state.key === key ? state : { value: null, failure: null };
  return { value, failure, again: () => again.current() };
}
