// The least that a gateway in Node can do: no checks, no features. `floor-server.ts FILE` starts the file's servers and says its address.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Message, onJsonLines } from './json-lines.ts';

class Upstream {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (answer: Message) => void>();
  #last = 0;

  constructor(command: string, args: string[]) {
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
    onJsonLines(this.#child.stdout!, (message) => {
      const id = message.id as number;
      const done = this.#waiting.get(id);
      this.#waiting.delete(id);
      done?.(message);
    });
  }

  ask(method: string, params: unknown, done: (answer: Message) => void): void {
    this.#last += 1;
    this.#waiting.set(this.#last, done);
    this.#child.stdin!.write(`${JSON.stringify({ jsonrpc: '2.0', id: this.#last, method, params })}\n`);
  }

  async open(): Promise<{ name: string }[]> {
    const asked = (method: string, params: unknown) => new Promise<Message>((done) => this.ask(method, params, done));
    await asked('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'floor', version: '1' } });
    this.#child.stdin!.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
    return (await asked('tools/list', {})).result.tools;
  }
}

const upstreams = new Map<string, Upstream>();
const tools: { name: string }[] = [];
const { mcpServers } = JSON.parse(readFileSync(process.argv[2]!, 'utf8'));
for (const [name, { command, args }] of Object.entries<{ command: string; args: string[] }>(mcpServers)) {
  upstreams.set(name, new Upstream(command, args));
}
for (const [name, upstream] of upstreams) {
  for (const tool of await upstream.open()) tools.push({ ...tool, name: `${name}__${tool.name}` });
}

function reply(response: ServerResponse, message: Message, headers = {}): void {
  const body = Buffer.from(JSON.stringify(message));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length, ...headers });
  response.end(body);
}

function answer({ id, method, params }: Message, response: ServerResponse): void {
  const say = (result: unknown, headers?: object) => reply(response, { jsonrpc: '2.0', id, result }, headers);
  if (id === undefined) response.writeHead(202).end();
  else if (method === 'tools/call') {
    const cut = params.name.indexOf('__');
    const upstream = upstreams.get(params.name.slice(0, cut))!;
    params.name = params.name.slice(cut + 2);
    upstream.ask(method, params, (message) => {
      message.id = id;
      reply(response, message);
    });
  } else if (method === 'tools/list') say({ tools });
  else if (method === 'initialize') {
    const capabilities = { tools: {} };
    const result = { protocolVersion: params.protocolVersion, capabilities, serverInfo: { name: 'floor', version: '1' } };
    say(result, { 'mcp-session-id': randomUUID() });
  } else say({});
}

const http = createServer((request, response) => {
  if (request.method !== 'POST') return void response.writeHead(request.method === 'GET' ? 405 : 200).end();
  const chunks: Buffer[] = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => answer(JSON.parse((chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString()), response));
});
http.listen(0, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp\n`));
