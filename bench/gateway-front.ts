// What the front costs beside the least that a Node server can do: the same lean client, echoes of 100 bytes, answered in memory.
//   node scripts/with-node.mjs bench/gateway-front.ts [calls]
import { fork } from 'node:child_process';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createDoor } from '../core/gateway/front/door.ts';
import { createFront } from '../core/gateway/front/front.ts';
import type { Router } from '../core/gateway/gateway.ts';

const [role] = process.argv.slice(2);
const token = 'bench';

interface Message {
  id: number;
  method: string;
  params: { name: string; arguments: { message: string } };
}

/** no checks, no sessions, no streams */
function floor() {
  return createServer((asked, response) => {
    const chunks: Buffer[] = [];
    asked.on('data', (chunk: Buffer) => chunks.push(chunk));
    asked.on('end', () => {
      const message = JSON.parse((chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString()) as Message;
      const result = message.method === 'tools/call' ? echo(message.params) : {};
      const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', id: message.id, result }));
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length, 'mcp-session-id': 'x' });
      response.end(body);
    });
  });
}

function echo({ arguments: { message } }: Message['params']): unknown {
  return { content: [{ type: 'text', text: `Echo: ${message}` }] };
}

function front() {
  const silent = () => {};
  const profile = { name: 'default', management: false };
  const router: Router = {
    introduce: () => ({ capabilities: { tools: {} }, serverInfo: { name: 'bench', version: '1' } }),
    handle: async (_, params) => echo(params as Message['params']),
    hear() {},
    listen: () => silent,
    leave() {},
    profile: () => profile,
  };
  const door = createDoor({ rules: { host: '127.0.0.1', allowedHosts: [] }, token });
  const handle = createFront({ router, door, log: { info: silent, warn: silent, error: silent } });
  let port = 0;
  const server = createServer((asked, response) => handle(asked, response, { kind: 'tcp', port }));
  server.on('listening', () => {
    port = (server.address() as AddressInfo).port;
  });
  return server;
}

async function serve(): Promise<void> {
  const server = role === 'floor' ? floor() : front();
  server.listen(0, '127.0.0.1', () => process.send!({ port: (server.address() as AddressInfo).port }));
  process.on('message', (what) => {
    if (what === 'end') process.exit(0);
    process.send!({ cpu: process.cpuUsage(), rss: process.memoryUsage().rss });
  });
}

interface Figures {
  cpuMs: number;
  perSecond: number;
  p50Ms: number;
}

type Contender = 'floor' | 'front' | 'stateless';

const own = 'io.modelcontextprotocol/';
const _meta = {
  [`${own}protocolVersion`]: '2026-07-28',
  [`${own}clientCapabilities`]: {},
  [`${own}clientInfo`]: { name: 'lean', version: '1' },
};

async function measure(what: Contender, calls: number, inFlight: number, bytes: number): Promise<Figures> {
  const child = fork(fileURLToPath(import.meta.url), [what === 'floor' ? 'floor' : 'front']);
  const heard = <T>() => new Promise<T>((resolve) => child.once('message', (message) => resolve(message as T)));
  const { port } = await heard<{ port: number }>();
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
  let session: string | undefined;
  let lastId = 0;
  const post = (method: string, params: unknown) =>
    new Promise<string>((resolve, reject) => {
      const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', id: ++lastId, method, params }));
      const headers = {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'content-length': body.length,
        authorization: `Bearer ${token}`,
        ...(what === 'stateless'
          ? { 'mcp-protocol-version': '2026-07-28', 'mcp-method': method, 'mcp-name': 'echo' }
          : session
            ? { 'mcp-session-id': session, 'mcp-protocol-version': '2025-06-18' }
            : {}),
      };
      const asking = request({ host: '127.0.0.1', port, path: '/mcp', method: 'POST', agent, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          session ??= answer.headers['mcp-session-id'] as string;
          const text = Buffer.concat(chunks).toString();
          if (answer.statusCode === 200) resolve(text);
          else reject(new Error(text));
        });
      });
      asking.on('error', reject);
      asking.end(body);
    });
  if (what !== 'stateless')
    await post('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'lean', version: '1' } });
  const message = 'x'.repeat(bytes);
  const times: number[] = [];
  const run = async (count: number) => {
    let left = count;
    await Promise.all(
      Array.from({ length: inFlight }, async () => {
        while (left-- > 0) {
          const at = performance.now();
          await post('tools/call', { name: 'echo', arguments: { message }, ...(what === 'stateless' ? { _meta } : {}) });
          times.push(performance.now() - at);
        }
      }),
    );
  };
  await run(Math.min(3000, calls));
  times.length = 0;
  child.send('figures');
  const before = await heard<{ cpu: NodeJS.CpuUsage }>();
  const at = performance.now();
  await run(calls);
  const tookMs = performance.now() - at;
  child.send('figures');
  const after = await heard<{ cpu: NodeJS.CpuUsage }>();
  child.send('end');
  agent.destroy();
  const spent = after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system;
  times.sort((a, b) => a - b);
  return { cpuMs: spent / 1000 / calls, perSecond: (calls / tookMs) * 1000, p50Ms: times[times.length >> 1]! };
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1]!;
}

if (role === 'floor' || role === 'front') await serve();
else {
  for (const [calls, inFlight, bytes] of [
    [Number(role ?? 10_000), 64, 100],
    [Number(role ?? 10_000) / 4, 1, 100],
    [200, 16, 1_000_000],
  ] as const) {
    const contenders = ['floor', 'front', 'stateless'] as const;
    const runs = { floor: [] as Figures[], front: [] as Figures[], stateless: [] as Figures[] };
    for (let n = 0; n < 5; n++) for (const what of contenders) runs[what].push(await measure(what, calls, inFlight, bytes));
    const of = (what: Contender, key: keyof Figures) => median(runs[what].map((figures) => figures[key]));
    for (const key of ['cpuMs', 'perSecond', 'p50Ms'] as const) {
      const least = of('floor', key);
      const beside = contenders.map((what) => `${what} ${of(what, key).toFixed(3)} (× ${(of(what, key) / least).toFixed(2)})`);
      console.log(`${bytes} B, ${inFlight} in flight · ${key}: ${beside.join(', ')}`);
    }
  }
}
