// Where the reader is: a path and its query behind the `#`, so that the page needs nothing of the carrier that serves it.
import { useSyncExternalStore } from 'react';

/** every page that works; `pages.tsx` says how each is loaded and where it stands */
export const pageIds = ['overview', 'logs', 'events', 'alerts', 'gateway', 'dependencies', 'server', 'settings', 'onboarding'] as const;
export type PageId = (typeof pageIds)[number];

export interface Route {
  page: PageId;
  /** what follows the page in the path, decoded: a server's name, a tab */
  parts: readonly string[];
  query: URLSearchParams;
}

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [first = '', ...rest] = path.split('/').map(decoded);
  const page = pageIds.find((id) => id === first) ?? 'overview';
  return { page, parts: page === first ? rest.filter((part) => part !== '') : [], query: new URLSearchParams(query) };
}

/** somebody may have typed it */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function hrefOf(page: PageId, query: Record<string, string | null> = {}, parts: readonly string[] = []): string {
  const set = new URLSearchParams(Object.entries(query).filter((entry): entry is [string, string] => !!entry[1]));
  const words = set.toString();
  const path = [page, ...parts].map(encodeURIComponent).join('/');
  return `#/${path === 'overview' ? '' : path}${words === '' ? '' : `?${words}`}`;
}

/** Names may hold commas: each is encoded before they are joined. */
export const joinNames = (names: Iterable<string>): string => [...names].map(encodeURIComponent).join(',');
export const splitNames = (text: string): string[] =>
  text
    .split(',')
    .filter((part) => part !== '')
    .map(decodeURIComponent);
/** its own page, at one of the tabs */
export const serverHref = (name: string, tab?: string): string => hrefOf('server', {}, tab === undefined ? [name] : [name, tab]);
export const logHref = (name: string): string => hrefOf('logs', { servers: joinNames([name]) });

/** Filters change the address without a step in the history: "back" leaves the page, not the last letter typed. */
export function replaceQuery(page: PageId, query: Record<string, string | null>, parts: readonly string[] = []): void {
  history.replaceState(null, '', hrefOf(page, query, parts));
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
  return useSyncExternalStore(
    subscribe,
    () => location.hash,
    () => '',
  );
}
