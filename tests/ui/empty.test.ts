// A home without servers, in a real browser on a real engine: where was looked, and that what is written there is found.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { overflowOf, violationsOf } from '../support/axe.ts';
import { listenForComplaints, openBrowser, withoutChromium } from '../support/chromium.ts';
import { cheap, LiveEngine } from '../support/live-engine.ts';
import { signInUrl } from './staged-home.ts';

describe.skipIf(withoutChromium('a home without servers'))('a home without servers', () => {
  let engine: LiveEngine;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    engine = new LiveEngine({ mcpJson: {} });
    await engine.start();
    browser = await openBrowser();
    page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })).newPage();
    complaints = await listenForComplaints(page);
    await page.goto(await signInUrl(engine));
  });
  afterAll(async () => {
    await browser?.close();
    await engine?.close();
  });

  it('says where was looked, and what is there', async () => {
    await page.getByRole('heading', { name: 'No servers yet' }).waitFor();
    const row = (file: string) => page.getByRole('region', { name: 'Where it looked' }).getByRole('listitem').filter({ hasText: file });
    await row('~/.mcp.json').getByText('no servers in it').waitFor();
    await row('~/.claude.json').getByText('not there').waitFor();
    await page.getByText('The gateway is up and has no tools to offer.').waitFor();
    expect(await page.getByRole('link', { name: 'Look for servers' }).getAttribute('href')).toBe('#/onboarding');
  });

  it('is accessible and fits, in both themes and sizes', async () => {
    for (const [width, height] of [
      [1280, 800],
      [820, 560],
    ] as const) {
      await page.setViewportSize({ width, height });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await violationsOf(page), `${width} ${colorScheme}`).toEqual([]);
      }
      expect(await overflowOf(page)).toBe(0);
    }
    expect(complaints).toEqual([]);
  });

  it('is no more, as soon as a server is written', async () => {
    engine.writeMcp({ first: cheap() });
    await page.locator('[data-card="first"]').waitFor();
    expect(await page.getByRole('heading', { name: 'No servers yet' }).count()).toBe(0);
  });
});
