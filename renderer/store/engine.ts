// The page's one connection: a thin store over the contract's follower. Every change of the snapshot comes through it.
import { patientRetry, type Retry } from '../../contract/backoff.ts';
import { createClient, type Fetch, type FetchAnswer } from '../../contract/client.ts';
import { type Event, event as eventShape, type Snapshot, type StreamMessage, snapshot as snapshotShape } from '../../contract/events.ts';
import { type Followed, follow } from '../../contract/follow.ts';
import type { Contact as LineContact } from '../../contract/line.ts';
import { isOtherBuild } from './build.ts';
import { type History, noHistory, record, recordGap } from './history.ts';
import { type Contact, createStore, lostSinceOf, type PageState } from './page-state.ts';
import { beatAlong } from './pulse.ts';
import { onThaw, onWake } from './wake.ts';

/** What `public/first.js` asked for before this program was there: the stream, which is the first that is asked for here. */
interface First {
  url: string;
  stop: AbortController;
  answer: Promise<FetchAnswer>;
}
let first = (globalThis as { roundhouseFirst?: First }).roundhouseFirst;

const ask: Fetch = (url, init) => {
  const begun = first;
  first = undefined;
  if (begun?.url === url) {
    init.signal?.addEventListener('abort', () => begun.stop.abort());
    return begun.answer;
  }
  begun?.stop.abort();
  return fetch(url, init);
};

export const client = createClient({ baseUrl: '', fetch: ask, actor: 'ui' });

/** A heartbeat a second: the loss of contact is said within two seconds. */
const silenceMs = 1900;
const pageRetry: Retry = { ...patientRetry, heartbeatSeconds: 1, silenceMs };

/** Figures alone are none: they come every two seconds. */
const isNews = (before: PageState, after: PageState): boolean =>
  before.snapshot?.seq !== after.snapshot?.seq ||
  before.contact !== after.contact ||
  before.acting !== after.acting ||
  before.updated !== after.updated;

/** Of every other stream: whether the engine is there is known by the first one, and each heartbeat wakes the page. */
export const besideRetry: Retry = patientRetry;

export const pageStore = createStore<PageState>(
  {
    snapshot: null,
    contact: { kind: 'connecting' },
    updated: false,
    history: noHistory,
    acting: new Map(),
  },
  isNews,
);

let line = new AbortController();
let heardAt = Date.now();
const eventListeners = new Set<(event: Event | null) => void>();

/** Told of each event as it comes; null: everything may be another thing, as after a new connection. */
export function onEvent(listener: (event: Event | null) => void): () => void {
  eventListeners.add(listener);
  return () => void eventListeners.delete(listener);
}

const vitalsListeners = new Set<(at: number, snapshot: Snapshot) => void>();

/** Told of each reading of the figures, also when it is what the last one was; `at` by the engine's clock. */
export function onVitals(listener: (at: number, snapshot: Snapshot) => void): () => void {
  vitalsListeners.add(listener);
  return () => void vitalsListeners.delete(listener);
}

export const isThere = ({ contact }: PageState): boolean => contact.kind === 'live';

/** Calls back when contact is there again: other streams need not wait for their next attempt. */
export function onLive(listener: () => void): () => void {
  let live = isThere(pageStore.get());
  return pageStore.subscribe(() => {
    const before = live;
    live = isThere(pageStore.get());
    if (live && !before) listener();
  });
}

/** Opens the stream; again = at once, without waiting for the next attempt. */
export function connect(): void {
  line.abort();
  line = new AbortController();
  void follow({
    client,
    retry: pageRetry,
    renew: onThaw,
    signal: line.signal,
    onState,
    onHeard() {
      heardAt = Date.now();
      beatAlong();
    },
    fits(message) {
      if (isReadable(message)) return true;
      line.abort();
      pageStore.set((state) => ({ ...state, contact: { kind: 'outdated', seenAt: lostSinceOf(state.contact) ?? Date.now() } }));
      return false;
    },
    onMessage(message, _, after) {
      if (message.kind === 'snapshot') {
        recordPoint(message.snapshot);
        // another life of the engine may have brought another build of this page
        const known = pageStore.get().snapshot?.engine.instance ?? message.snapshot.engine.instance;
        if (known !== message.snapshot.engine.instance) void lookForUpdate();
      }
      // after a snapshot nobody knows which events were missed
      if (message.kind !== 'vitals') for (const listener of eventListeners) listener(message.kind === 'event' ? message.event : null);
      if (message.kind === 'vitals' && after) {
        recordPoint(after);
        for (const listener of vitalsListeners) listener(Date.parse(message.at), after);
      }
    },
  });
}

/** Opens the stream when the window opens, and again when the page wakes up and nothing was heard while it slept. */
export function stayConnected(): void {
  onWake(() => {
    const { contact } = pageStore.get();
    if (contact.kind === 'connecting' || contact.kind === 'outdated' || (contact.kind === 'live' && Date.now() - heardAt < silenceMs))
      return;
    if (contact.kind === 'live') pageStore.set((state) => ({ ...state, contact: { kind: 'lost', seenAt: heardAt, retryAt: null } }));
    connect();
  });
  connect();
}

function once(is: (state: PageState) => boolean): Promise<void> {
  return new Promise((done) => {
    if (is(pageStore.get())) return done();
    const stop = pageStore.subscribe(() => {
      if (!is(pageStore.get())) return;
      stop();
      done();
    });
  });
}

/** When there is something to show, or that there is nothing; but not for long: a frame without words is better than none. */
export const firstWord = (mostMs: number): Promise<void> =>
  Promise.race([
    once(({ snapshot, contact }) => snapshot !== null || contact.kind !== 'connecting'),
    new Promise<void>((late) => setTimeout(late, mostMs)),
  ]);

/** When there are servers to show, or this page cannot be told of them. Until then what was drawn before says more, and that it may be old. */
export const serversKnown = (): Promise<void> =>
  once(({ snapshot, contact }) => snapshot !== null || contact.kind === 'signed-out' || contact.kind === 'outdated');

/** Whether the engine has another build of the page; said in the banner of every page. */
export async function lookForUpdate(): Promise<boolean> {
  const updated = (await isOtherBuild()) ?? pageStore.get().updated;
  pageStore.set((state) => (state.updated === updated ? state : { ...state, updated }));
  return updated;
}

/** Keys may be added, and kinds of messages and events: what this page knows must be as it knows it. */
function isReadable(message: StreamMessage): boolean {
  if (message.kind === 'snapshot') return snapshotShape.safeParse(message.snapshot).success;
  return message.kind !== 'event' || eventShape.safeParse(message.event).success;
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
      return before.kind === 'live' ? before : { kind: 'live' };
    case 'connecting':
      return before.kind === 'lost' ? { ...before, retryAt: null } : before;
    case 'lost': {
      // the first loss counts, however often it was tried since
      const seenAt = isAway ? before.seenAt : Date.parse(line.at);
      return line.code === 'unauthorized' ? { kind: 'signed-out', seenAt } : { kind: 'lost', seenAt, retryAt: Date.parse(line.retryAt) };
    }
  }
}

/** What the history was when this very state was no news to it: the same again is none. */
let still: { snapshot: Snapshot; history: History } | null = null;

/** Where nothing moves nobody is told, and nobody looks whether it is about them. */
function recordPoint(snapshot: Snapshot): void {
  pageStore.set((state) => {
    const before = state.history;
    if (still?.snapshot === snapshot && still.history === before) return state;
    const history = record(before, snapshot);
    still = history === before ? { snapshot, history } : null;
    return history === before ? state : { ...state, history };
  });
}
