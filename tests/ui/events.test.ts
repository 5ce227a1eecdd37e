// The Events page on a real engine: what happens to real processes is listed as it happens, and older things when scrolled to.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { overflowOf, violationsOf } from '../support/axe.ts';
import { listenForComplaints, openBrowser, withoutChromium } from '../support/chromium.ts';
import { cheap, LiveEngine } from '../support/live-engine.ts';
import { signInUrl } from './staged-home.ts';

describe.skipIf(withoutChromium('the Events page'))('the Events page', () => {
  let engine: LiveEngine;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  const row = (...words: string[]) => words.reduce((found, hasText) => found.filter({ hasText }), page.locator('.ev-event'));

  beforeAll(async () => {
    engine = await new LiveEngine({ mcpJson: { alpha: cheap(), beta: cheap() } }).start();
    await Promise.all([engine.running('alpha'), engine.running('beta')]);
    browser = await openBrowser();
    page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, bypassCSP: false })).newPage();
    complaints = await listenForComplaints(page);
    await page.goto(await signInUrl(engine));
    await page.getByRole('link', { name: 'Events', exact: true }).click();
    await row('alpha', 'Healthy').first().waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await engine?.close();
  });

  it('lists what happened by day, newest first, and says what comes at once', async () => {
    await page.getByRole('heading', { name: 'Today' }).waitFor();
    await row('Engine started').waitFor();
    await engine.api('POST', '/servers/beta/stop');
    await row('beta', 'Stopped').first().waitFor();
    const numbers = (await page.locator('.ev-seq').allTextContents()).map(Number);
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
    expect(complaints).toEqual([]);
  });

  it('says of a day that it is over when it is, though nothing comes', async () => {
    const context = await browser.newContext();
    const calm = await context.newPage();
    await calm.goto(await signInUrl(engine));
    await calm.goto(`${engine.url}/#/events`);
    await calm.getByRole('heading', { name: 'Today' }).waitFor();
    // a jump of the clock is taken for a wake from sleep, which draws everything anew: midnight comes by itself after it
    await calm.clock.setSystemTime(new Date().setHours(23, 59, 55, 0));
    expect(await calm.getByRole('heading', { name: 'Yesterday' }).count()).toBe(0);
    await calm.getByRole('heading', { name: 'Yesterday' }).waitFor();
    expect(await calm.getByRole('heading', { name: 'Today' }).count()).toBe(0);
    await context.close();
  });

  it('keeps kind, server and text in the address', async () => {
    await page.getByRole('button', { name: 'Engine', exact: true }).click();
    await expect.poll(() => row('alpha').count()).toBe(0);
    await row('Engine started').waitFor();
    await page.getByRole('button', { name: 'All', exact: true }).click();
    await page.getByRole('combobox', { name: 'Server' }).selectOption('beta');
    await expect.poll(() => row('alpha').count()).toBe(0);
    await page.keyboard.press('Tab');
    await page.locator('.ev-list').focus();
    await page.keyboard.press('/');
    await page.keyboard.type('stopped');
    await expect.poll(() => row('Healthy').count()).toBe(0);
    await row('beta', 'Stopped').first().waitFor();
    await expect.poll(() => page.url()).toContain('server=beta');
    await expect.poll(() => page.url()).toContain('q=stopped');
    await page.reload();
    await row('beta', 'Stopped').first().waitFor();
    await page.goto(`${engine.url}/#/events?q=nothing-like-it`);
    await page.getByText('No event passes the filters.').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await row('alpha').first().waitFor();
  });

  it('reads older ones when they are scrolled to, and keeps the place while new ones come', async () => {
    for (let at = 0; at < 75; at++) {
      await engine.api('POST', '/servers/beta/start');
      await engine.api('POST', '/servers/beta/stop');
    }
    await page.reload();
    await row('beta').first().waitFor();
    expect(await page.locator('.ev-event').count()).toBeLessThan(80); // only what is seen is in the document
    const list = page.locator('.ev-list');
    await expect
      .poll(async () => {
        await list.evaluate((element) => element.scrollTo(0, element.scrollHeight));
        return page.getByText('No older events').count();
      })
      .toBe(1);
    const seqs = (await engine.api<{ seq: number }[]>('GET', '/events?limit=10000')).map(({ seq }) => seq);
    expect(seqs.length).toBeGreaterThan(200);
    expect(await page.locator('.ev-seq').last().textContent()).toBe(String(seqs[0]));
    const before = await page.locator('.ev-seq').last().boundingBox();
    await engine.api('POST', '/servers/alpha/restart');
    await page.getByText(/\d+ new events/).waitFor();
    expect((await page.locator('.ev-seq').last().boundingBox())?.y).toBe(before?.y);
    await page.getByRole('button', { name: 'Newest' }).click();
    await row('alpha', 'Healthy').first().waitFor();
    await expect.poll(() => page.getByText(/\d+ new events/).count()).toBe(0);
  });

  it.each(['light', 'dark'] as const)('%s: axe finds nothing, and nothing needs sideways scroll', async (colorScheme) => {
    for (const width of [1280, 900, 820]) {
      const context = await browser.newContext({ colorScheme, reducedMotion: 'reduce', bypassCSP: true, viewport: { width, height: 640 } });
      const opened = await context.newPage();
      await opened.goto(await signInUrl(engine));
      await opened.goto(`${engine.url}/#/events`);
      await opened.locator('.ev-event').first().waitFor();
      const violations = await violationsOf(opened);
      expect(violations).toEqual([]);
      expect(await overflowOf(opened)).toBe(0);
      if (process.env.SHOTS) await opened.screenshot({ path: `${process.env.SHOTS}/events-${width}-${colorScheme}.png` });
      await context.close();
    }
  });

  it('says the gap after lost contact, and reads what happened meanwhile', async () => {
    const port = new URL(engine.url).port;
    await engine.kill();
    await page.getByText('Lost contact').waitFor();
    await engine.start('--port', port);
    const tab = await page.context().newPage();
    await tab.goto(await signInUrl(engine));
    await tab.close();
    await page.locator('.ev-gap').filter({ hasText: 'No contact from' }).waitFor();
    await expect.poll(() => row('Engine started').count()).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
  });
});
