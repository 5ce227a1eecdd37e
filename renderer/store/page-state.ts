// Everything the page knows, in one value that is replaced and never changed. Components subscribe to the part they show.
import { useSyncExternalStore } from 'react';
import type { Snapshot } from '../../contract/events.ts';
import type { StateKind } from '../../contract/server.ts';
import { inBrowser } from '../in-browser.ts';
import type { History } from './history.ts';

export type Contact =
  | { kind: 'connecting' }
  | { kind: 'live' }
  /** `seenAt` is the last sign of life: the moment the shown state was true */
  | { kind: 'lost'; seenAt: number; retryAt: number | null }
  /** the engine is there and does not know this browser: its state is as unknown as without contact */
  | { kind: 'signed-out'; seenAt: number }
  /** the engine is of another version, and what it says cannot be read: only a reload helps */
  | { kind: 'outdated'; seenAt: number };

/** When the shown state was true the last time; null: it is true now, or nothing is known yet. */
export const lostSinceOf = (contact: Contact): number | null => ('seenAt' in contact ? contact.seenAt : null);

export type Verb = 'start' | 'stop' | 'restart' | 'sign-in';

export interface Acting {
  verb: Verb;
  since: number;
  /** the action failed and says why; the server shows its real state again */
  failure: string | null;
  /** the event of this state belongs to that failure, and comes after it */
  due?: StateKind;
}

export interface PageState {
  snapshot: Snapshot | null;
  contact: Contact;
  /** the engine has another build of this page: it works, but what it loads later may be gone */
  updated: boolean;
  history: History;
  acting: ReadonlyMap<string, Acting>;
}

export interface Store<T> {
  get(): T;
  set(change: (state: T) => T): void;
  subscribe(listener: () => void): () => void;
}

/** `isNews`: what is told even while nobody sees the page; the rest is told when somebody does again. Left out: all of it. */
export function createStore<T>(initial: T, isNews?: (before: T, after: T) => boolean): Store<T> {
  let state = initial;
  let untold = false;
  const listeners = new Set<() => void>();
  const tell = () => {
    untold = false;
    for (const listener of listeners) listener();
  };
  if (isNews && inBrowser()) document.addEventListener('visibilitychange', () => untold && tell());
  return {
    get: () => state,
    set(change) {
      const before = state;
      state = change(before);
      if (Object.is(before, state)) return;
      if (isNews && inBrowser() && document.hidden && !isNews(before, state)) untold = true;
      else tell();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useStore<T, Part>(store: Store<T>, part: (state: T) => Part): Part {
  const now = () => part(store.get());
  return useSyncExternalStore(store.subscribe, now, now);
}
