// Numbered events: every change of what people see goes through here, is kept, and reaches whoever follows. The engine's own
// snapshot is made by the same reducer as everybody else's.

import type { CallsNow } from '../contract/call-figures.ts';
import { applyEvent, applyVitals, type EngineView, type Event, type Snapshot, type StreamMessage } from '../contract/events.ts';
import type { Vitals } from '../contract/server.ts';

/** Live events that a follower may still ask for; older ones mean a fresh snapshot. */
const KEPT = 2_000;

export interface JournalParts {
  lastSeq: number;
  engine: EngineView;
  now(): Date;
  /** durable when it returns */
  keep(event: Event): void;
  /** a follower's mistake is not the engine's */
  onFault(error: unknown): void;
}

export type Change = Pick<Event, 'type'> & Partial<Pick<Event, 'server' | 'message' | 'view' | 'engine' | 'problems' | 'data'>>;
type Follower = (message: StreamMessage) => boolean;

export function createJournal(parts: JournalParts) {
  let state: Snapshot = { seq: parts.lastSeq, at: parts.now().toISOString(), engine: parts.engine, servers: [], problems: [] };
  let recent: Event[] = [];
  const followers = new Set<Follower>();

  const tell = (message: StreamMessage) => {
    for (const follower of followers) {
      let goesOn = false;
      try {
        goesOn = follower(message);
      } catch (error) {
        parts.onFault(error);
      }
      if (!goesOn) followers.delete(follower);
    }
  };

  return {
    snapshot: (): Snapshot => state,

    record(change: Change): Event {
      const event: Event = { seq: state.seq + 1, at: parts.now().toISOString(), ...change };
      const next = applyEvent(state, event);
      if (next === 'resync') throw new Error(`event ${event.seq} does not follow ${state.seq}`);
      state = next;
      recent.push(event);
      if (recent.length > KEPT * 1.2) recent = recent.slice(-KEPT);
      parts.keep(event);
      tell({ kind: 'event', event });
      return event;
    },

    /** cpu, memory, check times and calls in figures: merged into the state, never numbered, never kept */
    vitals(values: Record<string, Vitals>, calls?: CallsNow): void {
      state = applyVitals(state, values, calls);
      if (followers.size > 0) tell({ kind: 'vitals', at: parts.now().toISOString(), servers: values, ...(calls && { calls }) });
    },

    subscribe(since: number | null, push: Follower): () => void {
      // a number of an earlier life says nothing of this one's servers
      const oldest = recent[0]?.seq ?? state.seq + 1;
      const known = since !== null && since > parts.lastSeq && since <= state.seq && oldest <= since + 1;
      const backlog: StreamMessage[] = known
        ? recent.filter((event) => event.seq > since!).map((event) => ({ kind: 'event', event }))
        : [{ kind: 'snapshot', snapshot: state }];
      if (backlog.every((message) => push(message))) followers.add(push);
      return () => followers.delete(push);
    },

    followers: () => followers.size,
  };
}

export type Journal = ReturnType<typeof createJournal>;
