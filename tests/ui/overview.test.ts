// The overview as a table, its keys, and supervision that rests: in a real browser, on a real engine with real servers.
import { readFileSync, writeFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../contract/events.ts';
import { violationsOf } from '../support/axe.ts';
import { listenForComplaints, openBrowser, withoutChromium } from '../support/chromium.ts';
import { cheap, LiveEngine, server } from '../support/live-engine.ts';
import { signInUrl } from './staged-home.ts';

describe.skipIf(withoutChromium('the overview'))('the overview', () => {
  let engine: LiveEngine;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  const names = () => page.locator('tr[data-card]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-card')));

  beforeAll(async () => {
    engine = new LiveEngine({
      config: 'version: 1\ndefaults: { restart: { max: 1, backoff: { initial: 50ms, factor: 1 } } }\n',
      mcpJson: { alpha: cheap(), beta: server('many-tools.mjs', '--count', 12), zeta: server('exit-code.mjs', '--lines', 1) },
    });
    await engine.start();
    await engine.running('alpha');
    await engine.running('beta');
    await engine.until('zeta', ({ state }) => state === 'crashed');
    browser = await openBrowser();
    page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })).newPage();
    complaints = await listenForComplaints(page);
    await page.goto(await signInUrl(engine));
    await page.locator('[data-card="alpha"]').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await engine?.close();
  });

  it('turns into a table by a key, trouble first, and says so in the address', async () => {
    await page.keyboard.press('v');
    await page.getByRole('table').waitFor();
    expect(new URL(page.url()).hash).toBe('#/?view=table');
    expect(await names()).toEqual(['zeta', 'alpha', 'beta']);
    expect(await page.getByRole('columnheader', { name: 'State' }).getAttribute('aria-sort')).toBe('ascending');
    await page.getByRole('button', { name: 'Tools' }).click();
    expect(await page.getByRole('columnheader', { name: 'Tools' }).getAttribute('aria-sort')).toBe('descending');
    expect((await names())[0]).toBe('beta');
    expect(new URL(page.url()).hash).toContain('sort=-tools');
  });

  it('shows only what needs attention while asked to', async () => {
    await page.keyboard.press('!');
    await expect.poll(names).toEqual(['zeta']);
    await expect.poll(() => page.url()).toContain('view=table');
    await page.keyboard.press('!');
    await expect.poll(async () => (await names()).length).toBe(3);
    await page.keyboard.press('/');
    await page.keyboard.type('v!');
    expect(await page.getByRole('textbox', { name: 'Filter servers' }).inputValue()).toBe('v!');
    await page.keyboard.press('Escape');
    await page.getByRole('table').waitFor();
  });

  it('says of a config that cannot be used where, why and what to do', async () => {
    const before = readFileSync(engine.configFile, 'utf8');
    writeFileSync(engine.configFile, `${before}services: { web: { port: 8080 } }\n`);
    const problem = page.locator('.banner.warn', { hasText: 'the service "web" has no command' });
    await problem.getByText('roundhouse.yaml, line 3').waitFor();
    await problem.getByText('Add one: command: [python3, app.py]').waitFor();
    writeFileSync(engine.configFile, before);
    await problem.waitFor({ state: 'detached' });
  });

  it('stops and starts from a row', async () => {
    await page.getByRole('button', { name: 'Stop alpha' }).click();
    await page.locator('tr[data-card="alpha"]').getByText('Stopped by you').waitFor();
    expect(await engine.server('alpha')).toMatchObject({ state: 'stopped', pid: null });
    await page.getByRole('button', { name: 'Start alpha' }).click();
    await engine.running('alpha');
  });

  it('lets supervision rest, says until when, and goes on', async () => {
    const paused = async () => (await engine.api<Snapshot>('GET', '/snapshot')).engine.paused;
    await page.getByRole('button', { name: 'Pause supervision' }).click();
    await page.getByRole('menuitem', { name: 'For 15 minutes' }).click();
    await page.getByText(/^Supervision: Paused until/i).waitFor();
    const until = Date.parse((await paused())!.until!) - Date.now();
    expect(until).toBeGreaterThan(14 * 60_000);
    expect(until).toBeLessThanOrEqual(15 * 60_000);
    await page.getByRole('button', { name: 'Resume supervision' }).click();
    await page.getByRole('button', { name: 'Pause supervision' }).waitFor();
    await expect.poll(paused).toBeNull();
    await page.getByRole('button', { name: 'Pause supervision' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('menuitem', { name: 'For 1 hour' }).waitFor({ state: 'hidden' });
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Pause supervision');
  });

  it('shows a pause as it is wanted until it is answered, and takes that back with the reason', async () => {
    const held = Promise.withResolvers<void>();
    await page.route('**/servers/pause', async (route) => {
      await held.promise;
      await route.fulfill({ json: [{ name: 'alpha', ok: false, reason: 'it is being stopped' }] });
    });
    await page.getByRole('button', { name: 'Pause supervision' }).click();
    await page.getByRole('menuitem', { name: 'For 15 minutes' }).click();
    await page.getByRole('button', { name: 'Resume supervision' }).waitFor();
    expect((await engine.api<Snapshot>('GET', '/snapshot')).engine.paused).toBeNull();
    held.resolve();
    await page.getByRole('button', { name: 'Pause supervision' }).waitFor();
    await page.locator('.pause').getByText('it is being stopped').waitFor();
    await page.unroute('**/servers/pause');
  });

  it('takes a pause back, by its toast and by the key, once each', async () => {
    const paused = async () => (await engine.api<Snapshot>('GET', '/snapshot')).engine.paused;
    const pauseByKeys = async () => {
      await page.getByRole('button', { name: 'Pause supervision' }).focus();
      await page.keyboard.press('Enter');
      await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('For 15 minutes');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Resume supervision' }).waitFor();
      // the button is there before the answer
      await page
        .locator('.toast', { hasText: /^Supervision paused/ })
        .last()
        .waitFor();
      expect(Date.parse((await paused())!.until!) - Date.now()).toBeGreaterThan(50 * 60_000);
    };
    await pauseByKeys();
    await page.locator('.toast', { hasText: 'Supervision paused' }).last().getByRole('button', { name: 'Undo' }).click();
    await page.locator('.toast', { hasText: 'Undone: Supervision paused' }).waitFor();
    expect(await paused()).toBeNull();
    await page.getByRole('button', { name: 'Pause supervision' }).waitFor();
    await pauseByKeys();
    await page.keyboard.press('Control+z');
    await page.getByRole('button', { name: 'Pause supervision' }).waitFor();
    await expect.poll(paused).toBeNull();
    // nothing is left to take back: the key takes back nothing twice
    await page.keyboard.press('Control+z');
    await page.locator('.field input').fill('x');
    await page.keyboard.press('Control+z');
    await page.locator('.field input').fill('');
    expect(await paused()).toBeNull();
  });

  it('is accessible and fits, in both themes and sizes', async () => {
    expect(complaints).toEqual([]);
    for (const [width, height] of [
      [1280, 800],
      [900, 640],
      [820, 560],
    ] as const) {
      await page.setViewportSize({ width, height });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await violationsOf(page), `${width} ${colorScheme}`).toEqual([]);
      }
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
  });
});
