// The bridge against a gateway on the SDK: both generations, as they come.
import { Client } from '@modelcontextprotocol/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type StandIn, standInGateway } from '../../support/stand-in-gateway.ts';
import { type Bridged, bridged, call, greeted, initialize, stateless } from './harness.ts';

let client: Bridged;
let gateway: StandIn;
beforeEach(async () => {
  client = bridged({ 'x-roundhouse-client': 'tester' });
  gateway = await standInGateway(client.run);
});
afterEach(async () => {
  await client.close();
  await gateway.cut();
});

const words = (message: unknown): string => (message as { result: { content: { text: string }[] } }).result.content[0]!.text;

describe('the handshake generation', () => {
  it('keeps the session and its revision, and names the caller', async () => {
    const answer = await greeted(client);
    expect(answer).toMatchObject({
      jsonrpc: '2.0',
      id: 'init',
      result: { protocolVersion: '2025-11-25', serverInfo: { name: 'stand-in' } },
    });
    expect(words(await client.ask(call(2, 'echo', { message: 'hello' })))).toBe('Echo: hello');
    const [session] = gateway.sessions.keys();
    expect(gateway.seen.at(-1)).toMatchObject({ method: 'POST', path: '/mcp', session, version: '2025-11-25', client: 'tester' });
    expect(gateway.seen.at(-1)?.rpc).toBeUndefined();
  });

  it('says on every request that they are one client’s, by a name that nobody can guess', async () => {
    await greeted(client);
    await client.ask(call(2, 'echo', { message: 'hello' }));
    const other = bridged();
    const otherGateway = await standInGateway(other.run);
    try {
      await greeted(other);
      const ids = [gateway, otherGateway].map(({ seen }) => [...new Set(seen.map(({ bridge }) => bridge))]);
      expect(ids.map(({ length }) => length)).toEqual([1, 1]);
      expect(ids[0]).not.toEqual(ids[1]);
      for (const [id] of ids) expect(id).toMatch(/^[\w-]{20,}$/);
    } finally {
      await other.close();
      await otherGateway.cut();
    }
  });

  it('keeps its order when a client does not wait for the answer to initialize', async () => {
    client.tell({ jsonrpc: '2.0', ...initialize() });
    client.tell({ jsonrpc: '2.0', method: 'notifications/initialized' });
    expect(await client.ask({ id: 2, method: 'tools/list' })).toMatchObject({ result: { tools: expect.any(Array) } });
    expect(gateway.sessions.size).toBe(1);
  });

  it('carries progress, and notifications of the session', async () => {
    await greeted(client);
    expect(words(await client.ask(call(2, 'count', {}, { progressToken: 'p' })))).toBe('counted');
    const progress = client.said.filter((message) => message.method === 'notifications/progress');
    expect(progress.map((message) => (message.params as { progress: number }).progress)).toEqual([1, 2, 3]);
    await expect.poll(() => gateway.seen.some((request) => request.method === 'GET')).toBe(true);
    gateway.toolsChanged();
    await client.heard('list_changed', (message) => message.method === 'notifications/tools/list_changed');
  });

  it('carries questions to the client and its answers back', async () => {
    await greeted(client, { elicitation: {} });
    client.tell({ jsonrpc: '2.0', ...call(2, 'ask', { message: 'your name' }) });
    const question = await client.heard('a question', (message) => message.method === 'elicitation/create');
    client.tell({ jsonrpc: '2.0', id: question.id, result: { action: 'accept', content: { name: 'Ada' } } });
    expect(words(await client.heard('the answer', (message) => message.id === 2 && !message.method))).toBe(
      'answered accept {"name":"Ada"}',
    );
  });

  it('carries a cancellation, also one that comes at once', async () => {
    await greeted(client);
    await client.ask({ id: 1, method: 'ping' });
    client.tell({ jsonrpc: '2.0', ...call(2, 'wait', { message: 'a' }) });
    client.tell({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 2 } });
    await expect.poll(() => gateway.aborted).toEqual(['a']);
    expect(words(await client.ask(call(3, 'echo', { message: 'next' })))).toBe('Echo: next');
    expect(client.said.some((message) => message.id === 2)).toBe(false);
  });

  it('carries batches', async () => {
    client.tell([{ jsonrpc: '2.0', ...call(1, 'echo', { message: 'without a session' }) }]);
    await client.heard('a refusal', (message) => message.id === 1 && message.error !== undefined);
    const params = { protocolVersion: '2025-03-26', capabilities: {}, clientInfo: { name: 'test', version: '1' } };
    await client.ask({ id: 'init', method: 'initialize', params });
    client.tell({ jsonrpc: '2.0', method: 'notifications/initialized' });
    client.tell([
      { jsonrpc: '2.0', ...call(2, 'echo', { message: 'b' }) },
      { jsonrpc: '2.0', ...call(3, 'echo', { message: 'c' }) },
    ]);
    const flat = () => client.said.flat();
    await expect.poll(() => flat().filter((message) => message.id === 2 || message.id === 3).length).toBe(2);
  });

  it('answers what cannot be read', async () => {
    client.tell('{"jsonrpc": "2.0", "id": 1,');
    await client.heard('a parse error', (message) => (message.error as { code?: number })?.code === -32700);
    client.tell({ jsonrpc: '2.0' });
    await client.heard('an invalid request', (message) => (message.error as { code?: number })?.code === -32600);
  });

  it('hands a refusal on as an answer', async () => {
    await greeted(client);
    gateway.refuseWith(413);
    expect(await client.ask(call(2, 'echo'))).toMatchObject({ error: { code: -32000, message: 'refused with 413' } });
  });

  it('ends the session when the client is done', async () => {
    await greeted(client);
    await client.bridge.close(1_000);
    expect(gateway.seen.at(-1)?.method).toBe('DELETE');
    expect(gateway.sessions.size).toBe(0);
  });
});

