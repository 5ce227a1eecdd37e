// What the tray, the notifications and the lifecycle know of the engine: the snapshot by the contract's one reducer, nothing else.
import type { Alert, Mute } from '../contract/alerts.ts';
import { patientRetry, type Retry } from '../contract/backoff.ts';
import type { Client } from '../contract/client.ts';
import type { Event, Snapshot } from '../contract/events.ts';
import { apply, follow } from '../contract/follow.ts';
import type { Contact } from '../contract/line.ts';

export interface Seen {
  /** the last that is known, also while contact is lost; null before the first */
  snapshot: Snapshot | null;
  contact: Contact;
  /** episodes that are not over */
  alerts: readonly Alert[];
  mutes: readonly Mute[];
}

export interface Watch {
  get(): Seen;
  /** told after each change; the answer ends it */
  onChange(listener: () => void): () => void;
  /** told of each event after it was applied; null: events may have been missed, as after a new connection */
  onEvent(listener: (event: Event | null) => void): () => void;
  close(): void;
}

/** A heartbeat a second: the loss of contact is said within two. */
const retry: Retry = { ...patientRetry, heartbeatSeconds: 1, silenceMs: 1900 };
const isAboutAlerts = (event: Event | null): boolean => event === null || event.type.startsWith('alert.');

/** The engine may still be coming up: until then nothing is known of it. */
export function watchEngine(engine: Promise<{ client: Client }>, log: { warn(message: string): void }): Watch {
  let seen: Seen = { snapshot: null, contact: { kind: 'connecting' }, alerts: [], mutes: [] };
  const line = new AbortController();
  const changed = new Set<() => void>();
  const told = new Set<(event: Event | null) => void>();
  let reading = Promise.resolve();

  function see(change: Partial<Seen>): void {
    seen = { ...seen, ...change };
    for (const listener of changed) listener();
  }

  /** One after the other: an earlier answer never takes the place of a later one. */
  function readAlerts(): void {
    reading = reading.then(async () => {
      if (line.signal.aborted) return;
      try {
        const { client } = await engine;
        const [alerts, mutes] = await Promise.all([client.alerts({}), client.alertMutes({})]);
        see({ alerts: alerts.filter(({ closedAt }) => closedAt === null), mutes });
      } catch (error) {
        // with contact lost they are read again when it is back
        if (seen.contact.kind === 'live') log.warn(`the alerts cannot be read: ${error instanceof Error ? error.message : String(error)}`);
      }
    });
  }

  const begin = ({ client }: { client: Client }) =>
    follow({
      client,
      retry,
      signal: line.signal,
      onMessage(message, before) {
        if (message.kind === 'vitals') return;
        const snapshot = apply(before, message);
        if (snapshot === null || snapshot === 'resync') return;
        seen = { ...seen, snapshot };
        const event = message.kind === 'event' ? message.event : null;
        for (const listener of told) listener(event);
        if (isAboutAlerts(event)) readAlerts();
      },
      onState: ({ snapshot, contact }) => see({ snapshot: snapshot ?? seen.snapshot, contact }),
    });
  // an engine that does not come up ends the app, which says why
  engine.then(begin).catch(() => undefined);

  return {
    get: () => seen,
    onChange(listener) {
      changed.add(listener);
      return () => void changed.delete(listener);
    },
    onEvent(listener) {
      told.add(listener);
      return () => void told.delete(listener);
    },
    close: () => line.abort(),
  };
}
