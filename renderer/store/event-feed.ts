// The engine's record of numbered events: the newest are read once, live ones are put before them, older ones when somebody
// scrolls there. After lost contact what was missed is read by number, so that nothing is left out and nothing comes twice;
// where the numbers begin again, so does the list.
import { useEffect, useState } from 'react';
import { Failure } from '../../contract/errors.ts';
import type { Event } from '../../contract/events.ts';
import { t } from '../text.ts';
import { type Gap, isQuiet } from '../view/event-rows.ts';
import { client, onEvent, onLive, pageStore } from './engine.ts';
import { createStore, type Store, useStore } from './page-state.ts';

const page = 200;
/** how many are held; older ones can be read again */
const most = 20_000;

export interface FeedState {
  /** newest first, without those that say nothing to people */
  events: readonly Event[];
  gaps: readonly Gap[];
  /** older ones may be had */
  more: boolean;
  reading: boolean;
  read: boolean;
  failure: string | null;
}

interface Feed {
  state: Store<FeedState>;
  older(): void;
  close(): void;
}

const nothing: FeedState = { events: [], gaps: [], more: true, reading: false, read: false, failure: null };

export function openFeed(server: string | null): Feed {
  const state = createStore<FeedState>(nothing);
  const closing = new AbortController();
  const { signal } = closing;
  const of = server === null ? {} : { server };
  let [newest, newestAt, oldest] = [0, '', Number.MAX_SAFE_INTEGER];
  let lostAt: number | null = null;
  let queue = Promise.resolve();
  let catchingUp = 0;
  /** null: nothing is missing between what is held and what comes */
  let waiting: Event[] | null = [];

  const kept = (found: readonly Event[]): Event[] =>
    // their views are in the snapshot already
    found.filter((event) => !isQuiet(event)).map(({ view: _view, engine: _engine, problems: _problems, ...event }) => event);

  function prepend(found: readonly Event[]): void {
    const fresh = found.filter(({ seq }) => seq > newest);
    if (fresh.length === 0) return;
    ({ seq: newest, at: newestAt } = fresh.at(-1)!);
    oldest = Math.min(oldest, fresh[0]!.seq);
    state.set((before) => {
      const events = [...kept(fresh).reverse(), ...before.events];
      if (events.length <= most) return { ...before, events };
      oldest = events[most - 1]!.seq;
      return { ...before, events: events.slice(0, most), more: true };
    });
  }

  /** one after the other; what fails says so and leaves the next its turn */
  function reading(read: () => Promise<void>): void {
    state.set((before) => ({ ...before, reading: true }));
    queue = queue.then(async () => {
      let failure: string | null = null;
      try {
        await read();
      } catch (error) {
        if (signal.aborted) return;
        failure = error instanceof Failure ? error.message : t('act.no-answer');
      }
      state.set((before) => ({ ...before, reading: false, failure }));
    });
  }

  /** What comes live meanwhile waits, so that no number is passed over. */
  function catchUp(): void {
    waiting ??= [];
    catchingUp++;
    reading(async () => {
      try {
        await readMissing();
      } finally {
        catchingUp--;
      }
      // the next one has more to read before it
      if (catchingUp > 0) return;
      prepend(waiting ?? []);
      waiting = null;
    });
  }

  async function readMissing(): Promise<void> {
    if (!state.get().read) return readNewest();
    for (let found = page; found === page; ) {
      // from the last that is held: the record was deleted, or is an older copy, when it is not there or is another one
      const missed = await client.events({ ...of, since: Math.max(0, newest - 1), limit: page }, { signal });
      const [held] = missed;
      if (newest > 0 && (held?.seq !== newest || held.at !== newestAt)) return readNewest();
      prepend(missed);
      found = missed.length;
    }
  }

  /** Nothing of what was held before is part of it. */
  async function readNewest(): Promise<void> {
    const found = await client.events({ ...of, limit: page }, { signal });
    [newest, newestAt, oldest] = [0, '', Number.MAX_SAFE_INTEGER];
    state.set((before) => ({ ...before, events: [], gaps: [], more: found.length === page, read: true }));
    prepend(found);
  }

  /** Whatever was not read before contact was lost is read now, or comes by itself. */
  function isBack(): void {
    const from = lostAt;
    lostAt = null;
    if (from !== null && state.get().read)
      state.set((before) => ({ ...before, gaps: [{ from, to: Date.now(), after: newest }, ...before.gaps] }));
    if (waiting && catchingUp === 0) catchUp();
  }

  const stops = [
    onEvent((event) => {
      if (event === null) {
        // what waits is in the record by now, or belongs to one that is gone
        waiting = [];
        catchUp();
      } else if (server === null || event.server === server) {
        if (waiting === null) return prepend([event]);
        waiting.push(event);
        // it could not be read the last time
        if (catchingUp === 0) catchUp();
      }
    }),
    onLive(isBack),
    pageStore.subscribe(() => {
      const { contact } = pageStore.get();
      if (contact.kind === 'lost' && lostAt === null) lostAt = contact.seenAt;
    }),
  ];
  catchUp();

  return {
    state,
    older() {
      const { more, read, reading: isReading } = state.get();
      if (isReading) return;
      if (!read || waiting !== null) return catchUp();
      if (!more) return;
      reading(async () => {
        const found = await client.events({ ...of, before: oldest, limit: page }, { signal });
        oldest = found[0]?.seq ?? oldest;
        state.set((before) => ({ ...before, events: [...before.events, ...kept(found).reverse()], more: found.length === page }));
      });
    },
    close() {
      closing.abort();
      for (const stop of stops) stop();
    },
  };
}

const closed = createStore<FeedState>(nothing);

export function useEvents(server: string | null): FeedState & { older(): void } {
  const [feed, setFeed] = useState<Feed | null>(null);
  useEffect(() => {
    const opened = openFeed(server);
    setFeed(opened);
    return () => {
      opened.close();
      setFeed(null);
    };
  }, [server]);
  const state = useStore(feed?.state ?? closed, (value) => value);
  return { ...state, older: feed?.older ?? (() => {}) };
}
