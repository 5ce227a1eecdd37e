// Which of the servers that run is called most. The order is taken when a state changes and stands until the next one does: cards that
// moved with every call could not be read, let alone be clicked.
import type { CallsNow } from '../../contract/call-figures.ts';
import type { ServerView } from '../../contract/server.ts';
import { compareServers, compareStates } from '../../contract/words.ts';

export interface CallsOrder {
  /** what it was taken at */
  states: string;
  /** calls of the last hour, then */
  calls: ReadonlyMap<string, number>;
}

export const noOrder: CallsOrder = { states: '', calls: new Map() };

export function orderAt(before: CallsOrder, servers: readonly ServerView[], calls: CallsNow | undefined): CallsOrder {
  // the first figures come a moment after the first state
  const states = JSON.stringify([calls !== undefined, servers.map(({ name, state }) => [name, state])]);
  if (states === before.states) return before;
  return { states, calls: new Map(Object.entries(calls?.servers ?? {}).map(([name, { lastHour }]) => [name, lastHour])) };
}

/** Trouble, starting, running by calls, on demand, stopped; by name among equals. */
export const compareByCalls =
  ({ calls }: CallsOrder) =>
  (a: ServerView, b: ServerView): number => {
    const byState = compareStates(a, b);
    if (byState !== 0 || a.state !== 'running') return byState || compareServers(a, b);
    return (calls.get(b.name) ?? 0) - (calls.get(a.name) ?? 0) || compareServers(a, b);
  };
