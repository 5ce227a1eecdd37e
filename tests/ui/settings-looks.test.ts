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

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 900],
    ['dark', 900],
  ] as const)('%s, %i px: axe finds nothing', async (colorScheme, width) => {
    const { context, page } = await open(colorScheme, width);
    expect(await violationsOf(page)).toEqual([]);
    expect(await overflowOf(page)).toBe(0);
    await context.close();
  });

  it('fits 820 px, and a section that is gone to moves nothing but its own part', async () => {
    const { context, page } = await open('dark', 820);
    expect(await overflowOf(page)).toBe(0);
    await page.locator('.set-nav').getByRole('link', { name: 'About' }).click();
    await expect.poll(() => page.locator('.set-view').evaluate((view) => view.scrollTop)).toBeGreaterThan(500);
    expect(await page.evaluate(() => document.documentElement.scrollTop)).toBe(0);
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
