// A page that shows who is connected and what is offered is told of changes, and never of what stayed the same.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Event } from '../../contract/events.ts';
import type { GatewayView } from '../../contract/routes/gateway.ts';
import { LiveEngine, server, sleep, until } from '../support/live-engine.ts';

let engine: LiveEngine;
beforeAll(async () => {
  engine = new LiveEngine({ mcpJson: { echo: server('echo-min.mjs') } });
  await engine.start();
  await engine.running('echo');
  await until('the tools to be told', async () => (await count('gateway.tools')) > 0);
});
afterAll(async () => {
  await engine.close();
});
const count = async (type: string) => (await engine.api<Event[]>('GET', `/events?type=${type}`)).length;
const grown = (type: string, than: number) => until(`${type} to be told`, async () => (await count(type)) > than);

it('tells that a client came and went, not that it called', async () => {
  const before = await count('gateway.clients');
  const transport = new StreamableHTTPClientTransport(new URL(`${engine.url}/mcp`), {
    requestInit: { headers: { authorization: `Bearer ${engine.token}` } },
  });
  const client = new Client({ name: 'real', version: '1' }, { versionNegotiation: { mode: 'legacy' } });
  await client.connect(transport);
  await grown('gateway.clients', before);
  await sleep(1_200);
  const connected = await count('gateway.clients');
  await client.listTools();
  await sleep(1_300);
  expect(await count('gateway.clients')).toBe(connected);
  await transport.terminateSession();
  await client.close();
  await grown('gateway.clients', connected);
});

it('tells that a tool is hidden, and shown again', async () => {
  await sleep(1_200);
  const before = await count('gateway.tools');
  await engine.api('POST', '/tools/echo.echo/hide');
  await grown('gateway.tools', before);
  await engine.api('POST', '/tools/echo.echo/show');
  await grown('gateway.tools', before + 1);
});

it('tells whoever has read of the gateway what was so for a moment', async () => {
  await sleep(1_200);
  const before = await count('gateway.tools');
  await engine.api('POST', '/tools/echo.echo/hide');
  await grown('gateway.tools', before);
  // within the pause: it is told no more, and is again as it was told last
  await engine.api('POST', '/tools/echo.echo/show');
  const read = await engine.api<GatewayView>('GET', '/gateway');
  expect(read.profiles[0]!.tools.full).toBeGreaterThan(0);
  await engine.api('POST', '/tools/echo.echo/hide');
  await grown('gateway.tools', before + 1);
  await engine.api('POST', '/tools/echo.echo/show');
});

it('tells of a token that another program made, and took back', async () => {
  await sleep(1_200);
  const before = await count('gateway.clients');
  await engine.api('POST', '/clients/tokens', { name: 'elsewhere' });
  await grown('gateway.clients', before);
  await engine.api('DELETE', '/clients/tokens/elsewhere');
  await grown('gateway.clients', before + 1);
});
