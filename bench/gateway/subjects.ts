// What is measured: the same echo server, reached by itself, through the floor, through Roundhouse, and through other gateways.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LiveEngine } from '../../tests/support/live-engine.ts';
import { freePort, pause } from '../answering.ts';
import { nodeFirst } from '../live.ts';
import { type LeanClient, openHttp, openSse, openStdio } from './lean-client.ts';

export interface Subject {
  name: string;
  /** of the process between client and server; null: there is none */
  pid: number | null;
  /** as clients call the echo tool there */
  tool: string;
  client: LeanClient;
  end(): Promise<void>;
}

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
export const echoEntry = (tools = 1) => ({ command: process.execPath, args: [here('echo-server.ts'), String(tools)] });

export async function direct(): Promise<Subject> {
  const { command, args } = echoEntry();
  const client = await openStdio(command, args);
  return { name: 'direct stdio', pid: null, tool: 'echo', client, end: () => client.close() };
}

export async function floor(): Promise<Subject> {
  const home = mkdtempSync(join(tmpdir(), 'rh-bench-floor-'));
  const file = join(home, 'servers.json');
  writeFileSync(file, JSON.stringify({ mcpServers: { echo: echoEntry() } }));
  const child = spawn(process.execPath, [here('floor-server.ts'), file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [address] = await once(child.stdout, 'data');
  return inProcess('floor', child, home, 'echo__echo', await openHttp(String(address).trim()));
}

export async function roundhouse(): Promise<Subject> {
  const engine = new LiveEngine({ mcpJson: { echo: echoEntry() }, env: nodeFirst });
  await engine.start();
  await engine.running('echo');
  const client = await openHttp(`${engine.url}/mcp`, { authorization: `Bearer ${engine.token}` });
  return {
    name: 'Roundhouse',
    pid: engine.pid,
    tool: 'echo__echo',
    client,
    async end() {
      await client.close();
      await engine.close();
    },
  };
}

interface Other {
  package: string;
  program: string;
  tool: string;
  /** more than one server behind one address */
  serversAtOnce: boolean;
  args(port: number, file: string): string[];
  open(port: number): Promise<LeanClient>;
}

/** fetched by npx; each with a home of its own */
export const others: Other[] = [
  {
    package: 'mcp-hub@4',
    program: 'mcp-hub',
    serversAtOnce: true,
    tool: 'echo__echo',
    args: (port, file) => ['--port', String(port), '--config', file],
    open: (port) => openSse(`http://127.0.0.1:${port}/mcp`),
  },
  {
    package: 'mcp-proxy@6',
    program: 'mcp-proxy',
    serversAtOnce: false,
    tool: 'echo',
    args: (port) => ['--host', '127.0.0.1', '--port', String(port), '--', echoEntry().command, ...echoEntry().args],
    open: (port) => openHttp(`http://127.0.0.1:${port}/mcp`),
  },
];

/** known gateways that the registry of this machine may not have */
export const unmeasured = ['@1mcp/agent', '@samanhappy/mcphub'];

export async function other({ package: name, program, tool, args, open }: Other): Promise<Subject> {
  const file = programOf(name, program);
  if (!file) throw new Error('npx could not fetch it');
  const home = mkdtempSync(join(tmpdir(), 'rh-bench-peer-'));
  const config = join(home, 'servers.json');
  writeFileSync(config, JSON.stringify({ mcpServers: { echo: echoEntry() } }));
  const port = await freePort();
  const env = { ...process.env, ...nodeFirst, HOME: home, XDG_CONFIG_HOME: home, XDG_STATE_HOME: home, XDG_DATA_HOME: home };
  const child = spawn(process.execPath, [file, ...args(port, config)], { cwd: home, env, stdio: 'ignore' });
  try {
    const client = await untilItOffers(tool, () => open(port));
    return inProcess(name, child, home, tool, client);
  } catch (error) {
    await end(child, home);
    throw error;
  }
}

/** It is not up at once, and some answer before their servers are there. */
async function untilItOffers(tool: string, open: () => Promise<LeanClient>): Promise<LeanClient> {
  const limit = performance.now() + 30_000;
  for (;;) {
    const client = await Promise.race([open().catch(() => null), pause(3_000)]);
    const offered = client ? await offers(client) : [];
    if (client && offered.includes(tool)) return client;
    await client?.close();
    if (performance.now() > limit) throw new Error(client ? `it offers only ${offered}` : 'it does not answer');
    await pause(100);
  }
}

const offers = async (client: LeanClient): Promise<string[]> =>
  (await client.ask('tools/list', {})).tools.map(({ name }: { name: string }) => name);

function inProcess(name: string, child: ChildProcess, home: string, tool: string, client: LeanClient): Subject {
  return {
    name,
    pid: child.pid!,
    tool,
    client,
    async end() {
      await client.close();
      await end(child, home);
    },
  };
}

async function end(child: ChildProcess, home: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const hard = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(hard);
  }
  rmSync(home, { recursive: true, force: true });
}

/** Its own program and not npx each time: npx would be measured too. */
function programOf(name: string, program: string): string | null {
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` };
  const said = spawnSync('npx', ['-y', '-p', name, '-c', `command -v ${program}`], {
    encoding: 'utf8',
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const path = said.stdout?.trim();
  return path && existsSync(path) ? realpathSync(path) : null;
}
