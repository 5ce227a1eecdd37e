// Five hundred servers on a real engine: every card and row is there for keyboard and screen readers, filled where it is looked at.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { overflowOf, violationsOf } from '../support/axe.ts';
import { listenForComplaints, openBrowser, withoutChromium } from '../support/chromium.ts';
import { LiveEngine } from '../support/live-engine.ts';
import { signInUrl } from './staged-home.ts';

const count = 500;
const last = `s${count - 1}`;
/** none of them runs: what is tested is the page */
const config = `services:\n${Array.from({ length: count }, (_, at) => `  s${at}: { command: [sleep, "100000"], autostart: false }\n`).join('')}`;

describe.skipIf(withoutChromium('five hundred servers'))('five hundred servers', () => {
  let engine: LiveEngine;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  const card = (name: string) => page.locator(`[data-card="${name}"]`);
  const nameOf = (name: string) => card(name).getByRole('link', { name, exact: true });
  const filled = () => page.locator('[data-card] a').count();
  const isFocused = (name: string) => expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-card'))).toBe(name);
  const isInSight = (name: string) =>
    expect
      .poll(() =>
        card(name).evaluate((element) => {
          const { top, bottom } = element.getBoundingClientRect();
          return top >= 0 && bottom <= innerHeight;
        }),
      )
      .toBe(true);

  beforeAll(async () => {
    engine = new LiveEngine({ config });
    await engine.start();
    browser = await openBrowser();
    page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })).newPage();
    complaints = await listenForComplaints(page);
    await page.goto(await signInUrl(engine));
    await card(last).waitFor({ state: 'attached' });
  });
  afterAll(async () => {
    await browser?.close();
    await engine?.close();
  });

  for (const kind of ['cards', 'rows'] as const) {
    describe(`as ${kind}`, () => {
      beforeAll(async () => {
        await page.goto(`${engine.url}/#/${kind === 'rows' ? '?view=table' : ''}`);
        await page
          .locator(kind === 'rows' ? 'tr[data-card]' : 'article[data-card]')
          .first()
          .waitFor();
      });

      it('has all of them, each with its name and state, and fills few', async () => {
        expect(await page.locator('[data-card]').count()).toBe(count);
        expect(await card(last).getAttribute('aria-label')).toBe(`${last}, Stopped`);
        await expect.poll(filled).toBeLessThan(200);
      });

      it('the keyboard goes through all of them: each is filled when it is reached', async () => {
        await card('s0').focus();
        await page.keyboard.press('End');
        await isFocused(last);
        await isInSight(last);
        await nameOf(last).waitFor();
        await page.keyboard.press('ArrowUp');
        const above = await page.evaluate(() => document.activeElement?.getAttribute('data-card') ?? '');
        expect(above).not.toBe(last);
        await nameOf(above).waitFor();
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Home');
        await isFocused('s0');
        await isInSight('s0');
        await page.keyboard.press('Tab');
        expect(await page.evaluate(() => document.activeElement?.closest('[data-card]')?.getAttribute('data-card'))).toBe('s0');
      });

      it('the wheel fills what comes into sight, and what was left is emptied', async () => {
        await card('s0').focus();
        await page.mouse.move(640, 500);
        await page.mouse.wheel(0, 6_000);
        const inTheMiddle = () =>
          page.evaluate(() => {
            const element = [...document.querySelectorAll('[data-card]')].find(
              (each) => each.getBoundingClientRect().top > innerHeight / 2,
            );
            return element?.querySelector('a') ? Number(element.getAttribute('data-card')!.slice(1)) : 0;
          });
        await expect.poll(inTheMiddle).toBeGreaterThan(60);
        const reached = `s${await inTheMiddle()}`;
        await card(last).scrollIntoViewIfNeeded();
        await nameOf(last).waitFor();
        await expect.poll(() => nameOf(reached).count(), { timeout: 10_000 }).toBe(0);
        await expect.poll(filled, { timeout: 10_000 }).toBeLessThan(260);
        // the one that the keyboard stands on stays whole
        expect(await nameOf('s0').count()).toBe(1);
      });

      it('axe finds nothing, and nothing needs sideways scroll', async () => {
        await page.emulateMedia({ colorScheme: kind === 'cards' ? 'light' : 'dark' });
        expect(await violationsOf(page)).toEqual([]);
        expect(await overflowOf(page)).toBe(0);
      }, 60_000);
    });
  }

  it('nothing was complained of', () => expect(complaints).toEqual([]));
});
