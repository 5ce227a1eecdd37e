// What survives a restart, as the engine sees it. `sqlite.ts` builds it on node:sqlite.
import type { Alert } from '../../contract/alerts.ts';
import type { CallOutcome, KeptCall } from '../../contract/calls.ts';
import type { Event } from '../../contract/events.ts';
import type { Actor, Wanted } from '../../contract/server.ts';
import type { Tally } from '../decide/tally.ts';

export interface EventQuery {
  since?: number;
  before?: number;
  /** ISO time */
  from?: string;
  type?: string;
  server?: string;
  /** 1,000 when left out: the first ones after `since`, otherwise the latest; oldest first either way */
  limit?: number;
}

export interface CallQuery {
  /** only those after this number */
  since?: number | undefined;
  client?: string | undefined;
  server?: string | undefined;
  outcome?: CallOutcome | undefined;
  limit: number;
  /** the oldest ones after `since`, in order, instead of the newest ones, newest first */
  first?: boolean;
}

export interface AuditEntry {
  id: number;
  at: string;
  actor: Actor;
  action: string;
  target: string | null;
  detail: string | null;
  ok: boolean;
}

export interface MetricSample {
  server: string;
  cpu: number | null;
  memory: number | null;
  processes: number | null;
}

export interface MetricPoint {
  t: string;
  /** means of the samples that it stands for, and the greatest of them */
  cpu: number | null;
  cpuMax: number | null;
  memory: number | null;
  memoryMax: number | null;
  processes: number | null;
}

/** Calls that ended in one span of time. */
export interface CallTally {
  server: string;
  /** as clients called it; '': what is no tool, or everything together */
  target: string;
  /** begin of the span, milliseconds since 1970 */
  t: number;
  tally: Tally;
}

export interface CallTallyQuery {
  server?: string | undefined;
  from: Date;
  to: Date;
  stepMs?: number | undefined;
}

/** What we remember of a server by name. */
export interface ServerMemory {
  name: string;
  wanted: Wanted;
  firstSeenAt: string;
}

/** A process tree we own: written before a spawn is reported, removed when the tree is gone. */
export interface OwnedTree {
  mark: string;
  pid: number;
  startTime: string;
}

export interface Store {
  /** set when the database could not be used and the engine runs without memory of earlier runs */
  readonly trouble: string | null;
  /** highest number ever given out; numbers go on from here and are never used twice */
  lastSeq(): number;
  /** durable (in the operating system's hands) when it returns; a full disk keeps it in memory, counts, and tries again */
  appendEvent(event: Event): void;
  events(query: EventQuery): Event[];
  appendAudit(entry: Omit<AuditEntry, 'id'>): void;
  audit(query: { limit?: number; from?: string }): AuditEntry[];
  /** false: not now, as the disk refuses or others wait for it; whoever asks keeps them */
  appendCalls(calls: readonly KeptCall[]): boolean;
  calls(query: CallQuery): KeptCall[];
  /** the highest number among them */
  lastCall(): number;
  /** adds to what is kept of the same time */
  addCallTallies(tallies: readonly CallTally[]): void;
  /** by step of each server, oldest first */
  callTallies(query: CallTallyQuery): CallTally[];
  /** by tool, in whole hours; `t` says nothing */
  toolTallies(query: { server?: string | undefined; from: Date }): CallTally[];
  /** a new one, or what became of one that is known */
  putAlert(alert: Omit<Alert, 'muted'>): void;
  /** those of the last thirty days, newest first */
  alerts(): Omit<Alert, 'muted'>[];
  appendMetrics(at: Date, samples: MetricSample[]): void;
  metrics(server: string, query: { from: Date; to: Date; stepMs?: number }): MetricPoint[];
  remembered(): ServerMemory[];
  remember(name: string, wanted: Wanted): void;
  isApproved(name: string, launchHash: string): boolean;
  approve(name: string, launchHash: string, by: string): void;
  /** small facts by key, e.g. the protocol generation that a launch hash was found to speak */
  getFact(key: string): string | null;
  setFact(key: string, value: string): void;
  ownedTrees(): OwnedTree[];
  own(tree: OwnedTree): void;
  disown(mark: string): void;
  /** deletes what is past its keeping time; called now and then */
  prune(now: Date): void;
  /** writes not yet in the database because the disk refused */
  pendingWrites(): number;
  close(): void;
}
