// The one place where a server's state changes. Pure: wishes, facts and timers in, the next state and a few verbs out.
// The table of states is at the head of server-state.ts. Facts name their run; a fact of another run changes nothing.
// Longer than other files on purpose: the whole machine can be read, and argued about, in one place.
import { assertNever, type Definition } from '../../contract/server.ts';
import { decideRestart, streakAfter } from './restart-policy.ts';
import {
  type Afterwards,
  type Check,
  type Instant,
  type Server,
  type State,
  type Step,
  type StopPhase,
  shiftDeadlines,
  type Trouble,
} from './server-state.ts';

/** The part of a definition that decides. */
export type Rules = Pick<
  Definition,
  'kind' | 'restart' | 'health' | 'stopGraceMs' | 'startTimeoutMs' | 'enabled' | 'approval' | 'refused' | 'idleMs' | 'isolation'
>;

/** Which part of the time a stop may take is the caller's: the engine's own shutdown has less of it. */
export type Input =
  | { type: 'wish'; want: 'up' | 'down'; graceMs?: number }
  /** a person, or a changed file, wants a fresh run; a file never brings up what a person stopped */
  | { type: 'restart'; by: 'person' | 'change' }
  /** the definition changed; `relaunch`: in what is launched */
  | { type: 'redefined'; relaunch: boolean }
  | { type: 'dependencies'; blockedBy: string[] }
  /** nobody needs it for now; a call, or whoever depends on it, does again */
  | { type: 'sleep' }
  | { type: 'wake' }
  | { type: 'pause'; until: Instant | null }
  | { type: 'resume' }
  | { type: 'step'; run: number; step: Step }
  /** what was asked last took so long */
  | { type: 'ready'; run: number; latencyMs?: number }
  /** it could not be started, or what carries it could not be opened or was lost while the process lives */
  | { type: 'failed'; run: number; trouble: Trouble; tree: 'none' | 'alive' }
  | { type: 'exited'; run: number; trouble: Trouble }
  | { type: 'gone'; run: number }
  | { type: 'checked'; run: number; id: number; ok: boolean; reason: string | null; latencyMs: number | null }
  | { type: 'due' }
  | { type: 'slept'; ms: number };

export type Effect =
  | { do: 'spawn'; run: number }
  | { do: 'end-stdin'; run: number }
  | { do: 'terminate'; run: number }
  | { do: 'kill'; run: number }
  | { do: 'clean'; run: number; graceMs: number }
  | { do: 'probe'; run: number; id: number };

export interface Moment {
  now: Instant;
  /** uniform in [-1, 1] */
  jitter: number;
}

export interface Outcome {
  server: Server;
  effects: Effect[];
}

export function transition(server: Server, input: Input, rules: Rules, at: Moment): Outcome {
  const out = step(server, input, rules, at);
  if (out.server.state.kind !== server.state.kind) out.server = { ...out.server, since: at.now };
  return out;
}

function step(server: Server, input: Input, rules: Rules, at: Moment): Outcome {
  switch (input.type) {
    case 'wish':
      return input.want === 'up' ? wishUp(server, rules, at) : wishDown(server, rules, at, input.graceMs);
    case 'restart':
      return input.by === 'change' && server.wanted === 'down' ? same(server) : restart(server, rules, at);
    case 'redefined':
      return redefined(server, input.relaunch, rules, at);
    case 'dependencies': {
      const next = { ...server, blockedBy: input.blockedBy };
      const waits = next.state.kind === 'starting' && next.state.step === 'waiting';
      return waits ? begin(next, rules, at) : same(next);
    }
    case 'sleep':
      return sleep(server, rules, at);
    case 'wake':
      return wake(server, rules, at);
    case 'pause':
      return pause(server, input.until);
    case 'resume':
      return resume(server, rules, at);
    case 'slept':
      return same(shiftDeadlines(server, input.ms));
    case 'due':
      return due(server, rules, at);
    case 'gone':
      return input.run === server.tree?.run ? gone({ ...server, tree: null }, rules, at) : same(server);
    case 'exited':
      return isLive(server, input.run) ? exited(server, input.trouble, rules, at) : same(server);
    case 'failed':
      return isLive(server, input.run) ? failed(server, input, rules, at) : same(server);
    case 'step': {
      const { state } = server;
      if (!isLive(server, input.run) || state.kind !== 'starting') return same(server);
      return same({ ...server, state: { ...state, step: input.step } });
    }
    case 'ready':
      return isLive(server, input.run) && server.state.kind === 'starting'
        ? ready(server, input.latencyMs ?? null, rules, at)
        : same(server);
    case 'checked':
      return isLive(server, input.run) ? checked(server, input, rules, at) : same(server);
    default:
      return assertNever(input);
  }
}

