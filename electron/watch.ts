// What the tray, the notifications and the lifecycle know of the engine: the snapshot by the contract's one reducer, nothing else.
import type { Alert, Mute } from '../contract/alerts.ts';
import { patientRetry, type Retry } from '../contract/backoff.ts';
import type { Event, Snapshot } from '../contract/events.ts';
import { apply, follow } from '../contract/follow.ts';
import type { Contact } from '../contract/line.ts';
import type { RunningEngine } from './engine/running.ts';

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

/** A heartbeat a second: the loss of contact is said within two. Within one process there is none to lose. */
const retryOf = (kind: RunningEngine['kind']): Retry =>
  kind === 'hosted' ? { ...patientRetry, heartbeatSeconds: 60 } : { ...patientRetry, heartbeatSeconds: 1, silenceMs: 1900 };
/** which servers are used most changes by the hour */
const callsEveryMs = 600_000;
const isAboutAlerts = (event: Event | null): boolean => event === null || event.type.startsWith('alert.');

/** The engine may still be coming up: until then nothing is known of it. */
export function watchEngine(engine: Promise<Pick<RunningEngine, 'client' | 'kind'>>, log: { warn(message: string): void }): Watch {
  let seen: Seen = { snapshot: null, contact: { kind: 'connecting' }, alerts: [], mutes: [] };
  const line = new AbortController();
  const changed = new Set<() => void>();
  const told = new Set<(event: Event | null) => void>();
  let reading = Promise.resolve();
  /** the alerts could not be read the last time */
  let unread = false;
  /** read since the last snapshot of the stream, which carries none without vitals */
  let later: Snapshot['calls'];
  const withCalls = (snapshot: Snapshot): Snapshot => (later ? { ...snapshot, calls: later } : snapshot);

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
        // with the next that is heard of the engine they are read again: a stream that goes on where it was cut tells of nothing that was missed
        unread = true;
        if (seen.contact.kind === 'live') log.warn(`the alerts cannot be read: ${error instanceof Error ? error.message : String(error)}`);
      }
    });
  }

  const begin = ({ client, kind }: Pick<RunningEngine, 'client' | 'kind'>) =>
    follow({
      client,
      retry: retryOf(kind),
      // nothing here shows a figure, and the engine rests while nobody looks at them
      vitals: false,
      signal: line.signal,
      onMessage(message, before) {
        const snapshot = apply(before, message);
        if (snapshot === null || snapshot === 'resync') return;
        if (message.kind === 'snapshot') later = undefined;
        seen = { ...seen, snapshot: withCalls(snapshot) };
        const event = message.kind === 'event' ? message.event : null;
        for (const listener of told) listener(event);
        if (isAboutAlerts(event)) readAlerts();
      },
      onState({ snapshot, contact }) {
        see({ snapshot: snapshot ? withCalls(snapshot) : seen.snapshot, contact });
        if (!unread || contact.kind !== 'live') return;
        unread = false;
        readAlerts();
      },
    });
  // an engine that does not come up ends the app, which says why
  engine.then(begin).catch(() => undefined);
  const calls = setInterval(async () => {
    const now = await engine.then(({ client }) => client.snapshot()).catch(() => null); // the next time will do
    if (!now?.calls || !seen.snapshot || line.signal.aborted) return;
    later = now.calls;
    see({ snapshot: withCalls(seen.snapshot) });
  }, callsEveryMs).unref();

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
    close() {
      clearInterval(calls);
      line.abort();
    },
  };
}
