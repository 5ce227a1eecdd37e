// A client of a live engine, by hand: every header and every id is the test's own.
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { LiveEngine } from '../../support/live-engine.ts';
import { type RawAnswer, raw } from '../../support/raw-http.ts';

export interface Answer {
  id: number | string | null;
  result?: { content?: { type: string; text: string }[]; [key: string]: unknown };
  error?: { code: number; message: string; data?: unknown };
}

export type Headers = Record<string, string>;

export const portOf = (engine: LiveEngine): number => Number(new URL(engine.url).port);

export const jsonHeaders: Headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };

export function post(engine: LiveEngine, body: unknown, headers: Headers, path = '/mcp'): Promise<RawAnswer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return raw({ port: portOf(engine) }, 'POST', path, { ...jsonHeaders, host: new URL(engine.url).host, ...headers }, text);
}

export interface Session {
  headers: Headers;
  ask(id: number | string, method: string, params?: unknown): Promise<Answer>;
  call(id: number | string, name: string, args?: Record<string, unknown>): Promise<Answer>;
}

export async function openSession(engine: LiveEngine, name = 'tester', path = '/mcp'): Promise<Session> {
  const headers: Headers = { authorization: `Bearer ${engine.token}` };
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name, version: '1' } };
  const opened = await post(engine, { jsonrpc: '2.0', id: 'open', method: 'initialize', params }, headers, path);
  if (opened.status !== 200) throw new Error(`initialize: ${opened.status} ${opened.text}`);
  headers['mcp-session-id'] = String(opened.headers['mcp-session-id']);
  headers['mcp-protocol-version'] = '2025-11-25';
  await post(engine, { jsonrpc: '2.0', method: 'notifications/initialized' }, headers, path);
  const ask = async (id: number | string, method: string, given: unknown = {}): Promise<Answer> => {
    const answer = await post(engine, { jsonrpc: '2.0', id, method, params: given }, headers, path);
    const found = answersIn(answer).find((message) => message.id === id);
    if (!found) throw new Error(`${method}: ${answer.status} ${answer.text.slice(0, 300)}`);
    return found;
  };
  return { headers, ask, call: (id, tool, args = {}) => ask(id, 'tools/call', { name: tool, arguments: args }) };
}

function answersIn({ headers, text }: RawAnswer): Answer[] {
  if (!String(headers['content-type']).startsWith('text/event-stream')) return text === '' ? [] : [JSON.parse(text)];
  const data = text.split('\n').filter((line) => line.startsWith('data:') && line.length > 6);
  return data.map((line) => JSON.parse(line.slice(5))).filter((message) => !('method' in message));
}

/** Sends one request and reads nothing of the answer; ends when the test destroys it. */
export function unread(engine: LiveEngine, headers: Headers, body: unknown): Promise<Socket> {
  const text = JSON.stringify(body);
  const all = { host: new URL(engine.url).host, ...jsonHeaders, 'content-length': String(Buffer.byteLength(text)), ...headers };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return new Promise((resolve, reject) => {
    const socket = connect({ port: portOf(engine), host: '127.0.0.1' }, () => {
      socket.write(`POST /mcp HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\n${text}`);
      socket.pause();
      resolve(socket);
    });
    socket.on('error', reject);
  });
}

export const witness = (journal: string) => ({
  command: process.execPath,
  args: [fileURLToPath(new URL('./witness.mjs', import.meta.url)), journal],
});

export interface Entry {
  at: number;
  pid: number;
  environment?: Record<string, string>;
  heard?: {
    id?: number | string;
    method?: string;
    params?: { name?: string; arguments?: Record<string, unknown>; requestId?: number | string };
  };
}

export function readJournal(file: string): Entry[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

export const callsIn = (entries: Entry[], tool: string): Entry[] =>
  entries.filter(({ heard }) => heard?.method === 'tools/call' && heard.params?.name === tool);