// --- wishes -----------------------------------------------------------------------------------------------------------

function wishUp(server: Server, rules: Rules, at: Moment): Outcome {
  const next: Server = { ...server, wanted: 'up', restarts: 0, streak: 0 };
  switch (next.state.kind) {
    case 'disabled':
    case 'stopped':
    case 'idle':
    case 'crashed':
    case 'restarting':
      return begin({ ...next, trouble: null }, rules, at);
    case 'stopping':
      return same({ ...next, state: { ...next.state, after: { kind: 'start' } } });
    case 'starting':
    case 'running':
    case 'degraded':
      return same(next);
    default:
      return assertNever(next.state);
  }
}

function wishDown(server: Server, rules: Rules, at: Moment, graceMs?: number): Outcome {
  const next: Server = { ...server, wanted: 'down', dormant: false };
  const { state } = next;
  if (state.kind === 'disabled') return same(next);
  if (state.kind !== 'stopping') return stop(next, { kind: 'stopped' }, rules, at, graceMs ?? rules.stopGraceMs);
  if (graceMs !== undefined) return same({ ...next, state: hurry(state, at.now, graceMs) });
  // the second request of a person escalates; the first one after an automatic stop only takes over its end
  const settled: Server = { ...next, state: { ...state, after: { kind: 'stopped' } } };
  return state.after.kind === 'stopped' ? escalate(settled, at) : same(settled);
}

/** The engine's own end has less time than a stop that is under way. */
function hurry(state: Extract<State, { kind: 'stopping' }>, now: Instant, graceMs: number): State {
  const killAt = Math.min(state.killAt, now + graceMs);
  const latest = state.phase === 'stdin' ? now + graceMs / 2 : killAt;
  return { ...state, after: { kind: 'stopped' }, killAt, deadline: state.deadline === null ? null : Math.min(state.deadline, latest) };
}

function restart(server: Server, rules: Rules, at: Moment): Outcome {
  const next: Server = { ...server, wanted: 'up', restarts: 0, streak: 0 };
  switch (next.state.kind) {
    case 'disabled':
      return same(next);
    case 'stopping':
      return same({ ...next, state: { ...next.state, after: { kind: 'start' } } });
    default:
      return next.tree ? stop(next, { kind: 'start' }, rules, at) : begin({ ...next, trouble: null }, rules, at);
  }
}

function redefined(server: Server, relaunch: boolean, rules: Rules, at: Moment): Outcome {
  if (!isAllowed(rules)) {
    if (!server.tree) return same({ ...server, state: { kind: 'disabled' }, trouble: null, dormant: false });
    return server.state.kind === 'stopping'
      ? same({ ...server, state: { ...server.state, after: { kind: 'stopped' } } })
      : stop(server, { kind: 'stopped' }, rules, at);
  }
  if (server.state.kind === 'disabled') {
    const next: Server = { ...server, state: { kind: 'stopped', why: server.wanted === 'up' ? 'new' : 'asked' }, restarts: 0, streak: 0 };
    return next.wanted === 'up' ? begin(next, rules, at) : same(next);
  }
  const next: Server = relaunch ? { ...server, dormant: false } : server; // what it offers may be something else now
  if (!relaunch) return next.state.kind === 'idle' && !maySleep(rules) ? begin(next, rules, at) : same(next);
  if (next.wanted === 'up') return restart(next, rules, at);
  return same({ ...next, restarts: 0, streak: 0, trouble: null });
}

function pause(server: Server, until: Instant | null): Outcome {
  const next = withChecks({ ...server, paused: { until } }, () => idleCheck());
  return same(next.state.kind === 'restarting' ? { ...next, state: { kind: 'stopped', why: 'paused' } } : next);
}

