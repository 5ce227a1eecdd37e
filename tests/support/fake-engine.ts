// A stand-in for the engine: an EngineApi in memory, so that the API can be tested without a process. It keeps its promises on
// numbers, replay and slow readers, and nothing more.

import { Failure } from '../../contract/errors.ts';
import type { Event, Snapshot, StreamMessage } from '../../contract/events.ts';
import { applyEvent } from '../../contract/events.ts';
import type { ActResult, LogLine, ServerView, Vitals } from '../../contract/server.ts';
import type { EngineApi } from '../../core/api/engine-api.ts';
import type { LogBatch, LogQuery } from '../../core/store/logs.ts';

const keptFor = { days: 30, rows: null };

const at = '2026-11-21T08:00:00.000Z';

export function serverView(name: string, more: Partial<ServerView> = {}): ServerView {
  return {
    name,
    kind: 'stdio',
    description: null,
    state: 'running',
    wanted: 'up',
    pid: 4711,
    startedAt: at,
    since: at,
    run: 1,
    restarts: 0,
    health: { ok: true, checkedAt: at, latencyMs: 2, reason: null },
    cpu: 1.5,
    memory: 1000,
    processes: 1,
    tools: 2,
    step: null,
    group: null,
    groups: [],
    dependsOn: [],
    port: null,
    sources: [{ client: 'mcp-json', file: '/home/me/.mcp.json' }],
    launcher: 'node',
    reason: null,
    next: null,
    lastExit: null,
    retryAt: null,
    warnings: [],
    trust: null,
    paused: null,
    auth: null,
    ...more,
  };
}

const previewOf = (client: string, verb: 'link' | 'unlink') => ({
  client,
  title: client,
  verb,
  unchanged: false,
  changes: [],
  moves: [],
  stays: [],
  notes: [],
  fingerprint: 'f',
});

export interface FakeEngine extends EngineApi {
  /** what was asked, in order */
  asked: string[];
  watchers: number;
  subscribers: number;
  emit(change: Omit<Event, 'seq' | 'at'>): Event;
  vitals(servers: Record<string, Vitals>): void;
  log(line: Partial<LogLine> & { text: string }): void;
  /** forgets the events that could be replayed */
  forget(): void;
  /** as after a restart: another life */
  reborn(instance: string): void;
}

