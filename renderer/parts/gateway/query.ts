import { type Route, replaceQuery } from '../../route.ts';

/** What is chosen on the page stands in its address; what is not named stays as it is. */
export function setQuery({ parts, query }: Route, change: Record<string, string | null>): void {
  replaceQuery('gateway', { ...Object.fromEntries(query), ...change }, parts);
}

/** what the address says when a client is to be connected, and nobody was chosen yet */
export const anyClient = 'any';
