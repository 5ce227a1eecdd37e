// A server that gives up while somebody looks at another page, on a real engine.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listenForComplaints, openBrowser, withoutChromium } from '../support/chromium.ts';
import { cheap, LiveEngine, server } from '../support/live-engine.ts';
import { signInUrl } from './staged-home.ts';

describe.skipIf(withoutChromium('what is told of problems as they begin'))('what is told of problems as they begin', () => {
  let engine: LiveEngine;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  const toasts = () => page.locator('.toast').allTextContents();

  beforeAll(async () => {
    engine = await new LiveEngine({ mcpJson: { good: cheap() }, config: 'defaults: { restart: { max: 0 } }' }).start();
    await engine.running('good');
    browser = await openBrowser();
    page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    complaints = await listenForComplaints(page);
    await page.goto(await signInUrl(engine));
    await page.getByRole('link', { name: 'Events' }).click();
  });
  afterAll(async () => {
    await browser?.close();
    await engine?.close();
  });

  it('is nothing in the first 12 s, which the list of alerts tells', async () => {
    engine.writeMcp({ good: cheap(), early: server('crash.mjs') });
    await page.getByRole('link', { name: /1 open alert/ }).waitFor();
    await page.waitForTimeout(12_500);
    expect(await toasts()).toEqual([]);
  });

  it('is one at the foot of the window, which leads to the line of the crash', async () => {
    engine.writeMcp({ good: cheap(), early: server('crash.mjs'), late: server('crash.mjs') });
    const toast = page.locator('.toast', { hasText: 'late stays down' });
    await toast.waitFor();
    if (process.env.SHOT) await page.screenshot({ path: '/tmp/notify-toast.png' });
    await toast.getByRole('link', { name: 'Open log' }).click();
    await page.locator('.lbreak.t-fail', { hasText: 'gave up' }).waitFor();
    await page.locator('.chosen').waitFor();
    expect(await toasts()).toEqual([]);
  });

  it('is none where a card tells it', async () => {
    await page.getByRole('link', { name: 'Overview' }).first().click();
    engine.writeMcp({ good: cheap(), other: server('crash.mjs') });
    await page
      .locator('[data-card="other"]')
      .getByText(/gave up|exited/i)
      .first()
      .waitFor();
    await page.waitForTimeout(1500);
    expect(await toasts()).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
