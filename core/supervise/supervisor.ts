// One queue, one writer. Inputs from everywhere are applied one after the other by the pure transition; what it asks for is
// carried out at the edge, and what people see of it is published when it differs. A step never awaits.
import { type AuthView, assertNever, type Definition, type ServerView, type Vitals } from '../../contract/server.ts';
import { deadlineOf, type Instant, isDormant, newServer, type Server } from '../decide/server-state.ts';
import { type Effect, type Input, transition } from '../decide/transition.ts';
import type { TrustNote } from '../decide/trust-words.ts';
import { type Entry, type Figures, isReady, newEntry, noFigures, offerOf, overLimits } from './entry.ts';
import type { OpenRun, RunEvents } from './run.ts';
import { markState, type StateLog } from './state-marks.ts';
import { fingerprint, messageOf, viewOf, vitalsOf } from './view.ts';
import { createWaiting } from './waiting.ts';

/** A timer this late means that nobody could run: the machine slept, or the engine was stopped. */
const SLEPT_MS = 2_000;
const HISTORY = 100;
/** beyond 2^31 ms a timer would fire at once */
const MAX_TIMER_MS = 2 ** 30;

export interface SupervisorParts {
  /** monotonic milliseconds */
  now(): Instant;
  wall(): Date;
  /** uniform in [-1, 1] */
  dice(): number;
  setTimer(ms: number, fire: () => void): { clear(): void };
  openRun: OpenRun;
  markFor(name: string, run: number): string;
  publish(type: string, view: ServerView, message: string | null, data?: Record<string, unknown>): void;
  onRemoved(definition: Definition): void;
  /** the tree of a run began or ended; what is owned survives a crash of ours */
  onOwned(process: { pid: number; startTime: string; mark: string }): void;
  onDisowned(mark: string): void;
  log(name: string): StateLog;
  /** what can be used of a server is something else now: its link, its tools, whether it serves; or it came, went, or is defined anew */
  onOffer?(name: string): void;
  /** signing in to a remote, as people see it */
  authOf?(definition: Definition): AuthView | null;
}

