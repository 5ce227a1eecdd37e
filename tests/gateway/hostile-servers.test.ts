// What servers may put into their definitions and answers to make the gateway fetch, think or fall; and whether they see what is not theirs.
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { LiveEngine, server } from '../support/live-engine.ts';
import { openSession, post, readJournal, witness } from './support/wire.ts';

let engine: LiveEngine;
let beacon: Server | undefined;
afterEach(async () => {
  beacon?.close();
  beacon = undefined;
  await engine.close();
});

const meta = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
};
const modern = (method: string, params: Record<string, unknown> = {}, token = engine.token) =>
  post(
    engine,
    { jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: meta } },
    {
      authorization: `Bearer ${token}`,
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
      ...(typeof params.name === 'string' && { 'mcp-name': params.name }),
    },
  );

describe('schemas of tools', () => {
  it('are passed on and never followed: nothing is fetched, nothing takes long, and other servers are served', async () => {
    const fetched: string[] = [];
    const listening = createServer((request, response) => {
      fetched.push(String(request.url));
      response.end('{"type":"string"}');
    });
    beacon = listening;
    await new Promise<void>((done) => listening.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}/`;
    engine = new LiveEngine({
      mcpJson: { bad: server('hostile-schemas.mjs', '--url', url), good: server('echo-min.mjs') },
      config: 'gateway: { profiles: { few: { surface: lazy } } }\nservers: { bad: { pin: enforce } }\n',
    });
    await engine.start();
    for (const name of ['bad', 'good']) await engine.running(name);
    const session = await openSession(engine);
    const { result } = await session.ask('list', 'tools/list');
    const tools = result!.tools as { name: string; inputSchema: { properties: Record<string, unknown> } }[];
    expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining(['bad__remote', 'bad__nested', 'good__echo']));
    expect(tools.find(({ name }) => name === 'bad__remote')!.inputSchema.properties.text).toEqual({ $ref: `${url}input.json` });
    expect((await modern('tools/list')).status).toBe(200);

    const given = { text: `${'a'.repeat(40)}!`, [`${'b'.repeat(40)}!`]: 'x' };
    for (const name of ['remote', 'file', 'pattern', 'nested']) {
      const began = performance.now();
      expect((await session.call(name, `bad__${name}`, given)).error).toBeUndefined();
      expect((await modern('tools/call', { name: `bad__${name}`, arguments: given })).status).toBe(200);
      // a pattern that is tried on these takes minutes
      expect(performance.now() - began).toBeLessThan(2_000);
    }
    await modern('tools/call', { name: 'bad__header', arguments: { region: 'eu' } });

    const lazy = await openSession(engine, 'lazy', '/mcp/p/few');
    const ask = (name: string, args: Record<string, unknown>) =>
      post(engine, { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name, arguments: args } }, lazy.headers, '/mcp/p/few');
    expect((await ask('search_tools', { query: '(a+)+$ remote' })).status).toBe(200);
    expect((await ask('describe_tool', { name: 'bad__remote' })).text).toContain('input.json');
    expect((await ask('call_tool', { name: 'bad__remote', arguments: given })).status).toBe(200);
    expect((await engine.run('tools', 'list', '--json')).code).toBe(0);
    expect((await engine.run('tools', 'call', 'bad__remote', '--args', JSON.stringify(given))).code).toBe(0);
    expect((await session.call('after', 'good__echo', { x: 1 })).error).toBeUndefined();
    expect(fetched).toEqual([]);
  }, 60_000);
});

it('an answer without a bottom fails or passes alone', async () => {
  engine = new LiveEngine({ mcpJson: { bad: server('hostile-schemas.mjs') } });
  await engine.start();
  const { pid } = await engine.running('bad');
  const session = await openSession(engine);
  for (const levels of [100, 5_000, 100_000, 1_000_000]) {
    const { status, text } = await post(
      engine,
      { jsonrpc: '2.0', id: levels, method: 'tools/call', params: { name: 'bad__deep', arguments: { levels } } },
      session.headers,
    );
    expect([levels, status]).toEqual([levels, 200]);
    expect(text.startsWith('{"jsonrpc":"2.0"') || text.includes('data: {"jsonrpc":"2.0"')).toBe(true);
    expect((await session.call(`after ${levels}`, 'bad__remote', { text: 'x' })).error).toBeUndefined();
  }
  expect((await engine.server('bad')).pid).toBe(pid);
}, 60_000);

it('tokens of single clients, and ids of bridges, reach no server, no log and no history, also where arguments are kept', async () => {
  engine = new LiveEngine({ config: 'gateway: { record: { arguments: true } }\n' });
  const journal = join(engine.folder, 'journal');
  engine.writeMcp({ w: witness(journal) });
  await engine.start();
  await engine.running('w');
  const { token } = await engine.api<{ token: string }>('POST', '/clients/tokens', { name: 'worker' });
  const bridge = 'bridge-id-of-a-client-0123456789';
  const [authorization, header] = [`Bearer ${token}`, { 'roundhouse-bridge': bridge }];
  const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'w__echo', arguments: { authorization }, _meta: meta } };
  const headers = { authorization, 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'w__echo', ...header };
  expect((await post(engine, call, headers)).status).toBe(200);
  expect((await post(engine, 'garbage', headers)).status).toBeGreaterThanOrEqual(400);
  expect((await post(engine, call, { ...headers, authorization: `${authorization}x` })).status).toBe(401);
  await engine.run('tools', 'call', 'w__echo');
  const heard = readJournal(journal).map((entry) => JSON.stringify(entry));
  // what the client itself says to the server is the client's affair
  expect(heard.filter((line) => line.includes(token))).toHaveLength(1);
  expect(heard.join('')).not.toContain(bridge);
  expect(heard.join('')).not.toContain(engine.token);
  await engine.signal('SIGTERM');
  for (const secret of [token, bridge]) {
    expect(engine.said).not.toContain(secret);
    expect(holdersOf(secret)).toEqual([]);
  }
}, 60_000);

const holdersOf = (secret: string): string[] =>
  readdirSync(engine.home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(secret));
