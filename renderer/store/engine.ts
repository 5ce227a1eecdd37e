// The page's one connection: a thin store over the contract's follower. Every change of the snapshot comes through it.
import { patientRetry, type Retry } from '../../contract/backoff.ts';
import { createClient } from '../../contract/client.ts';
import { applyVitals, type Event, type Snapshot } from '../../contract/events.ts';
import { type Followed, follow } from '../../contract/follow.ts';
import type { Contact as LineContact } from '../../contract/line.ts';
import { noHistory, record, recordGap } from './history.ts';
import { type Contact, createStore, type PageState } from './page-state.ts';

export const client = createClient({ baseUrl: '', fetch: (url, init) => fetch(url, init), actor: 'ui' });

/** A heartbeat a second: two seconds of silence are the loss of contact. */
export const pageRetry: Retry = { ...patientRetry, heartbeatSeconds: 1 };

export const pageStore = createStore<PageState>({
  snapshot: null,
  contact: { kind: 'connecting' },
  history: noHistory,
  acting: new Map(),
});

let line = new AbortController();
const eventListeners = new Set<(event: Event | null) => void>();

/** Told of each event as it comes; null: everything may be another thing, as after a new connection. */
export function onEvent(listener: (event: Event | null) => void): () => void {
  eventListeners.add(listener);
  return () => void eventListeners.delete(listener);
}

/** Opens the stream; again = at once, without waiting for the next attempt. */
export function connect(): void {
  line.abort();
  line = new AbortController();
  void follow({
    client,
    retry: pageRetry,
    signal: line.signal,
    onState,
    onMessage(message, before) {
      if (message.kind === 'snapshot') recordPoint(message.snapshot);
      // after a snapshot nobody knows which events were missed
      if (message.kind !== 'vitals') for (const listener of eventListeners) listener(message.kind === 'event' ? message.event : null);
      if (message.kind === 'vitals' && before) recordPoint(applyVitals(before, message.servers, message.calls));
    },
  });
}

function onState(followed: Followed): void {
  pageStore.set((state) => {
    const contact = contactOf(followed.contact, state.contact);
    const lostNow = contact.kind === 'lost' && state.contact.kind === 'live';
    return {
      ...state,
      // after a new beginning the follower knows nothing yet: the last known state stays
      snapshot: followed.snapshot ?? state.snapshot,
      contact,
      history: lostNow ? recordGap(state.history) : state.history,
    };
  });
}

function contactOf(line: LineContact, before: Contact): Contact {
  const isAway = before.kind === 'lost' || before.kind === 'signed-out';
  switch (line.kind) {
    case 'live':
      return { kind: 'live' };
    case 'connecting':
      return before.kind === 'lost' ? { ...before, retryAt: null } : before;
    case 'lost': {
      // the first loss counts, however often it was tried since
      const seenAt = isAway ? before.seenAt : Date.parse(line.at);
      return line.code === 'unauthorized' ? { kind: 'signed-out', seenAt } : { kind: 'lost', seenAt, retryAt: Date.parse(line.retryAt) };
    }
  }
}

function recordPoint({ servers }: Snapshot): void {
  pageStore.set((state) => ({ ...state, history: record(state.history, servers) }));
}
