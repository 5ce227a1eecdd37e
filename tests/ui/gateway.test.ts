// The Gateway page on a real engine: a real client comes and goes, and the page says so by itself.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GatewayView } from '../../contract/routes/gateway.ts';
import { overflowOf, violationsOf } from '../support/axe.ts';
import { listenForComplaints, openBrowser, withoutChromium } from '../support/chromium.ts';
import { LiveEngine, server } from '../support/live-engine.ts';
import { signInUrl } from './staged-home.ts';

describe.skipIf(withoutChromium('the Gateway page'))('the Gateway page', () => {
  let engine: LiveEngine;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    engine = await new LiveEngine({ mcpJson: { echo: server('echo-min.mjs') } }).start();
    await engine.running('echo');
    browser = await openBrowser();
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    page = await context.newPage();
    complaints = await listenForComplaints(page);
    await page.goto(await signInUrl(engine));
    await page.getByRole('link', { name: 'Gateway' }).click();
  });
  afterAll(async () => {
    await browser?.close();
    await engine?.close();
  });

  const connect = async (name: string) => {
    const client = new Client({ name, version: '1' }, { versionNegotiation: { mode: 'legacy' } });
    const transport = new StreamableHTTPClientTransport(new URL(`${engine.url}/mcp`), {
      requestInit: { headers: { authorization: `Bearer ${engine.token}` } },
    });
    await client.connect(transport);
    return { client, transport };
  };

  it('gives the address', async () => {
    await page.getByText('0 clients connected, 1 server').waitFor();
    await page.getByRole('button', { name: 'Copy gateway address' }).click();
    await page.getByText('Address copied').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${engine.url}/mcp`);
  });

  it('shows a client that comes, what its tools cost, and that it went', async () => {
    const { client, transport } = await connect('editor');
    const row = page.getByRole('row', { name: /editor/ });
    await row.getByText(/^connected/).waitFor();
    await page.getByText('1 client connected, 1 server').waitFor();
    const { profiles } = await engine.api<GatewayView>('GET', '/gateway');
    const cost = profiles.find(({ name }) => name === 'default')!.tokens.full;
    await row.getByText(`about ${cost} tokens`).waitFor();
    await transport.terminateSession();
    await client.close();
    await row.getByText(/^not connected now/).waitFor();
    await page.getByText('0 clients connected, 1 server').waitFor();
    expect(complaints).toEqual([]);
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 900],
    ['dark', 900],
    ['dark', 820],
  ] as const)('%s, %i px: axe finds nothing, and nothing needs sideways scroll', async (colorScheme, width) => {
    const { client, transport } = await connect('another');
    const context = await browser.newContext({ colorScheme, reducedMotion: 'reduce', bypassCSP: true, viewport: { width, height: 640 } });
    const other = await context.newPage();
    await other.goto(await signInUrl(engine));
    await other.getByRole('link', { name: 'Gateway' }).click();
    await other
      .getByRole('row', { name: /another/ })
      .first()
      .waitFor();
    const found = await violationsOf(other);
    expect(found).toEqual([]);
    expect(await overflowOf(other)).toBe(0);
    if (process.env.SHOT) await other.screenshot({ path: `${process.env.SHOT}/gateway-${width}-${colorScheme}.png` });
    await context.close();
    await transport.terminateSession();
    await client.close();
  });
});
