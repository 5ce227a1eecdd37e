// The rules behind the states, one by one, on real processes.
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { ServerView } from '../../contract/server.ts';
import { cheap, fixture, LiveEngine, server, sleep, until } from '../support/live-engine.ts';

let engine: LiveEngine;
afterEach(() => engine.close());
const begin = (setup: ConstructorParameters<typeof LiveEngine>[0], ...args: string[]) => {
  engine = new LiveEngine(setup);
  return engine.start(...args);
};
const sh = (word: string) => ({ command: 'sh', args: [fixture('echo.sh'), word] });
const kill = async (name: string) => process.kill((await engine.running(name)).pid!, 'SIGKILL');
const states = async () => Object.fromEntries((await engine.servers()).map((view) => [view.name, view.state]));

describe('restarts', () => {
  it('the first is immediate, then initial × factorⁿ; `max` counts them; an explicit start and a changed spec clear the count', async () => {
    await begin({
      mcpJson: { a: sh('1') },
      config: 'defaults: { restart: { max: 2, backoff: { initial: 400ms, factor: 2, jitter: 0 } } }',
    });
    const first = await engine.running('a');
    process.kill(first.pid!, 'SIGKILL');
    const again = await engine.until('a', (view) => view.state === 'running' && view.restarts === 1);
    const lastExit = again.lastExit!;
    expect(lastExit).toMatchObject({ code: null, signal: 'SIGKILL' });
    expect(Date.parse(again.startedAt!) - Date.parse(lastExit.at)).toBeLessThan(300);
    await kill('a');
    const waiting = await engine.until('a', (view) => view.state === 'restarting');
    const waits = Date.parse(waiting.retryAt!) - Date.parse(waiting.since);
    expect([waits > 340, waits < 460, waiting.reason]).toEqual([true, true, expect.stringContaining('SIGKILL')]);
    expect((await engine.until('a', (view) => view.state === 'running')).restarts).toBe(2);
    await kill('a');
    expect(await engine.until('a', (view) => view.state === 'crashed')).toMatchObject({
      restarts: 2,
      wanted: 'up',
      pid: null,
      retryAt: null,
    });
    expect((await engine.run('status')).code).toBe(3);
    expect((await engine.run('start', 'a')).code).toBe(0);
    expect(await engine.server('a')).toMatchObject({ state: 'running', restarts: 0 });
    await kill('a');
    await engine.until('a', (view) => view.state === 'running' && view.restarts === 1);
    engine.writeMcp({ a: sh('2') });
    await engine.until('a', (view) => view.state === 'running' && view.restarts === 0);
    expect((await engine.events('a')).length).toBeGreaterThan(5);
    const changed = await engine.api<{ message?: string }[]>('GET', '/events?limit=1000');
    expect(changed.map((event) => event.message).join('\n')).toMatch(/definition changed of a/);
  });

  it('unlimited with no delay comes back every time', async () => {
    await begin({ mcpJson: { a: sh('1') }, config: 'defaults: { restart: { max: unlimited, backoff: { initial: 0s } } }' });
    for (let n = 0; n < 6; n++) {
      await kill('a');
      await engine.until('a', (view) => view.restarts === n + 1 && view.state === 'running', 3_000);
    }
  });

  it('policies: an MCP server that exits 0 has failed, a service has finished; always and never', async () => {
    const service = (code: number, policy: string) =>
      `{ command: [sh, -c, "exit ${code}"], restart: { policy: ${policy}, max: 1, backoff: { initial: 0s } } }`;
    await begin({
      mcpJson: { mcp: server('exit-0.mjs') },
      config: `defaults: { restart: { max: 1, backoff: { initial: 0s } } }
services:
  fails: ${service(3, 'on-failure')}
  finishes: ${service(0, 'on-failure')}
  again: ${service(0, 'always')}
  never: ${service(3, 'never')}
  over: ${service(0, 'never')}
`,
    });
    await until(
      'all to settle',
      async () => !Object.values(await states()).some((state) => ['starting', 'running', 'restarting'].includes(state)),
    );
    const seen = Object.fromEntries((await engine.servers()).map((view) => [view.name, [view.state, view.restarts]]));
    expect(seen).toEqual({
      mcp: ['crashed', 1],
      fails: ['crashed', 1],
      finishes: ['stopped', 0],
      again: ['crashed', 1],
      never: ['crashed', 0],
      over: ['stopped', 0],
    });
    expect((await engine.server('finishes')).reason).toBe('finished, exit 0');
    expect((await engine.server('never')).reason).toMatch(/code 3/);
  });

  it('of a paused one are none: it shows what is so, and goes on when resumed', async () => {
    await begin({ mcpJson: { a: sh('1'), b: sh('2') } });
    await engine.running('b');
    const { pid } = await engine.running('a');
    expect((await engine.run('pause', 'a')).code).toBe(0);
    expect(await engine.server('a')).toMatchObject({ state: 'running', pid, paused: { until: null } });
    process.kill(pid!, 'SIGKILL');
    const down = await engine.until('a', (view) => view.pid === null);
    expect(down).toMatchObject({ state: 'stopped', wanted: 'up', reason: expect.stringContaining('SIGKILL') });
    await sleep(300);
    expect((await engine.server('a')).pid).toBeNull();
    await engine.run('resume');
    await engine.running('a');
    await engine.run('pause', 'a', 'b', '--for', '1s');
    await kill('a');
    await engine.until('a', (view) => view.state === 'running' && view.paused === null && view.pid !== null, 8_000);
  });
});

