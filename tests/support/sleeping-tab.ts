// A tab that can be frozen, as on a laptop that sleeps. The tabs of a test's usual browser cannot: playwright makes each believe that somebody looks at it,
// and a tab that is seen is never frozen.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { chromiumPath } from './chromium.ts';

export interface SleepingTab {
  page: Page;
  freeze(): Promise<void>;
  /** and somebody looks at it */
  thaw(): Promise<void>;
  close(): Promise<void>;
}

export async function openSleepingTab(): Promise<SleepingTab> {
  const profile = mkdtempSync(join(tmpdir(), 'rh-sleeping-tab-'));
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', `--user-data-dir=${profile}`];
  const child = spawn(chromiumPath(), [...flags, '--remote-debugging-port=0', 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((done) => child.once('exit', done));
  const address = await new Promise<string>((found, failed) => {
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
      const at = /DevTools listening on (ws:\S+)/.exec(said);
      if (at) found(at[1]!);
    });
    child.once('exit', () => failed(new Error(`Chromium ended: ${said}`)));
  });
  const browser = await chromium.connectOverCDP(address, { noDefaults: true });
  const [context] = browser.contexts();
  const [other, page] = [context!.pages()[0] ?? (await context!.newPage()), await context!.newPage()];
  const session = await page.context().newCDPSession(page);
  await session.send('Page.enable');
  const become = (state: 'frozen' | 'active') => session.send('Page.setWebLifecycleState', { state });
  return {
    page,
    async freeze() {
      await page.evaluate(() => {
        const window = globalThis as unknown as { wasFrozen: boolean };
        window.wasFrozen = false;
        document.addEventListener('freeze', () => (window.wasFrozen = true), { once: true });
      });
      await other.bringToFront();
      await become('frozen');
    },
    async thaw() {
      await become('active');
      await page.bringToFront();
      if (!(await page.evaluate(() => (globalThis as unknown as { wasFrozen: boolean }).wasFrozen)))
        throw new Error('the tab was not frozen');
    },
    async close() {
      await browser.close().catch(() => {}); // it may have ended
      child.kill('SIGKILL');
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