function resume(server: Server, rules: Rules, at: Moment): Outcome {
  if (!server.paused) return same(server);
  const next = withChecks({ ...server, paused: null }, (check) => ({ ...check, next: at.now + rules.health.intervalMs }));
  if (next.state.kind === 'stopped' && next.state.why === 'paused' && next.trouble) return fail(next, next.trouble, rules, at);
  return same(next);
}

// --- sleep ------------------------------------------------------------------------------------------------------------

/** Only what is well sleeps: an illness would be forgotten over it. While it is paused nothing is done to it by itself. */
function sleep(server: Server, rules: Rules, at: Moment): Outcome {
  if (server.state.kind !== 'running' || server.paused || server.wanted === 'down' || !maySleep(rules)) return same(server);
  const streak = streakAfter(rules.restart, server.streak, server.healthySince, at.now);
  return stop({ ...server, streak, dormant: true }, { kind: 'idle' }, rules, at);
}

function wake(server: Server, rules: Rules, at: Moment): Outcome {
  const { state } = server;
  if (state.kind === 'idle') return begin(server, rules, at);
  if (state.kind === 'stopping' && state.after.kind === 'idle') return same({ ...server, state: { ...state, after: { kind: 'start' } } });
  return same(server);
}

/** One that each client gets a copy of serves nobody itself: it sleeps as soon as it has said what it offers. */
export const maySleep = ({ idleMs, isolation }: Pick<Rules, 'idleMs' | 'isolation'>): boolean =>
  idleMs !== undefined || (isolation ?? 'shared') !== 'shared';

// --- the way up -------------------------------------------------------------------------------------------------------

/** Spawns when nothing stands in the way, else waits for what does. */
function begin(server: Server, rules: Rules, at: Moment): Outcome {
  if (!isAllowed(rules)) return same({ ...server, state: { kind: 'disabled' } });
  if (rules.refused && !server.tree)
    return same({ ...server, state: { kind: 'crashed' }, dormant: false, trouble: { ...rules.refused, mendable: false } });
  if (server.tree || server.blockedBy.length > 0) return same({ ...server, state: { kind: 'starting', step: 'waiting', deadline: null } });
  const run = server.run + 1;
  const state: State = { kind: 'starting', step: 'spawn', deadline: at.now + rules.startTimeoutMs };
  return {
    server: { ...server, run, tree: { run, leader: 'alive' }, state, health: null, healthySince: null },
    effects: [{ do: 'spawn', run }],
  };
}

function ready(server: Server, latencyMs: number | null, rules: Rules, at: Moment): Outcome {
  const check = server.paused ? idleCheck() : { ...idleCheck(), next: at.now + rules.health.intervalMs };
  const health = { ok: true, reason: null, latencyMs, at: at.now };
  return same({ ...server, state: { kind: 'running', check }, healthySince: at.now, health, trouble: null, dormant: false });
}

// --- failures ---------------------------------------------------------------------------------------------------------

function exited(server: Server, trouble: Trouble, rules: Rules, at: Moment): Outcome {
  const { state } = server;
  const next: Server = { ...server, tree: { run: server.run, leader: 'exited' } };
  if (state.kind === 'stopping') {
    if (state.phase === 'kill') return same(next); // the kill goes on until nothing is left
    const graceMs = Math.max(0, state.killAt - at.now);
    return {
      server: { ...next, state: { ...state, phase: 'sweep', deadline: null } },
      effects: [{ do: 'clean', run: server.run, graceMs }],
    };
  }
  const out = fail(next, trouble, rules, at);
  return { server: out.server, effects: [{ do: 'clean', run: server.run, graceMs: 0 }, ...out.effects] };
}

function failed(server: Server, input: { trouble: Trouble; tree: 'none' | 'alive' }, rules: Rules, at: Moment): Outcome {
  if (input.tree === 'none') {
    const next: Server = { ...server, tree: null };
    return next.state.kind === 'stopping' ? gone(next, rules, at) : fail(next, input.trouble, rules, at);
  }
  if (server.state.kind === 'stopping') return same(server);
  return stop({ ...server, trouble: input.trouble }, { kind: 'failed', trouble: input.trouble }, rules, at);
}

