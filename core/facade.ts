// What the API may ask of the engine, put together from its parts. No logic of its own beyond asking, auditing and answering.
// Longer than other files because it is one answer for each question of `api/engine-api.ts`.
import type { Mute } from '../contract/alerts.ts';
import { Failure } from '../contract/errors.ts';
import type { CopiesView } from '../contract/routes/onboarding.ts';
import type { Actor, ActResult } from '../contract/server.ts';
import type { ActOptions, CallFiguresApi, CallsApi, EngineApi, HealthReport, Inspection, NewServer, Targets } from './api/engine-api.ts';
import { auditedApproval, auditedCall, auditedTokens, auditedTools } from './audited-gateway.ts';
import type { Catalog } from './catalog/catalog.ts';
import { audited } from './clients/audited.ts';
import type { Clients } from './clients/clients.ts';
import { maskLaunch, maskMap } from './decide/mask.ts';
import { auditedEdits } from './edits/audited.ts';
import type { ConfigEdits } from './edits/config-edits.ts';
import type { RunningGateway } from './engine-gateway.ts';
import type { Alerts } from './events/alerts.ts';
import type { Journal } from './journal.ts';
import type { SignIns } from './link/oauth/sign-ins.ts';
import type { Onboarding } from './onboarding.ts';
import type { Places } from './places.ts';
import { prometheusText } from './prometheus.ts';
import { settingsInForce } from './settings.ts';
import type { Logs } from './store/logs.ts';
import type { Store } from './store/store.ts';
import type { Actions } from './supervise/act.ts';
import type { Entry } from './supervise/entry.ts';
import type { Supervisor } from './supervise/supervisor.ts';
import { resolveTargets } from './supervise/targets.ts';

export interface FacadeParts {
  supervisor: Supervisor;
  actions: Actions;
  journal: Journal;
  catalog: Catalog;
  store: Store;
  logs: Logs;
  places: Places;
  now(): number;
  wall(): Date;
  /** edits of the own config; each reads the catalog again before it answers */
  edit: {
    add(server: NewServer): Promise<void>;
    remove(name: string): Promise<void>;
    setEnabled(name: string, enabled: boolean): Promise<void>;
    path(): string;
  };
  edits: ConfigEdits;
  clients: Clients;
  signIns: SignIns;
  calls: CallsApi;
  callFigures: CallFiguresApi;
  alerts: Alerts;
  onboarding: Onboarding;
  copies(): Promise<CopiesView>;
  resolveExecutable(command: string, env: Record<string, string>, cwd: string | undefined): string | null;
  /** made after this, because its management tools act through it */
  gateway(): RunningGateway;
  watch(): () => void;
  setEnginePause(paused: { until: Date | null } | null): void;
  shutdown(by: Actor): void;
}

