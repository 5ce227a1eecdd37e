// What servers ask and tell in the middle of their work, with the official clients of both generations, over HTTP and through `connect`:
// `mcp-server-everything` is of the handshake generation, the other one of the stateless.
import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
  LoggingMessageNotificationSchema,
  ResourceUpdatedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallRecord } from '../../core/gateway/gateway.ts';
import { freePort, killAll, real, said } from '../link/support/children.ts';
import { bin, LiveEngine, server, until } from '../support/live-engine.ts';
import { carriersOf, textOf } from '../support/real-client.ts';

const info = { name: 'real-client', version: '1' };
const capabilities = { sampling: {}, elicitation: { form: {}, url: {} }, roots: { listChanged: true } };
const sampled = { model: 'none', role: 'assistant' as const, content: { type: 'text' as const, text: 'forty-two' } };
const roots = { roots: [{ uri: 'file:///home/ada/here', name: 'here' }] };

const entries: Record<string, unknown> = {
  everything: { command: bin('mcp-server-everything'), args: ['stdio'] },
  later: server('stateless-sdk.mjs'),
};

let engine: LiveEngine;
beforeAll(async () => {
  engine = new LiveEngine();
  engine.writeMcp(entries);
  await engine.start();
  await engine.running('everything', 30_000);
  await engine.running('later', 30_000);
});
afterAll(() => engine.close());

interface Heard {
  asked: { method: string; params: Record<string, unknown> }[];
  updated: string[];
  logged: { level: string; data: unknown }[];
}
interface Options {
  onProgress?: (progress: number) => void;
  signal?: AbortSignal;
  timeout?: number;
}
/** What a client does here, whatever it is made of. */
interface Used extends Heard {
  call(name: string, args?: Record<string, unknown>, options?: Options): Promise<string>;
  /** from now on it hears of updates of this resource */
  watch(uri: string): Promise<void>;
  resources(): Promise<string[]>;
  wantLogs(): Promise<void>;
  close(): Promise<void>;
}

const { address, requestInit, command } = carriersOf(() => engine);

function answerTo(heard: Heard, method: string, params: Record<string, unknown> = {}) {
  heard.asked.push({ method, params });
  return params.mode === 'url' ? { action: 'accept' as const } : { action: 'accept' as const, content: { name: 'Ada', yes: true } };
}
const settings = ({ onProgress, signal, timeout }: Options) => ({
  ...(signal ? { signal } : {}),
  ...(timeout ? { timeout, resetTimeoutOnProgress: true } : {}),
  ...(onProgress ? { onprogress: ({ progress }: { progress: number }) => onProgress(progress) } : {}),
});

async function v2(mode: 'legacy' | { pin: '2026-07-28' }, transport: HttpV2 | StdioV2): Promise<Used> {
  const heard: Heard = { asked: [], updated: [], logged: [] };
  const client = new ClientV2(info, { capabilities, versionNegotiation: { mode } });
  const isStateless = mode !== 'legacy';
  client.setRequestHandler('sampling/createMessage', ({ params }) => {
    heard.asked.push({ method: 'sampling/createMessage', params });
    return sampled;
  });
  client.setRequestHandler('elicitation/create', ({ params }) => answerTo(heard, 'elicitation/create', params));
  client.setRequestHandler('roots/list', () => roots);
  client.setNotificationHandler('notifications/resources/updated', ({ params }) => void heard.updated.push(params.uri));
  client.setNotificationHandler('notifications/message', ({ params }) => void heard.logged.push(params));
  await client.connect(transport);
  let meta = {};
  return {
    ...heard,
    async call(name, args = {}, options = {}) {
      return textOf(await client.callTool({ name, arguments: args, ...meta }, settings(options)));
    },
    async watch(uri) {
      if (isStateless) await client.listen({ resourceSubscriptions: [uri] });
      else await client.subscribeResource({ uri });
    },
    resources: async () => (await client.listResources()).resources.map(({ uri }) => uri),
    async wantLogs() {
      if (isStateless) meta = { _meta: { 'io.modelcontextprotocol/logLevel': 'debug' } };
      else await client.setLoggingLevel('debug');
    },
    close: () => client.close(),
  };
}