/** The run is over although it was wanted: finished, again, or given up. */
function fail(server: Server, trouble: Trouble, rules: Rules, at: Moment): Outcome {
  const down: Server = {
    ...server,
    trouble,
    healthySince: null,
    dormant: false,
    streak: streakAfter(rules.restart, server.streak, server.healthySince, at.now),
  };
  if (down.paused && !trouble.finished) return same({ ...down, state: { kind: 'stopped', why: 'paused' } });
  const verdict = decideRestart(rules.restart, { trouble, streak: down.streak, jitter: at.jitter });
  switch (verdict.kind) {
    case 'finished':
      return same({ ...down, state: { kind: 'stopped', why: 'finished' } });
    case 'give-up':
      return same({ ...down, state: { kind: 'crashed' }, trouble: { ...trouble, reason: verdict.reason } });
    case 'restart': {
      const next: Server = { ...down, state: { kind: 'restarting', deadline: at.now + verdict.delayMs } };
      return verdict.delayMs === 0 && !next.tree ? again(next, rules, at) : same(next);
    }
    default:
      return assertNever(verdict);
  }
}

function again(server: Server, rules: Rules, at: Moment): Outcome {
  return begin({ ...server, restarts: server.restarts + 1, streak: server.streak + 1 }, rules, at);
}

// --- the way down -----------------------------------------------------------------------------------------------------

function stop(server: Server, after: Afterwards, rules: Rules, at: Moment, graceMs = rules.stopGraceMs): Outcome {
  if (!server.tree) return finish(server, after, rules, at);
  const { run } = server.tree;
  const killAt = at.now + graceMs;
  const stopping = (phase: StopPhase, deadline: Instant | null): Server => ({
    ...server,
    healthySince: null,
    state: { kind: 'stopping', phase, deadline, killAt, after },
  });
  // its own exit came first: what is left of it is being swept already
  if (server.tree.leader === 'exited') return same(stopping('sweep', null));
  // a service has no protocol on its stdin: waiting for it to notice the end would only lose time
  if (rules.kind === 'service') {
    return {
      server: stopping('term', killAt),
      effects: [
        { do: 'end-stdin', run },
        { do: 'terminate', run },
      ],
    };
  }
  return { server: stopping('stdin', at.now + graceMs / 2), effects: [{ do: 'end-stdin', run }] };
}

function escalate(server: Server, at: Moment): Outcome {
  const { state, tree } = server;
  if (state.kind !== 'stopping' || !tree) return same(server);
  switch (state.phase) {
    case 'stdin':
      return {
        server: { ...server, state: { ...state, phase: 'term', deadline: Math.max(at.now, state.killAt) } },
        effects: [{ do: 'terminate', run: tree.run }],
      };
    case 'term':
    case 'sweep':
      return { server: { ...server, state: { ...state, phase: 'kill', deadline: null } }, effects: [{ do: 'kill', run: tree.run }] };
    case 'kill':
      return same(server);
    default:
      return assertNever(state.phase);
  }
}

function gone(server: Server, rules: Rules, at: Moment): Outcome {
  const { state } = server;
  switch (state.kind) {
    case 'stopping':
      return finish(server, state.after, rules, at);
    case 'restarting':
      return state.deadline <= at.now ? again(server, rules, at) : same(server);
    case 'starting':
      return state.step === 'waiting' ? begin(server, rules, at) : same(server);
    default:
      return same(server);
  }
}

function finish(server: Server, after: Afterwards, rules: Rules, at: Moment): Outcome {
  if (!isAllowed(rules)) return same({ ...server, state: { kind: 'disabled' }, trouble: null });
  switch (after.kind) {
    case 'stopped':
      return same({ ...server, state: { kind: 'stopped', why: 'asked' }, trouble: null, health: null });
    case 'idle': // unless the config wants it up all the time by now
      return maySleep(rules) ? same({ ...server, state: { kind: 'idle' }, trouble: null, health: null }) : begin(server, rules, at);
    case 'start':
      return begin({ ...server, trouble: null }, rules, at);
    case 'failed':
      return fail(server, after.trouble, rules, at);
    default:
      return assertNever(after);
  }
}

