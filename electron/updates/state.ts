// How far an update is, from what the updater says. Pure.
import type { UpdateState } from '../../contract/desktop.ts';
import { assertNever } from '../../contract/server.ts';

export type UpdateFact =
  | { fact: 'none'; at: string }
  | { fact: 'available'; version: string }
  | { fact: 'progress'; percent: number }
  | { fact: 'downloaded'; version: string }
  | { fact: 'cancelled' }
  /** `asked`: a person waits for it */
  | { fact: 'failed'; reason: string; asked: boolean };

/** The version that it is about, if any. */
const versionOf = (state: UpdateState): string | null => ('version' in state ? state.version : null);

export function nextUpdateState(state: UpdateState, fact: UpdateFact): UpdateState {
  if (state.kind === 'off') return state;
  switch (fact.fact) {
    case 'none':
      // what is ready stays so: the feed may have been taken back, or its roll-out paused
      return state.kind === 'ready' ? state : { kind: 'none', checkedAt: fact.at };
    case 'available':
      return versionOf(state) === fact.version && state.kind !== 'failed' ? state : { kind: 'available', version: fact.version };
    case 'progress': {
      const version = versionOf(state);
      if (version === null || state.kind === 'ready') return state;
      return { kind: 'downloading', version, percent: Math.min(100, Math.max(0, fact.percent)) };
    }
    case 'downloaded':
      return { kind: 'ready', version: fact.version };
    case 'cancelled': {
      const version = versionOf(state);
      return state.kind === 'downloading' && version !== null ? { kind: 'available', version } : state;
    }
    case 'failed':
      // a look in the background that failed changes nothing that was known
      if (!fact.asked && state.kind !== 'downloading') return state;
      return state.kind === 'ready' ? state : { kind: 'failed', reason: fact.reason };
    default:
      return assertNever(fact);
  }
}