describe('the stateless generation', () => {
  it('says in headers what the body says', async () => {
    expect(await client.ask(stateless({ id: 1, method: 'server/discover' }))).toMatchObject({
      result: { supportedVersions: ['2026-07-28'] },
    });
    expect(gateway.seen.at(-1)).toMatchObject({ version: '2026-07-28', rpc: 'server/discover' });
    expect(words(await client.ask(stateless(call(2, 'echo', { message: 'x' }))))).toBe('Echo: x');
    expect(gateway.seen.at(-1)).toMatchObject({ rpc: 'tools/call', name: 'echo' });
    const odd = await client.ask(stateless(call(3, ' Grüße\n')));
    expect((odd.error as { message: string }).message).not.toContain('header');
    expect(gateway.seen.at(-1)?.name).toBe(`=?base64?${Buffer.from(' Grüße\n').toString('base64')}?=`);
  });

  it('hands on what it is refused', async () => {
    const old = { 'io.modelcontextprotocol/protocolVersion': '2099-01-01' };
    const answer = await client.ask(stateless({ id: 1, method: 'tools/list', params: { _meta: old } }));
    expect(answer).toMatchObject({ id: 1, error: { code: -32022, data: { supported: ['2026-07-28'] } } });
  });

  it('carries progress, and ends a call that is cancelled', async () => {
    expect(words(await client.ask(stateless(call(1, 'count', {}, { progressToken: 7 }))))).toBe('counted');
    expect(client.said.filter((message) => message.method === 'notifications/progress')).toHaveLength(3);
    client.tell({ jsonrpc: '2.0', ...stateless(call(2, 'wait', { message: 'a' })) });
    await expect.poll(() => gateway.calls).toContain('wait a');
    client.tell({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 2 } });
    await expect.poll(() => gateway.aborted).toEqual(['a']);
  });

  it('carries subscriptions', async () => {
    client.tell({
      jsonrpc: '2.0',
      ...stateless({ id: 9, method: 'subscriptions/listen', params: { notifications: { toolsListChanged: true } } }),
    });
    await client.heard('an acknowledgement', (message) => message.method === 'notifications/subscriptions/acknowledged');
    gateway.toolsChanged();
    const told = await client.heard('list_changed', (message) => message.method === 'notifications/tools/list_changed');
    expect(told.params).toMatchObject({ _meta: { 'io.modelcontextprotocol/subscriptionId': 9 } });
    expect(client.bridge.underWay).toBe(0);
  });
});

describe('clients on the SDK', () => {
  it.each(['legacy', 'auto', { pin: '2026-07-28' }] as const)('work over it: %s', async (mode) => {
    const sdk = new Client({ name: 'sdk', version: '1' }, { capabilities: { elicitation: { form: {} } }, versionNegotiation: { mode } });
    sdk.setRequestHandler('elicitation/create', () => ({ action: 'accept' as const, content: { name: 'Ada' } }));
    await sdk.connect(client.transport());
    expect((await sdk.listTools()).tools.map((tool) => tool.name)).toEqual(['echo', 'fail', 'wait', 'count', 'ask']);
    const asked = await sdk.callTool({ name: 'ask', arguments: { message: 'it' } });
    expect(asked.content).toEqual([{ type: 'text', text: 'answered accept {"name":"Ada"}' }]);
    const progress: number[] = [];
    await sdk.callTool({ name: 'count', arguments: {} }, { onprogress: (step) => progress.push(step.progress) });
    expect(progress).toEqual([1, 2, 3]);
    await sdk.close();
  });
});
