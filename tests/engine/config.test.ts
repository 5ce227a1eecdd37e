// Files change under a running engine: only what they change is touched, and nothing that they break is killed.
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../contract/events.ts';
import { cheap, fixture, LiveEngine, server, sleep, until } from '../support/live-engine.ts';

let engine: LiveEngine;
afterEach(() => engine.close());
const begin = (setup: ConstructorParameters<typeof LiveEngine>[0]) => {
  engine = new LiveEngine(setup);
  return engine.start();
};
const problems = async () => (await engine.api<Snapshot>('GET', '/snapshot')).problems;
const sh = (name: string) => ({ command: 'sh', args: [fixture('echo.sh'), name] });

describe('hot reload', () => {
  it('restarts only the server whose launch changed, adds and stops what came and went', async () => {
    await begin({ mcpJson: { a: sh('1'), b: sh('1'), c: sh('1') } });
    const [a, b] = [await engine.running('a'), await engine.running('b')];
    await engine.running('c');
    engine.writeMcp({ a: sh('1'), b: sh('2'), d: sh('1') });
    await engine.running('d');
    const changed = await engine.until('b', (view) => view.state === 'running' && view.pid !== b.pid);
    expect(changed.restarts).toBe(0);
    expect((await engine.server('a')).pid).toBe(a.pid);
    await until('c to be gone', async () => !(await engine.servers()).some((view) => view.name === 'c'));
    expect(engine.alive()).toHaveLength(3);
  });

  it('brings back what left its file and returned while it was still ending; what a person stopped stays down', async () => {
    await begin({ mcpJson: { up: server('deaf.mjs'), down: server('deaf.mjs') }, config: 'defaults: { stop: { grace: 700ms } }' });
    await engine.running('up');
    await engine.running('down');
    await engine.api('POST', '/servers/down/stop?wait=0');
    for (let round = 0; round < 3; round++) {
      engine.writeMcp({});
      await engine.until('up', ({ state }) => state === 'stopping');
      engine.writeMcp({ up: server('deaf.mjs'), down: server('deaf.mjs') });
      await engine.until('up', ({ run, state }) => run === round + 2 && state === 'running');
    }
    await engine.until('down', ({ state }) => state === 'stopped');
    expect(await engine.server('down')).toMatchObject({ wanted: 'down', restarts: 0 });
    expect(engine.alive()).toHaveLength(1);
  });

  it('survives half-written, invalid, huge, BOM, CRLF, comments and deletion; says where the error is', async () => {
    await begin({ mcpJson: { a: sh('1') } });
    const { pid } = await engine.running('a');
    const good = readFileSync(engine.mcpFile, 'utf8');
    for (const bad of [
      good.slice(0, good.length / 2),
      '{"mcpServers": {"a": {"command": "x",,}}}',
      '[]',
      'not json',
      '\0\0\0',
      `{"x": "${'y'.repeat(7e6)}"}`,
    ]) {
      writeFileSync(engine.mcpFile, bad);
      await until(`a problem for ${bad.slice(0, 30)}`, async () => (await problems()).some((problem) => problem.file === engine.mcpFile));
      expect(
        (await engine.servers()).map((view) => [view.name, view.pid]),
        bad.slice(0, 50),
      ).toEqual([['a', pid]]);
      writeFileSync(engine.mcpFile, good);
      await until('the problem to go', async () => (await problems()).length === 0);
    }
    writeFileSync(engine.mcpFile, '{\n  "mcpServers": {\n    "a": { "command": 5 }\n  }\n}');
    await until('a problem with a position', async () =>
      (await problems()).some((problem) => problem.line === 3 && problem.column !== null),
    );
    writeFileSync(engine.mcpFile, `\uFEFF${good.replaceAll('\n', '\r\n').replace('{', '{ // a comment\r\n')}`);
    await until('the file to be good again', async () => (await problems()).length === 0);
    rmSync(engine.mcpFile);
    await sleep(600);
    expect(await engine.server('a')).toMatchObject({ pid, state: 'running' });
  });

  it('follows editors that replace the file, and links', async () => {
    await begin({ mcpJson: { a: sh('1') } });
    await engine.running('a');
    const beside = `${engine.mcpFile}.new`;
    writeFileSync(beside, JSON.stringify({ mcpServers: { a: sh('1'), b: sh('1') } }));
    renameSync(beside, engine.mcpFile);
    await engine.running('b');
    const real = join(engine.folder, 'real.json');
    writeFileSync(real, JSON.stringify({ mcpServers: { a: sh('1'), c: sh('1') } }));
    rmSync(engine.mcpFile);
    symlinkSync(real, engine.mcpFile);
    await engine.running('c');
    writeFileSync(real, JSON.stringify({ mcpServers: { a: sh('1'), d: sh('1') } }));
    await engine.running('d');
  });

  it('keeps the last good state of its own config; invalid at the first start means that nothing is started until it is mended', async () => {
    engine = new LiveEngine({ mcpJson: { a: cheap() }, config: 'servers:\n  a: { restrat: { max: 5 } }\n' });
    await engine.start();
    expect(await engine.servers()).toEqual([]);
    const [first] = await problems();
    expect(first).toMatchObject({ line: 2, message: expect.stringMatching(/restrat/) });
    expect(`${first!.message} ${first!.next}`).toMatch(/restart/);
    writeFileSync(engine.configFile, 'servers:\n  a: { restart: { max: 5 } }\n');
    const { pid } = await engine.running('a');
    writeFileSync(engine.configFile, 'servers: [\n');
    await until('the problem', async () => (await problems()).length > 0);
    expect(await engine.server('a')).toMatchObject({ pid, state: 'running' });
  });

  it('an explicit --config that is invalid or missing ends the engine with 1', async () => {
    engine = new LiveEngine();
    const file = join(engine.folder, 'own.yaml');
    writeFileSync(file, 'http:\n  prot: 1\n');
    const wrong = await engine.run('serve', '--port', '0', '--config', file);
    expect([wrong.code, wrong.err]).toEqual([1, expect.stringMatching(/own\.yaml:2:3.*prot/s)]);
    expect((await engine.run('serve', '--port', '0', '--config', join(engine.folder, 'none.yaml'))).code).toBe(1);
  });
});

