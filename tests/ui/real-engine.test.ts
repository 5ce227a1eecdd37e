// The page on a real engine: signed in, fed by its stream, acting through its API, and there again when it comes back.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listenForComplaints, openBrowser, withoutChromium } from '../support/chromium.ts';
import type { LiveEngine } from '../support/live-engine.ts';
import { settled, signInUrl, stageHome } from './staged-home.ts';

describe.skipIf(withoutChromium('the page on a real engine'))('the page on a real engine', () => {
  let engine: LiveEngine;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  const card = (name: string) => page.locator(`[data-card="${name}"]`);

  beforeAll(async () => {
    engine = stageHome();
    await engine.start();
    await settled(engine);
    browser = await openBrowser();
    page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    complaints = await listenForComplaints(page);
    await page.goto(await signInUrl(engine));
    await card('memory').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await engine?.close();
  });

  it('shows what the API says, trouble first', async () => {
    const servers = await engine.servers();
    await expect.poll(() => page.getByRole('article').count()).toBe(servers.length);
    const first = await page.getByRole('article').first().textContent();
    expect(first).toContain('postgres');
    expect(first).toContain('gave up after 2 restarts');
    expect(first).toContain('cannot reach the database (2 of 2)');
    await card('memory').getByText('9 tools').waitFor();
    expect(complaints).toEqual([]);
  });

  it('shows the steps of a start, and what is said meanwhile', async () => {
    await card('browser').getByRole('img', { name: 'Step 2 of 4: initialize' }).waitFor();
    await card('browser').getByText('still loading').waitFor();
    expect((await engine.server('browser')).says).toBe('still loading');
    expect(await engine.server('memory')).not.toHaveProperty('says');
  });

  it('stops and starts a server', async () => {
    await page.getByRole('button', { name: 'Stop memory' }).click();
    await card('memory').getByText('Stopped by you').waitFor();
    expect(await engine.server('memory')).toMatchObject({ state: 'stopped', wanted: 'down', pid: null });
    await page.getByRole('button', { name: 'Start memory' }).click();
    await card('memory')
      .getByText(/^Healthy/)
      .waitFor();
    expect((await engine.server('memory')).state).toBe('running');
  });

  it('sees a killed server come back', async () => {
    const { pid } = await engine.running('everything');
    process.kill(pid!, 'SIGKILL');
    await card('everything').getByText('1 restart').waitFor();
    await card('everything')
      .getByText(/^Healthy/)
      .waitFor();
  });

  it('tails the log of one server', async () => {
    await card('postgres').getByRole('button', { name: 'Open log of postgres' }).click();
    await page.locator('.ll.error', { hasText: 'cannot reach the database' }).first().waitFor();
    expect(await page.locator('.ll', { hasText: 'Knowledge Graph' }).count()).toBe(0);
    const before = await page.locator('.lbreak').count();
    await engine.api('POST', '/servers/postgres/start?wait=0');
    await expect.poll(() => page.locator('.lbreak').count()).toBeGreaterThan(before);
    await page.getByRole('link', { name: 'Overview' }).click();
    expect(complaints).toEqual([]);
  });

  it('says that the engine is gone, and goes on without a reload once its browser is signed in to the next', async () => {
    const port = new URL(engine.url).port;
    await engine.kill();
    const killedAt = Date.now();
    await page.getByText('Lost contact').waitFor();
    expect(Date.now() - killedAt).toBeLessThan(2000);
    await card('memory')
      .getByText(/^Was healthy at/)
      .waitFor();
    // an engine forgets its sessions when it ends: the page says what to do, and notices when another tab has done it
    await page.evaluate(() => Object.assign(window, { stayed: true }));
    await engine.start('--port', port);
    await page.getByText('This page is not signed in').waitFor();
    const tab = await page.context().newPage();
    await tab.goto(await signInUrl(engine));
    await tab.close();
    await card('memory')
      .getByText(/^Healthy/)
      .waitFor();
    await expect.poll(() => page.getByText('This page is not signed in').count()).toBe(0);
    expect(await page.evaluate(() => 'stayed' in window)).toBe(true);
    expect(complaints).toEqual([]);
  });
});