export function fakeEngine(
  servers: ServerView[] = [serverView('files'), serverView('a/b @c, d', { groups: ['web'], kind: 'service' })],
): FakeEngine {
  let state: Snapshot = {
    seq: 10,
    at,
    engine: {
      version: '0.1.0',
      pid: 1,
      startedAt: at,
      instance: 'one',
      home: '/home',
      url: 'http://127.0.0.1:1',
      stopping: false,
      paused: null,
    },
    servers,
    problems: [],
  };
  let kept: Event[] = [];
  const pushes = new Set<(message: StreamMessage) => boolean>();
  const followers = new Set<{ query: LogQuery; onBatch(batch: LogBatch): void }>();
  const lines: LogLine[] = [];
  const asked: string[] = [];

  const tell = (message: StreamMessage) => {
    for (const push of [...pushes]) if (!push(message)) pushes.delete(push);
  };
  const results = (names: string[] | undefined): ActResult[] =>
    state.servers
      .filter((server) => names?.includes(server.name) ?? true)
      .map(({ name, state: word }) => ({ name, ok: true, state: word }));
  const fits = (query: LogQuery, line: LogLine) =>
    (query.names?.includes(line.server) ?? true) &&
    (!query.since || line.t >= query.since.toISOString()) &&
    (query.grep?.test(line.text) ?? true);

  const editedTool = (tool: string, what: string) => {
    asked.push(what);
    const definition = { name: tool, inputSchema: {} };
    return { definition, server: 'files', tool, available: true, hidden: false, hiddenEverywhere: false, renamed: false };
  };

  return {
    asked,
    watchers: 0,
    get subscribers() {
      return pushes.size;
    },
    emit(change) {
      const event: Event = { seq: state.seq + 1, at: new Date().toISOString(), ...change };
      const next = applyEvent(state, event);
      if (next === 'resync') throw new Error('the fake lost count');
      state = next;
      kept.push(event);
      tell({ kind: 'event', event });
      return event;
    },
    vitals: (values) => tell({ kind: 'vitals', at: new Date().toISOString(), servers: values }),
    log(line) {
      const whole: LogLine = { t: new Date().toISOString(), server: 'files', stream: 'stderr', level: 'info', ...line };
      lines.push(whole);
      for (const { query, onBatch } of followers) if (fits(query, whole)) onBatch({ lines: [whole], missed: 0 });
    },
    forget() {
      kept = [];
    },
    reborn(instance) {
      state = { ...state, engine: { ...state.engine, instance } };
      kept = [];
    },
    gateway: {
      view: () => ({
        url: null,
        socket: null,
        profiles: [],
        callers: [],
        entry: { command: 'node', args: ['roundhouse.mjs', 'connect'] },
        callsNotKept: 0,
      }),
      tools: () => [],
      calls: { read: () => [], follow: () => () => {}, dropped: () => 0 },
      figures: { points: () => [], tools: () => [] },
      edit: {
        hide: async (tool, by) => editedTool(tool, `hide ${tool} by ${by}`),
        show: async (tool, by) => editedTool(tool, `show ${tool} by ${by}`),
        rename: async (tool, name, by) => editedTool(tool, `rename ${tool} to ${name} by ${by}`),
      },
      call: async () => ({ outcome: 'ok', ms: 1, result: { content: [] }, error: null }),
      changed: () => [],
      approve: async () => [],
      tokens: {
        list: () => [tokenOf('files')],
        add: ({ name }) => ({ ...tokenOf(name), token: 'rhc_once' }),
        revoke: (name) => ({ name, ended: 0 }),
      },
    },
    engine: () => state.engine,
    snapshot: () => state,
    subscribe(since, push) {
      const oldest = kept[0]?.seq ?? state.seq + 1;
      if (since === null || since > state.seq || since + 1 < oldest) push({ kind: 'snapshot', snapshot: state });
      else for (const event of kept) if (event.seq > since) push({ kind: 'event', event });
      pushes.add(push);
      return () => pushes.delete(push);
    },
    clients: {
      list: async () => [],
      preview: async (client, verb) => previewOf(client, verb),
      async link(client, wish, by) {
        asked.push(`link ${client} ${JSON.stringify(wish)} by ${by}`);
        return previewOf(client, 'link');
      },
      async unlink(client, wish, by) {
        asked.push(`unlink ${client} ${JSON.stringify(wish)} by ${by}`);
        return previewOf(client, 'unlink');
      },
    },
    alerts: {
      list: () => [],
      mutes: () => [],
      mute(wish, by) {
        asked.push(`mute ${wish.kind} ${wish.server} by ${by}`);
        return [wish];
      },
      unmute(wish, by) {
        asked.push(`unmute ${wish.kind} ${wish.server} by ${by}`);
        return [];
      },
    },
    signIns: {
      async begin(name, by) {
        asked.push(`sign in ${name} by ${by}`);
        return { id: 'i', url: 'https://as.example/authorize', expiresAt: at, issuer: 'https://as.example', keptIn: 'file' };
      },
      outcome: async (id) => (id === 'files' ? { id, server: 'files', state: 'waiting', reason: null } : null),
      async finish(answer) {
        asked.push(`came back with ${answer.state}`);
        return { server: null, reason: 'This sign-in is not known.' };
      },
      async end(name, by) {
        asked.push(`sign out ${name} by ${by}`);
        return { wasSignedIn: true, revoked: false };
      },
    },
    async act(verb, targets, options) {
      asked.push(`${verb} ${JSON.stringify(targets)} by ${options.by}${options.wait ? '' : ' nowait'}`);
      const unknown = targets.names?.filter((name) => !state.servers.some((server) => server.name === name)) ?? [];
      if (unknown.length > 0) throw new Failure('unknown-server', `There is no server called ${unknown.join(', ')}.`);
      return results(targets.names);
    },
    pause(names, forMs, by) {
      asked.push(`pause ${names?.join('+') ?? 'all'} ${forMs} by ${by}`);
      return results(names);
    },
    resume(names, by) {
      asked.push(`resume ${names?.join('+') ?? 'all'} by ${by}`);
      return results(names);
    },
    async enable(name, by) {
      asked.push(`enable ${name} by ${by}`);
      return { name, ok: true, state: 'running' };
    },
    async disable(name, by) {
      asked.push(`disable ${name} by ${by}`);
      return { name, ok: true, state: 'disabled' };
    },
    async addServer(server, by) {
      asked.push(`add ${JSON.stringify(server)} by ${by}`);
      return { name: server.name, ok: true, state: 'starting' };
    },
    async removeServer(name, by) {
      asked.push(`remove ${name} by ${by}`);
      return { name, ok: true, state: 'stopped' };
    },
    async health(name) {
      if (name === 'broken') throw new Error('secret internals of /etc/passwd');
      return { name, ok: true, state: 'running', checkedAt: at, latencyMs: 2, reason: null, health: serverView(name).health };
    },
    inspect: (name) => ({ view: serverView(name), definition: {}, resolved: {}, history: [], tools: [], events: [] }),
    tools: () => [{ name: 'read_file', inputSchema: { type: 'object' } }],
    logs: {
      writer() {
        throw new Error('the API writes no logs');
      },
      read: async (query) => lines.filter((line) => fits(query, line)).slice(-(query.lines ?? 200)),
      follow(query, onBatch) {
        const follower = { query, onBatch };
        followers.add(follower);
        return () => followers.delete(follower);
      },
      flush: async () => {},
      close: async () => {},
    },
    events(query) {
      asked.push(`events ${JSON.stringify(query)}`);
      return kept;
    },
    audit: () => [{ id: 1, at, actor: 'cli', action: 'start', target: 'files', detail: null, ok: true }],
    metrics: () => [{ t: at, cpu: 1, cpuMax: 1, memory: 2, memoryMax: 2, processes: 1 }],
    edits: {
      preview: async () => edited(null),
      apply: async () => edited('x'),
      undo: async () => edited('y'),
      list: async () => [],
    },
    config: {
      show: () => ({ files: [], values: {}, origins: {}, defaults: { servers: {}, services: {} } }),
      imported: () => [],
      path: () => '/home/config/roundhouse.yaml',
    },
    copies: async () => ({ at, known: true, copies: [] }),
    async finishOnboarding(wish, by) {
      asked.push(`set up ${JSON.stringify(wish)} by ${by}`);
      return { onboarded: true, watchOnly: wish.watchOnly ?? false };
    },
    auditSignOut: (session, ok, by) => void asked.push(`sign out ${session} ${ok} by ${by}`),
    settings: async () => ({
      home: '/home',
      http: { host: '127.0.0.1', port: 4747, allowedHosts: [] },
      logs: { maxSizeBytes: 1, keep: 1 },
      storeTrouble: null,
      folders: { config: '/home/config', data: '/home/data', logs: '/home/logs', run: '/home/run' },
      sizes: { data: 0, logs: 0 },
      kept: { events: keptFor, calls: keptFor, alerts: keptFor, metrics: keptFor },
      tokenFile: '/home/run/token',
      node: 'v24.0.0',
    }),
    prometheus: () => '# TYPE roundhouse_servers gauge\nroundhouse_servers 2\n',
    watch() {
      this.watchers++;
      return () => {
        this.watchers--;
      };
    },
    shutdown: (by) => void asked.push(`shutdown by ${by}`),
  };
}

const edited = (undo: string | null) => ({
  file: '/home/config/roundhouse.yaml',
  diff: '',
  changed: false,
  fingerprint: 'f',
  undo,
  notes: [],
});
const tokenOf = (name: string) => ({
  name,
  profile: null,
  surface: null,
  createdAt: '2026-11-21T08:00:00.000Z',
  lastUsedAt: null,
  connected: false,
});
