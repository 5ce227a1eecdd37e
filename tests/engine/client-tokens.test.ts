// A client's own token against a real engine: what it opens, what it does not, and its end. Over HTTP and through `connect`, with real clients.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routeList } from '../../contract/routes/table.ts';
import { entry, LiveEngine, server, until } from '../support/live-engine.ts';

let engine: LiveEngine;
beforeAll(async () => {
  engine = new LiveEngine({
    mcpJson: { echo: server('echo-min.mjs'), other: server('echo-min.mjs') },
    config: 'gateway: { profiles: { work: { servers: [echo] } } }\n',
  });
  await engine.start();
  await engine.running('echo');
  await engine.running('other');
});
afterAll(() => engine.close());

interface Made {
  name: string;
  token: string;
}
const add = (body: object) => engine.api<Made>('POST', '/clients/tokens', body);
const post = (path: string, token: string, body: object, headers: Record<string, string> = {}) =>
  fetch(`${engine.url}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: JSON.stringify(body),
  });
const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
};
type Mode = 'legacy' | { pin: '2026-07-28' };
const modes: Mode[] = ['legacy', { pin: '2026-07-28' }];
async function http(token: string, mode: Mode, path = '/mcp') {
  const client = new ClientV2({ name: 'real', version: '1' }, { versionNegotiation: { mode } });
  await client.connect(new HttpV2(new URL(engine.url + path), { requestInit: { headers: { authorization: `Bearer ${token}` } } }));
  return client;
}
const names = async (client: ClientV2) => (await client.listTools()).tools.map((tool) => tool.name);

describe('a token with a profile', () => {
  let token: string;
  beforeAll(async () => {
    ({ token } = await add({ name: 'worker', profile: 'work' }));
  });

  it.each(modes)('opens just that, %j', async (mode) => {
    const client = await http(token, mode);
    const seen = await names(client);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.every((name) => name.startsWith('echo__'))).toBe(true);
    await client.close();
    await expect(http(token, mode, '/mcp/p/default')).rejects.toThrow();
  });

  it('is refused elsewhere with the reason, and on every other route', async () => {
    for (const path of ['/mcp/p/default', '/mcp/p/ops']) {
      const refused = await post(path, token, initialize);
      expect(refused.status).toBe(403);
      expect(await refused.json()).toMatchObject({ code: 'forbidden', detail: expect.stringContaining('/mcp/p/work') });
    }
    for (const [, route] of routeList.filter(([, each]) => each.access === 'token')) {
      const path = route.path.replace(/\{\w+\}/g, 'x');
      const answer = await fetch(engine.url + path, { method: route.method, headers: { authorization: `Bearer ${token}` } });
      expect(answer.status, `${route.method} ${path}`).toBe(401);
      await answer.body?.cancel();
    }
  });

  it('is shown by its name, with its last use', async () => {
    const client = await http(token, 'legacy');
    const { callers } = await engine.api<{ callers: object[] }>('GET', '/gateway');
    expect(callers).toContainEqual(expect.objectContaining({ label: 'worker', token: 'worker', profile: 'work', connected: true }));
    expect(await engine.api('GET', '/clients/tokens')).toContainEqual(
      expect.objectContaining({ name: 'worker', profile: 'work', connected: true, lastUsedAt: expect.stringMatching(/^20/) }),
    );
    const listed = await engine.run('clients', 'list');
    expect(listed.out).toMatch(/worker +worker +work +full +real 1 +connected/);
    await client.close();
  });
});

describe('revoked', () => {
  it('ends what is open with it, with the reason, and leaves others alone', async () => {
    const { token } = await add({ name: 'short' });
    const bystander = await http((await add({ name: 'bystander' })).token, 'legacy');
    const session = (await post('/mcp', token, initialize)).headers.get('mcp-session-id')!;
    const stream = await fetch(`${engine.url}/mcp`, {
      headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream', 'mcp-session-id': session },
    });
    const heard = stream.text();
    expect(await engine.api('DELETE', '/clients/tokens/short')).toEqual({ name: 'short', ended: 1 });
    expect(await heard).toContain('The token “short” was revoked');
    expect((await post('/mcp', token, initialize)).status).toBe(401);
    const inSession = await post('/mcp', token, { jsonrpc: '2.0', id: 2, method: 'ping' }, { 'mcp-session-id': session });
    expect(inSession.status).toBe(401);
    expect((await names(bystander)).length).toBeGreaterThan(0);
    await bystander.close();
  });

  it('fails a stateless subscription with the reason', async () => {
    const { token } = await add({ name: 'listener' });
    const own = 'io.modelcontextprotocol/';
    const answer = await post(
      '/mcp',
      token,
      {
        jsonrpc: '2.0',
        id: 7,
        method: 'subscriptions/listen',
        params: {
          notifications: { toolsListChanged: true },
          _meta: {
            [`${own}protocolVersion`]: '2026-07-28',
            [`${own}clientCapabilities`]: {},
            [`${own}clientInfo`]: { name: 'l', version: '1' },
          },
        },
      },
      { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'subscriptions/listen' },
    );
    const heard = answer.text();
    await until('the subscription', async () => {
      const { ended } = await engine.api<{ ended: number }>('DELETE', '/clients/tokens/listener').catch(() => ({ ended: -1 }));
      return ended !== 0;
    });
    expect(await heard).toMatch(/"id":7,"error":\{"code":-32000,"message":"The token “listener” was revoked/);
  });
});

describe('through connect', () => {
  const bridge = (env: Record<string, string>, ...args: string[]) =>
    new StdioV2({ command: process.execPath, args: [entry, 'connect', ...args], env: { ...engine.env, ...env }, stderr: 'pipe' });

  it.each(modes)('from the environment or a file, %j', async (mode) => {
    const { token } = await add({ name: `bridge-${JSON.stringify(mode).replace(/\W/g, '')}`, profile: 'work' });
    const file = join(engine.folder, 'token');
    writeFileSync(file, `${token}\n`, { mode: 0o600 });
    for (const transport of [
      bridge({ ROUNDHOUSE_TOKEN: token }),
      bridge({ ROUNDHOUSE_TOKEN_FILE: file }),
      bridge({}, '--token-file', file),
    ]) {
      const client = new ClientV2({ name: 'real', version: '1' }, { versionNegotiation: { mode } });
      await client.connect(transport);
      expect(await names(client)).not.toContain('other__echo');
      expect((await names(client)).length).toBeGreaterThan(0);
      await client.close();
    }
  });

  it('one that opens nothing is said at once', async () => {
    const began = performance.now();
    const client = new ClientV2({ name: 'real', version: '1' }, { versionNegotiation: { mode: 'legacy' } });
    await expect(client.connect(bridge({ ROUNDHOUSE_TOKEN: 'rhc_wrong' }))).rejects.toThrow(/revoked/);
    expect(performance.now() - began).toBeLessThan(20_000);
    await client.close();
  });
});

describe('on the command line', () => {
  it('a token is printed once, and never again', async () => {
    const made = await engine.run('clients', 'token', 'add', 'by-hand', '--profile', 'work', '--surface', 'lazy');
    expect(made.code).toBe(0);
    const token = made.out.trim();
    expect(token).toMatch(/^rhc_[\w-]{43}$/);
    const listed = await engine.run('clients', 'token', 'list', '--json');
    expect(JSON.parse(listed.out)).toContainEqual(
      expect.objectContaining({ name: 'by-hand', profile: 'work', surface: 'lazy', lastUsedAt: null }),
    );
    expect((await post('/mcp', token, initialize)).status).toBe(200);
    expect((await engine.run('clients', 'token', 'list')).out).toMatch(/by-hand +work +lazy /);
    expect((await engine.run('clients', 'token', 'add', 'by-hand')).code).toBe(1);
    expect((await engine.run('clients', 'token', 'add', 'x', '--profile', 'none')).err).toContain('There is: default, ops, work');
    expect((await engine.run('clients', 'token', 'add', 'no good')).code).toBe(2);
    expect((await engine.run('clients', 'token', 'revoke', 'by-hand')).out).toMatch(/opens nothing any more/);
    expect((await engine.run('clients', 'token', 'revoke', 'by-hand')).code).toBe(1);
    const audit = await engine.run('audit', '--json');
    expect(audit.out).toContain('"revoke token"');
    for (const file of filesBelow(engine.home)) expect(readFileSync(file, 'latin1'), file).not.toContain(token.slice(4));
  });
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((each) => join(each.parentPath, each.name))
    .filter((file) => statSync(file).isFile());
}
