// When a page said that it had lost contact, by its own clock: many pages are looked at by one test, and asking each takes a while.
import type { Page } from 'playwright-core';

export const lost = 'Lost contact with the Roundhouse service';

/** `stayed` is gone once the page was loaded again; `saidAt` is 0 while it does not say so. */
export async function noteLoss(page: Page): Promise<void> {
  await page.evaluate((words) => {
    const window = globalThis as unknown as { stayed: boolean; saidAt: number };
    window.stayed = true;
    window.saidAt = 0;
    new MutationObserver(() => {
      if (!document.body.textContent?.includes(words)) window.saidAt = 0;
      else if (window.saidAt === 0) window.saidAt = Date.now();
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  }, lost);
}
