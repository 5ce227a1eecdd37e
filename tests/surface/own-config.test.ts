// The own config by example: what the page of the surface shows is what works.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../contract/events.ts';
import { cheap, fixture, LiveEngine, server, until } from '../support/live-engine.ts';

let engine: LiveEngine;
afterEach(() => engine.close());

const example = `version: 1
sources: { mcp-json: true, claude-desktop: true, claude-code: true }   # which clients' files are read
defaults:
  restart: { policy: on-failure, max: 3, backoff: { initial: 1s, factor: 2, max: 60s, jitter: 0.2 }, resetAfter: 10m }   # services: { max: 5 }
  health:  { interval: 10s, timeout: 5s, failures: 3 }
  limits:  { cpu: 90, memory: 1GiB, action: warn }        # warn | restart
  stop:    { grace: 4s }
  start:   { timeout: 120s }
http: { host: 127.0.0.1, port: 4747, allowedHosts: [] }
groups: { web: [socketio_server, dashboard] }
servers:
  filesystem: { autostart: true, restart: { policy: always } }          # overlay on an imported one
  my-http:    { url: "http://127.0.0.1:9000/mcp", headers: { Authorization: "Bearer \${TOKEN}" } }
services:                                                 # not MCP, still supervised
  dashboard:
    description: Development dashboard
    command: [python3, dashboard.py]
    cwd: ./packages/dashboard
    env: { NODE_ENV: development }
    port: 8080                                            # "auto" is allowed
    health: { http: "http://localhost:8080/health", interval: 5s }
    dependsOn: [mcp_server]
    watch: ["packages/dashboard/**/*.py"]
gateway:  { profiles: { work: { servers: [github, postgres], tools: { deny: ["github.delete_*"] } } } }
events:   { bus: memory }                                 # or redis: { url: "\${REDIS_URL}" }
workflows: { dir: ./workflows, engine: embedded }         # or postgres: { url: "\${DATABASE_URL}" }
alerts:   { desktop: true, webhooks: [{ url: …, on: [server.crashed] }], email: { … } }
`;

describe('config validate', () => {
  it('the example is valid; names that nothing here defines are told, for they may come from files of another machine', async () => {
    engine = new LiveEngine({ config: example });
    const ran = await engine.run('config', 'validate');
    expect(ran).toMatchObject({ code: 0, out: expect.stringContaining('is valid') });
    expect(ran.out + ran.err).toMatch(/socketio_server/);
    expect(ran.out + ran.err).toMatch(/mcp_server/);
    const asJson = await engine.run('config', 'validate', '--json');
    expect([asJson.code, JSON.parse(asJson.out)]).toEqual([0, expect.objectContaining({ ok: true, file: engine.configFile })]);
    expect((await engine.run('config', 'validate', engine.configFile)).code).toBe(0);
  });

  it('a circle, an unknown key, a wrong type and a bare number are refused with line, column and the nearest key', async () => {
    engine = new LiveEngine();
    const refused = async (text: string) => {
      writeFileSync(engine.configFile, text);
      const { code, out } = await engine.run('config', 'validate', '--json');
      const { ok, problems } = JSON.parse(out);
      expect([code, ok], text).toEqual([1, false]);
      return problems
        .map((problem: Snapshot['problems'][0]) => `${problem.line}:${problem.column} ${problem.message} ${problem.next ?? ''}`)
        .join('\n');
    };
    expect(await refused('services:\n  a: { command: [x], dependsOn: [b] }\n  b: { command: [x], dependsOn: [a] }\n')).toMatch(/a → b → a/);
    expect(await refused('defaults:\n  helth: {}\n')).toMatch(/^2:3 .*helth.*health/);
    expect(await refused('defaults:\n  start: { timeout: 120 }\n')).toMatch(/^2:21 .*120s/);
    expect(await refused('defaults:\n  limits: { memory: 1000000 }\n')).toMatch(/^2:21 .*size/);
    expect(await refused('http: { port: "4747" }\n')).toMatch(/^1:15 .*number/);
    expect(await refused('services: { a: { command: [x] } }\nservers: { a: { command: x } }\n')).toMatch(/server and a service/);
    expect(await refused('http: { host: 0.0.0.0 }\n')).toMatch(/allowedHosts/);
    expect(await refused('a: [\n')).toMatch(/^\d+:\d+ /);
  });
});

describe('an own config that is invalid at the start', () => {
  it('is told by `serve` with its place; nothing is started until it is mended', async () => {
    engine = new LiveEngine({ mcpJson: { a: cheap() }, config: 'servers:\n  a: { restrat: {} }\n' });
    await engine.start();
    await until('the words', () => engine.said.includes(`${engine.configFile}:2:8: unknown key "restrat"`));
    expect(await engine.servers()).toEqual([]);
    expect((await engine.run('status')).err).toMatch(/roundhouse\.yaml:2:8: .*Did you mean "restart"/);
    writeFileSync(engine.configFile, '{}\n');
    await engine.running('a');
  });
});

