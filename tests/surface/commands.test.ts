// The command line as scripts use it: exit codes, keys and types, stdout and stderr.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Event } from '../../contract/events.ts';
import type { LogLine, ServerView } from '../../contract/server.ts';
import { cheap, LiveEngine, until } from '../support/live-engine.ts';

const quick = (word: string) => ({ ...cheap(), args: [...cheap().args, word] });

describe('with an engine', () => {
  let engine: LiveEngine;
  beforeAll(async () => {
    engine = new LiveEngine({
      mcpJson: { files: quick('1'), memory: quick('2'), dies: { command: 'sh', args: ['-c', 'echo last words >&2; exit 9'] } },
      config: [
        'defaults: { restart: { max: 0 } }',
        'groups: { web: [site] }',
        'services:',
        '  site: { command: [sh, -c, "echo one; sleep 0.2; echo error: two >&2; sleep 600"] }',
        '  once: { command: [sh, -c, "exit 0"] }',
        'servers: { off: { command: sh, enabled: false } }',
      ].join('\n'),
    });
    await engine.start();
    for (const name of ['files', 'memory', 'site']) await engine.running(name);
    await engine.until('dies', (view) => view.state === 'crashed');
    await until('the second line', async () => (await engine.logs('site')).some((line) => line.text === 'error: two'));
  });
  afterAll(() => engine.close());

  const json = async <T>(args: string[], code = 0): Promise<T> => {
    const ran = await engine.run('--json', ...args);
    expect([ran.code, ran.err], args.join(' ')).toEqual([code, expect.any(String)]);
    return JSON.parse(ran.out) as T;
  };

  it('status --json is the array of the API; 3 when something asked about is crashed, and only then', async () => {
    const shape = (views: ServerView[]) => views.map(({ cpu: _1, memory: _2, processes: _3, health: _4, ...view }) => view);
    expect(shape(await json<ServerView[]>(['status'], 3))).toEqual(shape(await engine.servers()));
    expect((await json<ServerView[]>(['status', 'memory', 'files'])).map((view) => view.name)).toEqual(['files', 'memory']);
    expect((await json<ServerView[]>(['status', 'dies'], 3)).length).toBe(1);
    const unknown = await engine.run('status', 'nobody');
    expect(unknown).toEqual({ code: 1, out: '', err: expect.stringContaining("'nobody'") });
    expect((await engine.run('status', 'files')).out).not.toContain('\x1b');
  });

  it('what acts answers [{name, ok, state, reason?}]; 1 when one of them failed', async () => {
    expect(await json(['stop', 'files', 'memory'])).toEqual([
      { name: 'files', ok: true, state: 'stopped' },
      { name: 'memory', ok: true, state: 'stopped' },
    ]);
    expect(await json(['start', '--server', 'files', '--server', 'memory'])).toEqual([
      { name: 'files', ok: true, state: 'running' },
      { name: 'memory', ok: true, state: 'running' },
    ]);
    expect(await json(['restart', '--group', 'web'])).toEqual([{ name: 'site', ok: true, state: 'running' }]);
    expect(await json(['restart', '--service', 'site'])).toEqual([{ name: 'site', ok: true, state: 'running' }]);
    expect(await json(['start', 'dies'], 1)).toEqual([{ name: 'dies', ok: false, state: 'crashed', reason: expect.stringContaining('9') }]);
    expect((await json<{ name: string }[]>(['start'], 1)).map((one) => one.name).sort()).toEqual([
      'dies',
      'files',
      'memory',
      'once',
      'site',
    ]);
    expect((await json<{ name: string }[]>(['start', '--all'], 1)).length).toBe(5);
    expect(await json(['pause', 'files', '--for', '15m'])).toEqual([{ name: 'files', ok: true, state: 'running' }]);
    expect((await json<ServerView[]>(['status', 'files']))[0]!.paused).toEqual({ until: expect.stringMatching(/Z$/) });
    expect(await json(['resume', 'files'])).toEqual([{ name: 'files', ok: true, state: 'running' }]);
    const began = performance.now();
    expect(await json(['restart', 'files', '--no-wait'])).toMatchObject([{ name: 'files', ok: true }]);
    expect(performance.now() - began).toBeLessThan(4_000);
    await engine.running('files');
    for (const args of [
      ['start', 'nobody'],
      ['stop', '--group', 'nobody'],
      ['stop', '--service', 'files'],
      ['restart', '--server', 'site'],
      ['start', 'off'],
    ]) {
      expect((await engine.run(...args)).code, args.join(' ')).toBe(1);
    }
    expect((await engine.run('stop', '--service', 'files')).err).toContain('is an MCP server, not a service');
  });

  it('logs: names interleave by time with a prefix, and the filters hold', async () => {
    const lines = await json<LogLine[]>(['logs', 'site', 'files', '-n', '50']);
    expect(new Set(lines.map((line) => line.server))).toEqual(new Set(['site', 'files']));
    expect(lines.map((line) => line.t)).toEqual(lines.map((line) => line.t).sort());
    expect(lines[0]).toEqual({
      t: expect.any(String),
      server: expect.any(String),
      stream: expect.any(String),
      level: expect.any(String),
      text: expect.any(String),
    });
    expect(await json(['logs', 'site', '--lines', '1', '--grep', '^error'])).toMatchObject([
      { text: 'error: two', stream: 'stderr', level: 'error' },
    ]);
    expect((await json<LogLine[]>(['logs', 'site', '--level', 'error'])).every((line) => line.level === 'error')).toBe(true);
    expect(await json(['logs', 'site', '--since', '2999-01-01T00:00:00Z'])).toEqual([]);
    expect((await json<LogLine[]>(['logs', 'site', '--since', '10m'])).length).toBeGreaterThan(1);
    expect((await json<LogLine[]>(['logs', 'roundhouse']))[0]).toMatchObject({ server: 'roundhouse', stream: 'engine' });
    const text = (await engine.run('logs', 'site', 'files', '-n', '5')).out.trim().split('\n');
    expect(text).toHaveLength(5);
    for (const line of text) expect(line).toMatch(/^(site |files) +\| /);
    expect((await engine.run('logs', 'site', '-n', '1')).out).not.toContain('|');
  });

  it('health, inspect and definitions', async () => {
    expect(await json(['health', 'files'])).toEqual([
      {
        name: 'files',
        ok: true,
        state: 'running',
        checkedAt: expect.any(String),
        latencyMs: expect.any(Number),
        reason: null,
        health: expect.objectContaining({ ok: true, latencyMs: expect.any(Number) }),
      },
    ]);
    // what has finished, or is switched off, is not ill
    expect((await json<{ name: string }[]>(['health'], 3)).map((one) => one.name).sort()).toEqual(['dies', 'files', 'memory', 'site']);
    const found = await json<{
      view: ServerView;
      definition: Record<string, unknown>;
      tools: unknown[];
      events: Event[];
      history: unknown[];
      resolved: Record<string, unknown>;
    }>(['inspect', 'files']);
    expect(found).toMatchObject({
      view: { name: 'files' },
      resolved: { argv: expect.any(Array), executable: expect.stringMatching(/^\//) },
    });
    expect([found.tools.length, found.events.length > 0, found.history.length > 0]).toEqual([1, true, true]);
    expect((await engine.run('inspect', 'nobody')).code).toBe(1);
    expect((await json<ServerView[]>(['servers', 'list'])).map((view) => view.name).sort()).toEqual([
      'dies',
      'files',
      'memory',
      'off',
      'once',
      'site',
    ]);
    expect(await json(['servers', 'import'])).toEqual(
      expect.arrayContaining([expect.objectContaining({ client: 'mcp-json', name: 'files', as: 'files', file: engine.mcpFile })]),
    );
    expect(await json(['servers', 'add', 'new', '--', 'sh', ...cheap().args])).toMatchObject([{ name: 'new', ok: true }]);
    await engine.running('new');
    expect(readFileSync(engine.configFile, 'utf8')).toMatch(/new:/);
    expect(await json(['servers', 'disable', 'new'])).toEqual([{ name: 'new', ok: true, state: 'disabled' }]);
    expect(await json(['servers', 'enable', 'new'])).toEqual([{ name: 'new', ok: true, state: 'running' }]);
    expect(await json(['servers', 'remove', 'new'])).toMatchObject([{ name: 'new', ok: true }]);
    await until('it to be gone', async () => !(await engine.servers()).some((view) => view.name === 'new'));
    expect((await engine.run('servers', 'remove', 'nobody')).code).toBe(1);
  });

  it('config show masks secrets and names origins; events, audit, version and completion', async () => {
    writeFileSync(
      engine.configFile,
      `${readFileSync(engine.configFile, 'utf8').trimEnd().replace('servers: {', 'servers: { files: { env: { API_TOKEN: hunter2 } },')}\n`,
    );
    await until('the change', async () => (await engine.run('config', 'show')).out.includes('API_TOKEN'));
    const shown = await engine.run('config', 'show');
    expect([shown.code, shown.out]).toEqual([0, expect.not.stringContaining('hunter2')]);
    expect(shown.out).toMatch(/mcp\.json:\d/);
    const view = await json<{ path: string; values: Record<string, unknown>; origins: Record<string, { file: string }> }>([
      'config',
      'show',
    ]);
    expect([view.path, view.origins['servers.files.command']?.file]).toEqual([engine.configFile, engine.mcpFile]);
    expect(
      (await json<Event[]>(['events', '--type', 'server.crashed', '--since', '10m'])).every(
        (event) => event.type === 'server.crashed' && event.seq > 0,
      ),
    ).toBe(true);
    expect(await json(['audit'])).toEqual(
      expect.arrayContaining([expect.objectContaining({ actor: 'cli', action: 'stop', ok: true, at: expect.any(String) })]),
    );
    expect(await json(['version'])).toMatchObject({ version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
    for (const shell of ['bash', 'zsh', 'fish', 'powershell'])
      expect((await engine.run('completion', shell)).out, shell).toContain('roundhouse');
    expect((await engine.run('help')).out).toMatch(/serve[\s\S]*status[\s\S]*completion/);
  });
});

describe('the engine’s places', () => {
  let engine: LiveEngine;
  afterEach(() => engine.close());
  const mode = (...path: string[]) => (statSync(join(engine.home, ...path)).mode & 0o777).toString(8);

  it('run file, token, logs and data lie where they should, private, new at each start, gone at the end', async () => {
    engine = new LiveEngine({ mcpJson: { 'my server/ü@1': cheap() } });
    await engine.start();
    await engine.running('my server/ü@1');
    const daemon = JSON.parse(readFileSync(join(engine.home, 'run', 'daemon.json'), 'utf8'));
    expect(daemon).toEqual({
      pid: engine.pid,
      startedAt: expect.stringMatching(/Z$/),
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      socket: expect.stringMatching(/^\//),
      tokenFile: join(engine.home, 'run', 'token'),
      version: expect.any(String),
    });
    expect([mode('run'), mode('run', 'daemon.json'), mode('run', 'token')]).toEqual(['700', '600', '600']);
    expect(statSync(join(engine.home, 'data', 'roundhouse.db')).isFile()).toBe(true);
    await until('its log', () => existsSync(join(engine.home, 'logs', 'my%20server%2F%C3%BC@1.log')), 2_000);
    for (const line of readFileSync(join(engine.home, 'logs', 'roundhouse.log'), 'utf8')
      .trim()
      .split('\n'))
      expect(JSON.parse(line)).toHaveProperty('t');
    const { token } = engine;
    expect((await engine.run('shutdown')).code).toBe(0);
    expect(() => statSync(join(engine.home, 'run', 'daemon.json'))).toThrow();
    await engine.start();
    expect(engine.token).not.toBe(token);
  });

  it('without ROUNDHOUSE_HOME they lie in the folders of the platform', async () => {
    engine = new LiveEngine({ env: { ROUNDHOUSE_HOME: '' } });
    const folder = process.platform === 'darwin' ? 'Library/Application Support/Roundhouse' : '.config/roundhouse';
    expect((await engine.run('config', 'path')).out.trim()).toBe(join(engine.user, folder, 'roundhouse.yaml'));
  });
});

describe('an engine in the background', () => {
  let engine: LiveEngine;
  afterEach(async () => {
    await engine.run('shutdown');
    await engine.close();
  });
  const daemon = () => JSON.parse(readFileSync(join(engine.home, 'run', 'daemon.json'), 'utf8')) as { url: string; pid: number };

  it('is started by `start`, takes a free port when the usual one is taken, and leaves PORT to `serve`', async () => {
    const holder = createServer();
    await new Promise<void>((done) => holder.once('error', () => done()).listen(4747, '127.0.0.1', done)); // or somebody else has it
    engine = new LiveEngine({ mcpJson: { a: cheap() }, env: { PORT: '1' } });
    const ran = await engine.run('start', '--json');
    holder.close();
    expect([ran.code, JSON.parse(ran.out)]).toEqual([0, [{ name: 'a', ok: true, state: 'running' }]]);
    expect(ran.err).toContain(daemon().url);
    expect(new URL(daemon().url).port).not.toMatch(/^(4747|1)$/);
    expect((await engine.run('status', 'a')).code).toBe(0);
  });

  it('a taken port ends `serve` with 1, naming the holder; http.port counts before PORT, --port before both', async () => {
    const holder = createServer();
    await new Promise<void>((done) => holder.listen(0, '127.0.0.1', done));
    const { port } = holder.address() as { port: number };
    engine = new LiveEngine({ config: 'http: { port: 0 }\n', env: { PORT: String(port) } });
    const taken = await engine.run('serve', '--port', String(port));
    expect(taken).toMatchObject({ code: 1, out: '', err: expect.stringMatching(new RegExp(`${port}.*pid ${process.pid}`)) });
    expect((await engine.run('start')).code).toBe(0);
    expect(new URL(daemon().url).port).not.toBe(String(port));
    await engine.run('shutdown');
    writeFileSync(engine.configFile, '{}\n');
    expect(await engine.run('serve')).toMatchObject({ code: 1, err: expect.stringContaining(`pid ${process.pid}`) });
    holder.close();
  });

  it('--config names the own config for it, and for whoever asks about it', async () => {
    engine = new LiveEngine();
    const file = join(engine.folder, 'mine.yaml');
    writeFileSync(file, `http: { port: 0 }\nservers: { mine: ${JSON.stringify(cheap())} }\n`);
    expect((await engine.run('config', 'path', '--config', file)).out.trim()).toBe(file);
    expect((await engine.run('config', 'validate', '--config', join(engine.folder, 'none.yaml'))).code).toBe(1);
    expect((await engine.run('start', '--config', file)).code).toBe(0);
    expect(JSON.parse((await engine.run('status', '--json')).out)).toMatchObject([{ name: 'mine', state: 'running' }]);
    expect((await engine.run('config', 'path')).out.trim()).toBe(file);
  });
});
