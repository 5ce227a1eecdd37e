// Choices that are only of this browser: kept in its storage, and the same in all its tabs.
import { inBrowser } from '../in-browser.ts';
import { createStore, type Store } from './page-state.ts';

export interface Kept<T> extends Store<T> {
  keep(value: T): void;
}

/** `read` makes sense of what is kept (null: nothing is); where storage is blocked, a choice lasts as long as the page. */
export function keptStore<T>(key: string, read: (text: string | null) => T, write: (value: T) => string): Kept<T> {
  const store = createStore(read(stored(key)));
  if (inBrowser()) {
    addEventListener('storage', (event) => {
      if (event.key === key || event.key === null) store.set(() => read(event.newValue));
    });
  }
  return {
    ...store,
    keep(value) {
      store.set(() => value);
      try {
        localStorage.setItem(key, write(value));
      } catch {
        // storage is blocked: as above
      }
    },
  };
}

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage is blocked
  }
}
