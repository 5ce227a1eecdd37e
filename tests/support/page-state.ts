// States of servers for page tests and screenshots: one of each kind that a person meets.
import type { Snapshot } from '../../contract/events.ts';
import type { LogLine, ServerView } from '../../contract/server.ts';

const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
const day = 86_400;

export function view(name: string, changes: Partial<ServerView> = {}): ServerView {
  return {
    name,
    kind: 'stdio',
    description: null,
    state: 'running',
    wanted: 'up',
    pid: 4000 + name.length,
    startedAt: ago(3 * day + 4 * 3600),
    since: ago(3 * day + 4 * 3600),
    run: 1,
    restarts: 0,
    health: { ok: true, checkedAt: ago(4), latencyMs: 3, reason: null },
    cpu: 0.3,
    memory: 61 * 1024 * 1024,
    processes: 2,
    tools: 9,
    step: null,
    group: null,
    groups: [],
    dependsOn: [],
    port: null,
    sources: [{ client: 'mcp-json', file: '/home/dev/.mcp.json' }],
    launcher: 'npx',
    reason: null,
    next: null,
    lastExit: null,
    retryAt: null,
    warnings: [],
    trust: null,
    paused: null,
    auth: null,
    ...changes,
  };
}

const down: Partial<ServerView> = { pid: null, startedAt: null, cpu: null, memory: null, processes: null };
const project = [{ client: 'claude-code', file: '/home/dev/code/acme-shop/.mcp.json' }];

export function someServers(): ServerView[] {
  return [
    view('postgres', {
      ...down,
      state: 'crashed',
      since: ago(6 * 60),
      run: 6,
      restarts: 5,
      launcher: 'docker',
      sources: project,
      reason: 'It exited with code 1 right after its start, 6 times in a row.',
      next: 'Read its last lines, mend what they name, then start it again.',
      lastExit: {
        at: ago(6 * 60),
        code: 1,
        signal: null,
        stderr: ['connecting to host.docker.internal:5432/acme_dev', 'FATAL: password authentication failed for user "dev"'],
      },
    }),
    view('github', {
      state: 'degraded',
      since: ago(11 * 60),
      startedAt: ago(2 * day + 6 * 3600),
      launcher: 'docker',
      tools: 51,
      reason: 'It did not answer its last 3 checks within 5 s.',
      next: 'Read its log; restart it when it does not recover.',
      health: { ok: false, checkedAt: ago(2), latencyMs: null, reason: 'no answer within 5 s' },
    }),
    view('filesystem', { tools: 14, sources: project, cpu: 0.4 }),
    view('git', { tools: 12, sources: project, launcher: 'uvx', cpu: 0.2, memory: 41 * 1024 * 1024 }),
    view('playwright', { tools: 22, sources: project, restarts: 1, cpu: 12.8, memory: 486 * 1024 * 1024, startedAt: ago(5 * 3600 + 720) }),
    view('sqlite', { ...down, state: 'stopped', wanted: 'down', since: ago(2 * 3600), tools: 6, sources: project, launcher: 'uvx' }),
    view('chrome-devtools', { state: 'starting', step: 'initialize', since: ago(3), startedAt: ago(3), tools: null, cpu: 6.2 }),
    view('memory', { cpu: 0.1, memory: 58 * 1024 * 1024 }),
    view('context7', { tools: 2, memory: 71 * 1024 * 1024 }),
    view('fetch', { tools: 1, launcher: 'uvx', cpu: 0.1, memory: 44 * 1024 * 1024, startedAt: ago(21 * 3600 + 2400) }),
    view('time', { ...down, state: 'idle', tools: 2, launcher: 'uvx' }),
    view('sentry', {
      kind: 'http',
      launcher: 'http',
      pid: null,
      cpu: null,
      memory: null,
      processes: null,
      tools: 16,
      startedAt: ago(9 * 3600 + 120),
      sources: [{ client: 'claude-desktop', file: '/home/dev/.config/Claude/claude_desktop_config.json' }],
    }),
  ];
}

export function snapshotOf(servers: ServerView[]): Snapshot {
  return {
    seq: 40,
    at: new Date().toISOString(),
    engine: {
      version: '0.1.0',
      pid: 4242,
      startedAt: ago(4 * day),
      instance: 'one',
      home: '/home/dev/.roundhouse',
      url: 'http://127.0.0.1:4747',
      stopping: false,
      paused: null,
    },
    servers,
    problems: [],
  };
}

export function line(server: string, text: string, changes: Partial<LogLine> = {}): LogLine {
  return { t: new Date().toISOString(), server, stream: 'stderr', level: 'info', text, ...changes };
}

export function someLines(): LogLine[] {
  const at = (seconds: number): Partial<LogLine> => ({ t: ago(seconds) });
  const mark = (server: string, text: string, seconds: number, level: LogLine['level'] = 'info') =>
    line(server, text, { ...at(seconds), stream: 'engine', level });
  return [
    mark('filesystem', 'started, run 1', 430),
    line('filesystem', 'Secure MCP Filesystem Server running on stdio', at(429)),
    line('filesystem', 'Client does not support MCP Roots, using allowed directories: [ \u001b[32m"/home/dev/code"\u001b[39m ]', at(428)),
    line('git', '\u001b[2mgit_log\u001b[22m max=20 ms=35', at(415)),
    line('postgres', 'connecting to host.docker.internal:5432/acme_dev as dev', at(378)),
    line('postgres', 'FATAL: password authentication failed for user "dev"', { ...at(377), level: 'error' }),
    mark('postgres', 'exited with code 1; restart 5 of 5 in 16 s', 377, 'warn'),
    line('postgres', 'Starting PostgreSQL MCP server, access mode restricted', at(361)),
    line('postgres', 'connecting to host.docker.internal:5432/acme_dev as dev', at(361)),
    line('postgres', 'FATAL: password authentication failed for user "dev"', { ...at(360), level: 'error' }),
    mark('postgres', 'exited with code 1; gave up after 5 restarts', 360, 'error'),
    line('playwright', 'browser_navigate url=http://localhost:3000/cart ms=1288', at(300)),
    line('playwright', 'console.error: Warning: Each child in a list should have a unique "key" prop', { ...at(298), level: 'warn' }),
    line('github', '403 secondary rate limit, retry-after 958', { ...at(240), level: 'warn' }),
    line('memory', 'search_nodes query="checkout totals" hits=4 ms=6', at(200)),
    line('git', 'git_status ms=27', { ...at(160), level: 'debug' }),
    line('github', '403 secondary rate limit, retry-after 812', { ...at(120), level: 'warn' }),
    mark('chrome-devtools', 'started, run 1', 3),
    line('chrome-devtools', 'npm exec chrome-devtools-mcp@0.9.0', at(2)),
    line('filesystem', 'list_directory path=src/checkout entries=12 ms=2', at(1)),
  ];
}
