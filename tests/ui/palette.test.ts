// The palette and the keys on a real engine: what is run there happens to real processes.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violationsOf } from '../support/axe.ts';
import { listenForComplaints, openBrowser, withoutChromium } from '../support/chromium.ts';
import { cheap, LiveEngine } from '../support/live-engine.ts';
import { signInUrl } from './staged-home.ts';

describe.skipIf(withoutChromium('the command palette'))('the command palette', () => {
  let engine: LiveEngine;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  const dialog = () => page.getByRole('dialog');
  const chosen = () => page.locator('.cp-o[aria-selected="true"]');
  const card = (name: string) => page.locator(`[data-card="${name}"]`);

  beforeAll(async () => {
    engine = await new LiveEngine({ mcpJson: { alpha: cheap(), beta: cheap() } }).start();
    await Promise.all([engine.running('alpha'), engine.running('beta')]);
    browser = await openBrowser();
    page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    complaints = await listenForComplaints(page);
    await page.goto(await signInUrl(engine));
    await card('alpha').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await engine?.close();
  });

  it('restarts a server that is typed, and gives the focus back', async () => {
    const { pid } = await engine.server('alpha');
    await page.getByRole('button', { name: 'Search or run a command' }).click();
    await dialog().waitFor();
    await page.keyboard.type('restart alpha');
    await expect.poll(() => chosen().textContent()).toContain('Restart alpha');
    await page.keyboard.press('Enter');
    await expect.poll(() => dialog().count()).toBe(0);
    await engine.until('alpha', (view) => view.state === 'running' && view.pid !== pid);
    expect(complaints).toEqual([]);
  });

  it('never has what stops something first, unless its name is typed in full', async () => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('stop');
    await expect.poll(() => chosen().textContent()).toContain('Stop server…');
    await page.keyboard.type(' be');
    await page.getByRole('option', { name: /^Stop beta/ }).waitFor();
    expect(await chosen().count()).toBe(0);
    await page.keyboard.press('Enter');
    expect(await dialog().count()).toBe(1);
    await page.keyboard.type('ta');
    await expect.poll(() => chosen().textContent()).toContain('Stop beta');
    await page.keyboard.press('Enter');
    await engine.until('beta', ({ state }) => state === 'stopped');
  });

  it('starts one by the second step, and goes to pages', async () => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('start server');
    await page.keyboard.press('Enter');
    await expect.poll(() => chosen().textContent()).toContain('beta');
    await page.keyboard.press('Enter');
    await engine.running('beta');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('events');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.url()).toContain('#/events');
    await page.locator('.ev-list').focus();
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await card('alpha').waitFor();
  });

  it('restarts several at once that are marked in the second step', async () => {
    const before = [await engine.running('alpha'), await engine.running('beta')];
    await page.keyboard.press('Control+k');
    await page.keyboard.type('restart server');
    await page.keyboard.press('Enter');
    await expect.poll(() => chosen().textContent()).toContain('alpha');
    await page.keyboard.press('Space');
    await page.getByRole('option', { name: 'beta' }).locator('.check').click();
    await page.getByRole('button', { name: 'Restart 2 servers' }).waitFor();
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/palette-picks-1280-light.png` });
    await page.keyboard.press('Enter');
    for (const { name, pid } of before) await engine.until(name, (view) => view.state === 'running' && view.pid !== pid);
    expect(complaints).toEqual([]);
  });

  it('finds settings and tools by their words, and marks what was typed', async () => {
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('theme dark');
    await expect.poll(() => chosen().textContent()).toContain('Theme: Dark');
    expect(await chosen().locator('b').allTextContents()).toEqual(['Theme', 'Dark']);
    await page.keyboard.press('Enter');
    await expect.poll(theme).toBe('dark');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('theme system');
    await page.keyboard.press('Enter');
    await expect.poll(theme).toBeUndefined();

    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('copy gateway');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(`${engine.url}/mcp`);

    await page.keyboard.press('Control+k');
    await page.keyboard.type('single keys');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Single keys');

    const tools = await engine.api<{ server: string | null; tool: string }[]>('GET', '/tools');
    const { tool } = tools.find(({ server }) => server === 'beta')!;
    await page.keyboard.press('Control+k');
    await page.keyboard.type(`:beta ${tool}`);
    await expect.poll(() => chosen().textContent()).toContain(`${tool}of beta`);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.url()).toContain(`#/server/beta/tools?tool=${tool}`);
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await card('alpha').waitFor();
    expect(complaints).toEqual([]);
  });

  it('pauses and resumes supervision', async () => {
    const paused = async () => (await engine.api<{ engine: { paused: unknown } }>('GET', '/snapshot')).engine.paused;
    await page.keyboard.press('Control+k');
    await page.keyboard.type('pause');
    await page.keyboard.press('Enter');
    await expect.poll(paused).not.toBe(null);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('resume');
    await expect.poll(() => chosen().textContent()).toContain('Resume supervision');
    await page.keyboard.press('Enter');
    await expect.poll(paused).toBe(null);
  });

  it.each([
    ['body', 'the page'],
    ['dialog input', 'its field, which keeps the focus until the next frame'],
  ])('opens the help also when its key comes before the closed palette is gone, and meets %s: %s', async (target) => {
    await page.keyboard.press('Control+k');
    await dialog().waitFor();
    await page.evaluate((selector) => {
      document.querySelector('dialog')!.close();
      document.querySelector(selector)!.dispatchEvent(new KeyboardEvent('keydown', { key: '?', bubbles: true }));
    }, target);
    await page.getByRole('dialog', { name: 'Shortcuts' }).waitFor({ timeout: 5_000 });
    await page.keyboard.press('p'); // and what lies below hears no letter of it
    await page.keyboard.press('Escape');
    await expect.poll(() => dialog().count()).toBe(0);
  });

  it('has keys on cards: S stops and starts, L opens the log; none of them in a field', async () => {
    await card('alpha').focus();
    await page.keyboard.press('s');
    await engine.until('alpha', ({ state }) => state === 'stopped');
    await page.getByRole('button', { name: 'Start alpha', disabled: false }).waitFor();
    await card('alpha').focus();
    await page.keyboard.press('s');
    await engine.running('alpha');
    await page.keyboard.press('/');
    await page.keyboard.type('g?');
    expect(await dialog().count()).toBe(0);
    await page.keyboard.press('Escape');
    await card('alpha').focus();
    await page.keyboard.press('l');
    await expect.poll(() => page.url()).toContain('#/logs?servers=alpha');
    expect(complaints).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('%s: axe finds nothing in palette and help', async (colorScheme) => {
    for (const width of [1280, 900]) {
      const context = await browser.newContext({
        colorScheme,
        reducedMotion: 'reduce',
        bypassCSP: true,
        viewport: { width, height: 640 },
      });
      const opened = await context.newPage();
      opened.setDefaultTimeout(15_000);
      await opened.goto(await signInUrl(engine));
      await opened.locator('[data-card]').first().waitFor();
      for (const [key, name] of [
        ['Control+k', 'palette'],
        ['?', 'palette-help'],
      ] as const) {
        await opened.keyboard.press(key);
        await opened.getByRole('dialog').waitFor();
        const violations = await violationsOf(opened);
        expect(violations).toEqual([]);
        if (process.env.SHOTS) await opened.screenshot({ path: `${process.env.SHOTS}/${name}-${width}-${colorScheme}.png` });
        await opened.keyboard.press('Escape');
        await expect.poll(() => opened.getByRole('dialog').count()).toBe(0);
      }
      await context.close();
    }
  });
});
