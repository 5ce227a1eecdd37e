// A tab that was opened with an earlier build, or slept, in front of an engine that is another one by now.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { violationsOf } from '../support/axe.ts';
import { type BuiltPage, buildPage, renameBuild } from '../support/built-page.ts';
import { listenForComplaints, openBrowser, withoutChromium } from '../support/chromium.ts';
import { type PageServer, servePage } from '../support/page-server.ts';
import { snapshotOf, view } from '../support/page-state.ts';
import { openSleepingTab } from '../support/sleeping-tab.ts';

describe.skipIf(withoutChromium('an old tab'))('an old tab', () => {
  let built: BuiltPage;
  let browser: Browser;
  let folder: string;
  let server: PageServer;
  let page: Page;
  let complaints: string[];
  const card = (name: string) => page.locator(`[data-card="${name}"]`);

  beforeAll(async () => {
    [built, browser] = await Promise.all([buildPage(), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await built?.remove();
  });
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rh-old-tab-'));
    cpSync(built.folder, folder, { recursive: true });
    server = await servePage(folder, snapshotOf([view('memory'), view('git')]));
    const context = await browser.newContext({ bypassCSP: true });
    context.setDefaultTimeout(10_000);
    page = await context.newPage();
    complaints = await listenForComplaints(page);
    await page.goto(server.url);
    await card('memory').waitFor();
    await page.evaluate(() => Object.assign(window, { stayed: true }));
  });
  afterEach(async () => {
    await page.context().close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const stayed = () => page.evaluate(() => 'stayed' in window);

  const update = () => renameBuild(folder, 'new-');

  it('says that Roundhouse was updated, goes on working, and reloads when asked', async () => {
    server.cut();
    await page.getByText('Lost contact').waitFor();
    update();
    server.become({ instance: 'two', version: '0.2.0' });
    server.changeSilently('memory', { state: 'stopped', wanted: 'down' });
    server.restore();
    await card('memory').getByText('Stopped by you').waitFor();
    await page.getByText('Roundhouse was updated.').waitFor();
    expect(await stayed()).toBe(true);
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('link', { name: 'Dependencies' }).click();
    await page.getByRole('heading', { name: 'This page could not be loaded' }).waitFor();
    await page.getByText('since this window was opened').waitFor();
    await page.getByRole('button', { name: 'Reload' }).click();
    await page.getByText('No server depends on another').waitFor();
    expect(await stayed()).toBe(false);
    expect(await page.getByText('Roundhouse was updated.').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('says nothing of an update when the engine was only started anew', async () => {
    server.cut();
    await page.getByText('Lost contact').waitFor();
    server.become({ instance: 'two' });
    server.changeSilently('memory', { state: 'stopped', wanted: 'down' });
    const asked = page.waitForResponse((answer) => new URL(answer.url()).pathname === '/');
    server.restore();
    await card('memory').getByText('Stopped by you').waitFor();
    await asked;
    expect(await page.getByText('Roundhouse was updated.').count()).toBe(0);
  });

  it('has no words for a state that it does not know, and says so instead', async () => {
    server.change('memory', { state: 'hibernating' } as never);
    await page.getByText('cannot read what the service says now').waitFor();
    await card('memory')
      .getByText(/^Was healthy at/)
      .waitFor();
    expect(await page.getByText('hibernating').count()).toBe(0);
    expect(await page.getByRole('button', { name: /^Stop memory\. / }).getAttribute('aria-disabled')).toBe('true');
    await page.getByRole('button', { name: 'Reload' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('passes over keys, events and messages that it does not know', async () => {
    server.change('memory', { dreams: 3 } as never);
    server.change('memory', { state: 'stopped', wanted: 'down' });
    await card('memory').getByText('Stopped by you').waitFor();
  });

  it('opens a part that could not be had as soon as there is contact again', async () => {
    server.cut();
    await page.getByText('Lost contact').waitFor();
    await page.getByRole('link', { name: 'Dependencies' }).click();
    await page.getByText('The page is loaded when it is back.').waitFor();
    server.restore();
    await page.getByText('No server depends on another').waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    expect(await stayed()).toBe(true);
  });

  it('says in a sentence that a dialog is gone', async () => {
    update();
    await page.keyboard.press('?');
    await page.getByText('Roundhouse was updated since this window was opened').waitFor();
    await card('memory').waitFor();
    expect(complaints).toEqual([]);
  });

  it('shows what is true when it wakes from sleep', async () => {
    const tab = await openSleepingTab();
    try {
      await tab.page.goto(server.url);
      await tab.page.locator('[data-card="memory"]').waitFor();
      await tab.page.evaluate(() => Object.assign(window, { stayed: true }));
      let label = 'Healthy';
      // ten times shorter and once longer than the silence that means the loss of contact, with an engine that goes, hangs or stays
      const ways = ['cut', 'hang', null] as const;
      const sleeps = [...Array.from({ length: 10 }, (_, n) => [60 * n, ways[n % 3] ?? null] as const), [2_100, 'hang'] as const];
      for (const [asleepMs, goes] of sleeps) {
        await tab.freeze();
        if (goes) server[goes]();
        await new Promise((done) => setTimeout(done, asleepMs));
        label = label === 'Healthy' ? 'Stopped' : 'Healthy';
        const now = label === 'Healthy' ? ({ state: 'running', wanted: 'up' } as const) : ({ state: 'stopped', wanted: 'down' } as const);
        if (!goes) server.change('memory', now);
        else server.changeSilently('memory', now);
        if (goes) server.restore();
        await tab.thaw();
        await tab.page.getByRole('article', { name: `memory, ${label}` }).waitFor({ timeout: 2000 });
        expect(await tab.page.getByText('Lost contact').count()).toBe(0);
        expect(await tab.page.evaluate(() => 'stayed' in window)).toBe(true);
      }
    } finally {
      await tab.close();
    }
  });
});
