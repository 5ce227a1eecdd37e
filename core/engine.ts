// The composition root: the only file that builds real things and knows how they are joined. Everything else gets its parts.
// Longer than other files because it is a list, in the order in which things come to life.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../contract/errors.ts';
import type { EngineView } from '../contract/events.ts';
import type { Actor, Problem } from '../contract/server.ts';
import type { EngineApi } from './api/engine-api.ts';
import { createHandler, type Handler } from './api/handler.ts';
import { type Listening, listen } from './api/listen.ts';
import { localSocketPath } from './api/local-socket.ts';
import { createRunFiles } from './api/run-files.ts';
import { createApplier } from './apply-catalog.ts';
import type { CatalogState } from './catalog/catalog.ts';
import { effectiveEnv } from './catalog/child-env.ts';
import { createCatalog } from './catalog/create-catalog.ts';
import { loginPath } from './catalog/login-env.ts';
import { addServer, removeServer, setEnabled, setTool } from './catalog/own-config-edit.ts';
import { anyEntry, type BridgeCommand } from './clients/bridge-entry.ts';
import { clientsFolder, createClients } from './clients/clients.ts';
import { inWorkspace } from './decide/instances.ts';
import { maskSecrets } from './decide/mask.ts';
import { createConfigEdits } from './edits/config-edits.ts';
import { openUndoRecords } from './edits/undo-records.ts';
import { openGateway } from './engine-gateway.ts';
import { openAlerts } from './events/alerts.ts';
import { createFacade } from './facade.ts';
import { createCallFigures } from './gateway/call-figures.ts';
import { openClientTokens } from './gateway/client-tokens.ts';
import { isFrontPath } from './gateway/front/front.ts';
import { createPool } from './gateway/pool.ts';
import { builtInProfiles } from './gateway/profiles.ts';
import { openPinFiles } from './gateway/trust/pin-files.ts';
import { createUpstreams, type ManagedUpstreams } from './gateway/upstreams.ts';
import { createJournal } from './journal.ts';
import { keepHeapLean } from './lean-heap.ts';
import { startTimer } from './link/long-timer.ts';
import { sealOfKeyring } from './link/oauth/keyring.ts';
import { openSignInFile } from './link/oauth/sign-in-file.ts';
import { createSignIns } from './link/oauth/sign-ins.ts';
import { redirectUriOf, signInTarget } from './link/oauth/target.ts';
import { createOnboarding, isOnboarded, isWatchOnly } from './onboarding.ts';
import { type Env, ownConfigFile, type Places } from './places.ts';
import { createShutdown, type Joiner, type ShutdownReport } from './shutdown.ts';
import { clearStopped, markStopped } from './stopped-by-person.ts';
import { createCallHistory } from './store/call-history.ts';
import { openEngineLog } from './store/engine-log.ts';
import { openLogs } from './store/log-files.ts';
import { openStore } from './store/sqlite.ts';
import { createActions } from './supervise/act.ts';
import { lookForCopies } from './supervise/copies.ts';
import { findExecutable } from './supervise/executable.ts';
import { createFileWatches } from './supervise/file-watches.ts';
import { createGenerations } from './supervise/generations.ts';
import { startGuardian } from './supervise/guardian.ts';
import { type HomeHold, holdHome } from './supervise/home-hold.ts';
import { homeId, instancePrefix, markFor, newInstance } from './supervise/mark.ts';
import { createSampler } from './supervise/metrics.ts';
import { createNaps } from './supervise/naps.ts';
import { openRunOf } from './supervise/open-run.ts';
import { portHolder } from './supervise/port-holder.ts';
import { openProcessTable } from './supervise/process-table.ts';
import { reap } from './supervise/reaper.ts';
import type { OpenRun } from './supervise/run.ts';
import { startSampling } from './supervise/sampling.ts';
import { createSpawner } from './supervise/spawn-child.ts';
import { stopAll } from './supervise/stop-all.ts';
import { createSupervisor } from './supervise/supervisor.ts';
import { createTrees } from './supervise/trees.ts';

