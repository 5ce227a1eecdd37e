// Several servers at once: choosing them, what is done to all, what failed of it, and the way back. On real processes.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { overflowOf, violationsOf } from '../support/axe.ts';
import { listenForComplaints, openBrowser, withoutChromium } from '../support/chromium.ts';
import { cheap, fixture, LiveEngine, until } from '../support/live-engine.ts';
import { signInUrl } from './staged-home.ts';

describe.skipIf(withoutChromium('choosing several servers'))('choosing several servers', () => {
  let engine: LiveEngine;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  const card = (name: string) => page.locator(`[data-card="${name}"]`);
  const bar = () => page.getByRole('toolbar', { name: 'Selected servers' });
  const inBar = (name: string | RegExp) => bar().getByRole('button', { name });
  const toast = (text: string) => page.locator('.toast', { hasText: text });
  const isAlive = (pid: number | null) => pid !== null && engine.alive().includes(pid);
  const pids = async (...names: string[]) => Promise.all(names.map(async (name) => (await engine.server(name)).pid));
  const ok = () => join(engine.folder, 'ok');

  beforeAll(async () => {
    engine = new LiveEngine({
      config:
        'version: 1\n# mine\ngroups: { web: [a, b, picky] }\ndefaults: { restart: { max: 1, backoff: { initial: 50ms, factor: 1 } }, health: { interval: 60s } }\n',
    });
    writeFileSync(ok(), '');
    engine.writeMcp({
      ...Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => [name, cheap()])),
      // comes up only while the file is there
      picky: { command: 'sh', args: ['-c', `[ -e "${ok()}" ] || exit 3; exec sh "${fixture('echo.sh')}"`] },
    });
    await engine.start();
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'picky']) await engine.running(name);
    browser = await openBrowser();
    page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })).newPage();
    complaints = await listenForComplaints(page);
    await page.goto(await signInUrl(engine));
    await card('a').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await engine?.close();
  });
  afterEach(async () => {
    await page.keyboard.press('Escape');
    expect(complaints).toEqual([]);
  });

  it('starts with X on a card, goes on with arrows, Shift and boxes, and is named by its count', async () => {
    await card('c').focus();
    await page.keyboard.press('x');
    await bar().getByText('1 selected').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+X');
    await bar().getByText('3 selected').waitFor();
    expect(await page.locator('.check:checked').evaluateAll((boxes) => boxes.map((box) => box.getAttribute('aria-label')))).toEqual([
      'Select c',
      'Select d',
      'Select e',
    ]);
    await card('h')
      .getByRole('checkbox')
      .click({ modifiers: ['Shift'] });
    await bar().getByText('6 selected').waitFor();
    await card('d').getByRole('checkbox').uncheck();
    await bar().getByText('5 selected').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => bar().count()).toBe(0);
    await card('c').focus();
    await page.keyboard.press('Control+a');
    await bar().getByText('9 selected').waitFor();
  });

  it('keeps what is focused above the bar', async () => {
    await page.setViewportSize({ width: 900, height: 560 });
    await card('a').focus();
    await page.keyboard.press('x');
    await page.keyboard.press('End');
    const [focused, top] = await page.evaluate(() => [
      document.activeElement!.getBoundingClientRect().bottom,
      document.querySelector('.bulk')!.getBoundingClientRect().top,
    ]);
    expect(focused).toBeLessThanOrEqual(top!);
    await inBar('Clear').click();
    // the focus did not go with the bar
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-card'))).toBe('a');
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it('stops all that are chosen, and starts again those that ran when it is taken back', async () => {
    await engine.api('POST', '/servers/e/stop');
    const before = await pids('c', 'd');
    for (const name of ['c', 'd', 'e']) {
      await card(name).focus();
      await page.keyboard.press('x');
    }
    await inBar('Start 1 server').waitFor();
    await inBar('Stop 2 servers').click();
    await toast('Stopped 2 servers').waitFor();
    for (const pid of before) await until(`${pid} to end`, () => !isAlive(pid));
    await toast('Stopped 2 servers').getByRole('button', { name: 'Undo' }).click();
    await Promise.all([engine.running('c'), engine.running('d')]);
    expect((await engine.server('e')).state).toBe('stopped');
    await engine.api('POST', '/servers/e/start');
  });

  it('lists only what failed, and tries that again', async () => {
    const [before] = await pids('c');
    for (const name of ['c', 'picky']) {
      await card(name).focus();
      await page.keyboard.press('x');
    }
    rmSync(ok());
    await inBar('Restart 2 servers').click();
    const failed = page.locator('.bulk-failed');
    await failed.getByText('Could not restart 1 of 2:').waitFor();
    expect(await failed.getByRole('listitem').allTextContents()).toEqual([expect.stringMatching(/^picky: .*exited with code 3/)]);
    const [after] = await pids('c');
    expect(after).not.toBe(before);
    writeFileSync(ok(), '');
    await failed.getByRole('button', { name: 'Retry' }).click();
    await engine.running('picky');
    await expect.poll(() => failed.count()).toBe(0);
    expect(await pids('c')).toEqual([after]);
  });

  it('pauses checks of all that are chosen, and Ctrl+Z takes it back', async () => {
    for (const name of ['f', 'g']) {
      await card(name).focus();
      await page.keyboard.press('x');
    }
    await inBar('Pause checks 2 servers').click();
    await toast('Checks of 2 servers are paused').waitFor();
    expect((await engine.server('f')).paused).toEqual({ until: null });
    await inBar('Resume checks 2 servers').waitFor();
    await card('f').focus();
    await page.keyboard.press('Control+z');
    await expect.poll(async () => (await engine.server('g')).paused).toBeNull();
    expect((await engine.server('h')).paused).toBeNull();
  });

  it('acts on a whole group from its head', async () => {
    const group = page.getByRole('region', { name: 'web', exact: true });
    const before = await pids('a', 'b', 'picky');
    await group.getByRole('button', { name: 'Restart all in web' }).click();
    await expect.poll(async () => (await pids('a', 'b', 'picky')).filter((pid) => pid !== null && !before.includes(pid)).length).toBe(3);
    await group.getByRole('button', { name: 'Stop all in web' }).click();
    await expect.poll(async () => await pids('a', 'b', 'picky')).toEqual([null, null, null]);
    expect((await engine.server('c')).state).toBe('running');
    expect(await group.getByRole('button', { name: /^Stop all in web\./ }).getAttribute('aria-disabled')).toBe('true');
    await group.getByRole('button', { name: 'More for web' }).click();
    await page.getByRole('menuitem', { name: 'Start all' }).click();
    await Promise.all(['a', 'b', 'picky'].map((name) => engine.running(name)));
    await group.getByRole('button', { name: 'More for web' }).click();
    await page.getByRole('menuitem', { name: 'Select all' }).click();
    await bar().getByText('3 selected').waitFor();
  });

  it('says why the checks of a group could not be paused', async () => {
    const group = page.getByRole('region', { name: 'web', exact: true });
    await page.route('**/servers/pause', (route) =>
      route.fulfill({ json: ['a', 'b', 'picky'].map((name) => ({ name, ok: name !== 'b', state: 'running', reason: 'it is leaving' })) }),
    );
    await group.getByRole('button', { name: 'More for web' }).click();
    await page.getByRole('menuitem', { name: 'Pause checks' }).click();
    await toast('b: it is leaving').waitFor();
    await page.unroute('**/servers/pause');
  });

  it('moves all that are chosen to a new group, in the own config, and back byte by byte', async () => {
    const file = () => readFileSync(engine.configFile, 'utf8');
    const before = file();
    for (const name of ['b', 'g']) {
      await card(name).focus();
      await page.keyboard.press('x');
    }
    await inBar('Move to group 2 servers').click();
    await page.getByRole('menuitem', { name: 'New group…' }).click();
    await page.getByRole('textbox', { name: 'Name of the group' }).fill('tools');
    await page.getByRole('button', { name: 'Move 2 servers' }).click();
    await toast('Moved 2 servers to tools').waitFor();
    await page.getByRole('region', { name: 'tools', exact: true }).locator('[data-card="g"]').waitFor();
    expect([(await engine.server('b')).groups, (await engine.server('g')).groups]).toEqual([['tools'], ['tools']]);
    expect((await engine.server('a')).groups).toEqual(['web']);
    expect(file()).toContain('# mine');
    await toast('Moved 2 servers to tools').getByRole('button', { name: 'Undo' }).click();
    await expect.poll(file, { timeout: 10_000 }).toBe(before);
    await expect.poll(async () => (await engine.server('b')).groups).toEqual(['web']);
  });

  it('groups as the address says', async () => {
    const heads = () => page.locator('.gh h2').allTextContents();
    await expect.poll(heads, { timeout: 10_000 }).toEqual(['web', 'Your servers']);
    await page.getByRole('combobox', { name: 'Group by' }).selectOption('source');
    await expect.poll(heads).toEqual(['Your servers']);
    expect(new URL(page.url()).hash).toBe('#/?by=source');
    await page.getByText('~/.mcp.json').waitFor();
    await page.getByRole('combobox', { name: 'Group by' }).selectOption('none');
    await expect.poll(heads).toEqual(['All servers']);
    await page.getByRole('combobox', { name: 'Group by' }).selectOption('group');
    await expect.poll(heads).toEqual(['web', 'Your servers']);
  });

  it('works on rows as well, all at once from their head', async () => {
    await page.locator('[data-card="a"]').focus();
    await page.keyboard.press('v');
    await page.locator('tr[data-card="a"]').focus();
    await page.keyboard.press('x');
    await bar().getByText('1 selected').waitFor();
    expect(await page.getByRole('checkbox', { name: 'Select all' }).evaluate((box: HTMLInputElement) => box.indeterminate)).toBe(true);
    await page.getByRole('checkbox', { name: 'Select all' }).check();
    await bar().getByText('9 selected').waitFor();
    await page.getByRole('checkbox', { name: 'Select all' }).uncheck();
    await expect.poll(() => bar().count()).toBe(0);
    await page.locator('tr[data-card="a"]').focus();
    await page.keyboard.press('v');
    await page.locator('.srv').first().waitFor();
  });

  it('is accessible and fits, in both themes and sizes', async () => {
    await card('a').focus();
    await page.keyboard.press('x');
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
      expect(await overflowOf(page)).toBe(0);
      const box = await page.locator('.bulk').boundingBox();
      expect(box!.x).toBeGreaterThanOrEqual(0);
      expect(box!.x + box!.width).toBeLessThanOrEqual(width);
    }
  });
});
