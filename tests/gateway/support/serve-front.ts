// The front on a real port, with a router in memory behind it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDoor, type DoorOptions } from '../../../core/gateway/front/door.ts';
import { createFront, type Front, type FrontParts } from '../../../core/gateway/front/front.ts';
import { type RawAnswer, raw } from '../../support/raw-http.ts';
import { createFakeRouter, type FakeRouter } from './fake-router.ts';

export const token = 'front-token';

export interface LogEntry {
  level: string;
  message: string;
  fields?: Record<string, unknown>;
}

export interface ServedFront {
  readonly port: number;
  readonly url: string;
  readonly front: Front;
  readonly router: FakeRouter;
  readonly log: LogEntry[];
  /** a POST with everything that a well-behaved client sends; null takes a header away */
  post(body: unknown, headers?: Record<string, string | null>, path?: string): Promise<RawAnswer>;
  /** opens a session and returns its headers */
  session(client?: SessionOptions): Promise<Record<string, string>>;
  close(): Promise<void>;
}

export interface SessionOptions {
  capabilities?: Record<string, unknown>;
  protocolVersion?: string;
  name?: string;
  path?: string;
  token?: string;
}

type Options = Partial<FrontParts> & Pick<DoorOptions, 'clientToken'>;

export async function serveFront({ clientToken, ...parts }: Options = {}): Promise<ServedFront> {
  const router = createFakeRouter();
  const log: LogEntry[] = [];
  const say = (level: string) => (message: string, fields?: Record<string, unknown>) => void log.push({ level, message, fields });
  const front = createFront({
    router,
    door: createDoor({ rules: { host: '127.0.0.1', allowedHosts: [] }, token, clientToken }),
    log: { info: say('info'), warn: say('warn'), error: say('error') },
    ...parts,
  });
  let port = 0;
  const server = createServer((request, response) => front(request, response, { kind: 'tcp', port }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
  const served: ServedFront = {
    port,
    url: `http://127.0.0.1:${port}/mcp`,
    front,
    router,
    log,
    post(body, headers = {}, path = '/mcp') {
      const given: Record<string, string | null> = {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...headers,
      };
      const sent = Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== null));
      return raw({ port }, 'POST', path, sent, typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body));
    },
    async session({ capabilities = {}, protocolVersion = '2025-11-25', name = 'tester', path = '/mcp', token: bearer = token } = {}) {
      const params = { protocolVersion, capabilities, clientInfo: { name, version: '1' } };
      const authorization = `Bearer ${bearer}`;
      const answer = await served.post({ jsonrpc: '2.0', id: 0, method: 'initialize', params }, { authorization }, path);
      if (answer.status !== 200) throw new Error(`initialize: ${answer.status} ${answer.text}`);
      const headers = {
        authorization,
        'mcp-session-id': String(answer.headers['mcp-session-id']),
        'mcp-protocol-version': JSON.parse(answer.text).result.protocolVersion,
      };
      await served.post({ jsonrpc: '2.0', method: 'notifications/initialized' }, headers, path);
      return headers;
    },
    async close() {
      front.endAll();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return served;
}

export const call = (name: string, args: Record<string, unknown> = {}, id: number | string = 1, more: Record<string, unknown> = {}) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: args, ...more },
});

const own = 'io.modelcontextprotocol/';

/** a request of the stateless generation, with the headers that belong to it */
export function stateless(
  method: string,
  params: Record<string, unknown> = {},
  {
    capabilities = {},
    id = 1,
    meta = {},
    client = 'modern',
  }: { capabilities?: object; id?: number | string; meta?: object; client?: string } = {},
): [body: Record<string, unknown>, headers: Record<string, string | null>] {
  const name = params.name ?? params.uri;
  return [
    {
      jsonrpc: '2.0',
      id,
      method,
      params: {
        ...params,
        _meta: {
          [`${own}protocolVersion`]: '2026-07-28',
          [`${own}clientCapabilities`]: capabilities,
          [`${own}clientInfo`]: { name: client, version: '1' },
          ...meta,
        },
      },
    },
    { 'mcp-protocol-version': '2026-07-28', 'mcp-method': method, ...(typeof name === 'string' ? { 'mcp-name': name } : {}) },
  ];
}

