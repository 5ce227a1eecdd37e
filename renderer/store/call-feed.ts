// Calls as they end, for as long as a page shows them: the newest past once, then what comes, handed on once per frame.
import { useEffect, useState } from 'react';
import type { CallOutcome } from '../../contract/calls.ts';
import { followCalls } from '../../contract/follow-calls.ts';
import { type CallRow, rowsOf } from '../view/call-rows.ts';
import { besideRetry, client, onEvent, onLive, pageStore } from './engine.ts';
import { inWords } from './failure.ts';
import { createStore, lostSinceOf, type Store, useStore } from './page-state.ts';
import { onlyWhileSeen } from './wake.ts';

/** of the past, and how many are held at most */
const page = 5_000;
const most = 20_000;
const slack = 2_000;

export interface CallState {
  /** oldest first */
  rows: readonly CallRow[];
  /** there is nothing older than the first */
  whole: boolean;
  read: boolean;
  /** the stream is cut, and is being opened again */
  cut: boolean;
  failure: string | null;
}

interface Wish {
  client?: string | undefined;
  server?: string | undefined;
  outcome?: CallOutcome | undefined;
}

interface Feed {
  state: Store<CallState>;
  again(): void;
  close(): void;
}

const nothing: CallState = { rows: [], whole: false, read: false, cut: false, failure: null };

export function openFeed(of: Wish): Feed {
  const state = createStore<CallState>(nothing);
  const line = new AbortController();
  const { signal } = line;
  let waiting: CallRow[] = [];
  let frame = 0;
  let reading = false;

  function flush(): void {
    frame = 0;
    const fresh = waiting;
    waiting = [];
    state.set((before) => {
      const rows = [...before.rows, ...fresh];
      return rows.length <= most + slack ? { ...before, rows } : { ...before, rows: rows.slice(-most), whole: false };
    });
  }

  async function begin(): Promise<void> {
    if (reading || state.get().read) return;
    reading = true;
    try {
      const past = await client.calls({ ...of, limit: page }, { signal });
      const rows = rowsOf(past.reverse());
      state.set((before) => ({ ...before, rows, whole: past.length < page, read: true, failure: null }));
    } catch (error) {
      if (!signal.aborted) state.set((before) => ({ ...before, failure: inWords(error) }));
      return;
    } finally {
      reading = false;
    }
    void followCalls({
      client,
      of: Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined)),
      since: state.get().rows.at(-1)?.id ?? 0,
      retry: besideRetry,
      wake: onLive,
      ...onlyWhileSeen,
      signal,
      onCalls(calls, missed) {
        waiting.push(...rowsOf(calls, missed));
        if (frame === 0) frame = requestAnimationFrame(flush);
      },
      onContact: (contact) => state.set((before) => ({ ...before, cut: contact.kind === 'lost' })),
    });
  }
  // whoever could not read it tries again when there is contact again
  const stops = [onEvent((event) => event === null && void begin()), onLive(() => void begin())];
  void begin();

  return {
    state,
    again: () => void begin(),
    close() {
      for (const stop of stops) stop();
      line.abort();
      cancelAnimationFrame(frame);
    },
  };
}

const closed = createStore<CallState>(nothing);

export function useCalls(of: Wish = {}): CallState & { again(): void } {
  const [feed, setFeed] = useState<Feed | null>(null);
  const { client: by, server, outcome } = of;
  useEffect(() => {
    const opened = openFeed({ client: by, server, outcome });
    setFeed(opened);
    return () => {
      opened.close();
      setFeed(null);
    };
  }, [by, server, outcome]);
  const state = useStore(feed?.state ?? closed, (value) => value);
  const isLost = useStore(pageStore, ({ contact }) => lostSinceOf(contact) !== null);
  return { ...state, cut: state.cut || isLost, again: feed?.again ?? (() => {}) };
}
