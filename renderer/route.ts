// Where the reader is: a path and its query behind the `#`, so that the page needs nothing of the carrier that serves it.
import { useSyncExternalStore } from 'react';

export interface Route {
  page: 'overview' | 'logs';
  query: URLSearchParams;
}

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  return { page: path === 'logs' ? 'logs' : 'overview', query: new URLSearchParams(query) };
}

export function hrefOf(page: Route['page'], query: Record<string, string | null> = {}): string {
  const set = new URLSearchParams(Object.entries(query).filter((entry): entry is [string, string] => !!entry[1]));
  const words = set.toString();
  return `#/${page === 'overview' ? '' : page}${words === '' ? '' : `?${words}`}`;
}

/** Names may hold commas: each is encoded before they are joined. */
export const joinNames = (names: Iterable<string>): string => [...names].map(encodeURIComponent).join(',');
export const splitNames = (text: string): string[] =>
  text
    .split(',')
    .filter((part) => part !== '')
    .map(decodeURIComponent);
export const logHref = (name: string): string => hrefOf('logs', { servers: joinNames([name]) });

/** Filters change the address without a step in the history: "back" leaves the page, not the last letter typed. */
export function replaceQuery(page: Route['page'], query: Record<string, string | null>): void {
  history.replaceState(null, '', hrefOf(page, query));
  for (const listener of listeners) listener();
}

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('hashchange', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('hashchange', listener);
  };
}

export function useHash(): string {
  return useSyncExternalStore(subscribe, () => location.hash);
}
