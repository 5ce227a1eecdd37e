// Calls on their way into the database. A call waits in memory for a moment and is written with others; what comes faster than it can be
// written is dropped from the oldest and counted. Whoever made the call waits for nothing of this.
import type { KeptCall } from '../../contract/calls.ts';
import type { CallRecord } from '../gateway/gateway.ts';
import { seqOfTime } from './db/calls-table.ts';
import type { CallQuery, Store } from './store.ts';

const EVERY_MS = 200;
/** rows of one write, which is one or two milliseconds: what it takes from calls under way is bounded */
const BATCH = 1_000;
const MOST_WAITING = 10_000;
const SAY_AGAIN_MS = 60_000;

export interface CallHistoryParts {
  store: Pick<Store, 'appendCalls' | 'calls' | 'lastCall'>;
  /** milliseconds since 1970 */
  wall(): number;
  onTrouble(message: string): void;
  everyMs?: number;
  mostWaiting?: number;
}

export interface CallHistory {
  record(call: CallRecord): void;
  /** newest first; `first`: the oldest ones after `since`, in order */
  read(query: CallQuery): KeptCall[];
  /** told of each call at once */
  follow(listener: (call: KeptCall) => void): () => void;
  /** since the engine started */
  dropped(): number;
  /** writes what waits, as far as the disk takes it */
  close(): void;
}

export function createCallHistory({
  store,
  wall,
  onTrouble,
  everyMs = EVERY_MS,
  mostWaiting = MOST_WAITING,
}: CallHistoryParts): CallHistory {
  const listeners = new Set<(call: KeptCall) => void>();
  let last = store.lastCall();
  let waiting: KeptCall[] = [];
  /** of those, so many are gone already: taking the first one out of a long array would move all others */
  let head = 0;
  let dropped = 0;
  let told = { dropped: 0, at: Number.NEGATIVE_INFINITY };
  let timer: NodeJS.Timeout | null = null;

  function compact(): void {
    if (head < mostWaiting) return;
    waiting = waiting.slice(head);
    head = 0;
  }

  function write(): boolean {
    const batch = waiting.slice(head, head + BATCH);
    if (batch.length === 0 || !store.appendCalls(batch)) return false;
    head += batch.length;
    if (head === waiting.length) {
      waiting = [];
      head = 0;
    } else compact();
    return true;
  }

  function tell(): void {
    if (dropped === told.dropped || wall() - told.at < SAY_AGAIN_MS) return;
    onTrouble(`${dropped - told.dropped} calls came faster than they could be written and are missing from the history of calls.`);
    told = { dropped, at: wall() };
  }

  function arm(): void {
    timer ??= setTimeout(() => {
      timer = null;
      write();
      tell();
      if (head < waiting.length) arm();
    }, everyMs).unref();
  }

  const fits = (call: KeptCall, { since, client, server, outcome }: CallQuery) =>
    (since === undefined || call.seq > since) &&
    (client === undefined || call.client === client) &&
    (server === undefined || call.server === server) &&
    (outcome === undefined || call.outcome === outcome);

  return {
    record(call) {
      last = Math.max(last + 1, seqOfTime(wall()));
      const kept: KeptCall = { seq: last, ...call };
      waiting.push(kept);
      if (waiting.length - head > mostWaiting) {
        head += 1;
        dropped += 1;
        compact();
      }
      arm();
      for (const listener of listeners) listener(kept);
    },
    read(query) {
      const stored = store.calls(query);
      const fresh: KeptCall[] = [];
      const isFull = () => fresh.length >= query.limit;
      if (query.first) {
        for (let at = head; at < waiting.length && stored.length + fresh.length < query.limit; at += 1) {
          if (fits(waiting[at]!, query)) fresh.push(waiting[at]!);
        }
        return [...stored, ...fresh];
      }
      for (let at = waiting.length - 1; at >= head && !isFull(); at -= 1) if (fits(waiting[at]!, query)) fresh.push(waiting[at]!);
      return [...fresh, ...stored].slice(0, query.limit);
    },
    follow(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    dropped: () => dropped,
    close() {
      if (timer) clearTimeout(timer);
      timer = null;
      while (write());
    },
  };
}