describe('what is wanted', () => {
  it('is kept: what a person stopped stays down over restarts and edits; autostart decides only the first time', async () => {
    await begin({ mcpJson: { a: sh('1'), b: sh('1') }, config: 'servers: { b: { autostart: false } }' });
    await engine.running('a');
    expect(await engine.server('b')).toMatchObject({ state: 'stopped', wanted: 'down' });
    await engine.run('stop', 'a');
    await engine.run('start', 'b');
    engine.writeMcp({ a: sh('2'), b: sh('2') });
    await engine.until('b', (view) => view.run === 2 && view.state === 'running');
    expect(await engine.server('a')).toMatchObject({ state: 'stopped', wanted: 'down' });
    await engine.signal('SIGTERM');
    await engine.start();
    await engine.running('b');
    expect(await engine.server('a')).toMatchObject({ state: 'stopped', wanted: 'down' });
  });

  it('--no-autostart starts nothing and forgets nothing', async () => {
    engine = new LiveEngine({ mcpJson: { a: sh('1') } });
    await engine.start('--no-autostart');
    expect(await engine.server('a')).toMatchObject({ state: 'stopped' });
    await engine.signal('SIGTERM');
    await engine.start();
    await engine.running('a');
  });

  it('disable and enable are written to the own config and survive', async () => {
    await begin({ mcpJson: { a: sh('1') }, config: '# mine\ndefaults: { stop: { grace: 1s } } # keep\n' });
    await engine.running('a');
    expect((await engine.run('servers', 'disable', 'a')).code).toBe(0);
    await engine.until('a', (view) => view.state === 'disabled');
    expect(readFileSync(engine.configFile, 'utf8')).toMatch(/# mine\n.*# keep\n[\s\S]*enabled: false/);
    await engine.run('servers', 'enable', 'a');
    await engine.running('a');
  });

  it('a project’s servers wait for approval, and a changed one asks again', async () => {
    engine = new LiveEngine();
    const project = join(engine.folder, 'project');
    mkdirSync(project);
    writeFileSync(join(engine.user, '.claude.json'), JSON.stringify({ projects: { [project]: {} } }));
    const write = (word: string) => writeFileSync(join(project, '.mcp.json'), JSON.stringify({ mcpServers: { p: sh(word) } }));
    write('1');
    await engine.start();
    expect(await engine.server('p')).toMatchObject({ state: 'disabled', reason: expect.stringMatching(/approval/) });
    expect(engine.alive()).toEqual([]);
    expect((await engine.run('servers', 'enable', 'p')).code).toBe(0);
    await engine.running('p');
    write('2');
    await engine.until('p', (view) => view.state === 'disabled');
    expect(engine.alive()).toEqual([]);
  });
});

describe('dependencies', () => {
  const service = (...args: (string | number)[]) =>
    JSON.stringify([server('service.mjs').command, fixture('service.mjs'), ...args.map(String)]);
  const chain = `
defaults: { stop: { grace: 1s } }
services:
  db:  { command: ${service('--port', '${PORT}', '--delay', 400)}, port: auto, health: { http: "http://127.0.0.1:\${PORT}/health" } }
  api: { command: [sh, -c, "sleep 600"], dependsOn: [db] }
  web: { command: [sh, -c, "sleep 600"], dependsOn: [api] }
`;

  it('start in waves when what they need is ready, stop in reverse', async () => {
    await begin({ config: chain });
    for (const name of ['db', 'api', 'web']) await engine.running(name);
    const at = async (name: string, field: 'startedAt' | 'since') => Date.parse((await engine.server(name))[field]!);
    expect(await at('api', 'startedAt')).toBeGreaterThanOrEqual(await at('db', 'since'));
    expect(await at('web', 'startedAt')).toBeGreaterThanOrEqual(await at('api', 'since'));
    await engine.api('POST', '/servers/stop', {});
    expect(await at('web', 'since')).toBeLessThanOrEqual(await at('api', 'since'));
    expect(await at('api', 'since')).toBeLessThanOrEqual(await at('db', 'since'));
    const [result] = await engine.api<{ ok: boolean }[]>('POST', '/servers/start', { names: ['web'] });
    expect(result!.ok).toBe(true);
    expect((await engine.server('db')).state).toBe('running');
  });

  it('one that dies is shown on those that need it, and a start that waits for it says so', async () => {
    await begin({
      config: chain
        .replace('"http://127.0.0.1:${PORT}/health"', '"http://127.0.0.1:${PORT}/health"')
        .replace('defaults: {', 'defaults: { restart: { max: 0 },'),
    });
    await engine.running('web');
    process.kill((await engine.server('db')).pid!, 'SIGKILL');
    await engine.until('db', (view) => view.state === 'crashed');
    const api = await engine.until('api', (view) => view.warnings.length > 0);
    expect([api.state, api.warnings[0]]).toEqual(['running', 'depends on db, which is crashed']);
    await engine.run('stop', 'api');
    writeFileSync(
      engine.configFile,
      readFileSync(engine.configFile, 'utf8').replace(/db: {2}\{ command: .*/, 'db: { command: [no-such-program] }'),
    );
    await engine.until('db', (view) => /no-such-program/.test(view.reason ?? ''));
    const started = await engine.run('start', 'api');
    expect([started.code, started.out + started.err]).toEqual([1, expect.stringMatching(/waits for db \(crashed\)/)]);
  });

  it('a circle or an unknown name is refused with the path; the rest lives', async () => {
    await begin({
      mcpJson: { ok: cheap() },
      config:
        'services:\n  a: { command: [sleep, "600"], dependsOn: [b] }\n  b: { command: [sleep, "600"], dependsOn: [a] }\n  c: { command: [sleep, "600"], dependsOn: [nobody] }\n',
    });
    await engine.running('ok');
    const text = (await problems()).map(({ message }) => message).join('\n');
    expect(text).toMatch(/a → b → a/);
    expect(text).toMatch(/c → nobody/);
    expect(await engine.server('a')).toMatchObject({ state: 'crashed', restarts: 0, reason: expect.stringMatching(/a → b → a/) });
    expect(engine.alive()).toHaveLength(1);
    writeFileSync(engine.configFile, readFileSync(engine.configFile, 'utf8').replace('dependsOn: [a]', 'dependsOn: []'));
    await engine.running('a');
  });
});

describe('watched files', () => {
  it('a burst of 1,000 changed files is one restart; its own log and ignored folders are none', async () => {
    engine = new LiveEngine();
    // patterns are relative to the folder of the config
    const source = join(engine.home, 'src');
    mkdirSync(join(source, 'node_modules'), { recursive: true });
    writeFileSync(
      engine.configFile,
      `services:\n  app: { command: [sh, -c, "while :; do echo tick; sleep 0.05; done"], cwd: ./src, watch: ["src/**/*.py", "logs/**"] }\n`,
    );
    await engine.start();
    await engine.running('app');
    await sleep(700);
    for (let n = 0; n < 1000; n++) writeFileSync(join(source, `f${n}.py`), String(n));
    await engine.until('app', (view) => view.run === 2 && view.state === 'running');
    writeFileSync(join(source, 'node_modules', 'x.py'), 'x');
    await sleep(1_500);
    expect(await engine.server('app')).toMatchObject({ run: 2, restarts: 0 });
  }, 30_000);
});

describe('ports', () => {
  it('a taken port is explained, and used when it is free again', async () => {
    const { createServer } = await import('node:http');
    const holder = createServer().listen(0, '127.0.0.1');
    await until('the holder', () => holder.listening);
    const port = (holder.address() as { port: number }).port;
    await begin({
      config: `services:\n  web: { command: ${JSON.stringify([process.execPath, fixture('service.mjs'), '--port', String(port)])}, port: ${port}, restart: { max: unlimited, backoff: { initial: 200ms, max: 300ms } } }\n`,
    });
    const view = await engine.until('web', (now) => now.reason !== null);
    expect(view.reason).toMatch(new RegExp(`port ${port} is already in use by .*\\(pid ${process.pid}\\)`));
    await new Promise((done) => holder.close(done));
    expect((await engine.running('web')).port).toBe(port);
  });
});

describe('one engine per home', () => {
  it('a second one is refused by name; of many at once exactly one runs; what a killed one left is no obstacle', async () => {
    await begin({ mcpJson: { a: cheap() } });
    await engine.running('a');
    const second = await engine.run('serve', '--port', '0');
    expect([second.code, second.err]).toEqual([1, expect.stringContaining(`pid ${engine.pid}`)]);
    await engine.kill();
    await engine.start();
    await engine.running('a');
    expect(engine.alive()).toHaveLength(1);
  });
});