describe('stopping', () => {
  it('waits half the grace after the end of stdin, half after TERM, then kills', async () => {
    await begin({
      mcpJson: { deaf: server('deaf.mjs'), term: server('ignore-stdin-end.mjs') },
      config: 'defaults: { stop: { grace: 1s } }',
    });
    await engine.running('deaf');
    await engine.running('term');
    const began = Date.now();
    const [done] = await engine.api<{ ok: boolean; state: string }[]>('POST', '/servers/deaf/stop');
    expect([done, Date.now() - began >= 950]).toEqual([{ name: 'deaf', ok: true, state: 'stopped' }, true]);
    const lines = (await engine.logs('deaf')).filter((line) => line.stream === 'engine');
    const at = (words: RegExp) => Date.parse(lines.find((line) => words.test(line.text))!.t) - began;
    expect([at(/TERM/), at(/killed/)].map((ms) => Math.round(ms / 250) * 250)).toEqual([500, 1000]);
    const half = Date.now();
    await engine.api('POST', '/servers/term/stop');
    expect(Date.now() - half).toBeLessThan(950);
    expect((await engine.server('term')).lastExit?.signal).toBe('SIGTERM');
  });
});

describe('remotes', () => {
  const remotes: ReturnType<typeof spawn>[] = [];
  afterEach(() => {
    for (const remote of remotes.splice(0)) remote.kill('SIGKILL');
  });
  async function remote(...args: string[]): Promise<string> {
    const child = spawn(process.execPath, [fixture('http-mcp.mjs'), ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
    remotes.push(child);
    return new Promise((done) => child.stdout!.once('data', (text) => done(/http:\S+/.exec(String(text))![0])));
  }

  it('run without a process; 401 and 403 give up at once: needs sign-in', async () => {
    const [open, closed, forbidden] = await Promise.all([remote(), remote('--token', 'secret'), remote('--forbid')]);
    await begin({
      mcpJson: {
        open: { type: 'http', url: open },
        closed: { url: closed },
        forbidden: { url: forbidden },
        signed: { url: closed, headers: { Authorization: 'Bearer ${REMOTE_TOKEN}' } },
      },
      env: { REMOTE_TOKEN: 'secret' },
    });
    expect(await engine.running('open')).toMatchObject({
      kind: 'http',
      pid: null,
      startedAt: expect.any(String),
      tools: expect.any(Number),
      cpu: null,
    });
    await engine.running('signed');
    for (const name of ['closed', 'forbidden']) {
      const view = await engine.until(name, ({ state }) => state === 'crashed');
      expect(view).toMatchObject({ restarts: 0, reason: expect.stringContaining('needs sign-in'), next: expect.any(String) });
    }
    expect((await engine.run('inspect', 'signed')).out).not.toContain('Bearer secret');
  });
});

describe('names and equality', () => {
  it('equal specs are one server with two sources, whatever the order of keys; different ones are told apart as NAME@CLIENT', async () => {
    engine = new LiveEngine({
      mcpJson: { same: { ...sh('1'), env: { A: '1', B: '2' } }, other: sh('x') },
      config: 'servers: { other: { command: sh, args: ["-c", "sleep 60"], enabled: false } }',
    });
    writeFileSync(
      join(engine.user, '.claude.json'),
      JSON.stringify({ mcpServers: { same: { env: { B: '2', A: '1' }, args: sh('1').args, command: 'sh' }, mine: sh('3') } }),
    );
    mkdirSync(join(engine.user, '.config', 'Claude'), { recursive: true });
    writeFileSync(
      join(engine.user, '.config', 'Claude', 'claude_desktop_config.json'),
      JSON.stringify({ mcpServers: { same: sh('2'), mine: sh('4') } }),
    );
    await engine.start();
    const sources = Object.fromEntries((await engine.servers()).map((view) => [view.name, view.sources.map((source) => source.client)]));
    expect(sources).toEqual({
      same: ['mcp-json', 'claude-code'],
      'same@claude-desktop': ['claude-desktop'],
      mine: ['claude-code'],
      'mine@claude-desktop': ['claude-desktop'],
      other: ['roundhouse'],
      'other@mcp-json': ['mcp-json'],
    });
    for (const name of ['same@claude-desktop', 'mine@claude-desktop', 'other@mcp-json'])
      expect((await engine.server(name)).warnings.join(), name).toMatch(/another server/);
  });

  it('a service and a server of one name are refused', async () => {
    await begin({ mcpJson: { web: sh('1'), fine: sh('2') }, config: 'services: { web: { command: [sleep, "600"] } }' });
    await engine.running('fine');
    expect((await engine.servers()).filter((view) => view.name.startsWith('web')).map((view) => view.kind)).toEqual(['service']);
    const { problems } = await engine.api<{ problems: { message: string }[] }>('GET', '/snapshot');
    expect(problems.map((problem) => problem.message).join()).toMatch(/"web" is a service and a server/);
  });

  it('an entry that is Roundhouse itself is recognised and never started', async () => {
    const holder = await begin({ mcpJson: {} });
    const port = new URL(holder.url).port;
    await engine.signal('SIGTERM');
    const words = {
      npx: { command: 'npx', args: ['-y', 'roundhouse', 'connect'] },
      plain: { command: 'roundhouse', args: ['connect', '--client', 'x'] },
      short: { command: '/usr/local/bin/rh', args: ['connect'] },
      script: { command: 'node', args: ['/x/scripts/roundhouse.mjs', 'connect'] },
      built: { command: process.execPath, args: ['/x/dist/cli/main.js', 'connect'] },
      gateway: { url: `http://127.0.0.1:${port}/mcp` },
      profile: { type: 'http', url: `http://localhost:${port}/mcp/p/work` },
      bridged: { command: 'npx', args: ['-y', 'mcp-remote', `http://localhost:${port}/mcp`] },
    };
    engine.writeMcp({ ...words, real: cheap() });
    await engine.start('--port', port);
    await engine.running('real');
    expect(Object.keys(await states())).toEqual(['real']);
    const imported = JSON.parse((await engine.run('servers', 'import', '--json')).out) as {
      name: string;
      as: string | null;
      note: string | null;
    }[];
    for (const name of Object.keys(words))
      expect(
        imported.find((entry) => entry.name === name),
        name,
      ).toMatchObject({ as: null, note: expect.stringMatching(/Roundhouse itself/) });
    expect((await engine.api<unknown[]>('GET', '/events?limit=1000')).length).toBeLessThan(20);
  });
});

describe('approval', () => {
  it('`trust: ask` makes every definition wait, and a change asks again', async () => {
    await begin({ mcpJson: { a: sh('1') }, config: 'trust: ask\nservices: { s: { command: [sleep, "600"] } }\n' });
    expect(await states()).toEqual({ a: 'disabled', s: 'disabled' });
    expect(engine.alive()).toEqual([]);
    expect(await engine.server('a')).toMatchObject({
      reason: expect.stringMatching(/approval/),
      next: expect.stringContaining('servers enable a'),
    });
    // everything is started that may be: nothing has failed
    expect((await engine.run('start')).code).toBe(0);
    expect((await engine.run('inspect', 'a')).out).toContain('echo.sh');
    expect((await engine.run('servers', 'enable', 'a')).code).toBe(0);
    expect(await states()).toEqual({ a: 'running', s: 'disabled' });
    engine.writeMcp({ a: sh('2') });
    await engine.until('a', (view) => view.state === 'disabled');
    expect(engine.alive()).toEqual([]);
  });
});

describe('what children get', () => {
  it('the environment of the engine and the entry’s own on top, but no secret and no port of the engine', async () => {
    await begin({
      config: `services: { says: { command: [sh, -c, "env; echo end; sleep 600"], env: { MINE: "yes", SHARED: entry } } }`,
      env: { SHARED: 'engine', INHERITED: 'yes', PORT: '48765', ROUNDHOUSE_TOKEN: 'secret-a', TRUSTED_WEBHOOK_SECRET: 'secret-b' },
    });
    await until('its words', async () => (await engine.logs('says')).some((line) => line.text === 'end'));
    const words = (await engine.logs('says', 1000)).map((line) => line.text);
    for (const word of ['MINE=yes', 'SHARED=entry', 'INHERITED=yes', `HOME=${engine.user}`]) expect(words).toContain(word);
    expect(words.join('\n')).not.toMatch(/^PORT=|secret-|TOKEN/m);
    expect(words.join('\n')).not.toContain(engine.token);
  });
});

describe('files that go', () => {
  it('a deleted client file keeps its servers until a restart; an entry gone from a valid file stops them', async () => {
    await begin({ mcpJson: { a: sh('1'), b: sh('2') } });
    await engine.running('a');
    await engine.running('b');
    engine.writeMcp({ a: sh('1') });
    await until('b to go', async () => !('b' in (await states())));
    const { pid } = await engine.server('a');
    rmSync(engine.mcpFile);
    await sleep(700);
    expect(await engine.server('a')).toMatchObject({ pid, state: 'running' } satisfies Partial<ServerView>);
    await engine.signal('SIGTERM');
    await engine.start();
    await until('the engine to know', async () => (await engine.servers()).length === 0);
  });
});
