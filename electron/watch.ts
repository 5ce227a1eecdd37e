// What the tray, the notifications and the lifecycle know of the engine: the snapshot by the contract's one reducer, nothing else.
import type { Alert, Mute } from '../contract/alerts.ts';
import type { Event, Snapshot } from '../contract/events.ts';
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
