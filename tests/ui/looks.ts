// A page in both themes and at three widths: what is wrong with each look of it.
import type { Browser, Page } from 'playwright-core';
import { overflowOf, violationsOf } from '../support/axe.ts';
import type { LiveEngine } from '../support/live-engine.ts';
import { signInUrl } from './staged-home.ts';

export const looks = [
  ['light', 1280],
  ['dark', 900],
  ['dark', 820],
] as const;

/** What axe finds, and sideways scroll, on each page that `show` brings up and lets be looked at. */
export async function faultsOf(
  browser: Browser,
  engine: LiveEngine,
  [colorScheme, width]: readonly ['light' | 'dark', number],
  show: (page: Page, look: () => Promise<void>) => Promise<void>,
): Promise<string[]> {
  const context = await browser.newContext({ colorScheme, reducedMotion: 'reduce', bypassCSP: true, viewport: { width, height: 640 } });
  const faults: string[] = [];
  try {
    const page = await context.newPage();
    await page.goto(await signInUrl(engine));
    await show(page, async () => {
      faults.push(...(await violationsOf(page)));
      const overflow = await overflowOf(page);
      if (overflow !== 0) faults.push(`${page.url()} needs ${overflow} px of sideways scroll`);
    });
  } finally {
    await context.close();
  }
  return faults;
}
