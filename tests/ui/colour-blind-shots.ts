// Pictures of the pages that tell states, as the browser simulates them for people who do not tell red from green.
import type { Page } from 'playwright-core';

const pages = ['overview', 'server/postgres', 'logs', 'gateway', 'alerts', 'dependencies'];

export async function shootColourBlind(page: Page, url: string, shoot: (page: Page, name: string) => Promise<void>): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const path of pages) {
      await page.goto(`${url}/#/${path}`);
      await page.locator('main:not([aria-busy="true"])').waitFor();
      await page.waitForTimeout(400);
      for (const type of ['deuteranopia', 'protanopia'] as const) {
        await devtools.send('Emulation.setEmulatedVisionDeficiency', { type });
        await shoot(page, `${type}-${path.replace('/', '-')}-${colorScheme}`);
      }
      await devtools.send('Emulation.setEmulatedVisionDeficiency', { type: 'none' });
    }
  }
  await devtools.detach();
}
