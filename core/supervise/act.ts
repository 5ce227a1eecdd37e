// What a person asks for, carried out in the order of the dependencies, and answered when it is so.
import type { ActResult } from '../../contract/server.ts';
import { startWaves, withDependencies } from '../decide/waves.ts';
import { callsOver } from './drain-calls.ts';
import type { Entry } from './entry.ts';
import type { Supervisor } from './supervisor.ts';

/** A service without a port or URL is "running" as soon as it is spawned; "started" should mean a little more. */
const SETTLE_MS = 250;
/** With unlimited restarts a start would never fail: after this many it is said that it does not come up. */
const ENOUGH_RESTARTS = 4;

export interface ActParts {
  supervisor: Supervisor;
  remember(name: string, wanted: 'up' | 'down'): void;
  /** of a server that is not shared: what is done to it is done to them */
  copies?(name: string): readonly string[];
}

interface Order {
  names: string[];
  wait: boolean;
  signal?: AbortSignal | undefined;
  /** of a stop */
  force?: boolean | undefined;
  /** of a restart */
  drainMs?: number | undefined;
}

export function createActions({ supervisor, remember, copies }: ActParts) {
  const definitions = () => [...supervisor.entries.values()].map((entry) => entry.definition);
  const wavesOf = (names: string[]) => {
    const chosen = new Set(names);
    return startWaves(definitions().filter((definition) => chosen.has(definition.name)));
  };
  const withCopies = (names: string[]) => (copies ? [...new Set(names.flatMap((name) => [name, ...copies(name)]))] : names);
  const entryOf = (name: string) => supervisor.entries.get(name);

  async function start({ names, wait, signal }: Order): Promise<ActResult[]> {
    const all = withDependencies(names, definitions());
    // what a dependency needs is only brought up, not remembered as asked for by name
    for (const name of names) remember(name, 'up');
    const asleep = all.filter((name) => names.includes(name) || !isUp(entryOf(name)));
    for (const wave of wavesOf(asleep)) supervisor.send(wave, { type: 'wish', want: 'up' });
    return report(names, wait, signal, started);
  }

  async function stop({ names: asked, wait, signal, force }: Order): Promise<ActResult[]> {
    const names = withCopies(asked);
    for (const name of names) remember(name, 'down');
    const stopWaves = async () => {
      for (const wave of wavesOf(names).reverse()) {
        if (force) kill(wave);
        else supervisor.send(wave, { type: 'wish', want: 'down' });
        await Promise.all(wave.map(untilDown));
      }
    };
    if (!wait) {
      void stopWaves();
      return names.map((name) => resultOf(name, true));
    }
    await awaited(stopWaves(), signal);
    return report(names, wait, signal, stopped);
  }

  /** The same way down, without any of its time. */
  function kill(names: string[]): void {
    supervisor.send(names, { type: 'wish', want: 'down', graceMs: 0 });
    // what an ended one left behind has been asked to end already: the second wish kills it
    const left = names.filter((name) => {
      const state = entryOf(name)?.server.state;
      return state?.kind === 'stopping' && state.phase === 'sweep';
    });
    supervisor.send(left, { type: 'wish', want: 'down' });
  }

  async function restart({ names: asked, wait, signal, drainMs = 0 }: Order): Promise<ActResult[]> {
    const names = withCopies(asked);
    for (const name of names) remember(name, 'up');
    const again = async () => {
      const due = drainMs > 0 ? await callsOver(supervisor, names, drainMs) : names;
      const waves = wavesOf(due);
      if (waves.length > 1) {
        for (const wave of [...waves].reverse()) {
          supervisor.send(wave, { type: 'wish', want: 'down' });
          await Promise.all(wave.map(untilDown));
        }
      }
      const needed = withDependencies(due, definitions()).filter((name) => due.includes(name) || !isUp(entryOf(name)));
      for (const wave of wavesOf(needed)) {
        for (const name of wave)
          supervisor.send([name], due.includes(name) ? { type: 'restart', by: 'person' } : { type: 'wish', want: 'up' });
      }
    };
    if (!wait) {
      void again();
      return names.map((name) => resultOf(name, true));
    }
    const runs = new Map(names.map((name) => [name, entryOf(name)?.server.run ?? 0]));
    await awaited(again(), signal);
    return report(names, wait, signal, (entry) =>
      entry.server.run === runs.get(entry.definition.name) && entry.server.tree ? undefined : started(entry, supervisor.entries),
    );
  }

  const untilDown = (name: string) =>
    supervisor.until(() => {
      const entry = entryOf(name);
      return !entry || stopped(entry) ? true : undefined;
    });

  async function report(names: string[], wait: boolean, signal: AbortSignal | undefined, look: Look): Promise<ActResult[]> {
    if (!wait) return names.map((name) => resultOf(name, true));
    return Promise.all(
      names.map(async (name) => {
        const verdict = await untilSettled(name, look, signal);
        return resultOf(name, verdict.ok, verdict.reason);
      }),
    );
  }

  async function untilSettled(name: string, look: Look, signal?: AbortSignal): Promise<Verdict> {
    for (;;) {
      const seen = await supervisor.until(() => {
        const entry = entryOf(name);
        // a copy that is stopped is not kept
        return entry ? look(entry, supervisor.entries) : look === stopped ? { ok: true } : { ok: false, reason: 'was removed meanwhile' };
      }, signal);
      const entry = entryOf(name);
      if (!seen.ok || !entry || !isBareService(entry)) return seen;
      const { run } = entry.server;
      await new Promise((done) => setTimeout(done, SETTLE_MS));
      const still = entryOf(name)?.server.run === run ? look(entry, supervisor.entries) : undefined;
      if (still?.ok) return still;
    }
  }

  function resultOf(name: string, ok: boolean, reason?: string | null): ActResult {
    const state = entryOf(name)?.server.state.kind ?? 'stopped';
    return reason ? { name, ok, state, reason } : { name, ok, state };
  }

  /** After a change of what may run: waits until the server is where that, and what is wanted of it, puts it. */
  async function settle(name: string): Promise<ActResult> {
    const verdict = await untilSettled(name, (entry, others) => {
      if (!entry.definition.enabled || entry.server.wanted === 'down') return stopped(entry);
      return started(entry, others);
    });
    return resultOf(name, verdict.ok, verdict.reason);
  }

  return { start, stop, restart, settle };
}

