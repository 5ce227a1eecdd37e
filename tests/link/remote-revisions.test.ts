// Remotes that refuse a revision, change it behind their address, or want arguments in headers.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { OpenOptions } from '../../core/link/link.ts';
import { openRemote } from '../../core/link/open-remote.ts';
import { clientInfo, until, watched } from './support/children.ts';

type Answer = {
  status?: number;
  result?: unknown;
  error?: { code: number; message: string; data?: unknown };
  headers?: Record<string, string>;
};
interface Asked {
  method: string;
  params: Record<string, unknown>;
  headers: IncomingMessage['headers'];
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Answers each POST by `answer`; every other request is not offered. */
async function scripted(answer: (asked: Asked) => Answer): Promise<{ url: string; heard: Asked[] }> {
  const heard: Asked[] = [];
  const server = createServer(async (request, response) => {
    if (request.method !== 'POST') return void response.writeHead(405).end();
    let body = '';
    for await (const piece of request) body += piece;
    const { id, method, params } = JSON.parse(body);
    const asked = { method, params, headers: request.headers };
    heard.push(asked);
    if (id === undefined) return void response.writeHead(202).end();
    const { status = 200, result, error, headers } = answer(asked);
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify({ jsonrpc: '2.0', id, ...(error ? { error } : { result }) }));
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`, heard };
}

async function open(url: string, options: Partial<OpenOptions> = {}) {
  const { seen, events } = watched();
  return { link: await openRemote({ type: 'http', url, headers: {} }, { events, clientInfo, timeoutMs: 15_000, ...options }), seen };
}

const complete = (result: object): Answer => ({ result: { resultType: 'complete', ttlMs: 0, cacheScope: 'private', ...result } });
const unsupported = (...supported: string[]): Answer => ({
  status: 400,
  error: { code: -32022, message: 'Unsupported protocol version', data: { supported } },
});
const discovered = complete({ supportedVersions: ['2026-07-28'], capabilities: { tools: { listChanged: true } } });
const tool = (name: string, region: object) => ({ name, inputSchema: { type: 'object', properties: { region } } });
const timeoutMs = 10_000;

describe('a remote that refuses a revision', () => {
  it('is asked again in the one it names, once', async () => {
    let refusals = 1;
    const { url, heard } = await scripted(({ method }) => {
      if (refusals-- > 0) return unsupported('2026-07-28');
      return method === 'server/discover' ? discovered : complete({ tools: [] });
    });
    const { link } = await open(url, { generation: 'stateless' });
    expect(link.protocolVersion).toBe('2026-07-28');
    expect(heard.map(({ method }) => method).slice(0, 3)).toEqual(['server/discover', 'server/discover', 'tools/list']);
    await link.close();
  });

  it('is greeted in the other generation when it names one of that, on the same connection', async () => {
    const { url, heard } = await scripted(({ method, params }) => {
      if (method === 'server/discover') return unsupported('2025-06-18', '2025-03-26');
      if (method === 'tools/list') return { result: { tools: [] } };
      if (params.protocolVersion !== '2025-06-18') return { error: { ...unsupported('2025-06-18', '2025-03-26').error!, code: -32602 } };
      return { result: { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo: { name: 'old', version: '1' } } };
    });
    const { link } = await open(url, { generation: 'stateless' });
    expect(link).toMatchObject({ generation: 'handshake', protocolVersion: '2025-06-18' });
    const greetings = heard.filter(({ method }) => method === 'initialize').map(({ params }) => params.protocolVersion);
    expect(greetings).toEqual(['2025-11-25', '2025-06-18']);
    await link.close();
  });

  it('says what it speaks when that is nothing that is spoken here', async () => {
    const { url } = await scripted(() => unsupported('2031-01-01'));
    await expect(open(url)).rejects.toThrow('(it speaks 2031-01-01)');
  });
});

describe('a remote that is another one behind the same address', () => {
  it('is greeted anew when it speaks the stateless generation no more', async () => {
    let isOld = false;
    const { url } = await scripted(({ method }) => {
      if (isOld) return unsupported('2025-11-25');
      return method === 'server/discover' ? discovered : complete({ tools: [], content: [] });
    });
    const { link, seen } = await open(url, { generation: 'stateless' });
    isOld = true;
    await expect(link.request('tools/call', { name: 'any' }, { timeoutMs })).rejects.toMatchObject({ code: -32022 });
    await until(() => seen.closed.length > 0);
    expect(seen.closed).toEqual(['it does not speak 2026-07-28 any more']);
    await expect(link.request('tools/call', { name: 'any' }, { timeoutMs })).rejects.toThrow('any more');
  });

  it('is believed when it refuses one request alone', async () => {
    const { url, heard } = await scripted(({ method }) => {
      if (method === 'tools/call') return unsupported('2026-07-28');
      return method === 'server/discover' ? discovered : complete({ tools: [] });
    });
    const { link, seen } = await open(url, { generation: 'stateless' });
    const discoveries = () => heard.filter(({ method }) => method === 'server/discover').length;
    const before = discoveries();
    await expect(link.request('tools/call', { name: 'any' }, { timeoutMs })).rejects.toMatchObject({ code: -32022 });
    await until(() => discoveries() > before);
    await link.check(timeoutMs);
    expect(seen.closed).toEqual([]);
    await link.close();
  });
});

describe('arguments in headers', () => {
  const region = { type: 'string', 'x-mcp-header': 'Region' };

  it('go with the call, and tools that ask for it wrongly are left out', async () => {
    const { url, heard } = await scripted(({ method }) => {
      if (method === 'server/discover') return discovered;
      return complete({ tools: [tool('go', region), tool('wrong', { ...region, type: 'array' })], content: [] });
    });
    const { link, seen } = await open(url, { generation: 'stateless' });
    expect(link.tools.map(({ name }) => name)).toEqual(['go']);
    expect(seen.noise).toEqual([expect.stringContaining('the tool wrong is left out')]);
    await link.request('tools/call', { name: 'go', arguments: { region: 'Zürich' } }, { timeoutMs });
    await link.request('tools/call', { name: 'go', arguments: { region: null } }, { timeoutMs });
    const [first, second] = heard.filter(({ method }) => method === 'tools/call');
    expect(first!.headers).toMatchObject({ 'mcp-param-region': '=?base64?WsO8cmljaA==?=', 'mcp-name': 'go', 'mcp-method': 'tools/call' });
    expect(first!.params.arguments).toEqual({ region: 'Zürich' });
    expect(second!.headers).not.toHaveProperty('mcp-param-region');
    await link.close();
  });

  it('are learned again when the remote wants others than it said', async () => {
    let now = { type: 'string' } as object;
    const { url, heard } = await scripted(({ method, headers }) => {
      if (method === 'server/discover') return discovered;
      if (method === 'tools/list') return complete({ tools: [tool('go', now)] });
      return headers['mcp-param-region'] === 'x'
        ? complete({ content: [] })
        : { status: 400, error: { code: -32020, message: 'mismatch' } };
    });
    const { link, seen } = await open(url, { generation: 'stateless' });
    now = region;
    const call = () => link.request('tools/call', { name: 'go', arguments: { region: 'x' } }, { timeoutMs });
    await expect(call()).rejects.toMatchObject({ code: -32020 });
    await until(() => seen.tools.length > 0);
    expect(await call()).toMatchObject({ content: [] });
    // what was refused was not sent again by itself
    expect(heard.filter(({ method }) => method === 'tools/call')).toHaveLength(2);
    await link.close();
  });

  it('are none of a handshake server’s business', async () => {
    const { url, heard } = await scripted(({ method, params }) => {
      if (method === 'server/discover') return { error: { code: -32601, message: 'no' } };
      if (method === 'initialize') return { result: { protocolVersion: params.protocolVersion, capabilities: { tools: {} } } };
      return { result: { tools: [tool('wrong', { ...region, type: 'array' }), tool('go', region)], content: [] } };
    });
    const { link } = await open(url);
    expect(link.tools).toHaveLength(2);
    await link.request('tools/call', { name: 'go', arguments: { region: 'x' } }, { timeoutMs });
    expect(heard.at(-1)!.headers).not.toHaveProperty('mcp-param-region');
    await link.close();
  });
});