describe('the keys', () => {
  it('JSON is accepted; http.port 0 picks a free one; ROUNDHOUSE_CONFIG names another file', async () => {
    engine = new LiveEngine();
    writeFileSync(join(engine.home, 'roundhouse.json'), JSON.stringify({ version: 1, http: { port: 0 }, servers: { a: cheap() } }));
    await engine.start();
    await engine.running('a');
    expect((await engine.run('config', 'path')).out.trim()).toBe(join(engine.home, 'roundhouse.json'));
    await engine.signal('SIGTERM');
    await engine.close();
    engine = new LiveEngine({ env: { ROUNDHOUSE_CONFIG: '/nowhere/mine.yaml' } });
    expect((await engine.run('config', 'path')).out.trim()).toBe('/nowhere/mine.yaml');
  });

  it('a service gets its port as PORT and ${PORT}, an automatic one too; command, cwd, env, description and group hold', async () => {
    engine = new LiveEngine();
    mkdirSync(join(engine.home, 'packages', 'site'), { recursive: true });
    const service = JSON.stringify([process.execPath, fixture('service.mjs'), '--port', '${PORT}']);
    writeFileSync(
      engine.configFile,
      `services:
  auto: { description: One, command: ${service}, port: auto, health: { http: "http://localhost:\${PORT}/health", interval: 1s }, group: web }
  says: { command: [sh, -c, "echo $PORT \${PORT} $WORD in $(basename $PWD); sleep 600"], port: 65123, env: { WORD: hello }, cwd: ./packages/site, start: { timeout: 300s } }
`,
    );
    await engine.start();
    const auto = await engine.running('auto');
    expect(auto).toMatchObject({ description: 'One', port: expect.any(Number), group: 'web' });
    expect((await fetch(`http://127.0.0.1:${auto.port}/health`)).ok).toBe(true);
    await until('its words', async () => (await engine.logs('says')).some((line) => line.text === '65123 65123 hello in site'));
    await until('a check', async () => (await engine.server('auto')).health.latencyMs !== null);
  });

  it('variables: defaults, secrets from files, and what is not set is told', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rh-secret-'));
    writeFileSync(join(folder, 'token'), 'from a file\n');
    engine = new LiveEngine({
      env: { WORD: 'word', TOKEN_FILE: join(folder, 'token') },
      config: `services:
  says: { command: [sh, -c, 'echo "$A|$B|$C|$1|$2"; sleep 600', sh, "\${WORD}", "\${NOPE:-else}"], env: { A: "\${TOKEN}", B: "\${MISSING}", C: "$WORD" } }
`,
    });
    await engine.start();
    await until('its words', async () =>
      (await engine.logs('says')).some((line) => line.text === 'from a file|${MISSING}|$WORD|word|else'),
    );
    expect((await engine.server('says')).warnings.join()).toMatch(/MISSING/);
    rmSync(folder, { recursive: true });
  });

  it('sources switched off are not read; overlays reach imported servers; disabled ones are listed', async () => {
    engine = new LiveEngine({
      mcpJson: { a: cheap() },
      config: 'sources: { mcp-json: false }\nservers: { b: { command: sh, enabled: false } }\n',
    });
    writeFileSync(join(engine.user, '.claude.json'), JSON.stringify({ mcpServers: { c: { ...cheap() } } }));
    await engine.start();
    await engine.running('c');
    expect((await engine.servers()).map((view) => [view.name, view.state]).sort()).toEqual([
      ['b', 'disabled'],
      ['c', 'running'],
    ]);
  });

  it('a limit that is passed warns; only with `restart` it counts as a failed check', async () => {
    engine = new LiveEngine({
      mcpJson: { warns: server('echo-min.mjs'), ends: { ...server('echo-min.mjs'), args: [fixture('echo-min.mjs'), 'two'] } },
      config:
        'defaults: { limits: { memory: 1MiB }, health: { interval: 300ms, failures: 2 }, restart: { max: 0 } }\nservers: { ends: { limits: { action: restart } } }\n',
    });
    await engine.start();
    const ends = await engine.until('ends', (view) => view.state === 'crashed');
    expect(ends.reason).toMatch(/memory/);
    const warns = await engine.until('warns', (view) => view.warnings.length > 0);
    expect([warns.state, warns.warnings[0], warns.health.ok]).toEqual(['running', expect.stringMatching(/memory/), true]);
  });

  it('watched files restart; absolute patterns work; what .gitignore names does not count', async () => {
    engine = new LiveEngine();
    const project = join(engine.folder, 'project');
    mkdirSync(join(project, 'src', 'made'), { recursive: true });
    writeFileSync(join(project, '.gitignore'), 'made/\n*.tmp.py\n');
    writeFileSync(engine.configFile, `services:\n  app: { command: [sleep, "600"], cwd: ${project}, watch: ["${project}/src/**/*.py"] }\n`);
    await engine.start();
    await engine.running('app');
    await until('a restart', async () => {
      writeFileSync(join(project, 'src', 'a.py'), String(Date.now()));
      await new Promise((done) => setTimeout(done, 400));
      return (await engine.server('app')).run > 1;
    });
    await new Promise((done) => setTimeout(done, 700));
    const { run } = await engine.running('app');
    writeFileSync(join(project, 'src', 'made', 'b.py'), 'x');
    writeFileSync(join(project, 'src', 'c.tmp.py'), 'x');
    await new Promise((done) => setTimeout(done, 1_200));
    expect((await engine.server('app')).run).toBe(run);
  });
});
