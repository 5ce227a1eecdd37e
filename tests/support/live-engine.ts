// A real engine in a process of its own, on a home of its own, driven from outside as users and their scripts do.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Event } from '../../contract/events.ts';
import type { LogLine, ServerView } from '../../contract/server.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const entry = process.env.ROUNDHOUSE_TEST_ENTRY ?? join(root, 'dist', 'cli', 'main.js');

export const fixture = (name: string): string => join(root, 'tests', 'fixtures', 'servers', name);
export const bin = (name: string): string => join(root, 'node_modules', '.bin', name);
/** A fixture as an entry of a client's file. */
export const server = (name: string, ...args: (string | number)[]) => ({
  command: process.execPath,
  args: [fixture(name), ...args.map(String)],
});
/** The fixture that costs next to nothing. */
export const cheap = () => ({ command: 'sh', args: [fixture('echo.sh')] });

export interface Setup {
  mcpJson?: Record<string, unknown>;
  /** text of roundhouse.yaml */
  config?: string;
  env?: Record<string, string>;
  /** `ulimit -n` of the engine */
  openFiles?: number;
}

export class LiveEngine {
  readonly folder = mkdtempSync(join(tmpdir(), 'rh-live-'));
  readonly user = join(this.folder, 'user');
  readonly home = join(this.folder, 'home');
  readonly mcpFile = join(this.user, '.mcp.json');
  readonly configFile = join(this.home, 'roundhouse.yaml');
  #env: Record<string, string>;
  #openFiles: number | undefined;
  #process: ChildProcess | null = null;
  #said = '';
  #at = { url: '', token: '', pid: 0 };

  constructor({ mcpJson, config, env = {}, openFiles }: Setup = {}) {
    this.#openFiles = openFiles;
    mkdirSync(this.user, { recursive: true });
    mkdirSync(this.home, { recursive: true });
    if (mcpJson) this.writeMcp(mcpJson);
    if (config !== undefined) writeFileSync(this.configFile, config);
    const inherited = Object.entries(process.env).filter(([name]) => !/^(ROUNDHOUSE_|XDG_|PORT$|VITEST|NODE_OPTIONS)/.test(name));
    this.#env = {
      ...(Object.fromEntries(inherited) as Record<string, string>),
      HOME: this.user,
      ROUNDHOUSE_HOME: this.home,
      ROUNDHOUSE_LOGIN_ENV: 'off',
      ...env,
    };
  }

  /** for commands that a test runs by itself */
  get env(): Record<string, string> {
    return this.#env;
  }
  get pid(): number {
    return this.#at.pid;
  }
  get url(): string {
    return this.#at.url;
  }
  get token(): string {
    return this.#at.token;
  }
  get hasEnded(): boolean {
    const child = this.#process;
    return child === null || child.exitCode !== null || child.signalCode !== null;
  }
  get said(): string {
    return this.#said;
  }

  writeMcp(servers: Record<string, unknown>): void {
    writeFileSync(this.mcpFile, JSON.stringify({ mcpServers: servers }, null, 2));
  }

  /** Runs the command line to its end. */
  async run(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
    const child = spawn(process.execPath, [entry, ...args], { env: this.#env, cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    const code = await new Promise<number | null>((done) => child.on('close', done));
    return { code, out, err };
  }

  async start(...args: string[]): Promise<this> {
    const call = [process.execPath, entry, 'serve', '--port', '0', ...args];
    const limited = this.#openFiles === undefined ? call : ['/bin/sh', '-c', `ulimit -n ${this.#openFiles}; exec "$0" "$@"`, ...call];
    const child = spawn(limited[0]!, limited.slice(1), {
      env: this.#env,
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on('data', (chunk) => {
        this.#said += chunk;
      });
    }
    await until(`the engine to answer (it said: ${this.#said})`, async () => {
      if (child.exitCode !== null) throw new Error(`the engine ended with ${child.exitCode}: ${this.#said}`);
      try {
        const found = JSON.parse(readFileSync(join(this.home, 'run', 'daemon.json'), 'utf8'));
        if (found.pid !== child.pid) return false;
        this.#at = { url: found.url, pid: found.pid, token: readFileSync(found.tokenFile, 'utf8').trim() };
        return (await fetch(`${found.url}/ready`)).ok;
      } catch {
        return false; // not yet
      }
    });
    return this;
  }

  async api<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text ? JSON.parse(text) : null) as T;
  }

  servers(): Promise<ServerView[]> {
    return this.api('GET', '/servers');
  }
  server(name: string): Promise<ServerView> {
    return this.api('GET', `/servers/${encodeURIComponent(name)}`);
  }
  logs(name: string, lines = 200): Promise<LogLine[]> {
    return this.api('GET', `/servers/${encodeURIComponent(name)}/logs?lines=${lines}`);
  }
  events(name: string): Promise<Event[]> {
    return this.api('GET', `/servers/${encodeURIComponent(name)}/events`);
  }

  /** Waits until the server looks as wanted, and returns how it looks then. */
  async until(name: string, is: (view: ServerView) => boolean, limitMs = 15_000): Promise<ServerView> {
    let last: ServerView | null = null;
    try {
      await until(
        name,
        async () => {
          last = (await this.servers()).find((view) => view.name === name) ?? null;
          return last !== null && is(last);
        },
        limitMs,
      );
    } catch {
      throw new Error(`${name} never looked as wanted; last: ${JSON.stringify(last)}`);
    }
    return last!;
  }

  running(name: string, limitMs?: number): Promise<ServerView> {
    return this.until(name, (view) => view.state === 'running', limitMs);
  }

  /** Everything alive that was started below this home's engines, found by the environment that all of it inherits. */
  alive(): number[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => {
        if (pid === this.pid || pid === process.pid) return false;
        try {
          const isZombie = /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
          return !isZombie && readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(`ROUNDHOUSE_HOME=${this.home}`);
        } catch {
          return false; // it ended meanwhile, or belongs to somebody else
        }
      });
  }

  /** kill -9 of the engine alone. */
  async kill(): Promise<void> {
    const ended = this.#ended();
    process.kill(this.pid, 'SIGKILL');
    await ended;
  }

  signal(signal: NodeJS.Signals): Promise<number | null> {
    const ended = this.#ended();
    process.kill(this.pid, signal);
    return ended;
  }

  #ended(): Promise<number | null> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child?.exitCode ?? null);
    return new Promise((done) => child.once('exit', done));
  }

  /** Ends the engine in order and removes its folder; fails when anything of it is left alive. */
  async close(): Promise<void> {
    if (this.#process && this.#process.exitCode === null && this.#process.signalCode === null) await this.signal('SIGTERM');
    try {
      await until('nothing to be left alive', () => this.alive().length === 0, 5_000);
    } catch (error) {
      const left = this.alive();
      for (const pid of left) process.kill(pid, 'SIGKILL');
      throw new Error(`left alive: ${left.join(', ')}`, { cause: error });
    } finally {
      rmSync(this.folder, { recursive: true, force: true });
    }
  }
}

export async function until(what: string, is: () => boolean | Promise<boolean>, limitMs = 15_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await is())) {
    if (performance.now() > end) throw new Error(`waited ${limitMs} ms in vain for ${what}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

export const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
