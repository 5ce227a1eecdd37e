// The window on every page while its engine is killed, stands still or is another one: said in time, nothing false, no reload.
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageIds } from '../../renderer/route.ts';
import { listenForComplaints, openBrowser, withoutChromium } from '../support/chromium.ts';
import { LiveEngine, server, until } from '../support/live-engine.ts';
import { lost, noteLoss } from '../support/note-loss.ts';
import { openSleepingTab } from '../support/sleeping-tab.ts';
import { signInUrl } from './staged-home.ts';

interface Shown {
  path: string;
  context: BrowserContext;
  page: Page;
  complaints: string[];
}

const banner = (page: Page) => page.locator('.banner', { hasText: lost });

describe.skipIf(withoutChromium('the window without its engine'))('the window without its engine', () => {
  let engine: LiveEngine;
  let browser: Browser;
  let all: Shown[];
  const at = (path: string): Page => {
    const found = all.find((one) => one.path === path);
    if (!found) throw new Error(`no page ${path}`);
    return found.page;
  };

  beforeAll(async () => {
    engine = new LiveEngine({
      config: 'version: 1\ndefaults: { restart: { max: 1, backoff: { initial: 100ms } } }\nservers:\n  shop: { dependsOn: [echo] }\n',
      mcpJson: { echo: server('echo-min.mjs'), shop: server('echo-min.mjs'), broken: server('exit-code.mjs', '--lines', 2) },
    });
    await engine.start();
    await Promise.all([engine.running('echo'), engine.running('shop'), engine.until('broken', ({ state }) => state === 'crashed')]);
    browser = await openBrowser();
    const tabs = ['', '/logs', '/tools', '/config', '/events'].map((tab) => `server/echo${tab}`);
    const paths = ['?view=table', ...pageIds.filter((id) => id !== 'server'), ...tabs];
    // a context each: they share no connections, of which a browser opens only six to one address
    all = [];
    for (let from = 0; from < paths.length; from += 4) all.push(...(await Promise.all(paths.slice(from, from + 4).map(open))));
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await engine?.close();
  });

  async function open(path: string): Promise<Shown> {
    const context = await browser.newContext({ viewport: { width: 1000, height: 640 }, reducedMotion: 'reduce' });
    context.setDefaultTimeout(20_000); // says where it waits, before the test is over
    const page = await context.newPage();
    const complaints = await listenForComplaints(page);
    await context.request.get(await signInUrl(engine));
    await page.goto(`${engine.url}/#/${path}`);
    await page.locator('main:not([aria-busy="true"])').waitFor();
    // something of the snapshot: without one there is no contact that could be lost
    await until(`${path} to show something`, async () => {
      const text = await page.locator('main').textContent();
      return text !== null && text !== '' && !text.includes('Connecting to');
    });
    await noteLoss(page);
    return { path, context, page, complaints };
  }
  const each = (look: (shown: Shown) => Promise<void>) => Promise.all(all.map(look));
  const saidAfter = (page: Page, since: number) =>
    page.evaluate((from) => (globalThis as unknown as { saidAt: number }).saidAt - from, since);
  const isBack = async ({ page, path, complaints }: Shown) => {
    await expect.poll(() => banner(page).count(), { message: path, timeout: 20_000 }).toBe(0);
    expect(await page.evaluate(() => 'stayed' in globalThis), path).toBe(true);
    expect(complaints, path).toEqual([]);
  };

  it('says so on every page when the engine is killed', async () => {
    await engine.kill();
    const killedAt = Date.now();
    await each(async ({ page, path }) => {
      await banner(page).waitFor();
      expect(await saidAfter(page, killedAt), path).toBeLessThan(2000);
    });
  });

  it('shows no state as if it were known', async () => {
    for (const path of ['overview', '?view=table', 'server/echo', 'server/echo/tools'])
      await expect
        .poll(
          () =>
            at(path)
              .getByText(/was healthy at/i)
              .count(),
          { message: path },
        )
        .toBeGreaterThan(0);
    await at('overview').getByRole('heading', { name: 'State unknown' }).waitFor();
    await at('dependencies').locator('[data-dependency="echo"]').getByText('Unknown').first().waitFor();
    for (const { page, path } of all) {
      // what happened once stays true, and settings say “Healthy” of no server
      if (path.includes('events') || path === 'settings') continue;
      expect(
        await page
          .locator('main')
          .getByText(/^Healthy/)
          .count(),
        path,
      ).toBe(0);
    }
    await at('logs').locator('.lf').getByText('No contact').waitFor();
  });

  it('says of each action why it does nothing', async () => {
    const reason = 'No contact with the Roundhouse service';
    for (const [path, names] of [
      ['overview', ['Stop echo', 'Restart echo', 'Start broken', 'Pause supervision']],
      ['?view=table', ['Stop echo', 'Restart echo']],
      ['server/echo', ['Stop echo', 'Restart echo']],
      ['alerts', ['Start again: broken', 'Mute broken', 'Mute 1 h: broken']],
    ] as const)
      for (const name of names) {
        const button = at(path).getByRole('button', { name: new RegExp(`^${name}\\. ${reason}`) });
        expect(await button.getAttribute('aria-disabled'), `${name} on ${path}`).toBe('true');
      }
    const charts = at('overview').locator('.stale .spark').first();
    expect(await charts.evaluate((chart) => Number(getComputedStyle(chart).opacity))).toBeLessThan(1);
  });

  it('still filters, searches and goes elsewhere', async () => {
    await at('overview').keyboard.press('/');
    await at('overview').keyboard.type('shop');
    await expect.poll(() => at('overview').getByRole('article').count()).toBe(1);
    const logs = at('logs');
    await logs.getByRole('textbox', { name: 'Search logs' }).fill('cannot reach');
    await expect.poll(() => logs.locator('mark').count()).toBeGreaterThan(0);
    await logs.getByRole('textbox', { name: 'Search logs' }).fill('');
    await at('events').getByRole('searchbox').or(at('events').getByRole('textbox')).first().fill('broken');
    await expect.poll(() => at('events').locator('.ev-event').count()).toBeGreaterThan(0);
    // a page that was never loaded cannot be had now; it comes by itself with contact
    await at('?view=table').getByRole('link', { name: 'Events', exact: true }).click();
    await at('?view=table').getByText('This page could not be loaded').waitFor();
    await at('?view=table').getByText('The page is loaded when it is back.').waitFor();
  });

  it('goes on without a reload on an engine of the same home and port, and logs show the gap', async () => {
    await engine.start('--port', new URL(engine.url).port);
    await at('overview').getByText('This page is not signed in').waitFor({ timeout: 20_000 });
    await at('overview').getByText('roundhouse open').waitFor();
    await each(async ({ context, page }) => {
      await context.request.get(await signInUrl(engine));
      await page.evaluate(() => dispatchEvent(new Event('focus')));
    });
    await each(isBack);
    await at('overview').getByRole('article', { name: 'shop, Healthy' }).waitFor();
    await at('?view=table').locator('.ev-event').first().waitFor();
    for (const path of ['logs', 'server/echo/logs'])
      await at(path)
        .locator('.lbreak', { hasText: /^.*No contact from .* lines may be missing/ })
        .first()
        .waitFor();
    await at('events')
      .getByText(/No contact from/)
      .first()
      .waitFor();
  });

  it('says within two seconds that the engine stands still, and goes on when it runs again', async () => {
    process.kill(engine.pid, 'SIGSTOP');
    const stoppedAt = Date.now();
    try {
      await each(async ({ page, path }) => {
        await banner(page).waitFor();
        // what the browser and a busy machine add is not ours
        expect(await saidAfter(page, stoppedAt), path).toBeLessThan(2600);
      });
    } finally {
      process.kill(engine.pid, 'SIGCONT');
    }
    await each(({ page }) => page.evaluate(() => void dispatchEvent(new Event('focus'))));
    await each(isBack);
  });

  it('shows what happened while the page itself slept, in its log, too', async () => {
    const tab = await openSleepingTab();
    try {
      tab.page.setDefaultTimeout(20_000);
      await tab.page.goto(await signInUrl(engine));
      await tab.page.goto(`${engine.url}/#/server/shop/logs`);
      await tab.page.locator('.lbreak').first().waitFor();
      const { run } = await engine.running('shop');
      await tab.page.evaluate(() => Object.assign(globalThis, { stayed: true }));
      await tab.freeze();
      await engine.api('POST', '/servers/shop/restart');
      await engine.until('shop', (view) => view.state === 'running' && view.run > run);
      await tab.thaw();
      await tab.page.locator('.lbreak', { hasText: `run ${run + 1}` }).waitFor({ timeout: 2000 });
      await tab.page.getByRole('link', { name: 'Overview', exact: true }).click();
      await tab.page.getByRole('article', { name: 'shop, Healthy' }).waitFor();
      expect(await tab.page.evaluate(() => 'stayed' in globalThis)).toBe(true);
    } finally {
      await tab.close();
    }
  });
});
