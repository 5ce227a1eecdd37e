// A server as everybody outside sees it. Derived, never stored: what is shown cannot differ from what is so.
import { basename } from 'node:path';
import type { AuthView, Definition, HealthView, ServerView, Vitals } from '../../contract/server.ts';
import type { Instant } from '../decide/server-state.ts';
import { callsOf, deadlineToWall, type Entry } from './entry.ts';

export interface Clocks {
  now: Instant;
  wall: Date;
}

export function viewOf(entry: Entry, others: ReadonlyMap<string, Entry>, clocks: Clocks, auth: AuthView | null = null): ServerView {
  const { definition, server } = entry;
  const { state } = server;
  const isUp = entry.process !== null || entry.run?.link != null;
  return {
    name: definition.name,
    kind: definition.kind,
    description: definition.description ?? null,
    state: state.kind,
    wanted: server.wanted,
    pid: entry.process?.pid ?? null,
    startedAt: isUp ? (entry.startedAt?.toISOString() ?? null) : null,
    since: entry.since.toISOString(),
    run: server.run,
    restarts: server.restarts,
    ...vitalsOf(entry),
    tools: entry.tools?.length ?? null,
    step: state.kind === 'starting' ? state.step : null,
    group: definition.groups[0] ?? null,
    groups: definition.groups,
    dependsOn: definition.dependsOn,
    port: entry.port,
    sources: definition.sources,
    launcher: launcherOf(definition),
    ...explain(entry, others),
    lastExit: entry.lastExit && {
      at: entry.lastExit.at.toISOString(),
      code: entry.lastExit.code,
      signal: entry.lastExit.signal,
      stderr: entry.lastExit.stderr,
    },
    retryAt: state.kind === 'restarting' ? deadlineToWall(state.deadline, clocks.now, clocks.wall).toISOString() : null,
    warnings: warningsOf(entry, others),
    paused: server.paused && {
      until: server.paused.until === null ? null : deadlineToWall(server.paused.until, clocks.now, clocks.wall).toISOString(),
    },
    ...(entry.drainUntil ? { draining: { until: entry.drainUntil.toISOString(), calls: callsOf(entry) } } : {}),
    auth,
    ...(definition.isolation === undefined ? {} : { isolation: definition.isolation, instances: instancesOf(definition.name, others) }),
    ...(definition.instanceOf === undefined ? {} : { instanceOf: definition.instanceOf, users: [...entry.users] }),
    ...(definition.workspace === undefined ? {} : { workspace: definition.workspace }),
    trust: entry.trust?.view ?? null,
  };
}

function instancesOf(name: string, others: ReadonlyMap<string, Entry>): NonNullable<ServerView['instances']> {
  return [...others.values()]
    .filter(({ definition }) => definition.instanceOf === name)
    .map(({ definition: { name, workspace }, server, users }) => ({
      name,
      state: server.state.kind,
      users: [...users],
      ...(workspace === undefined ? {} : { workspace }),
    }));
}

export function vitalsOf(entry: Entry): Vitals {
  const { figures, run, server } = entry;
  // a start may take minutes, as one that first installs a package: what it says is all that there is to see
  const says = server.state.kind === 'starting' ? { says: run?.lastWords?.() ?? null } : {};
  return { ...figures, inFlight: callsOf(entry), health: healthOf(entry), ...says };
}

function healthOf({ server, checkedAt }: Entry): HealthView {
  const { health, state } = server;
  const isUp = state.kind === 'running' || state.kind === 'degraded';
  if (!health || !isUp) return { ok: null, checkedAt: null, latencyMs: null, reason: null };
  return { ok: health.ok, checkedAt: checkedAt?.toISOString() ?? null, latencyMs: health.latencyMs, reason: health.reason };
}

function explain({ definition, server }: Entry, others: ReadonlyMap<string, Entry>): { reason: string | null; next: string | null } {
  const { state, trouble } = server;
  switch (state.kind) {
    case 'disabled':
      if (definition.approval === 'waiting') {
        return {
          reason: 'waits for your approval of what it would run',
          next: `Look at it with \`roundhouse inspect ${definition.name}\`, then approve it with \`roundhouse servers enable ${definition.name}\`.`,
        };
      }
      return { reason: 'switched off', next: `Switch it on with \`roundhouse servers enable ${definition.name}\`.` };
    case 'starting':
      if (state.step === 'waiting' && server.blockedBy.length > 0) {
        const what = server.blockedBy.map((name) => `${name} (${others.get(name)?.server.state.kind ?? 'unknown'})`).join(', ');
        return { reason: `waits for ${what}`, next: null };
      }
      return { reason: null, next: null };
    case 'stopped':
      if (state.why === 'paused')
        return { reason: `${trouble?.reason ?? 'ended'} while paused, so it was not restarted`, next: 'Resume it.' };
      if (state.why === 'finished') return { reason: 'finished, exit 0', next: null };
      return { reason: null, next: null };
    case 'crashed':
    case 'restarting':
    case 'degraded':
    case 'stopping':
      return {
        reason: trouble?.reason ?? null,
        next: trouble
          ? (trouble.next ?? (state.kind === 'crashed' ? `Start it again with \`roundhouse start ${definition.name}\`.` : null))
          : null,
      };
    case 'running':
    case 'idle':
      return { reason: null, next: null };
  }
}

function warningsOf(entry: Entry, others: ReadonlyMap<string, Entry>): string[] {
  const { definition, server } = entry;
  const warnings = [...definition.warnings, ...entry.overLimits, ...(entry.trust?.warnings ?? [])];
  if (server.state.kind === 'running' || server.state.kind === 'degraded') {
    for (const name of server.blockedBy) {
      warnings.push(`depends on ${name}, which is ${others.get(name)?.server.state.kind ?? 'not there'}`);
    }
  }
  if (entry.noise > 0) {
    const lines = entry.noise === 1 ? '1 line' : `${entry.noise} lines`;
    warnings.push(`wrote ${lines} on stdout that are not protocol messages; they are in its log`);
  }
  if (entry.survivors.length > 0) warnings.push(`could not be stopped completely: still alive are ${entry.survivors.join(', ')}`);
  return warnings;
}

export function launcherOf(definition: Definition): string {
  if (!('command' in definition.launch)) return definition.launch.type;
  return basename(definition.launch.command.replaceAll('\\', '/')).replace(/\.(exe|cmd|bat)$/i, '');
}

const figures = new Set(['cpu', 'memory', 'processes', 'inFlight', 'says', 'checkedAt', 'latencyMs']);

/** What must be news to be an event: everything but the figures, which travel as vitals. */
export function fingerprint(view: ServerView): string {
  return JSON.stringify(view, (key, value) => (figures.has(key) ? undefined : value));
}

export function messageOf(view: ServerView, changed: boolean): string | null {
  if (!changed) return null;
  return view.reason ? `${view.name}: ${view.reason}` : `${view.name} is ${view.state}`;
}
