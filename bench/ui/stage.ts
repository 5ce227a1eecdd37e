// A built engine with many servers, and Chromium on its page.
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openBrowser } from '../../tests/support/chromium.ts';
import type { LiveEngine, Setup } from '../../tests/support/live-engine.ts';
import { withEngine } from '../live.ts';

export interface Stage {
  engine: LiveEngine;
  browser: Browser;
  /** signed in; a browser context of its own, so with nothing in its cache */
  open(): Promise<Page>;
}

/** `sleep` services: real processes that cost next to nothing. The first `up` of them run, the others are stopped. */
export function sleepers(count: number, up = count): string {
  const line = (at: number) => `  s${at}: { command: [sleep, "100000"]${at < up ? '' : ', autostart: false'} }\n`;
  return `services:\n${Array.from({ length: count }, (_, at) => line(at)).join('')}`;
}

export async function withPage<T>(setup: Setup, up: number, use: (stage: Stage) => Promise<T>): Promise<T> {
  return withEngine(setup, async (engine, watch) => {
    await watch.seen((servers) => [...servers.values()].filter(({ state }) => state === 'running').length >= up, 120_000);
    watch.close(); // only the page looks from here on
    const browser = await openBrowser();
    try {
      let signedIn: Awaited<ReturnType<BrowserContext['storageState']>> | undefined;
      return await use({
        engine,
        browser,
        async open() {
          const options = { viewport: { width: 1280, height: 800 } };
          if (!signedIn) {
            const first = await browser.newContext(options);
            const page = await first.newPage();
            await page.goto((await engine.api<{ url: string }>('POST', '/login-codes')).url);
            await page.locator('[data-card]').first().waitFor();
            signedIn = await first.storageState();
            await first.close();
          }
          return (await browser.newContext({ ...options, storageState: signedIn })).newPage();
        },
      });
    } finally {
      await browser.close();
    }
  });
}
