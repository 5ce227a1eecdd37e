// `roundhouse connect` as a client runs it: a process on two pipes.
import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type StandIn, standInGateway } from '../../support/stand-in-gateway.ts';
import { freshHome, type Home, main } from '../run-cli.ts';
import { call, initialize, type Message } from './harness.ts';

const fixture = (name: string): string => resolve(import.meta.dirname, '../../fixtures/servers', name);

interface Connected {
  child: ChildProcessWithoutNullStreams;
  said: Message[];
  /** everything on stdout, as it came */
  raw(): string;
  stderr(): string;
  tell(message: Message): void;
  ask(message: Message): Promise<Message>;
  ended: Promise<number | null>;
}

function connect(home: Home, args: string[] = []): Connected {
  const child = spawn(process.execPath, [main, 'connect', ...args], { env: home.env, cwd: home.folder });
  const said: Message[] = [];
  let [out, rest, err] = ['', '', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    for (const line of lines) said.push(JSON.parse(line) as Message);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  child.stdin.on('error', () => undefined); // it has ended
  const ended = new Promise<number | null>((done) => child.on('close', done));
  const tell = (message: Message): void => void child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  return {
    child,
    said,
    raw: () => out,
    stderr: () => err,
    tell,
    async ask(message) {
      tell(message);
      const answer = (): Message | undefined => said.find(({ id, method }) => id === message.id && method === undefined);
      await expect.poll(answer, { timeout: 20_000, message: `an answer to ${message.id}; stderr: ${err}` }).toBeDefined();
      return answer()!;
    },
    ended,
  };
}

function isAlive(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z ');
  } catch {
    return false;
  }
}

let home: Home;
beforeEach(() => {
  home = freshHome();
  mkdirSync(home.env.HOME!, { recursive: true });
});
afterEach(() => home.remove());

describe('with an engine that runs', () => {
  let gateway: StandIn;
  beforeEach(async () => {
    gateway = await standInGateway(join(home.env.ROUNDHOUSE_HOME!, 'run'));
  });
  afterEach(() => gateway.cut());

  it('names the client, opens the profile, and ends with its stdin', async () => {
    const client = connect(home, ['--client', 'Claude Desktop', '--profile', 'my work']);
    expect(await client.ask(initialize())).toMatchObject({ result: { serverInfo: { name: 'stand-in' } } });
    expect(gateway.seen[0]).toMatchObject({ path: '/mcp/p/my%20work?client=Claude%20Desktop', client: 'Claude Desktop' });
    client.child.stdin.end();
    expect(await client.ended).toBe(0);
    expect(gateway.sessions.size).toBe(0);
    expect(client.stderr()).toBe('');
    expect(client.raw()).toBe(`${JSON.stringify(client.said[0])}\n`);
  });

  it('answers what is under way when its stdin ends', async () => {
    const client = connect(home);
    await client.ask(initialize());
    client.tell({ method: 'notifications/initialized' });
    client.tell(call(2, 'wait', { message: 'a' }));
    client.child.stdin.end();
    await expect.poll(() => gateway.calls).toEqual(['wait a']);
    gateway.release();
    expect(await client.ended).toBe(0);
    expect(client.said.at(-1)).toMatchObject({ id: 2, result: { content: [{ text: 'waited a' }] } });
  });

  it('does not wait for ever for what is under way', async () => {
    const client = connect(home);
    await client.ask(initialize());
    client.tell({ method: 'notifications/initialized' });
    client.tell(call(2, 'wait', { message: 'a' }));
    await expect.poll(() => gateway.calls).toEqual(['wait a']);
    client.child.stdin.end();
    expect(await client.ended).toBe(0);
    expect(gateway.sessions.size).toBe(0);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends the session on %s', async (signal) => {
    const client = connect(home);
    await client.ask(initialize());
    client.child.kill(signal);
    expect(await client.ended).toBe(0);
    expect(gateway.sessions.size).toBe(0);
  });

  it('ends quietly when nobody reads any more', async () => {
    const client = connect(home);
    await client.ask(initialize());
    client.child.stdout.destroy();
    client.tell(call(2, 'echo', { message: 'nobody reads this' }));
    expect(await client.ended).toBe(0);
    expect(client.stderr()).toBe('');
    expect(gateway.sessions.size).toBe(0);
  });

  it('ends though its client reads nothing', async () => {
    const client = connect(home);
    await client.ask(initialize());
    client.tell({ method: 'notifications/initialized' });
    client.child.stdout.pause();
    client.tell(call(2, 'echo', { message: 'x'.repeat(4_000_000) }));
    await expect.poll(() => gateway.calls.length).toBe(1);
    client.child.kill('SIGTERM');
    expect(await new Promise((done) => client.child.once('exit', done))).toBe(0);
    client.child.stdout.resume();
    await client.ended;
  });

  it('ends with whoever started it, though its stdin stays open', async () => {
    const fifo = join(home.folder, 'fifo');
    execFileSync('mkfifo', [fifo]);
    const pipe = openSync(fifo, 'r+');
    const parent = `const { pid } = require('node:child_process').spawn(process.argv[1], process.argv.slice(2), { stdio: 'inherit' });
      console.log(JSON.stringify({ pid }));`;
    const child = spawn(process.execPath, ['-e', parent, process.execPath, main, 'connect'], {
      env: home.env,
      stdio: [pipe, 'pipe', 'pipe'],
    });
    let out = '';
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    writeSync(pipe, `${JSON.stringify({ jsonrpc: '2.0', ...initialize() })}\n`);
    await expect.poll(() => out.split('\n').length, { timeout: 10_000 }).toBe(3);
    const { pid } = JSON.parse(out.split('\n').find((line) => line.includes('"pid"'))!) as { pid: number };
    expect(isAlive(pid)).toBe(true);
    child.kill('SIGKILL');
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
    expect(gateway.sessions.size).toBe(0);
    closeSync(pipe);
  });
});