const DEFAULT_PORT = 4747;
/** 30 servers and everything else are down in this time; what lives after `KILL_AFTER_MS` is killed */
const SHUTDOWN_MS = 6_000;
const KILL_AFTER_MS = 5_000;
const PRUNE_EVERY_MS = 5 * 60_000;

export interface EngineOptions {
  places: Places;
  env: Env;
  version: string;
  /** from the command line: wins over the config */
  port?: number | undefined;
  host?: string | undefined;
  /** started by another command: PORT was not meant for it, and the usual port need not be the one */
  background?: boolean;
  /** from `--config`: it must exist and be valid */
  config?: string | undefined;
  autostart: boolean;
  /** the folder whose `.mcp.json` is a project's */
  folder: string;
  /** what is wrong with the config now, told when it changes */
  onProblems?(problems: readonly Problem[]): void;
  /** how clients are told to run the command line; left out: `entry`, by the program that we are */
  bridge?: BridgeCommand;
  /** the command line's own file; left out: the file that this process runs */
  entry?: string;
  /** built dashboard, or null */
  page: string | null;
}

export interface Engine {
  api: EngineApi;
  handler: Handler;
  url: string;
  /** The first call begins the one way down, a further one hurries it. */
  stop(by: Actor): Promise<ShutdownReport & { alive: string[] }>;
  stopped: Promise<ShutdownReport & { alive: string[] }>;
}

/** Another engine holds this home. */
export class AlreadyRunning extends Error {
  readonly pid: number | null;
  constructor(pid: number | null, home: string) {
    super(
      `Roundhouse is already running for ${home}${pid === null ? '' : ` (pid ${pid})`}. Use it, or end it with \`roundhouse shutdown\`.`,
    );
    this.pid = pid;
  }
}

