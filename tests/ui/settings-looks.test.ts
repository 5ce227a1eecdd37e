// The Settings page in each theme and width: nothing for axe to find, nothing that needs sideways scroll, and no contact.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { overflowOf, violationsOf } from '../support/axe.ts';
import { openBrowser, withoutChromium } from '../support/chromium.ts';
import { cheap, LiveEngine } from '../support/live-engine.ts';
import { signInUrl } from './staged-home.ts';

describe.skipIf(withoutChromium('the looks of the Settings page'))('the looks of the Settings page', () => {
  let engine: LiveEngine;
  let browser: Browser;

  beforeAll(async () => {
    const config = 'version: 1\ngateway: { profiles: { few: { management: true } } }\n';
    engine = await new LiveEngine({ mcpJson: { alpha: cheap() }, config }).start();
    await engine.api('POST', '/clients/tokens', { name: 'laptop' });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await engine?.close();
  });

  const open = async (colorScheme: 'light' | 'dark', width: number) => {
    const context = await browser.newContext({ colorScheme, reducedMotion: 'reduce', bypassCSP: true, viewport: { width, height: 640 } });
    const page = await context.newPage();
    await page.goto(await signInUrl(engine));
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByLabel('Size of a log file').waitFor();
    await page.getByRole('switch', { name: 'VS Code' }).waitFor();
    await page.getByRole('switch', { name: 'Management tools of few' }).waitFor();
    await page.getByRole('button', { name: 'Revoke token laptop' }).waitFor();
    return { context, page };
  };

  it('axe finds nothing in either theme, wide and narrow', async () => {
    const { context, page } = await open('light', 1280);
    for (const width of [1280, 900]) {
      await page.setViewportSize({ width, height: 640 });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await violationsOf(page), `${colorScheme}, ${width} px`).toEqual([]);
        expect(await overflowOf(page)).toBe(0);
      }
    }
    await context.close();
  }, 60_000);

  it('fits 820 px, and a section that is gone to moves nothing but its own part', async () => {
    const { context, page } = await open('dark', 820);
    expect(await overflowOf(page)).toBe(0);
    await page.locator('.set-nav').getByRole('link', { name: 'About' }).click();
    await expect.poll(() => page.locator('.set-view').evaluate((view) => view.scrollTop)).toBeGreaterThan(500);
    expect(await page.evaluate(() => document.documentElement.scrollTop)).toBe(0);
    await context.close();
  });

  it.each([640, 400])('at %i px, as in a browser that is zoomed, nothing is cut and sections are reached', async (width) => {
    const { context, page } = await open('light', width);
    const cut = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('.set, .set-view, .set-card, .set-row')]
          .filter((part) => part.scrollWidth > part.clientWidth + 1)
          .map((part) => part.id || part.className),
      );
    expect(await cut()).toEqual([]);
    await page.locator('.set-nav').getByRole('link', { name: 'Gateway' }).click();
    await expect.poll(() => page.locator('#settings-gateway').evaluate((head) => Math.round(head.getBoundingClientRect().top))).toBe(68);
    await context.close();
  });

  it('without contact nothing of the engine can be changed, what is of the browser can, and search works', async () => {
    const { context, page } = await open('light', 1280);
    await engine.kill();
    await page.getByText('Lost contact').waitFor();
    const field = page.getByLabel('Size of a log file');
    expect(await field.isDisabled()).toBe(true);
    expect(await field.getAttribute('title')).toBe('No contact with the Roundhouse service');
    await page.getByLabel('Find a setting').fill('dark');
    await page.getByRole('button', { name: 'Dark', exact: true }).click();
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
    await context.close();
  });
});