export function createSupervisor(parts: SupervisorParts) {
  const entries = new Map<string, Entry>();
  const queue: { name: string; input: Input }[] = [];
  let draining = false;
  let timer: { at: Instant; clear(): void } | null = null;
  const waiting = createWaiting();

  const enqueue = (name: string, input: Input) => {
    queue.push({ name, input });
    drain();
  };

  function drain(): void {
    if (draining) return;
    draining = true;
    try {
      for (let next = queue.shift(); next; next = queue.shift()) apply(next.name, next.input);
    } finally {
      draining = false;
    }
    arm();
    waiting.lookAgain();
  }

  function apply(name: string, input: Input): void {
    const entry = entries.get(name);
    if (!entry) return; // it was removed meanwhile
    const before = entry.server;
    const wasReady = isReady(before);
    const out = transition(before, input, entry.definition, { now: parts.now(), jitter: parts.dice() });
    entry.server = out.server;
    if (before.state.kind !== out.server.state.kind) entry.since = parts.wall();
    if (input.type === 'checked' || input.type === 'ready') entry.checkedAt = parts.wall();
    if (before.tree && out.server.tree?.run !== before.tree.run) forgetRun(entry, before.tree.run);
    for (const effect of out.effects) perform(entry, effect);
    if (!isServing(entry.server)) entry.drainUntil = null;
    if (wasReady !== isReady(out.server)) tellDependents(name);
    if (isWaiting(out.server)) wakeNeeded(out.server);
    offer(entry);
    show(entry);
    if (entry.leaving && !entry.server.tree) drop(entry);
  }

  function perform(entry: Entry, effect: Effect): void {
    const { run } = entry;
    const { name } = entry.definition;
    switch (effect.do) {
      case 'spawn':
        spawn(entry, effect.run);
        break;
      case 'end-stdin':
        run?.endStdin();
        break;
      case 'terminate':
        if (entry.definition.kind !== 'service') parts.log(name).mark('still running: asked to end (TERM)', 'warn');
        run?.terminate();
        break;
      case 'kill':
        parts.log(name).mark('did not end in time: killed', 'warn');
        run?.kill();
        break;
      case 'clean':
        run?.clean(effect.graceMs);
        break;
      case 'probe':
        probe(entry, effect.run, effect.id);
        break;
      default:
        assertNever(effect);
    }
  }

  function probe(entry: Entry, run: number, id: number): void {
    // the transition keeps the time; the edge only must not wait for ever
    void entry.run?.ask(entry.definition.health.timeoutMs * 2).then(({ ok, latencyMs, reason }) => {
      const answer = { ok, latencyMs, reason };
      const passed = answer.ok && entry.definition.limits.action === 'restart' ? entry.overLimits : [];
      const verdict = passed.length > 0 ? { ...answer, ok: false, reason: passed.join(' and ') } : answer;
      enqueue(entry.definition.name, { type: 'checked', run, id, ...verdict });
    });
  }

  function spawn(entry: Entry, run: number): void {
    const { name } = entry.definition;
    const mark = parts.markFor(name, run);
    Object.assign(entry, {
      process: null,
      startedAt: parts.wall(),
      figures: noFigures,
      noise: 0,
      overLimits: [],
      survivors: [],
    } satisfies Partial<Entry>);
    const isCurrent = () => entry.server.run === run;
    const events: RunEvents = {
      say: (fact) => enqueue(name, fact),
      onProcess({ pid, startTime }) {
        entry.process = { pid, startTime, mark };
        entry.startedAt = parts.wall();
        parts.onOwned(entry.process);
        parts.log(name).mark(`started (run ${run}, pid ${pid})`);
        show(entry);
      },
      onConnected() {
        entry.startedAt ??= parts.wall();
        offer(entry);
      },
      onDisconnected: () => offer(entry),
      onTools(tools) {
        entry.tools = tools;
        offer(entry);
        if (isCurrent()) show(entry);
      },
      onExit(note, drained) {
        // the `exited` fact follows at once and shows this; what came out of the pipes later is shown by itself
        entry.lastExit = { ...note, run, at: drained && entry.lastExit ? entry.lastExit.at : parts.wall() };
        entry.process = null;
        if (drained && isCurrent()) show(entry);
      },
      onNoise(lines) {
        entry.noise = lines;
        if (isCurrent()) show(entry);
      },
      onPort(port) {
        entry.port = port;
      },
      onSurvivors(pids) {
        entry.survivors = pids;
      },
    };
    entry.run = parts.openRun({ definition: entry.definition, run, mark }, events);
  }

  /** At once, and not with what is shown: a call may be under way. */
  function offer(entry: Entry): void {
    const now = offerOf(entry);
    const told = entry.offer;
    if (
      told.link === now.link &&
      told.tools === now.tools &&
      told.serves === now.serves &&
      told.dormant === now.dormant &&
      told.held === now.held
    )
      return;
    entry.offer = now;
    parts.onOffer?.(entry.definition.name);
  }

  function forgetRun(entry: Entry, run: number): void {
    parts.onDisowned(parts.markFor(entry.definition.name, run));
    entry.process = null;
    entry.run = null;
    entry.figures = noFigures;
    entry.overLimits = [];
  }

  /** What it waits for may be asleep. */
  function wakeNeeded({ blockedBy }: Server): void {
    for (const name of blockedBy) {
      const needed = entries.get(name)?.server;
      if (needed && isDormant(needed)) queue.push({ name, input: { type: 'wake' } });
    }
  }

  function tellDependents(name: string): void {
    for (const { definition } of entries.values()) if (definition.dependsOn.includes(name)) tellDependencies(definition);
  }

  function tellDependencies(definition: Definition): void {
    const blockedBy = definition.dependsOn.filter((other) => {
      const entry = entries.get(other);
      return !entry || !isReady(entry.server);
    });
    const known = entries.get(definition.name)?.server.blockedBy ?? [];
    if (blockedBy.join('\0') !== known.join('\0')) queue.push({ name: definition.name, input: { type: 'dependencies', blockedBy } });
  }

  /** Publishes what changed for people; figures and check times travel as vitals and are no event. */
  function show(entry: Entry): void {
    const auth = entry.definition.kind === 'http' ? (parts.authOf?.(entry.definition) ?? null) : null;
    const view = viewOf(entry, entries, { now: parts.now(), wall: parts.wall() }, auth);
    const old = entry.shown;
    if (old && fingerprint(old) === fingerprint(view)) return;
    entry.shown = view;
    const changed = old?.state !== view.state;
    if (changed) {
      entry.history = [...entry.history.slice(1 - HISTORY), { at: view.since, state: view.state, reason: view.reason }];
      markState(parts.log(view.name), view, parts.wall());
    }
    parts.publish(old ? (changed ? `server.${view.state}` : 'server.updated') : 'server.added', view, messageOf(view, changed));
    showOriginal(entry);
    if (changed) for (const other of entries.values()) if (other.shown && other.definition.dependsOn.includes(view.name)) show(other);
  }

  /** A server shows its copies. */
  function showOriginal({ definition: { instanceOf } }: Entry): void {
    const original = instanceOf === undefined ? undefined : entries.get(instanceOf);
    if (original?.shown) show(original);
  }

  function drop(entry: Entry): void {
    entries.delete(entry.definition.name);
    parts.onRemoved(entry.definition);
    showOriginal(entry);
    parts.onOffer?.(entry.definition.name);
    tellDependents(entry.definition.name);
  }

  function arm(): void {
    let at: Instant | null = null;
    for (const { server } of entries.values()) {
      const deadline = deadlineOf(server);
      if (deadline !== null && (at === null || deadline < at)) at = deadline;
    }
    if (timer && timer.at === at) return;
    timer?.clear();
    timer = at === null ? null : { at, ...parts.setTimer(Math.min(MAX_TIMER_MS, Math.max(0, Math.ceil(at - parts.now()))), fire) };
  }

  function fire(): void {
    const wanted = timer?.at ?? parts.now();
    timer = null;
    const now = parts.now();
    const late = now - wanted;
    if (late > SLEPT_MS) for (const name of entries.keys()) queue.push({ name, input: { type: 'slept', ms: late } });
    for (const [name, { server }] of entries) {
      const deadline = deadlineOf(server);
      if (deadline !== null && deadline <= now) queue.push({ name, input: { type: 'due' } });
    }
    drain();
  }

  return {
    entries: entries as ReadonlyMap<string, Entry>,

    send(names: Iterable<string>, input: Input): void {
      for (const name of names) queue.push({ name, input });
      drain();
    },

    /** All at once, so that each knows its dependencies before any of them moves. */
    addAll(fresh: { definition: Definition; wanted: 'up' | 'down' }[]): void {
      for (const { definition, wanted } of fresh) {
        const entry = newEntry(definition, newServer(parts.now(), wanted), parts.wall());
        entries.set(definition.name, entry);
        parts.onOffer?.(definition.name);
      }
      for (const { definition } of fresh) tellDependencies(definition);
      for (const { definition, wanted } of fresh) {
        tellDependents(definition.name);
        show(entries.get(definition.name)!);
        queue.push({
          name: definition.name,
          input: wanted === 'up' ? { type: 'wish', want: 'up' } : { type: 'redefined', relaunch: false },
        });
      }
      drain();
    },

    /** New definition of the same name; `relaunch` when it launches something else, `wanted` for one that was on its way out. */
    redefine(definition: Definition, relaunch: boolean, wanted: 'up' | 'down' = 'down'): void {
      const entry = entries.get(definition.name);
      if (!entry) return;
      const returns = entry.leaving;
      entry.leaving = false;
      entry.definition = definition;
      if (relaunch) entry.port = typeof definition.port === 'number' ? definition.port : null;
      if (relaunch) entry.tools = null;
      parts.onOffer?.(definition.name);
      tellDependencies(definition);
      tellDependents(definition.name);
      queue.push({ name: definition.name, input: { type: 'redefined', relaunch } });
      if (returns) queue.push({ name: definition.name, input: { type: 'wish', want: wanted } });
      drain();
      show(entry);
    },

    setUsers(name: string, users: readonly string[]): void {
      const entry = entries.get(name);
      if (!entry) return;
      entry.users = users;
      if (entry.shown) show(entry);
    },

    remove(name: string): void {
      const entry = entries.get(name);
      if (!entry) return;
      entry.leaving = true;
      queue.push({ name, input: { type: 'wish', want: 'down', graceMs: entry.definition.stopGraceMs } });
      drain();
    },

    /** A sample of figures: shown as vitals; a passed limit is a warning, and with `action: restart` a failed check. */
    observe(figures: Map<string, Figures>): Record<string, Vitals> {
      const changed: Record<string, Vitals> = {};
      for (const [name, entry] of entries) {
        const sample = figures.get(name);
        if (sample && entry.process) {
          entry.figures = sample;
          entry.overLimits = overLimits(entry.definition, sample);
        }
        if (entry.shown) {
          changed[name] = vitalsOf(entry);
          entry.shown = { ...entry.shown, ...changed[name] };
          show(entry);
        }
      }
      return changed;
    },

    /** What is asked of them from now on waits until they were restarted, which whoever calls this does by then. */
    hold(names: Iterable<string>, limitMs: number): void {
      for (const name of names) {
        const entry = entries.get(name);
        if (!entry || !isServing(entry.server)) continue;
        entry.drainUntil = new Date(parts.wall().getTime() + limitMs);
        offer(entry);
        show(entry);
      }
    },

    /** something that is shown of it and lies outside is another thing now */
    shownAgain(name: string): void {
      const entry = entries.get(name);
      if (entry?.shown) show(entry);
    },

    /** what is to be said of what it offers */
    noteTrust(name: string, note: TrustNote | null): void {
      const entry = entries.get(name);
      if (!entry) return;
      entry.trust = note;
      show(entry);
    },

    until: waiting.until,
    lookAgain: waiting.lookAgain,

    close(): void {
      timer?.clear();
      timer = null;
    },
  };
}

export type Supervisor = ReturnType<typeof createSupervisor>;

const isServing = ({ state }: Server): boolean => state.kind === 'running' || state.kind === 'degraded';
const isWaiting = ({ state, blockedBy }: Server): boolean => blockedBy.length > 0 && state.kind === 'starting' && state.step === 'waiting';
