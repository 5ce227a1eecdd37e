// What the supervisor holds of one server. Replaced, never mutated; everything that people see of its state is derived from it.
//
//   state       means                                        deadline                      leaves on
//   ----------  -------------------------------------------  ----------------------------  --------------------------------------------
//   disabled    switched off, or waits for approval          –                             enabled / approved
//   stopped     nothing runs and nothing will by itself      –                             wish up; resume, when it went down in a pause
//   starting    waiting (dependencies, old tree) → spawn     start budget                  ready, exit, failure, due, wish down
//               → initialize → tools → ready
//   running     ready, checks pass                           next check / check's answer   exit, failed checks, wish down, restart
//   degraded    ready, two or more checks missed             next check / check's answer   a passed check, exit, failed checks, wish down
//   restarting  failed; waits out the backoff                when to spawn                 due, wish down, wish up (at once)
//   stopping    stdin → term → kill, or sweep of strays      next phase                    gone
//   idle        asleep for want of calls: no process         –                             a call (wake), wish, restart, relaunch
//   crashed     gave up                                      –                             wish up, relaunch, file change, wish down
//
// `tree` is what may still be alive. A spawn happens only when it is null: no server ever has two live runs.
import type { Wanted } from '../../contract/server.ts';

/** Monotonic milliseconds. */
export type Instant = number;

export type Step = 'waiting' | 'spawn' | 'initialize' | 'tools' | 'ready';
export type StopPhase = 'stdin' | 'term' | 'kill' | 'sweep';

export interface Trouble {
  reason: string;
  next: string | null;
  /** false: a retry cannot help */
  mendable: boolean;
  /** the exit was what the process is for: a service that ended with 0 */
  finished?: boolean;
}

/** What follows when the tree that is being stopped is gone. */
export type Afterwards = { kind: 'stopped' } | { kind: 'idle' } | { kind: 'start' } | { kind: 'failed'; trouble: Trouble };

export interface Check {
  /** when the next one is due; null while one is in flight or supervision is paused */
  next: Instant | null;
  inFlight: { id: number; deadline: Instant } | null;
  /** missed in a row */
  missed: number;
}

export type State =
  | { kind: 'disabled' }
  | { kind: 'stopped'; why: 'new' | 'asked' | 'finished' | 'paused' }
  | { kind: 'starting'; step: Step; deadline: Instant | null }
  | { kind: 'running'; check: Check }
  | { kind: 'degraded'; check: Check }
  | { kind: 'restarting'; deadline: Instant }
  | { kind: 'stopping'; phase: StopPhase; deadline: Instant | null; killAt: Instant; after: Afterwards }
  | { kind: 'idle' }
  | { kind: 'crashed' };

export interface Tree {
  run: number;
  leader: 'alive' | 'exited';
}

export interface Health {
  ok: boolean;
  reason: string | null;
  latencyMs: number | null;
  at: Instant;
}

export interface Server {
  wanted: Wanted;
  state: State;
  since: Instant;
  run: number;
  tree: Tree | null;
  /** automatic restarts since the last explicit start or changed definition: what people see */
  restarts: number;
  /** the same since the last good spell: what counts against `max` */
  streak: number;
  healthySince: Instant | null;
  /** it was put to sleep and has not served since: what it offered still stands, as a call brings it back */
  dormant: boolean;
  health: Health | null;
  /** why it is crashed, restarting, degraded or stopped although wanted */
  trouble: Trouble | null;
  paused: { until: Instant | null } | null;
  /** dependencies that are not ready */
  blockedBy: string[];
  checkId: number;
}

export function newServer(now: Instant, wanted: Wanted): Server {
  return {
    wanted,
    state: { kind: 'stopped', why: 'new' },
    since: now,
    run: 0,
    tree: null,
    restarts: 0,
    streak: 0,
    healthySince: null,
    dormant: false,
    health: null,
    trouble: null,
    paused: null,
    blockedBy: [],
    checkId: 0,
  };
}

/** The one deadline of a server; the supervisor's timer derives from it. */
export function deadlineOf(server: Server): Instant | null {
  return earliest(stateDeadline(server), server.paused?.until ?? null);
}

function stateDeadline({ state, tree }: Server): Instant | null {
  switch (state.kind) {
    case 'starting':
    case 'stopping':
      return state.deadline;
    case 'restarting':
      return tree ? null : state.deadline; // what is left of the old run goes first
    case 'running':
    case 'degraded':
      return state.check.inFlight?.deadline ?? state.check.next;
    case 'disabled':
    case 'stopped':
    case 'idle':
    case 'crashed':
      return null;
  }
}

function earliest(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null) return b;
  return b === null ? a : Math.min(a, b);
}

/** Everything waits longer: the machine slept, or the engine did, and nobody could have answered meanwhile. */
export function shiftDeadlines(server: Server, ms: number): Server {
  const later = (at: Instant | null) => (at === null ? null : at + ms);
  const { state } = server;
  switch (state.kind) {
    case 'starting':
      return { ...server, state: { ...state, deadline: later(state.deadline) } };
    case 'stopping':
      return { ...server, state: { ...state, deadline: later(state.deadline), killAt: state.killAt + ms } };
    case 'running':
    case 'degraded': {
      const { check } = state;
      const inFlight = check.inFlight && { ...check.inFlight, deadline: check.inFlight.deadline + ms };
      return { ...server, state: { ...state, check: { ...check, inFlight } } };
    }
    case 'restarting': // its time has come: waiting longer helps nobody
    case 'disabled':
    case 'stopped':
    case 'idle':
    case 'crashed':
      return server;
  }
}

/** Asleep, falling asleep or waking: no process serves, and a call is all that it takes. */
export function isDormant({ dormant, state }: Server): boolean {
  return dormant && (state.kind === 'idle' || state.kind === 'stopping' || state.kind === 'starting');
}