describe('without an engine', () => {
  it('starts one in the background and says so on stderr alone', async () => {
    writeFileSync(
      join(home.env.HOME!, '.mcp.json'),
      JSON.stringify({ mcpServers: { echo: { command: process.execPath, args: [fixture('echo-min.mjs')] } } }),
    );
    const client = connect(home);
    try {
      expect(await client.ask(initialize())).toMatchObject({ result: { protocolVersion: '2025-11-25' } });
      expect(client.stderr()).toContain('No engine is running: starting one in the background.');
      client.tell({ method: 'notifications/initialized' });
      const names = async (id: number): Promise<string[]> =>
        ((await client.ask({ id, method: 'tools/list' })) as { result?: { tools: { name: string }[] } }).result?.tools.map(
          ({ name }) => name,
        ) ?? [];
      let id = 10;
      await expect.poll(() => names(++id), { timeout: 20_000 }).toContain('echo__echo');
      expect(await client.ask(call(2, 'echo__echo', { message: 'hello' }))).toMatchObject({ result: { content: [{ type: 'text' }] } });

      expect((await home.run(['shutdown'])).code).toBe(0);
      expect(await client.ask(call(3, 'echo__echo'))).toMatchObject({
        error: { message: expect.stringContaining('shut down by a person') },
      });
      expect((await home.run(['start'])).code).toBe(0);
      await expect
        .poll(() => client.said.some(({ method }) => method === 'notifications/tools/list_changed'), { timeout: 20_000 })
        .toBe(true);
      expect(await client.ask(call(4, 'echo__echo', { message: 'again' }))).toMatchObject({ result: { content: [{ type: 'text' }] } });

      const { pid } = JSON.parse(readFileSync(join(home.env.ROUNDHOUSE_HOME!, 'run', 'daemon.json'), 'utf8')) as { pid: number };
      process.kill(pid, 'SIGKILL');
      // what is on its way when the engine dies may get an error: nobody knows how far it came
      const dying = await client.ask(call(5, 'echo__echo', { message: 'revived' }));
      const revived = await client.ask(call(6, 'echo__echo', { message: 'revived' }));
      const both = `${JSON.stringify([dying, revived])}; stderr: ${client.stderr()}`;
      expect(revived, both).toMatchObject({ result: { content: [{ type: 'text' }] } });
      client.child.stdin.end();
      expect(await client.ended).toBe(0);
    } finally {
      client.child.kill('SIGKILL');
      await home.run(['shutdown']);
    }
  });
});