export async function startEngine(options: EngineOptions): Promise<Engine> {
  keepHeapLean();
  const { env, version } = options;
  const places = options.config ? { ...options.places, configFiles: [options.config] } : options.places;
  for (const folder of [places.data, places.logs, places.run]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const hold = await holdHome(places.run);
  if ('heldBy' in hold) throw new AlreadyRunning(hold.heldBy, places.home);
  try {
    return await compose({ ...options, places }, env, version, hold);
  } catch (error) {
    hold.release();
    throw error;
  }
}

async function compose(options: EngineOptions, env: Env, version: string, hold: HomeHold): Promise<Engine> {
  const { places } = options;
  const now = () => performance.now();
  const wall = () => new Date();
  const log = openEngineLog(join(places.logs, 'roundhouse.log'));
  const onFault = (what: string) => (error: unknown) =>
    log.error(what, { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  const store = openStore(places.data, { onTrouble: (message) => log.warn(message) });
  const callHistory = createCallHistory({ store, wall: Date.now, onTrouble: (message) => log.warn(message) });
  const callFigures = createCallFigures({ store, wall: Date.now });
  const home = homeId(places.home);
  const instance = newInstance();
  const startedAt = wall();
  const runFiles = createRunFiles(places.run);
  clearStopped(places.run);

  let listening: Listening | null = null;

  const catalog = createCatalog({
    places,
    env,
    platform: process.platform,
    serveFolder: options.folder,
    ...(options.config ? { explicitConfig: options.config } : {}),
    approvals: store,
    ownPorts: () => (listening ? [listening.port] : options.port ? [options.port] : []),
  });
  const first = await catalog.load();
  if (options.config && !first.usable) throw new Failure('config-invalid', describeProblem(first.problems[0]));
  const { settings } = first;
  const logs = openLogs({
    folder: places.logs,
    get maxSizeBytes() {
      return catalog.current().settings.logs.maxSizeBytes;
    },
    get keep() {
      return catalog.current().settings.logs.keep;
    },
    engineLog: log,
    mask: maskSecrets,
  });

  const engineView: EngineView = {
    version,
    pid: process.pid,
    startedAt: startedAt.toISOString(),
    instance,
    home: places.home,
    url: null,
    stopping: false,
    paused: null,
    onboarded: isOnboarded(store),
    watchOnly: isWatchOnly(store),
  };
  const journal = createJournal({
    lastSeq: store.lastSeq(),
    engine: engineView,
    now: wall,
    keep: ({ view: _view, engine: _engine, problems: _problems, ...event }) => store.appendEvent(event),
    onFault: onFault('a follower failed'),
  });
  const alerts = openAlerts({ journal, store, now: () => wall().getTime() });
  const updateEngine = (change: Partial<EngineView>, type = 'engine.updated', message?: string) =>
    journal.record({ type, engine: { ...journal.snapshot().engine, ...change }, ...(message ? { message } : {}) });

  // --- processes ---
  const table = await openProcessTable();
  const trees = createTrees(table);
  const guardian = startGuardian({ instanceMark: instancePrefix(home, instance), onTrouble: (message) => log.warn(message) });
  let childEnv = effectiveEnv(env, null);
  const clientInfo = { name: 'roundhouse', version };
  const pool = createPool({
    supervisor: () => supervisor,
    usedAt: (name) => upstreams.get(name)?.naps?.usedAt ?? null,
    isUsed: (name) => gateway.router.isUsed(name),
    isHere: (id) => gateway.front.clients().some(({ caller, requests, streams }) => caller.id === id && requests + streams > 0),
    now,
  });
  const upstreams: ManagedUpstreams = createUpstreams({
    supervisor: () => supervisor,
    now,
    copies: pool,
    onFault: onFault('a listener of the gateway failed'),
  });
  const signInStore = openSignInFile({
    file: join(places.data, 'sign-ins.json'),
    // a home of its own holds everything
    seal: env.ROUNDHOUSE_HOME ? null : (make) => sealOfKeyring({ env, platform: process.platform, home }, make),
    onTrouble: (message) => log.warn(message),
  });
  const signIns = createSignIns({
    store: signInStore,
    target: (name) => signInTarget(supervisor.entries.get(name)?.definition),
    redirectUri: () => redirectUriOf(listening?.url),
    tell: ({ type, name, message, data }) => journal.record({ type, server: name, message, ...(data ? { data } : {}) }),
    changed(name) {
      for (const { definition } of supervisor.entries.values())
        if (definition.name === name || definition.instanceOf === name) supervisor.shownAgain(definition.name);
    },
    audit: (actor, action, target, ok, detail) => store.appendAudit({ at: wall().toISOString(), actor, action, target, detail, ok }),
    now: () => wall().getTime(),
  });
  // what learns the lists of a server that has a copy per folder runs in one that holds nothing
  const nowhere = join(places.data, 'no-workspace');
  const openShared = openRunOf({
    spawnChild: createSpawner({ trees }),
    log: (name) => logs.writer(name),
    baseEnv: () => childEnv,
    clientInfo,
    generations: createGenerations(store),
    conversation: upstreams.conversation,
    credentials(definition) {
      const target = signInTarget(definition);
      return target && signIns.credentials(target);
    },
  });
  const openRun: OpenRun = (request, events) => {
    const { definition } = request;
    if (definition.isolation === undefined) return openShared(request, events);
    mkdirSync(nowhere, { recursive: true, mode: 0o700 });
    return openShared({ ...request, definition: { ...definition, launch: inWorkspace(definition.launch, nowhere) } }, events);
  };

  const supervisor = createSupervisor({
    now,
    wall,
    dice: () => Math.random() * 2 - 1,
    setTimer(ms, fire) {
      const timer = setTimeout(fire, ms);
      return { clear: () => clearTimeout(timer) };
    },
    openRun,
    markFor: (name, run) => markFor(home, instance, name, run),
    publish: (type, view, message) => journal.record({ type, server: view.name, view, ...(message ? { message } : {}) }),
    onRemoved: ({ name, instanceOf }) =>
      journal.record({
        type: 'server.removed',
        server: name,
        message: `${name} is no longer ${instanceOf === undefined ? 'defined' : 'used'}`,
      }),
    onOwned(tree) {
      store.own(tree);
      sampling.started();
    },
    onDisowned: (mark) => store.disown(mark),
    log: (name) => logs.writer(name),
    onOffer(name) {
      upstreams.onOffer(name);
      naps.look(name);
      pool.look(name);
    },
    authOf(definition) {
      const target = signInTarget(definition);
      return target && signIns.view(target);
    },
  });
  const naps = createNaps({
    supervisor: () => supervisor,
    usedAt(name) {
      const upstream = upstreams.get(name);
      return upstream?.instanceOf === undefined ? (upstream?.naps?.usedAt ?? null) : null; // the pool's
    },
    isUsed: (name) => gateway.router.isUsed(name),
    now,
  });

  // --- config ---
  const fileWatches = createFileWatches({
    ignored: [places.logs, places.data, places.run],
    onChange(name, files) {
      const entry = supervisor.entries.get(name);
      if (entry?.server.wanted !== 'up') return;
      const more = files.length > 1 ? ` and ${files.length - 1} more` : '';
      logs.writer(name).mark(`${files[0]}${more} changed: restarting`);
      supervisor.send([name, ...pool.names(name)], { type: 'restart', by: 'change' });
    },
    onTrouble: (name, message) => log.warn(message, { server: name }),
  });
  const applier = createApplier({
    supervisor,
    journal,
    store,
    autostart: () => options.autostart && !isWatchOnly(store),
    follow(state) {
      fileWatches.follow(state.definitions);
      signIns.follow(state.definitions.map(signInTarget).filter((target) => target !== null));
      gateway.refresh();
    },
  });
  const actions = createActions({ supervisor, remember: applier.remember, copies: pool.names });
  const originals = () => [...supervisor.entries.values()].filter(({ definition }) => definition.instanceOf === undefined);
  const onboarding = createOnboarding({
    store,
    actions: createActions({ supervisor, remember() {}, copies: pool.names }),
    up: () => originals().flatMap(({ definition, server }) => (server.wanted === 'up' ? [definition.name] : [])),
    wanted: () =>
      originals().flatMap(({ definition: { name, enabled, approval } }) =>
        enabled && approval === 'approved' && applier.isRemembered(name, 'up') ? [name] : [],
      ),
    publish: (change, message) => updateEngine(change, 'engine.updated', message),
  });

  // --- figures ---
  const sampling = startSampling({
    supervisor,
    sampler: createSampler(trees),
    publish: (vitals) => journal.vitals(vitals, callFigures.now()),
    keep: (samples) => store.appendMetrics(wall(), samples),
    onFault: onFault('sampling failed'),
  });
  const pruning = setInterval(() => store.prune(wall()), PRUNE_EVERY_MS);
  pruning.unref();

  // --- API ---
  const ownFile = () => ownConfigFile(places);
  const reread = async () => applier.apply(await catalog.reload());
  const bridge = options.bridge ?? { command: process.execPath, args: [options.entry ?? process.argv[1] ?? ''] };
  const clientEnv = options.config ? { ...env, ROUNDHOUSE_CONFIG: options.config } : env;
  const clients = createClients({
    user: places.user,
    env: clientEnv,
    platform: process.platform,
    folder: clientsFolder(places.data),
    bridge,
    ownFile,
    ownPorts: () => [settings.http.port ?? DEFAULT_PORT, ...(listening ? [listening.port] : [])],
    profiles: () => [...builtInProfiles, ...catalog.current().settings.gateway.profiles].map(({ name }) => name),
    imported: () => catalog.imported(),
    reload: reread,
    publish(type, message, data) {
      if (data.lost) log.warn(message);
      journal.record({ type, message, data });
    },
    now: wall,
  });
  const edits = createConfigEdits({
    file: ownFile,
    records: openUndoRecords(join(places.data, 'config-edits')),
    newProblems: (file, text) => catalog.newProblems(file, text),
    reload: reread,
    publish: (message, data) => journal.record({ type: 'config.edited', message, data }),
    now: wall,
  });
  let callOffPauseEnd: (() => void) | undefined;
  const api = createFacade({
    alerts,
    supervisor,
    actions,
    journal,
    catalog,
    store,
    logs,
    places,
    now,
    wall,
    edit: {
      add: async (server) => {
        await addServer(ownFile(), server);
        await reread();
      },
      remove: async (name) => {
        await removeServer(ownFile(), name);
        await reread();
      },
      setEnabled: async (name, enabled) => {
        await setEnabled(ownFile(), name, enabled);
        await reread();
      },
      path: ownFile,
    },
    edits,
    clients,
    signIns,
    calls: callHistory,
    onboarding,
    copies: () =>
      lookForCopies({ trees, definitions: () => originals().map(({ definition }) => definition), platform: process.platform, wall }),
    callFigures,
    resolveExecutable(command, ownEnv, cwd) {
      const found = findExecutable({ command, env: { ...childEnv, ...ownEnv }, cwd: cwd ?? places.user, platform: process.platform });
      return 'file' in found ? found.file : null;
    },
    gateway: () => gateway,
    watch: () => sampling.watch(),
    setEnginePause(paused) {
      callOffPauseEnd?.();
      updateEngine({ paused: paused && { until: paused.until?.toISOString() ?? null } });
      callOffPauseEnd = paused?.until ? startTimer(paused.until.getTime() - Date.now(), () => updateEngine({ paused: null })) : undefined;
    },
    shutdown: (by) => void stop(by),
  });
  const host = options.host ?? settings.http.host;
  const chosen = options.port ?? settings.http.port ?? (options.background ? undefined : portFromEnvironment(env));
  const rules = { host, allowedHosts: settings.http.allowedHosts };
  const defined = Promise.withResolvers<void>();
  const gateway = openGateway({
    upstreams,
    defined: defined.promise,
    engine: api,
    history: callHistory,
    figures: callFigures,
    settings: () => catalog.current().settings.gateway,
    rules,
    token: runFiles.token,
    changeTool: async (key, change) => {
      await setTool(ownFile(), key, change);
      await reread();
    },
    tokens: openClientTokens({ file: join(places.data, 'client-tokens.json'), wall, onTrouble: (message) => log.warn(message) }),
    version,
    log,
    wall,
    pins: openPinFiles(join(places.data, 'pins')),
    modeOf: (name) => supervisor.entries.get(name)?.definition.pin ?? 'flag',
    noteTrust: (name, note) => supervisor.noteTrust(name, note),
    publish: (type, server, message, data) => journal.record({ type, server, message, data }),
    publishNews: (type) => journal.record({ type }),
    address: () => ({ url: listening?.url ?? null, socket: listening?.socket ?? null }),
    entry: () => anyEntry(bridge, clientEnv),
  });
  const front = { takes: isFrontPath, answer: gateway.front, endAll: () => gateway.close() };
  const handler = createHandler({
    engine: api,
    token: runFiles.token,
    rules,
    log,
    page: options.page,
    notReady,
  });
  let isReady = false;
  function notReady(): string | null {
    if (journal.snapshot().engine.stopping) return 'The engine is stopping.';
    return isReady ? null : 'The engine is starting.';
  }
  const listenOn = (port: number) => listen(handler, { host, port, portHolder, log, socket: localSocketPath(places.run), front });
  listening = await listenOn(chosen ?? DEFAULT_PORT).catch((error: unknown) => {
    // who asks for an engine in the background finds it by its run file, whatever its port
    const isTaken = error instanceof Failure && error.code === 'conflict';
    if (!isTaken || !options.background || chosen !== undefined) throw error;
    log.warn('the usual port is taken: using a free one', { port: DEFAULT_PORT, error: error.message });
    return listenOn(0);
  });
  const { url, socket } = listening;
  log.info('started', { url, pid: process.pid, version, home: places.home });
  updateEngine({ url }, 'engine.started', `Roundhouse ${version} started`);
  const announce = () => runFiles.announce({ pid: process.pid, startedAt: startedAt.toISOString(), url, socket, version });
  announce();
  hold.watch({
    onRestored() {
      log.warn('the run folder was deleted under the running engine; it is made again', { folder: places.run });
      announce();
    },
    onLost(pid) {
      log.error('another engine runs on this home by now; this one ends', { pid });
      void stop('engine');
    },
    onFault: onFault('the run folder cannot be made again'),
  });

  // --- the one way down ---
  const shutdown = createShutdown(SHUTDOWN_MS, now);
  let alive: string[] = [];
  let resolveStopped: (report: ShutdownReport & { alive: string[] }) => void;
  const stopped = new Promise<ShutdownReport & { alive: string[] }>((done) => {
    resolveStopped = done;
  });
  const joiners = (by: Actor): Joiner[] => [
    { name: 'announcement', end: () => updateEngine({ stopping: true }, 'engine.stopping', `shutdown asked for by ${by}`) },
    // a server that stops with the engine is not well because of it
    { name: 'alerts', end: () => alerts.close() },
    { name: 'config watch', withinMs: 500, end: () => catalog.close() },
    { name: 'sign-ins', end: () => signIns.close() },
    { name: 'client files', withinMs: 500, end: () => clients.close() },
    { name: 'file watches', withinMs: 500, end: () => fileWatches.close() },
    {
      name: 'figures',
      end() {
        sampling.close();
        naps.close();
        pool.close();
        clearInterval(pruning);
        callOffPauseEnd?.();
      },
    },
    {
      name: 'servers',
      async end(hurry) {
        alive = await stopAll(supervisor, { killAfterMs: KILL_AFTER_MS, totalMs: SHUTDOWN_MS - 500 }, now, hurry);
        supervisor.close();
      },
    },
    { name: 'run files', end: () => runFiles.withdraw() },
    { name: 'API', withinMs: 500, end: () => listening?.close() },
    { name: 'logs', withinMs: 500, end: () => logs.close() },
    // whoever is still alive is the guardian's: it hears no goodbye then, and ends them when we are gone
    { name: 'guardian', withinMs: 500, end: () => (alive.length === 0 ? guardian.goodbye() : undefined) },
  ];
  async function stop(by: Actor): Promise<ShutdownReport & { alive: string[] }> {
    if (!journal.snapshot().engine.stopping) markStopped(places.run, by);
    const report = { ...(await shutdown.begin(() => joiners(by))), alive };
    log.info('stopped', { ...report });
    callHistory.close();
    callFigures.close();
    store.close();
    hold.release();
    resolveStopped(report);
    return report;
  }

  // --- servers, last: everything that they need is there ---
  void startServers().catch(onFault('the servers could not be started')).finally(defined.resolve);
  return { api, handler, url, stop, stopped };

  function takeOver(state: CatalogState): void {
    const before = journal.snapshot().problems;
    applier.apply(state);
    if (JSON.stringify(before) !== JSON.stringify(state.problems)) options.onProblems?.(state.problems);
  }

  async function startServers(): Promise<void> {
    const login = loginPath({ env, platform: process.platform, cacheFile: join(places.data, 'login-path.json') });
    const reaped = await reap({ table, home, instance, owned: store.ownedTrees() });
    if (reaped.killed > 0) log.warn('ended what an earlier engine left behind', { killed: reaped.killed, survivors: reaped.survivors });
    for (const mark of reaped.cleared) store.disown(mark);
    await signInStore.unlock();
    const found = await login;
    if (found.reason) log.warn(found.reason);
    childEnv = effectiveEnv(env, found.path);
    void found.fresh?.then((path) => {
      if (path) childEnv = effectiveEnv(env, path);
    });
    if (journal.snapshot().engine.stopping) return;
    if (isWatchOnly(store)) log.info('only watching: nothing is started by itself');
    takeOver(catalog.current());
    isReady = true;
    defined.resolve();
    catalog.onChange(takeOver);
    await catalog.watch();
    await clients.watch();
  }
}

function portFromEnvironment(env: Env): number | undefined {
  const port = Number(env.PORT);
  return env.PORT && Number.isInteger(port) && port >= 0 && port < 65_536 ? port : undefined;
}

function describeProblem(problem: { file: string; line: number | null; column: number | null; message: string } | undefined): string {
  if (!problem) return 'The config cannot be used.';
  return `${problem.file}${problem.line === null ? '' : `:${problem.line}:${problem.column ?? 1}`}: ${problem.message}`;
}