async function v1(transport: HttpV1 | StdioV1): Promise<Used> {
  const heard: Heard = { asked: [], updated: [], logged: [] };
  const client = new ClientV1(info, { capabilities });
  client.setRequestHandler(CreateMessageRequestSchema, ({ params }) => {
    heard.asked.push({ method: 'sampling/createMessage', params });
    return sampled;
  });
  client.setRequestHandler(ElicitRequestSchema, ({ params }) => answerTo(heard, 'elicitation/create', params));
  client.setRequestHandler(ListRootsRequestSchema, () => roots);
  client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => void heard.updated.push(params.uri));
  client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => void heard.logged.push(params));
  // its own types disagree with each other where properties may be undefined
  await client.connect(transport as Parameters<typeof client.connect>[0]);
  return {
    ...heard,
    call: async (name, args = {}, options = {}) => textOf(await client.callTool({ name, arguments: args }, undefined, settings(options))),
    watch: async (uri) => void (await client.subscribeResource({ uri })),
    resources: async () => (await client.listResources()).resources.map(({ uri }) => uri),
    wantLogs: async () => void (await client.setLoggingLevel('debug')),
    close: () => client.close(),
  };
}

const clients: Record<string, () => Promise<Used>> = {
  'SDK v1 over HTTP': () => v1(new HttpV1(address(), { requestInit: requestInit() })),
  'SDK v1 through connect': () => v1(new StdioV1(command())),
  'SDK v2 over HTTP, handshake': () => v2('legacy', new HttpV2(address(), { requestInit: requestInit() })),
  'SDK v2 through connect, handshake': () => v2('legacy', new StdioV2(command())),
  'SDK v2 over HTTP, stateless': () => v2({ pin: '2026-07-28' }, new HttpV2(address(), { requestInit: requestInit() })),
  'SDK v2 through connect, stateless': () => v2({ pin: '2026-07-28' }, new StdioV2(command())),
};

describe.each(['sse', 'streamableHttp'])('a remote over %s', (kind) => {
  const name = `remote-${kind}`;
  beforeAll(async () => {
    const port = await freePort();
    const remote = real('mcp-server-everything', [kind], { PORT: String(port) });
    await said(remote, /port/i, 'stderr');
    const [type, path] = kind === 'sse' ? ['sse', 'sse'] : ['http', 'mcp'];
    entries[name] = { type, url: `http://127.0.0.1:${port}/${path}` };
    engine.writeMcp(entries);
    await engine.running(name, 30_000);
  });
  afterAll(async () => {
    delete entries[name];
    engine.writeMcp(entries);
    await until('it to be gone', async () => !(await engine.servers()).some((view) => view.name === name));
    await killAll();
  });

  it.each(['SDK v1 over HTTP', 'SDK v2 through connect, stateless'])('%s: asks, tells, and ends with its client', async (which) => {
    const client = await clients[which]!();
    const call = (tool: string, args = {}, options: Options = {}) => client.call(`${name}__${tool}`, args, options);
    expect(await call('trigger-sampling-request', { prompt: 'what?' })).toContain('forty-two');
    expect(await call('trigger-elicitation-request')).toContain('Ada');
    expect(await call('get-roots-list')).toContain('file:///home/ada/here');
    const heard: number[] = [];
    const onProgress = (progress: number) => heard.push(progress);
    await call('trigger-long-running-operation', { duration: 0.5, steps: 5 }, { onProgress });
    expect(heard.slice(0, 4)).toEqual([1, 2, 3, 4]);
    await client.close();
  });
});