// --- time and checks --------------------------------------------------------------------------------------------------

function due(server: Server, rules: Rules, at: Moment): Outcome {
  if (server.paused?.until != null && server.paused.until <= at.now) return resume(server, rules, at);
  const { state } = server;
  switch (state.kind) {
    case 'starting': {
      if (state.deadline === null || state.deadline > at.now) return same(server);
      const waited = `did not become ready within ${seconds(rules.startTimeoutMs)}`;
      const trouble: Trouble = { reason: waited, next: 'Look at its log, or raise start.timeout if it only needs longer.', mendable: true };
      return stop({ ...server, trouble }, { kind: 'failed', trouble }, rules, at);
    }
    case 'restarting':
      return state.deadline <= at.now && !server.tree ? again(server, rules, at) : same(server);
    case 'stopping':
      return state.deadline !== null && state.deadline <= at.now ? escalate(server, at) : same(server);
    case 'running':
    case 'degraded':
      return dueCheck(server, state.check, rules, at);
    case 'disabled':
    case 'stopped':
    case 'idle':
    case 'crashed':
      return same(server);
    default:
      return assertNever(state);
  }
}

function dueCheck(server: Server, check: Check, rules: Rules, at: Moment): Outcome {
  if (check.inFlight) {
    if (check.inFlight.deadline > at.now) return same(server);
    const reason = `no answer within ${seconds(rules.health.timeoutMs)}`;
    return checked(server, { id: check.inFlight.id, ok: false, reason, latencyMs: null }, rules, at);
  }
  if (check.next === null || check.next > at.now || server.paused) return same(server);
  const id = server.checkId + 1;
  const next = withChecks({ ...server, checkId: id }, (old) => ({
    ...old,
    next: null,
    inFlight: { id, deadline: at.now + rules.health.timeoutMs },
  }));
  return { server: next, effects: [{ do: 'probe', run: server.run, id }] };
}

type CheckResult = { id: number; ok: boolean; reason: string | null; latencyMs: number | null };

function checked(server: Server, result: CheckResult, rules: Rules, at: Moment): Outcome {
  const { state } = server;
  if ((state.kind !== 'running' && state.kind !== 'degraded') || state.check.inFlight?.id !== result.id) return same(server);
  const began = state.check.inFlight.deadline - rules.health.timeoutMs;
  const next = server.paused ? null : Math.max(at.now, began + rules.health.intervalMs);
  const health = { ok: result.ok, reason: result.reason, latencyMs: result.latencyMs, at: at.now };
  if (result.ok) {
    const check: Check = { next, inFlight: null, missed: 0 };
    return same({ ...server, health, trouble: null, state: { kind: 'running', check }, healthySince: server.healthySince ?? at.now });
  }
  const missed = state.check.missed + 1;
  const reason = `${missed} ${missed === 1 ? 'check' : 'checks'} in a row failed: ${result.reason ?? 'no answer'}`;
  const trouble: Trouble = { reason, next: 'Look at its log; restart it if it hangs.', mendable: true };
  const unwell: Server = { ...server, health, healthySince: null };
  if (missed >= rules.health.failures) return stop({ ...unwell, trouble }, { kind: 'failed', trouble }, rules, at);
  const check: Check = { next, inFlight: null, missed };
  // one missed check is no news: two are
  return same(missed >= 2 ? { ...unwell, trouble, state: { kind: 'degraded', check } } : { ...unwell, state: { kind: state.kind, check } });
}

// --- small words ------------------------------------------------------------------------------------------------------

const idleCheck = (): Check => ({ next: null, inFlight: null, missed: 0 });

function withChecks(server: Server, change: (check: Check) => Check): Server {
  const { state } = server;
  return state.kind === 'running' || state.kind === 'degraded' ? { ...server, state: { ...state, check: change(state.check) } } : server;
}

function isLive(server: Server, run: number): boolean {
  return server.tree?.run === run && server.tree.leader === 'alive';
}

function isAllowed(rules: Rules): boolean {
  return rules.enabled && rules.approval === 'approved';
}

function seconds(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${Math.round(ms / 100) / 10} s`;
}

const same = (server: Server): Outcome => ({ server, effects: [] });
