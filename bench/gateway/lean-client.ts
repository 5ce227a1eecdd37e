// Clients that are not the bottleneck: no SDK, no checks, connections kept.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage, request } from 'node:http';
import { type Message, onJsonLines } from './json-lines.ts';

export interface LeanClient {
  ask(method: string, params: object): Promise<Message['result']>;
  close(): Promise<void>;
}

const hello = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'lean', version: '1' } };
const resultOf = ({ error, result }: Message) => {
  if (error) throw new Error(`${error.code} ${error.message}`.slice(0, 200));
  return result;
};

export async function openHttp(url: string, extra: Record<string, string> = {}): Promise<LeanClient> {
  const target = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const { hostname: host, port, pathname: path } = target;
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    ...extra,
  };
  let last = 0;
  const post = async (message: Message): Promise<Message | null> => {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    const response = await send({ host, port, path, method: 'POST', agent, headers: { ...headers, 'content-length': body.length } }, body);
    const session = response.headers['mcp-session-id'];
    if (typeof session === 'string') headers['mcp-session-id'] = session;
    const text = await readAll(response);
    if ((response.statusCode ?? 500) >= 400) throw new Error(`HTTP ${response.statusCode} ${text.slice(0, 100)}`);
    if (text === '') return null;
    if (!response.headers['content-type']?.startsWith('text/event-stream')) return JSON.parse(text);
    return messagesOf(text).find((found) => found.id === message.id && !found.method) ?? null;
  };
  const ask = async (method: string, params: object) => {
    last += 1;
    return resultOf((await post({ id: last, method, params })) ?? { error: { code: 0, message: 'no answer' } });
  };
  headers['mcp-protocol-version'] = (await ask('initialize', hello)).protocolVersion;
  await post({ method: 'notifications/initialized' });
  return {
    ask,
    async close() {
      const ended = await send({ host, port, path, method: 'DELETE', agent, headers }).catch(() => null);
      ended?.resume();
      agent.destroy();
    },
  };
}

function send(options: object, body?: Buffer): Promise<IncomingMessage> {
  return new Promise((done, fail) => {
    const asked = request(options, done);
    asked.on('error', fail);
    asked.end(body);
  });
}

function readAll(response: IncomingMessage): Promise<string> {
  return new Promise((done, fail) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk) => chunks.push(chunk));
    response.on('error', fail);
    response.on('end', () => done((chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString()));
  });
}

const messagesOf = (text: string): Message[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('data:') && line.length > 6)
    .map((line) => JSON.parse(line.slice(5)));

/** The older transport: answers come on one stream, requests go to the address that it names. */
export async function openSse(url: string): Promise<LeanClient> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const waiting = new Map<number, { done(message: Message): void; fail(error: Error): void }>();
  const stream = get(url, { headers: { accept: 'text/event-stream' } });
  const [response] = (await once(stream, 'response')) as [IncomingMessage];
  const endpoint = await new Promise<URL>((found, fail) => {
    // it may be up before it is ready
    response.on('close', () => fail(new Error(`the stream of ${url} ended with ${response.statusCode}`)));
    let parts: Buffer[] = [];
    response.on('data', (chunk: Buffer) => {
      let from = 0;
      for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
        const line = Buffer.concat([...parts, chunk.subarray(from, end)]).toString();
        parts = [];
        from = end + 1;
        if (!line.startsWith('data:')) continue;
        const data = line.slice(5).trim();
        if (!data.startsWith('{')) found(new URL(data, url));
        else {
          const message: Message = JSON.parse(data);
          waiting.get(message.id as number)?.done(message);
        }
      }
      if (from < chunk.length) parts.push(chunk.subarray(from));
    });
  });
  const { hostname: host, port } = endpoint;
  const post = async (message: Message) => {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    const answer = await send({ host, port, path: endpoint.pathname + endpoint.search, method: 'POST', agent, headers }, body);
    const text = await readAll(answer);
    if ((answer.statusCode ?? 500) >= 400) throw new Error(`HTTP ${answer.statusCode} ${text.slice(0, 100)}`);
  };
  let last = 0;
  const ask = async (method: string, params: object) => {
    last += 1;
    const id = last;
    const answer = new Promise<Message>((done, fail) => waiting.set(id, { done, fail }));
    post({ id, method, params }).catch((error) => waiting.get(id)?.fail(error));
    return resultOf(await answer.finally(() => waiting.delete(id)));
  };
  await ask('initialize', hello);
  await post({ method: 'notifications/initialized' });
  return {
    ask,
    async close() {
      stream.destroy();
      agent.destroy();
    },
  };
}

export async function openStdio(command: string, args: string[], env = process.env): Promise<LeanClient & { child: ChildProcess }> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'], env });
  const waiting = new Map<number, (message: Message) => void>();
  onJsonLines(child.stdout, (message) => {
    const done = waiting.get(message.id as number);
    waiting.delete(message.id as number);
    done?.(message);
  });
  let last = 0;
  const send = (message: Message) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const ask = async (method: string, params: object) => {
    last += 1;
    const id = last;
    const answer = new Promise<Message>((done) => waiting.set(id, done));
    send({ id, method, params });
    return resultOf(await answer);
  };
  await ask('initialize', hello);
  send({ method: 'notifications/initialized' });
  return {
    child,
    ask,
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.stdin.end();
      await once(child, 'exit');
    },
  };
}
