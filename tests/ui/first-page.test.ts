// What the page shows before its program runs: drawn by the engine, true, and nothing that can be acted on.
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listenForComplaints, openBrowser, withoutChromium } from '../support/chromium.ts';
import { cheap, LiveEngine, server } from '../support/live-engine.ts';
import { signInUrl } from './staged-home.ts';

/** what is looked at is there before the page answers */
const asPicture = { waitUntil: 'load' } as const;
const markup = '<b id="pwned">bold</b> & "quoted"';

describe.skipIf(withoutChromium('what the page shows first'))('what the page shows before its program runs', () => {
  let engine: LiveEngine;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    engine = new LiveEngine({ mcpJson: { echo: cheap(), [markup]: cheap(), broken: server('exit-code.mjs', '--lines', 2) } });
    await engine.start();
    await Promise.all([engine.running('echo'), engine.running(markup), engine.until('broken', ({ state }) => state === 'crashed', 30_000)]);
    browser = await openBrowser();
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  });
  afterAll(async () => {
    await browser?.close();
    await engine?.close();
  });
  beforeEach(async () => {
    page = await context.newPage();
    complaints = await listenForComplaints(page);
  });
  afterEach(() => page.close());

  /** its program hangs until the answer is called */
  async function withoutProgram(): Promise<() => Promise<void>> {
    const { promise, resolve } = Promise.withResolvers<void>();
    await page.route(/\/assets\/index-.*\.js$/, async (route) => {
      await promise;
      await route.continue();
    });
    return async () => resolve();
  }
  const drawn = () => page.locator('#first');

  it('is signed in first', async () => {
    await page.goto(await signInUrl(engine));
    await page.locator('#root [data-card="echo"]').waitFor();
    expect(await drawn().count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('is the overview as the API has it, which cannot be acted on, until the program takes over', async () => {
    const runProgram = await withoutProgram();
    await page.goto(engine.url, asPicture);
    await drawn()
      .locator('[data-card="echo"]')
      .getByText(/^Healthy/)
      .waitFor();
    expect(await drawn().locator('[data-card]').count()).toBe(3);
    expect(await drawn().locator('[data-card="broken"]').textContent()).toContain('gave up after');
    expect(await drawn().locator('h3').getByText(markup, { exact: true }).count()).toBe(1);
    expect(await page.locator('#pwned').count()).toBe(0);
    expect(await drawn().evaluate((element) => (element as HTMLElement).inert)).toBe(true);
    await runProgram();
    await page.locator('#root [data-card="echo"]').waitFor();
    expect(await drawn().count()).toBe(0);
    expect(await page.locator('[data-card]').count()).toBe(3);
    expect(complaints).toEqual([]);
  });

  it('says after two seconds that it may be old', async () => {
    const runProgram = await withoutProgram();
    await page.goto(engine.url, asPicture);
    await drawn().locator('[data-card="echo"]').waitFor();
    const words = page.getByText('Connecting to the Roundhouse service… This is the last known state. If this stays, reload the page.');
    expect(await words.isVisible()).toBe(false);
    await words.waitFor({ state: 'visible', timeout: 4_000 });
    await runProgram();
    await page.locator('#root [data-card="echo"]').waitFor();
    expect(await words.count()).toBe(0);
  });

  it('is not kept by anybody, and given only to who is signed in', async () => {
    const signedIn = await page.request.get(engine.url);
    expect(signedIn.headers()['cache-control']).toBe('no-store');
    expect(await signedIn.text()).toContain('data-card="echo"');
    const stranger = await fetch(engine.url, { headers: { accept: 'text/html' } });
    expect(stranger.status).toBe(401);
    expect(await stranger.text()).not.toContain('echo');
  });

  it.each(['#/logs', '#/?view=table', '#/server/echo'])('is no other place: %s', async (place) => {
    const runProgram = await withoutProgram();
    await page.goto(`${engine.url}/${place}`, asPicture);
    expect(await drawn().count()).toBe(1);
    expect(await drawn().isVisible()).toBe(false);
    await runProgram();
    await page.locator('#root main').waitFor();
  });

  it('stays, and says that it may be old, while the engine says nothing', async () => {
    const { promise: heard, resolve: hear } = Promise.withResolvers<void>();
    await page.route(/\/api\/v1\/stream/, async (route) => {
      await heard;
      await route.continue();
    });
    await page.goto(engine.url, asPicture);
    await page.getByText('This is the last known state.').waitFor({ state: 'visible', timeout: 4_000 });
    // longer than it takes the page to miss the signs of life
    await page.waitForTimeout(2_500);
    expect(await drawn().locator('[data-card]').count()).toBe(3);
    hear();
    await page.locator('#root [data-card="echo"]').waitFor();
  });

  it('takes its program before the one connection that others have left, and then the stream', async () => {
    const others = [];
    for (let open = 0; open < 5; open += 1) {
      const other = await context.newPage();
      await other.goto(engine.url);
      others.push(other);
    }
    await page.goto(engine.url);
    await page.locator('#root [data-card="echo"]').waitFor();
    for (const other of others) await other.close();
  });

  it('takes a theme that another tab has changed meanwhile', async () => {
    const runProgram = await withoutProgram();
    await page.goto(engine.url, asPicture);
    const other = await context.newPage();
    await other.goto(engine.url);
    await other.locator('#root [data-card="echo"]').waitFor();
    await other.getByRole('button', { name: /^Theme: system/ }).click();
    await other.close();
    await runProgram();
    await page.locator('#root [data-card="echo"]').waitFor();
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('light');
  });

  it('hands on a key that came too early, and no click', async () => {
    const runProgram = await withoutProgram();
    await page.goto(engine.url, asPicture);
    const box = await drawn().getByRole('button', { name: 'Stop echo', includeHidden: true }).boundingBox();
    await page.mouse.click(box!.x + box!.width / 2, box!.y + box!.height / 2);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BODY');
    await page.keyboard.press('Control+k');
    // each of them is a key of the page, too: g and s would go to the settings
    await page.keyboard.type('gs');
    await runProgram();
    await page.locator('#root [data-card="echo"]').waitFor();
    await page.getByRole('dialog', { name: 'Search or run a command' }).waitFor({ timeout: 2_000 });
    await expect.poll(() => page.getByRole('combobox', { name: /^Search servers/ }).inputValue()).toBe('gs');
    expect(new URL(page.url()).hash).toMatch(/^(#\/?)?$/);
    expect((await engine.server('echo')).state).toBe('running');
  });
});