export function createFacade(parts: FacadeParts): EngineApi {
  const { supervisor, actions, journal, catalog, store } = parts;
  const definitions = () => [...supervisor.entries.values()].map((entry) => entry.definition);
  /** what may be meant by “all”, or a group: copies come and go with the server that they are of */
  const targetsOf = (targets: Targets): string[] =>
    resolveTargets(targets, targets.names?.length ? definitions() : definitions().filter((one) => one.instanceOf === undefined));
  const withCopies = (names: string[]): string[] => [
    ...new Set([
      ...names,
      ...definitions().flatMap(({ name, instanceOf }) => (instanceOf !== undefined && names.includes(instanceOf) ? [name] : [])),
    ]),
  ];
  const entryOf = (name: string): Entry => {
    const entry = supervisor.entries.get(resolveTargets({ names: [name] }, definitions())[0]!);
    if (!entry?.shown) throw new Failure('unknown-server', `No server "${name}".`);
    return entry;
  };
  /** What is written into a config is about servers, not about their copies. */
  const refuseCopies = (name: string): void => {
    const original = supervisor.entries.get(name)?.definition.instanceOf;
    if (original !== undefined)
      throw new Failure('conflict', `"${name}" is a copy of ${original}, made for some of its clients: do it to ${original}.`);
  };
  const audit = (by: Actor, action: string, target: string | null, ok = true, detail: string | null = null) =>
    store.appendAudit({ at: parts.wall().toISOString(), actor: by, action, target, detail, ok });
  const refuseWhileStopping = () => {
    if (journal.snapshot().engine.stopping) throw new Failure('shutting-down', 'Roundhouse is shutting down; start it again first.');
  };
  /** "All" and a group mean what may run: whoever names a server that is switched off is told so, nobody else has failed. */
  const startable = (targets: Targets): string[] => {
    const names = targetsOf(targets);
    if (targets.names?.length) return names;
    return names.filter((name) => {
      const { enabled, approval } = entryOf(name).definition;
      return enabled && approval === 'approved';
    });
  };
  // the later of two wishes wins, also when nobody waited for the first
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined); // told to whoever asked
    return mine;
  };
  /** Connects anew, with all copies of it, what is not connected (or everything); what a person stopped stays down. */
  const comeBack = (name: string, how: 'unconnected' | 'all') => {
    const some = [...supervisor.entries.values()].filter(({ definition, server, run }) => {
      const isIt = definition.name === name || definition.instanceOf === name;
      return isIt && server.wanted === 'up' && !(how === 'unconnected' && run?.link);
    });
    const names = some.map(({ definition }) => definition.name);
    supervisor.send(names, { type: 'restart', by: 'change' });
  };
  /** a copy for some of the clients is signed in with what it is a copy of */
  const signedInAs = (name: string) => supervisor.entries.get(name)?.definition.instanceOf ?? name;
  const resultOf = (name: string): ActResult => ({ name, ok: true, state: entryOf(name).server.state.kind });

  return {
    engine: () => journal.snapshot().engine,
    snapshot: () => journal.snapshot(),
    subscribe: (since, push) => journal.subscribe(since, push),

    async act(verb, targets: Targets, options: ActOptions) {
      refuseWhileStopping();
      const names = verb === 'stop' ? targetsOf(targets) : startable(targets);
      const label = targets.names?.length ? names.join(', ') : targets.group ? `group ${targets.group}` : 'all';
      try {
        const { wait, signal, force, drainMs } = options;
        const results = await actions[verb]({ names, wait, signal, force, drainMs });
        const failed = results.filter((result) => !result.ok);
        audit(
          options.by,
          options.force ? `force ${verb}` : verb,
          label,
          failed.length === 0,
          failed.map((result) => `${result.name}: ${result.reason ?? result.state}`).join('; ') || null,
        );
        return results;
      } catch (error) {
        // who asked went away while it was being done: it goes on without them
        audit(options.by, verb, label, false, 'nobody waited for the end');
        throw error;
      }
    },

    pause(names, forMs, by) {
      refuseWhileStopping();
      const chosen = withCopies(resolveTargets({ names }, definitions()));
      const until = forMs === null ? null : parts.now() + forMs;
      supervisor.send(chosen, { type: 'pause', until });
      if (!names?.length) parts.setEnginePause({ until: forMs === null ? null : new Date(parts.wall().getTime() + forMs) });
      audit(by, 'pause', names?.join(', ') ?? 'all', true, forMs === null ? null : `for ${Math.round(forMs / 1000)} s`);
      return chosen.map(resultOf);
    },

    resume(names, by) {
      const chosen = withCopies(resolveTargets({ names }, definitions()));
      supervisor.send(chosen, { type: 'resume' });
      if (!names?.length) parts.setEnginePause(null);
      audit(by, 'resume', names?.join(', ') ?? 'all');
      return chosen.map(resultOf);
    },

    async enable(name, by) {
      refuseCopies(name);
      await inTurn(async () => {
        const { definition } = entryOf(name);
        if (definition.approval === 'waiting') {
          store.approve(name, definition.launchHash, by);
          audit(by, 'approve', name);
          await catalog.reload();
        }
        if (!definition.enabled) await parts.edit.setEnabled(name, true);
      });
      audit(by, 'enable', name);
      return actions.settle(name);
    },

    async disable(name, by) {
      refuseCopies(name);
      await inTurn(async () => {
        if (entryOf(name).definition.enabled) await parts.edit.setEnabled(name, false);
      });
      audit(by, 'disable', name);
      return actions.settle(name);
    },

    async addServer(server, by) {
      refuseWhileStopping();
      if (supervisor.entries.has(server.name))
        throw new Failure('conflict', `There is a server "${server.name}" already. Remove it first, or choose another name.`);
      await parts.edit.add(server);
      audit(by, 'add', server.name);
      return resultOf(server.name);
    },

    async removeServer(name, by) {
      refuseCopies(name);
      const { definition } = entryOf(name);
      const own = definition.sources.some((source) => source.client === 'roundhouse');
      if (!own) {
        const file = definition.sources[0]?.file ?? 'its file';
        throw new Failure(
          'conflict',
          `"${name}" comes from ${file}, which Roundhouse only reads. Remove it there, or switch it off with \`roundhouse servers disable ${name}\`.`,
        );
      }
      await parts.edit.remove(name);
      parts.signIns.forget(name);
      audit(by, 'remove', name);
      return { name, ok: true, state: supervisor.entries.get(name)?.server.state.kind ?? 'stopped' };
    },

    async health(name): Promise<HealthReport> {
      const entry = entryOf(name);
      const report = (ok: boolean, latencyMs: number | null, reason: string | null): HealthReport => {
        const checkedAt = parts.wall().toISOString();
        return { name, state: entryOf(name).shown!.state, ok, checkedAt, latencyMs, reason, health: { ok, checkedAt, latencyMs, reason } };
      };
      if (entry.server.state.kind === 'idle') return report(true, null, 'asleep; it starts on the first call');
      if (!['running', 'degraded'].includes(entry.server.state.kind)) {
        const { state, reason } = entry.shown!;
        return report(false, null, reason ?? `it is ${state}`);
      }
      const answer = await entry.run!.ask(entry.definition.health.timeoutMs);
      return report(answer.ok, answer.latencyMs, answer.reason);
    },

    inspect(name): Inspection {
      const entry = entryOf(name);
      const { definition } = entry;
      const { launch } = definition;
      const shown = maskLaunch(launch);
      const link = entry.run?.link ?? null;
      return {
        view: entry.shown!,
        definition: { ...definition, launch: shown, ...(definition.oauth && { oauth: maskMap({ ...definition.oauth }) }) },
        resolved: {
          ...('command' in launch
            ? {
                executable: parts.resolveExecutable(launch.command, launch.env, launch.cwd),
                argv: 'command' in shown ? [shown.command, ...shown.args] : [],
                folder: launch.cwd ?? null,
                environment: Object.keys(launch.env),
              }
            : { url: 'url' in shown ? shown.url : null }),
          protocol: link && { generation: link.generation, version: link.protocolVersion, server: link.serverInfo },
        },
        history: entry.history,
        tools: entry.tools ?? [],
        events: store.events({ server: name, limit: 20 }),
      };
    },

    tools: (name) => entryOf(name).tools ?? [],
    logs: parts.logs,
    events: (query) => store.events(query),
    audit: (query) => store.audit(query),
    metrics: (name, query) => store.metrics(entryOf(name).definition.name, query),
    clients: audited(parts.clients, audit),
    signIns: {
      begin(name, by) {
        refuseWhileStopping();
        return parts.signIns.begin(signedInAs(name), by);
      },
      outcome: (id, waitMs, signal) => parts.signIns.outcome(id, waitMs, signal),
      async finish(answer) {
        refuseWhileStopping();
        const outcome = await parts.signIns.finish(answer);
        // one that is connected was asked for more permission: its next request has it
        if (outcome.server !== null && outcome.reason === null) comeBack(outcome.server, 'unconnected');
        return outcome;
      },
      async end(name, by) {
        const ended = await parts.signIns.end(signedInAs(name), by);
        if (ended.wasSignedIn) comeBack(signedInAs(name), 'all');
        return ended;
      },
    },
    alerts: {
      list: () => parts.alerts.list(),
      mutes: () => parts.alerts.mutes(),
      mute(wish, by) {
        audit(by, 'mute alerts', mutedWords(wish), true, wish.until && `until ${wish.until}`);
        return parts.alerts.mute(wish);
      },
      unmute(wish, by) {
        audit(by, 'unmute alerts', mutedWords(wish));
        return parts.alerts.unmute(wish);
      },
    },
    edits: auditedEdits(parts.edits, audit),
    config: { show: () => catalog.show(), imported: () => catalog.imported(), path: () => parts.edit.path() },

    copies: () => parts.copies(),
    async finishOnboarding(wish, by) {
      refuseWhileStopping();
      const done = await parts.onboarding.finish(wish);
      audit(by, 'set up', null, true, wish.watchOnly === undefined ? null : wish.watchOnly ? 'only watch' : 'run what is wanted');
      return done;
    },

    settings: () => settingsInForce(parts),
    auditSignOut: (session, ok, by) => audit(by, 'sign out browser', session, ok),

    gateway: {
      view: () => parts.gateway().api.view(),
      tools: (profile) => parts.gateway().api.tools(profile),
      calls: parts.calls,
      figures: parts.callFigures,
      changed: (server) => parts.gateway().api.changed(server === undefined ? undefined : entryOf(server).definition.name),
      approve(wish, by) {
        const server = entryOf(wish.server).definition.name;
        return auditedApproval(wish, by, () => parts.gateway().api.approve({ ...wish, server }, by), audit);
      },
      edit: auditedTools(() => parts.gateway().api.edit, audit),
      call: auditedCall(() => parts.gateway().api.call, audit),
      tokens: auditedTokens(() => parts.gateway().api.tokens, audit),
    },

    prometheus() {
      const snapshot = journal.snapshot();
      const { userCPUTime, systemCPUTime } = process.resourceUsage();
      const engine = prometheusText(snapshot, {
        uptimeSeconds: Math.round((parts.wall().getTime() - Date.parse(snapshot.engine.startedAt)) / 1000),
        eventSeq: snapshot.seq,
        followers: journal.followers(),
        pendingWrites: store.pendingWrites(),
        rssBytes: process.memoryUsage.rss(),
        cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
      });
      return `${engine}${parts.gateway().prometheus()}`;
    },

    watch: () => parts.watch(),

    shutdown(by) {
      audit(by, 'shutdown', null);
      parts.shutdown(by);
    },
  };
}

const mutedWords = ({ server, kind }: Pick<Mute, 'server' | 'kind'>) => [kind, server && `of ${server}`].filter(Boolean).join(' ');
