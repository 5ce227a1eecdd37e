// Every page in words that are 40 % longer: nothing needs sideways scroll, and no button or tab is cut.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageIds } from '../../renderer/route.ts';
import { overflowOf } from '../support/axe.ts';
import { openBrowser, withoutChromium } from '../support/chromium.ts';
import { LiveEngine, server } from '../support/live-engine.ts';
import { signInUrl } from './staged-home.ts';

/** what is cut although it is not meant to be: text that ends in dots says the rest on hover */
const cutOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const seen = (element: Element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    const told: string[] = [];
    for (const element of document.querySelectorAll<HTMLElement>('button, a, [role="tab"], label, th, h1, h2, h3, legend, summary')) {
      if (!seen(element) || element.closest('.sr, .trunc, [aria-hidden="true"]') || element.textContent?.trim() === '') continue;
      const { overflowX, textOverflow } = getComputedStyle(element);
      // inside of it, or by a box around it that cuts and does not scroll
      const inner = element.scrollWidth - element.clientWidth > 1 && overflowX !== 'visible' && textOverflow !== 'ellipsis';
      const box = element.getBoundingClientRect();
      let outside = false;
      for (let around = element.parentElement; around && around !== document.body; around = around.parentElement) {
        const style = getComputedStyle(around);
        // what scrolls sideways may be longer; the navigation of a page does not
        if (/auto|scroll/.test(style.overflowX) && !element.closest('nav')) break;
        if (style.overflowX === 'visible' || around.classList.contains('trunc') || style.textOverflow === 'ellipsis') continue;
        const edge = around.getBoundingClientRect();
        if (edge.width > 1 && (box.right > edge.right + 1 || box.left < edge.left - 1)) outside = true;
      }
      if (inner || outside) told.push(`${element.tagName.toLowerCase()}.${element.className}: ${element.textContent?.slice(0, 60)}`);
    }
    return told;
  });

describe.skipIf(withoutChromium('the window in longer words'))('the window in longer words', () => {
  let engine: LiveEngine;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    engine = new LiveEngine({
      config: 'version: 1\ndefaults: { restart: { max: 1, backoff: { initial: 100ms } } }\nservers:\n  shop: { dependsOn: [echo] }\n',
      mcpJson: { echo: server('echo-min.mjs'), shop: server('echo-min.mjs'), broken: server('exit-code.mjs', '--lines', 2) },
    });
    await engine.start();
    await Promise.all([engine.running('echo'), engine.running('shop'), engine.until('broken', ({ state }) => state === 'crashed')]);
    browser = await openBrowser();
    const context = await browser.newContext({ reducedMotion: 'reduce' });
    context.setDefaultTimeout(20_000);
    await context.request.get(await signInUrl(engine));
    page = await context.newPage();
  });
  afterAll(async () => {
    await browser?.close();
    await engine?.close();
  });

  const tabs = ['', '/logs', '/tools', '/config', '/events'].map((tab) => `server/echo${tab}`);
  const paths = ['?view=table', ...pageIds.filter((id) => id !== 'server'), ...tabs];
  it.each(paths)('%s', async (path) => {
    for (const width of [1280, 900]) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(`${engine.url}/?locale=pseudo#/${path}`);
      await page.locator('main:not([aria-busy="true"])').waitFor();
      await page.evaluate(() => document.fonts.ready);
      await expect.poll(() => page.locator('main').textContent()).toMatch(/ëë/);
      expect(await overflowOf(page), `sideways scroll at ${width}`).toBe(0);
      expect(await cutOf(page), `cut at ${width}`).toEqual([]);
    }
  });
});