describe.each(Object.keys(clients))('%s', (which) => {
  let client: Used;
  beforeAll(async () => {
    client = await clients[which]!();
  });
  afterAll(() => client?.close());

  it('is asked for a sample', async () => {
    expect(await client.call('everything__trigger-sampling-request', { prompt: 'what?' })).toContain('forty-two');
    expect(client.asked.at(-1)).toMatchObject({ method: 'sampling/createMessage', params: { messages: [{ role: 'user' }] } });
  });

  it('is asked for a form', async () => {
    expect(await client.call('everything__trigger-elicitation-request')).toContain('Ada');
    expect(client.asked.at(-1)).toMatchObject({ params: { requestedSchema: { type: 'object' } } });
  });

  it('is asked to open an address', async () => {
    const url = 'https://example.org/sign';
    expect(await client.call('everything__trigger-url-elicitation', { url, message: 'open it' })).toContain(
      'completed the URL elicitation',
    );
    expect(client.asked.at(-1)).toMatchObject({ params: { mode: 'url', url } });
  });

  it('is told that an address must be opened first, and then goes on', async () => {
    const args = { url: `https://example.org/${encodeURIComponent(which)}`, errorPath: true };
    const call = () => client.call('everything__trigger-url-elicitation', args);
    // clients of the stateless generation know only rounds; the others get the server's own error, and ask again by themselves
    if (!which.includes('stateless')) await expect(call()).rejects.toMatchObject({ code: -32042 });
    expect(await call()).toContain('completed the URL elicitation');
    if (which.includes('stateless')) {
      expect(client.asked.slice(-2)).toMatchObject([{ params: { url: 'https://modelcontextprotocol.io' } }, { params: { url: args.url } }]);
    }
  });

  it('is asked for its roots', async () => {
    expect(await client.call('everything__get-roots-list')).toContain('file:///home/ada/here');
  });

  it('is asked one thing, and three at once, by a stateless server', async () => {
    expect(await client.call('later__confirm')).toContain('"yes":true');
    const survey = await client.call('later__survey');
    expect(survey).toContain('forty-two');
    expect(survey).toContain('file:///home/ada/here');
    expect(await client.call('later__later')).toBe('now');
  });

  it('hears of a resource that it watches', async () => {
    const [uri = ''] = await client.resources();
    await client.watch(uri);
    // it tells at once, and then every five seconds; an earlier client may have left it on
    for (let tries = 0; tries < 2 && !client.updated.includes(uri); tries += 1) {
      await client.call('everything__toggle-subscriber-updates');
      await until('an update', () => client.updated.includes(uri), 2_000).catch(() => {});
    }
    expect(client.updated).toContain(uri);
    await client.call('everything__toggle-subscriber-updates');
  });

  it('gets log messages in the level that it asked for', async () => {
    await client.wantLogs();
    const simulated = () => client.logged.find(({ data }) => /[Ll]evel.message/.test(String(data)));
    for (let tries = 0; tries < 2 && !simulated(); tries += 1) {
      await client.call('everything__toggle-simulated-logging');
      await until('a message', () => simulated() !== undefined, 2_000).catch(() => {});
    }
    expect(simulated()).toBeDefined();
    await client.call('everything__toggle-simulated-logging');
  });

  it('waits for a long call that tells of its progress', async () => {
    const heard: number[] = [];
    const options = { timeout: 1_000, onProgress: (progress: number) => heard.push(progress) };
    const said = await client.call('everything__trigger-long-running-operation', { duration: 1.5, steps: 10 }, options);
    expect(said).toContain('completed');
    expect(heard.slice(0, 9)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('cancels a long call', async () => {
    const abort = new AbortController();
    let begun = () => {};
    const underway = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const call = client.call(
      'everything__trigger-long-running-operation',
      { duration: 600, steps: 3_000 },
      { signal: abort.signal, onProgress: () => begun() },
    );
    const refused = expect(call).rejects.toThrow();
    await underway;
    abort.abort();
    await refused;
    await until('the record of it', async () => {
      const [last] = await engine.api<CallRecord[]>('GET', '/calls?limit=1');
      return last?.target === 'everything__trigger-long-running-operation' && last.outcome === 'cancelled';
    });
  });
});
