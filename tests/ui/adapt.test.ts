// The window under what people set in their system or browser: zoom to 400 %, forced colours, more contrast, less motion.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageIds } from '../../renderer/route.ts';
import { overflowOf, violationsOf } from '../support/axe.ts';
import { openBrowser, withoutChromium } from '../support/chromium.ts';
import { LiveEngine, server } from '../support/live-engine.ts';
import { signInUrl } from './staged-home.ts';

describe.skipIf(withoutChromium('the window as people set it'))('the window as people set it', () => {
  let engine: LiveEngine;
  let browser: Browser;

  beforeAll(async () => {
    engine = new LiveEngine({
      config: 'version: 1\ndefaults: { restart: { max: 1, backoff: { initial: 100ms } } }\nservers:\n  shop: { dependsOn: [echo] }\n',
      mcpJson: {
        echo: server('echo-min.mjs'),
        shop: server('echo-min.mjs'),
        broken: server('exit-code.mjs', '--lines', 2),
        late: server('never-ready.mjs'),
      },
    });
    await engine.start();
    await Promise.all([
      ...['echo', 'shop'].map((name) => engine.running(name)),
      engine.until('broken', ({ state }) => state === 'crashed'),
      engine.until('late', ({ state }) => state === 'starting'),
    ]);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await engine?.close();
  });

  const tabs = ['', '/logs', '/tools', '/metrics', '/config', '/events'].map((tab) => `server/echo${tab}`);
  const paths = ['?view=table', ...pageIds.filter((id) => id !== 'server'), ...tabs];

  async function open(options: BrowserContextOptions): Promise<Page> {
    const context = await browser.newContext(options);
    context.setDefaultTimeout(20_000);
    await context.request.get(await signInUrl(engine));
    return context.newPage();
  }
  const go = async (page: Page, path: string) => {
    await page.goto(`${engine.url}/#/${path}`);
    await page.locator('main:not([aria-busy="true"])').waitFor();
    await expect.poll(() => page.locator('main').textContent()).not.toBe('');
  };

  it.each([
    ['200 %', 640, 400],
    ['400 %', 320, 256],
  ])('has no page that needs sideways scroll at %s', async (_name, width, height) => {
    const page = await open({ viewport: { width, height }, reducedMotion: 'reduce' });
    for (const path of paths) {
      await go(page, path);
      expect(await overflowOf(page), path).toBe(0);
      // whatever is there can be reached: the page scrolls, or what is in it does
      const cut = await page.evaluate(() => {
        const main = document.querySelector('main')!;
        const scrolls = [main, ...main.querySelectorAll('*')].some((element) => /auto|scroll/.test(getComputedStyle(element).overflowY));
        return main.scrollHeight > main.clientHeight + 1 && !scrolls;
      });
      expect(cut, path).toBe(false);
    }
    await page.context().close();
  });

  it('keeps what is chosen apart from what is not in forced colours', async () => {
    const page = await open({ viewport: { width: 1280, height: 800 }, forcedColors: 'active', bypassCSP: true });
    const look = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((element) => {
          const { backgroundColor, outlineStyle, outlineColor, borderColor } = getComputedStyle(element);
          return [backgroundColor, outlineStyle, outlineColor, borderColor].join(' ');
        });
    await go(page, 'logs');
    await page.getByRole('checkbox', { name: /^echo/ }).click();
    expect(await look('.src[aria-checked="true"] .sw')).not.toBe(await look('.src[aria-checked="false"] .sw'));
    expect(await look('.lt .btn[aria-pressed="true"]')).not.toBe(await look('.lt .btn[aria-pressed="false"]'));
    await go(page, 'overview');
    expect(await look('.steps .d')).not.toBe(await look('.steps i:last-child'));
    expect(await violationsOf(page)).toEqual([]);
    await page.context().close();
  });

  it('moves nothing for those who want less motion', async () => {
    const moving = (page: Page) =>
      page.evaluate(
        () =>
          document.getAnimations().filter(({ playState, effect }) => playState === 'running' && effect?.getComputedTiming().duration !== 0)
            .length,
      );
    const page = await open({ viewport: { width: 1280, height: 800 }, reducedMotion: 'no-preference' });
    await go(page, 'overview');
    await page.locator('[data-card="late"] .steps').waitFor();
    const usual = await moving(page);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.reload();
    for (const path of paths) {
      await go(page, path);
      await expect.poll(() => moving(page), { message: path }).toBe(0);
    }
    // a glyph turns while something starts: otherwise this would prove nothing
    expect(usual).toBeGreaterThan(0);
    await page.context().close();
  });

  it('draws stronger lines for those who want more contrast', async () => {
    const line = (page: Page) => page.evaluate(() => getComputedStyle(document.querySelector('.card')!).borderTopColor);
    const page = await open({ viewport: { width: 1280, height: 800 }, contrast: 'no-preference' });
    await go(page, 'overview');
    const usual = await line(page);
    await page.emulateMedia({ contrast: 'more' });
    expect(await line(page)).not.toBe(usual);
    await page.context().close();
  });
});
