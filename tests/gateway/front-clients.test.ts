// The official clients, old and new, speak with the front as they would with any server.
import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from '@modelcontextprotocol/client';
import { Client as EarlierClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as EarlierTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema, ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually, type ServedFront, serveFront, token } from './support/serve-front.ts';

let served: ServedFront;
beforeAll(async () => {
  served = await serveFront();
});
afterAll(() => served.close());

const requestInit = { headers: { authorization: `Bearer ${token}` } };
const info = (name: string) => ({ name, version: '1' });
const textOf = (result: unknown) => (result as { content: { text: string }[] }).content[0]!.text;
const accept = { action: 'accept' as const, content: { sure: true } };
const clientsNamed = (name: string) => served.front.clients().filter(({ caller }) => caller.clientInfo.name === name);

describe('the client of 2026, in each of its ways to agree', () => {
  test.each([
    ['legacy', 'legacy' as const, 'handshake'],
    ['auto', 'auto' as const, 'stateless'],
    ['pinned', { pin: '2026-07-28' }, 'stateless'],
  ])('%s', async (name, mode, generation) => {
    const client = new ModernClient(info(`modern-${name}`), { capabilities: { elicitation: {} }, versionNegotiation: { mode } });
    client.setRequestHandler('elicitation/create', async () => accept);
    const transport = new ModernTransport(new URL(served.url), { requestInit });
    await client.connect(transport);
    expect(client.getServerVersion()).toMatchObject({ name: 'roundhouse' });
    expect(client.getInstructions()).toBe('profile default');
    expect((await client.listTools()).tools.map((tool) => tool.name)).toContain('echo');
    expect(JSON.parse(textOf(await client.callTool({ name: 'caller', arguments: {} })))).toMatchObject({ generation });
    expect(textOf(await client.callTool({ name: 'confirm', arguments: {} }))).toBe('accept: {"sure":true}');
    expect((await client.readResource({ uri: 'mem://one' })).contents[0]).toMatchObject({ text: '1' });
    await expect(client.readResource({ uri: 'mem://none' })).rejects.toMatchObject({ data: { uri: 'mem://none' } });
    await expect(client.callTool({ name: 'fail', arguments: {} })).rejects.toMatchObject({ code: -32000, data: { detail: 7 } });

    const steps: number[] = [];
    await client.callTool({ name: 'progress', arguments: {} }, { onprogress: ({ progress }) => void steps.push(progress) });
    expect(steps).toEqual([1, 2, 3]);

    const stop = new AbortController();
    const slow = client.callTool({ name: 'slow', arguments: { tag: name } }, { signal: stop.signal });
    await eventually(() => served.router.running === 1, 'the call runs');
    stop.abort();
    await expect(slow).rejects.toThrow();
    await eventually(() => served.router.running === 0, 'the call is cancelled');

    let changes = 0;
    client.setNotificationHandler('notifications/tools/list_changed', () => void changes++);
    const subscription = generation === 'stateless' ? await client.listen({ toolsListChanged: true }) : null;
    const listening = () => [...served.router.listeners].filter(({ caller }) => caller.clientInfo.name === `modern-${name}`);
    await eventually(() => listening().length === 1, 'it listens');
    listening()[0]!.changed('tools');
    await eventually(() => changes === 1, 'it hears of the change');
    await subscription?.close();
    if (generation === 'handshake') await transport.terminateSession();
    await client.close();
    await eventually(() => listening().length === 0 && clientsNamed(`modern-${name}`).length === 0, 'nothing of it is left');
  });

  test('rounds, several of them, by its own loop', async () => {
    const client = new ModernClient(info('rounds'), {
      capabilities: { elicitation: {} },
      versionNegotiation: { mode: { pin: '2026-07-28' } },
    });
    let n = 0;
    client.setRequestHandler('elicitation/create', async () => ({ action: 'accept' as const, content: { n: ++n } }));
    await client.connect(new ModernTransport(new URL(served.url), { requestInit }));
    expect(textOf(await client.callTool({ name: 'chain', arguments: { rounds: 3 } }))).toBe('1,2,3');
    await client.close();
    expect(served.front.counts().parked).toBe(0);
  });
});

describe('the client before it', () => {
  test('everything that it does', async () => {
    const client = new EarlierClient(info('earlier'), { capabilities: { elicitation: {}, roots: { listChanged: true } } });
    client.setRequestHandler(ElicitRequestSchema, async () => accept);
    let changes = 0;
    client.setNotificationHandler(ToolListChangedNotificationSchema, () => void changes++);
    const transport = new EarlierTransport(new URL(served.url), { requestInit });
    await client.connect(transport as never);
    await client.ping();
    await client.setLoggingLevel('info');
    expect((await client.listTools()).tools).toHaveLength(15);
    expect(textOf(await client.callTool({ name: 'echo', arguments: { message: 'hi' } }))).toBe('Echo: hi');
    expect(textOf(await client.callTool({ name: 'confirm', arguments: {} }))).toBe('accept: {"sure":true}');
    const steps: number[] = [];
    await client.callTool({ name: 'progress', arguments: {} }, undefined, { onprogress: ({ progress }) => void steps.push(progress) });
    expect(steps).toEqual([1, 2, 3]);
    const big = textOf(await client.callTool({ name: 'gen', arguments: { n: 3_000_000 } }));
    expect(big.length).toBe(3_000_000);
    await eventually(() => clientsNamed('earlier')[0]?.streams === 1, 'it listens');
    [...served.router.listeners].find(({ caller }) => caller.clientInfo.name === 'earlier')!.changed('tools');
    await eventually(() => changes === 1, 'it hears of the change');
    await client.sendRootsListChanged();
    expect(served.router.heard.at(-1)).toMatchObject({ method: 'notifications/roots/list_changed' });

    const slow = client.callTool({ name: 'slow', arguments: {} }).catch((error: Error) => error);
    await eventually(() => served.router.running === 1, 'the call runs');
    await client.close();
    await slow;
    await eventually(() => served.router.running === 0, 'a client that closed has no calls');
  });

  test('both kinds at once, with equal ids', async () => {
    const many = await Promise.all(
      Array.from({ length: 12 }, async (_, n) => {
        const client =
          n % 2 ? new EarlierClient(info(`mix-${n}`)) : new ModernClient(info(`mix-${n}`), { versionNegotiation: { mode: 'auto' } });
        const transport =
          n % 2 ? new EarlierTransport(new URL(served.url), { requestInit }) : new ModernTransport(new URL(served.url), { requestInit });
        await client.connect(transport as never);
        return client;
      }),
    );
    await Promise.all(
      many.map(async (client, n) => {
        for (let k = 0; k < 10; k++) {
          const message = `${n}-${k}`;
          expect(textOf(await client.callTool({ name: 'echo', arguments: { message, waitMs: (n + k) % 4 } }))).toBe(`Echo: ${message}`);
        }
        await client.close();
      }),
    );
  });
});
