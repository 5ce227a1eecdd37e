// Real servers for the tests of the link, and the certainty that none of them outlives its test.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import type { OpenedLink, OpenOptions, ToolInfo } from '../../../core/link/link.ts';
import { openStdio } from '../../../core/link/open-stdio.ts';

export const root = join(import.meta.dirname, '..', '..', '..');
const fixtures = join(root, 'tests', 'fixtures', 'servers');
const started = new Set<ChildProcess>();

export interface Seen {
  steps: string[];
  tools: ToolInfo[][];
  noise: string[];
  closed: string[];
}

export interface Server {
  child: ChildProcess;
  /** all of its stderr so far */
  stderr(): string;
  exit: Promise<{ code: number | null; signal: string | null }>;
}

export function launch(command: string, args: string[], env: Record<string, string> = {}): Server {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env }, cwd: root });
  started.add(child);
  let text = '';
  child.stderr!.setEncoding('utf8').on('data', (more: string) => {
    text = (text + more).slice(-100_000);
  });
  child.stdin!.on('error', () => {}); // a server that has gone: the link says so
  const exit = once(child, 'exit').then(([code, signal]) => {
    started.delete(child);
    return { code, signal };
  });
  return { child, stderr: () => text, exit };
}

export function fixture(name: string, ...args: (string | number)[]): Server {
  const file = join(fixtures, name);
  return name.endsWith('.sh') ? launch('/bin/sh', [file]) : launch(process.execPath, [file, ...args.map(String)]);
}

export function real(name: string, args: string[], env: Record<string, string> = {}): Server {
  return launch(process.execPath, [join(root, 'node_modules', '.bin', name), ...args], env);
}

export function watched(): { seen: Seen; events: OpenOptions['events'] } {
  const seen: Seen = { steps: [], tools: [], noise: [], closed: [] };
  const events = {
    onStep: (step: string) => void seen.steps.push(step),
    onTools: (tools: ToolInfo[]) => void seen.tools.push(tools),
    onNoise: (text: string) => void seen.noise.push(text),
    onClosed: (reason: string) => void seen.closed.push(reason),
  };
  return { seen, events };
}

export const clientInfo = { name: 'roundhouse', version: '0.0.0' };

export async function open(server: Server, options: Partial<OpenOptions> = {}): Promise<{ link: OpenedLink; seen: Seen }> {
  const { seen, events } = watched();
  const pipes = { stdin: server.child.stdin!, stdout: server.child.stdout! };
  const link = await openStdio(pipes, { events, clientInfo, timeoutMs: 20_000, ...options });
  return { link, seen };
}

/** the first line on stdout that matches, for servers that say where they listen */
export async function said(server: Server, pattern: RegExp, stream: 'stdout' | 'stderr' = 'stdout'): Promise<RegExpMatchArray> {
  let text = '';
  for await (const piece of server.child[stream]!.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    text += piece;
    const match = text.match(pattern);
    if (match) {
      server.child[stream]!.resume();
      return match;
    }
  }
  throw new Error(`the server ended without saying ${pattern}: ${text} ${server.stderr()}`);
}

export async function until(condition: () => boolean, ms = 15_000): Promise<void> {
  const end = performance.now() + ms;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`still not so after ${ms} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** for afterEach: kills what a test left behind and waits until it is gone */
export async function killAll(): Promise<void> {
  const left = [...started];
  for (const child of left) child.kill('SIGKILL');
  await Promise.all(left.map((child) => (child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null)));
}

/** for servers that want to be told their port */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
