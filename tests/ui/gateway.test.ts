// The Gateway page on a real engine: a real client comes and goes, and the page says so by itself.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GatewayView } from '../../contract/routes/gateway.ts';
import { overflowOf, violationsOf } from '../support/axe.ts';
import { listenForComplaints, openBrowser, withoutChromium } from '../support/chromium.ts';
import { LiveEngine, server } from '../support/live-engine.ts';
import { connect, putFile } from './gateway-stage.ts';
import { signInUrl } from './staged-home.ts';

describe.skipIf(withoutChromium('the Gateway page'))('the Gateway page', () => {
  let engine: LiveEngine;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    engine = new LiveEngine({
      mcpJson: { echo: server('echo-min.mjs'), notes: server('many-tools.mjs', '--count', 90) },
      config:
        'version: 1\nsources: { cursor: false }\ngateway: { profiles: { some: { servers: [echo, notes], tools: { deny: ["echo.*"] } } } }\n',
    });
    putFile(engine, '.cursor/mcp.json', JSON.stringify({ mcpServers: { linear: { command: 'node', args: ['linear.js'] } } }));
    putFile(engine, '.claude.json', '{ "mcpServers": { ');
    await engine.start();
    await Promise.all(['echo', 'notes'].map((name) => engine.running(name)));
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

  it('gives the address', async () => {
    await page.getByRole('heading', { name: 'No client is connected, 2 servers' }).waitFor();
    for (const place of [page.getByRole('main'), page.getByRole('navigation', { name: 'Main' })]) {
      await page.evaluate(() => navigator.clipboard.writeText(''));
      await place.getByRole('button', { name: 'Copy gateway address' }).click();
      await place.getByText('Copied').waitFor();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${engine.url}/mcp`);
    }
  });

  it('shows a client that comes, what it is shown, what it calls, and that it went', async () => {
    const one = await connect(engine, 'editor');
    const two = await connect(engine, 'editor');
    const row = page.getByRole('row', { name: /editor/ });
    await row.getByText('2 sessions').waitFor();
    await page.getByRole('heading', { name: '1 client uses 2 servers' }).waitFor();
    const { profiles } = await engine.api<GatewayView>('GET', '/gateway');
    const { tools, tokens } = profiles.find(({ name }) => name === 'default')!;
    expect(tools.full).toBe((await one.client.listTools()).tools.length);
    await row.getByText(`${tools.full}, no limit known`).waitFor();
    await row.getByText(`${tokens.full.toLocaleString('en')} tok`).waitFor();
    const cell = row.getByRole('cell').nth(4);
    expect(await cell.textContent()).toBe('0');
    await one.client.callTool({ name: 'echo__echo', arguments: { text: 'hello' } });
    await row.getByRole('cell', { name: '1', exact: true }).waitFor();
    await one.leave();
    await two.leave();
    await row.getByText(/^not connected now/).waitFor();
    await page.getByRole('heading', { name: 'No client is connected, 2 servers' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('measures a client against the limit that it is known to have, and keeps the chosen one in the address', async () => {
    const cursor = await connect(engine, 'cursor-vscode');
    const some = await connect(engine, 'writer', { profile: 'some' });
    await page
      .getByRole('row', { name: /cursor-vscode/ })
      .getByText(/ of 80$/)
      .waitFor();
    await page.getByText('above its known limit').waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'writer' }).click();
    const panel = page.getByRole('complementary', { name: 'What writer is shown' });
    await panel.getByRole('button', { name: /^echo 0 of 1/ }).waitFor();
    await panel.getByRole('button', { name: /^notes 90 of 90/ }).click();
    await panel.getByRole('button', { name: '50 more' }).click();
    expect(await panel.getByRole('listitem').count()).toBe(90);
    await expect.poll(() => page.url()).toContain('client=writer');
    await page.reload();
    await panel.waitFor();
    await cursor.leave();
    await some.leave();
  });

  it('names the clients of this machine, and why one cannot be read', async () => {
    const card = page.getByRole('article', { name: 'Clients on this machine' });
    await card.getByText('Cursor', { exact: true }).waitFor();
    await card.getByText('not linked, has 1 server of its own').waitFor();
    await card.getByText(/\.claude\.json is not valid JSON/).waitFor();
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 900],
    ['dark', 900],
    ['dark', 820],
  ] as const)('%s, %i px: axe finds nothing, and nothing needs sideways scroll', async (colorScheme, width) => {
    const another = await connect(engine, 'another');
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
    await another.leave();
  });
});