/** What was asked for goes on when nobody waits any more: half of it would be worse than the whole. */
function awaited(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return work;
  const left = new Promise<never>((_, fail) => {
    const stop = () => fail(signal.reason instanceof Error ? signal.reason : new Error('no longer wanted'));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  return Promise.race([work, left]);
}

export type Actions = ReturnType<typeof createActions>;

type Look = (entry: Entry, others: ReadonlyMap<string, Entry>) => Verdict | undefined;

interface Verdict {
  ok: boolean;
  reason?: string | null;
}

/** Whether a start has come to an end, one way or the other. */
function started({ server, shown }: Entry, others: ReadonlyMap<string, Entry>): Verdict | undefined {
  const { state } = server;
  const reason = shown?.reason ?? server.trouble?.reason ?? null;
  switch (state.kind) {
    case 'running':
    case 'degraded':
    case 'idle':
      return { ok: true };
    case 'crashed':
    case 'disabled':
      return { ok: false, reason: reason ?? 'it could not be started' };
    case 'stopped':
      if (state.why === 'finished') return { ok: true, reason: 'finished, exit 0' };
      return { ok: false, reason: state.why === 'paused' ? reason : 'was stopped meanwhile' };
    case 'restarting':
      return server.restarts >= ENOUGH_RESTARTS ? { ok: false, reason: `${reason ?? 'it fails'}; it goes on trying` } : undefined;
    case 'stopping':
      return server.wanted === 'down' ? { ok: false, reason: 'was stopped meanwhile' } : undefined;
    case 'starting': {
      const hopeless = server.blockedBy.some((name) => willNotCome(others.get(name)));
      return state.step === 'waiting' && hopeless ? { ok: false, reason } : undefined;
    }
  }
}

function willNotCome(dependency: Entry | undefined): boolean {
  const kind = dependency?.server.state.kind;
  return kind === undefined || kind === 'crashed' || kind === 'stopped' || kind === 'disabled';
}

function stopped({ server }: Entry): Verdict | undefined {
  const { state } = server;
  if (state.kind === 'stopped' || state.kind === 'disabled') return { ok: true };
  if (server.wanted === 'up' && state.kind !== 'stopping') return { ok: false, reason: 'was started meanwhile' };
  return undefined;
}

function isUp(entry: Entry | undefined): boolean {
  return entry !== undefined && ['running', 'degraded', 'starting', 'restarting'].includes(entry.server.state.kind);
}

function isBareService({ definition }: Entry): boolean {
  return definition.kind === 'service' && !definition.health.http && definition.port === undefined;
}
