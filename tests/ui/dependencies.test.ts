// The Dependencies page on a real engine: who needs whom, what is blocked by what, and both change with the real processes.
import { writeFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { overflowOf, violationsOf } from '../support/axe.ts';
import { listenForComplaints, openBrowser, withoutChromium } from '../support/chromium.ts';
import { cheap, LiveEngine, server } from '../support/live-engine.ts';
import { signInUrl } from './staged-home.ts';

const command = (file: string) => JSON.stringify([server(file).command, ...server(file).args]);
const config = `version: 1
servers:
  search: { dependsOn: [api] }
services:
  database: { command: ${command('service.mjs')} }
  api: { command: ${command('service.mjs')}, dependsOn: [database] }
`;

describe.skipIf(withoutChromium('the Dependencies page'))('the Dependencies page', () => {
  let engine: LiveEngine;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  const row = (name: string) => page.locator(`[data-dependency="${name}"]`);

  beforeAll(async () => {
    engine = await new LiveEngine({ mcpJson: { search: cheap(), alone: cheap() }, config: 'version: 1\n' }).start();
    await engine.running('alone');
    browser = await openBrowser();
    page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    complaints = await listenForComplaints(page);
    await page.goto(await signInUrl(engine));
    await page.getByRole('link', { name: 'Dependencies' }).click();
  });
  afterAll(async () => {
    await browser?.close();
    await engine?.close();
  });

  it('says how to write them while there are none, and shows them once they are written', async () => {
    await page.getByRole('heading', { name: 'No server depends on another' }).waitFor();
    await page.getByText('dependsOn: [database]').waitFor();
    writeFileSync(engine.configFile, config);
    await row('search').getByText('Healthy').waitFor();
    await page.getByRole('heading', { name: 'Nothing is blocked' }).waitFor();
    expect(await row('alone').count()).toBe(0);
    expect(await page.locator('.dg-b').count()).toBe(3);
    expect(await page.locator('.dg-e').count()).toBe(2);
    const left = async (name: string) => (await page.locator('.dg-b', { hasText: name }).boundingBox())!.x;
    expect(await left('database')).toBeLessThan(await left('api'));
    expect(await left('api')).toBeLessThan(await left('search'));
    expect(complaints).toEqual([]);
  });

  it('says what is missing to whom when one is stopped, and leads to its server', async () => {
    await engine.api('POST', '/servers/api/stop?wait=0');
    await row('api').getByText('Stopped').waitFor();
    await expect.poll(() => page.locator('.dg-e.cut').count()).toBe(1);
    await row('search')
      .getByText(/(Blocked by|Runs without|Would wait for|Waits for) api \(stopped\)/)
      .waitFor();
    await page.locator('.dg-b a', { hasText: 'database' }).click();
    await expect.poll(() => page.url()).toContain('#/server/database');
    await page.goBack();
    await row('search').getByRole('link', { name: 'api' }).click();
    await expect.poll(() => page.url()).toContain('#/server/api');
    await page.goBack();
    expect(complaints).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('%s: axe finds nothing, and nothing needs sideways scroll', async (colorScheme) => {
    for (const width of [1280, 900, 820]) {
      const context = await browser.newContext({ colorScheme, reducedMotion: 'reduce', bypassCSP: true, viewport: { width, height: 640 } });
      const opened = await context.newPage();
      await opened.goto(await signInUrl(engine));
      await opened.goto(`${engine.url}/#/dependencies`);
      await opened.locator('.dg-b').first().waitFor();
      const violations = await violationsOf(opened);
      expect(violations).toEqual([]);
      expect(await overflowOf(opened)).toBe(0);
      if (process.env.SHOTS) await opened.screenshot({ path: `${process.env.SHOTS}/dependencies-${width}-${colorScheme}.png` });
      await context.close();
    }
  });

  it('claims no state without contact', async () => {
    await engine.kill();
    await page.getByRole('heading', { name: 'State unknown' }).waitFor();
    await row('search').getByText('Unknown', { exact: true }).waitFor();
  });
});
