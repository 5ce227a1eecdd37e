// The Alerts page on a real engine: a server gives up, is muted, started again from the page, and what was wrong is history.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Alert, Mute } from '../../contract/alerts.ts';
import { overflowOf, violationsOf } from '../support/axe.ts';
import { listenForComplaints, openBrowser, withoutChromium } from '../support/chromium.ts';
import { cheap, fixture, LiveEngine, server, until } from '../support/live-engine.ts';
import { signInUrl } from './staged-home.ts';

describe.skipIf(withoutChromium('the Alerts page'))('the Alerts page', () => {
  let engine: LiveEngine;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  const alerts = () => engine.api<Alert[]>('GET', '/alerts');

  beforeAll(async () => {
    const config = 'defaults: { restart: { max: 0 } }';
    engine = await new LiveEngine({ mcpJson: { good: cheap() }, config }).start();
    await engine.running('good');
    browser = await openBrowser();
    page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    complaints = await listenForComplaints(page);
    await page.goto(await signInUrl(engine));
    await page.getByRole('link', { name: 'Alerts' }).click();
  });
  afterAll(async () => {
    await browser?.close();
    await engine?.close();
  });

  it('is calm, and tells by itself what gives up', async () => {
    await page.getByText('Nothing to tell').waitFor();
    engine.writeMcp({ good: cheap(), bad: server('crash.mjs') });
    const alert = page.getByRole('article', { name: 'Alert: bad' });
    await alert.waitFor();
    await page.getByRole('link', { name: /1 open alert/ }).waitFor();
    expect(await alert.getByText(/gave up|exited/i).count()).toBeGreaterThan(0);
    // the button beside it opens the log
    await alert.getByRole('button', { name: /^Open log/ }).waitFor();
    expect(await alert.getByText('roundhouse logs').count()).toBe(0);
  });

  it('mutes a server and takes it back', async () => {
    const mutes = () => engine.api<Mute[]>('GET', '/alerts/mutes');
    const held = Promise.withResolvers<void>();
    await page.route('**/alerts/mute', async (route) => {
      await held.promise;
      await route.continue();
    });
    await page.getByRole('button', { name: 'Mute bad', exact: true }).click();
    // as it is wanted, before it is answered
    await page.getByRole('article', { name: 'Alert: bad' }).getByText('muted').waitFor();
    expect(await mutes()).toEqual([]);
    held.resolve();
    await expect.poll(mutes).toMatchObject([{ server: 'bad', until: null }]);
    await page.unroute('**/alerts/mute');
    await page.getByRole('button', { name: 'Unmute bad' }).click();
    await page.getByRole('button', { name: 'Mute bad', exact: true }).waitFor();
    expect(await engine.api('GET', '/alerts/mutes')).toEqual([]);
  });

  it('starts a server again; one that a person stops is history', async () => {
    await page.getByRole('button', { name: 'Start again: bad' }).click();
    await until('it to have given up again', async () => (await alerts())[0]!.count === 2);
    await page.getByText(/2 times/).waitFor();
    await engine.api('POST', '/servers/bad/stop');
    await page.getByText('Nothing to tell').waitFor();
    await page
      .getByRole('listitem')
      .filter({ hasText: 'bad' })
      .getByText(/lasted/)
      .waitFor();
    expect(complaints).toEqual([]);
  });

  it('says what comes of a start, and that it is well as soon as it is, until the alert closes', async () => {
    const isThere = join(engine.folder, 'ok');
    const picky = { command: 'sh', args: ['-c', `[ -e "${isThere}" ] || exit 3; exec sh "${fixture('echo.sh')}"`] };
    engine.writeMcp({ good: cheap(), bad: server('crash.mjs'), picky });
    const alert = page.getByRole('article', { name: 'Alert: picky' });
    const again = alert.getByRole('button', { name: /^Start again: picky/ });
    await again.waitFor();
    const held = Promise.withResolvers<void>();
    await page.route('**/servers/picky/start*', async (route) => {
      await held.promise;
      await route.continue();
    });
    await again.click();
    await again.getByText('Starting…').waitFor();
    held.resolve();
    await alert
      .getByRole('alert')
      .getByText(/^Could not start picky: /)
      .waitFor();
    writeFileSync(isThere, '');
    await again.click();
    await alert.getByText(/^Healthy since \d\d:\d\d\. This alert closes after 5 minutes without trouble\.$/).waitFor();
    await alert.getByRole('alert').waitFor({ state: 'detached' });
    expect(await alert.getByRole('button', { name: /picky/ }).allTextContents()).toEqual(['Open log', 'Mute 1 h', 'Mute']);
    expect(await alert.locator('.t-fail').count()).toBe(0);
    expect(await violationsOf(page)).toEqual([]);
    // it goes wrong again, and the same alert goes on
    rmSync(isThere);
    process.kill((await engine.running('picky')).pid!, 'SIGKILL');
    await again.waitFor();
    await alert.locator('.t-fail').waitFor();
    engine.writeMcp({ good: cheap(), bad: server('crash.mjs') });
    await page.getByText('Nothing to tell').waitFor();
    expect(complaints).toEqual([]);
  });

  it.each([
    ['light', 1280],
    ['dark', 820],
  ] as const)('%s, %i px: axe finds nothing, and nothing needs sideways scroll', async (colorScheme, width) => {
    await engine.api('POST', '/servers/bad/start?wait=0');
    const context = await browser.newContext({ colorScheme, reducedMotion: 'reduce', bypassCSP: true, viewport: { width, height: 640 } });
    const other = await context.newPage();
    await other.goto(await signInUrl(engine));
    await other.getByRole('link', { name: 'Alerts' }).click();
    await other.getByRole('article', { name: 'Alert: bad' }).waitFor();
    const found = await violationsOf(other);
    expect(found).toEqual([]);
    expect(await overflowOf(other)).toBe(0);
    if (process.env.SHOT) await other.screenshot({ path: `/tmp/alerts-${width}-${colorScheme}.png` });
    await context.close();
    await engine.api('POST', '/servers/bad/stop');
  });
});