/** an open event stream, read as it comes */
export interface OpenEvents {
  readonly status: number;
  readonly events: { id?: string; data: string }[];
  readonly messages: Record<string, unknown>[];
  readonly ended: boolean;
  until(what: (messages: Record<string, unknown>[]) => boolean, withinMs?: number): Promise<Record<string, unknown>[]>;
  untilEnded(withinMs?: number): Promise<void>;
  cut(): void;
}

export async function openEvents(url: string, init: RequestInit): Promise<OpenEvents> {
  const stop = new AbortController();
  const answer = await fetch(url, { ...init, signal: stop.signal });
  const events: { id?: string; data: string }[] = [];
  const messages: Record<string, unknown>[] = [];
  let ended = false;
  let waiting: (() => void)[] = [];
  const wake = () => {
    for (const resume of waiting.splice(0)) resume();
    waiting = [];
  };
  void (async () => {
    let rest = '';
    const decoder = new TextDecoder();
    try {
      for await (const chunk of answer.body!) {
        rest += decoder.decode(chunk, { stream: true });
        const parts = rest.split('\n\n');
        rest = parts.pop()!;
        for (const part of parts) {
          const line = (name: string) =>
            part
              .split('\n')
              .find((each) => each.startsWith(`${name}:`))
              ?.slice(name.length + 1)
              .trim();
          const data = line('data');
          if (data === undefined) continue;
          events.push({ id: line('id'), data });
          if (data !== '') messages.push(JSON.parse(data));
        }
        wake();
      }
    } catch {
      // cut, by us or by them: that it ended is what counts
    }
    ended = true;
    wake();
  })();
  async function until(what: () => boolean, withinMs: number, words: () => string): Promise<void> {
    const latest = performance.now() + withinMs;
    while (!what()) {
      const left = latest - performance.now();
      if (left <= 0) throw new Error(words());
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }
  return {
    status: answer.status,
    events,
    messages,
    get ended() {
      return ended;
    },
    async until(what, withinMs = 10_000) {
      await until(
        () => what(messages),
        withinMs,
        () => `not seen among ${JSON.stringify(messages).slice(0, 500)}`,
      );
      return messages;
    },
    untilEnded: (withinMs = 10_000) =>
      until(
        () => ended,
        withinMs,
        () => 'the stream is still open',
      ),
    cut: () => stop.abort(),
  };
}

export async function eventually(what: () => boolean, words: string, withinMs = 10_000): Promise<void> {
  const latest = performance.now() + withinMs;
  while (!what()) {
    if (performance.now() > latest) throw new Error(`it never came about: ${words}`);
    await new Promise((resume) => setTimeout(resume, 5));
  }
}

/** starts a slow call, lets its client vanish, and says how long it took until the call was told; the quickest of a few, as machines have other work */
export async function msUntilCancelled(served: ServedFront, headers: Record<string, string>, body: unknown): Promise<number> {
  const took: number[] = [];
  for (let attempt = 0; attempt < 5 && !(Math.min(...took) < 200); attempt++) {
    const stop = new AbortController();
    const all = { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers };
    const asking = fetch(served.url, { method: 'POST', headers: all, body: JSON.stringify(body), signal: stop.signal }).catch(() => null);
    await eventually(() => served.router.running === 1, 'the call runs');
    const at = performance.now();
    stop.abort();
    await asking;
    await eventually(() => served.router.running === 0, 'the call is cancelled');
    took.push(served.router.aborted.at(-1)!.at - at);
  }
  return Math.min(...took);
}
