// The set-up in both themes and at both sizes: for everybody, and without sideways scroll.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { overflowOf, violationsOf } from '../support/axe.ts';
import { openBrowser, withoutChromium } from '../support/chromium.ts';
import { signInUrl } from './staged-home.ts';
import { type Machine, stageMachine } from './staged-machine.ts';

describe.skipIf(withoutChromium('the looks of the set-up'))('the looks of the set-up', () => {
  let machine: Machine;
  let browser: Browser;

  beforeAll(async () => {
    machine = stageMachine();
    await machine.engine.start();
    await machine.engine.running('sentry');
    machine.stray('memory');
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await machine?.close();
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 900],
    ['dark', 900],
  ] as const)('%s, %i px: axe finds nothing, and nothing needs sideways scroll', async (colorScheme, width) => {
    const context = await browser.newContext({ colorScheme, reducedMotion: 'reduce', bypassCSP: true, viewport: { width, height: 640 } });
    const page = await context.newPage();
    await page.goto(await signInUrl(machine.engine));
    const looksWell = async () => {
      expect(await violationsOf(page)).toEqual([]);
      expect(await overflowOf(page)).toBe(0);
    };
    for (const [step, ready] of [
      ['1', 'Your clients are running 1 copy'],
      ['2', 'What changes for Claude Desktop'],
      ['3', 'What this does'],
    ] as const) {
      await page.goto(`${machine.engine.url}/#/onboarding?step=${step}`);
      await page.getByText(ready).waitFor();
      if (step === '2') await page.locator('.diff').first().waitFor();
      await looksWell();
    }
    // the last one carries it out as well
    if (colorScheme === 'dark' && width === 900) {
      await page.setViewportSize({ width: 820, height: 640 });
      await page.locator('footer .btn.pri').click();
      await page.getByRole('heading', { name: 'What next' }).waitFor();
      await looksWell();
    }
    await context.close();
  });
});
