// Keeps a snapshot true: the stream, the one reducer, and a new snapshot whenever something was missed.
import { patientRetry, type Retry } from './backoff.ts';
import type { Client } from './client.ts';
import { applyEvent, applyVitals, type Snapshot, type StreamMessage } from './events.ts';
import { type Contact, keepOpen, type Line } from './line.ts';
import { createReader } from './vitals-reader.ts';

export interface Followed {
  /** the last that is known, also while contact is lost; null before the first */
  snapshot: Snapshot | null;
  contact: Contact;
}

export interface FollowOptions {
  client: Client;
  /** once per chunk of the stream, and at each change of contact */
  onState(state: Followed): void;
  /** every message, in order, after it was applied: what it found, and what it made of that */
  onMessage?(message: StreamMessage, before: Snapshot | null, after: Snapshot | null): void;
  /** false: it comes from an engine that speaks another language. It changes nothing, and the line is opened anew unless the signal aborts. */
  fits?(message: StreamMessage): boolean;
  /** whatever came, a sign of life alone too */
  onHeard?(): void;
  renew?: Line['renew'];
  signal?: AbortSignal;
  retry?: Retry;
  /** false: figures are of no use to whoever follows, and the engine need not read them for them */
  vitals?: boolean;
}

/** Resolves when the signal aborts, never before. */
export function follow({
  client,
  onState,
  onMessage,
  fits,
  onHeard,
  renew,
  signal,
  retry = patientRetry,
  vitals,
}: FollowOptions): Promise<void> {
  let state: Followed = { snapshot: null, contact: { kind: 'connecting' } };
  let resync = false;
  const reader = createReader();

  return keepOpen({
    client,
    route: 'stream',
    renew,
    signal,
    retry,
    input: () => ({
      ...(vitals === false && { vitals }),
      ...(state.snapshot && !resync && { since: state.snapshot.seq, instance: state.snapshot.engine.instance }),
    }),
    onMessages(arrived) {
      resync = false;
      let snapshot = state.snapshot;
      for (const { data } of arrived) {
        const { message, isKnown } = reader.read(data, snapshot);
        if (fits?.(message) === false) return 'reopen';
        const next = isKnown ? snapshot : apply(snapshot, message);
        if (next === 'resync') {
          resync = true;
          break;
        }
        const before = snapshot;
        snapshot = next;
        reader.applied(message, snapshot);
        onMessage?.(message, before, snapshot);
      }
      if (snapshot !== state.snapshot) {
        state = { ...state, snapshot };
        onState(state);
      }
      return resync ? 'reopen' : undefined;
    },
    onHeard,
    onContact(contact) {
      state = { ...state, contact };
      onState(state);
    },
  });
}

export function apply(snapshot: Snapshot | null, message: StreamMessage): Snapshot | 'resync' | null {
  if (message.kind === 'snapshot') return message.snapshot;
  if (message.kind === 'event') return snapshot ? applyEvent(snapshot, message.event) : 'resync';
  // what a newer engine says besides is not for us
  return message.kind === 'vitals' ? snapshot && applyVitals(snapshot, message.servers, message.calls) : snapshot;
}
