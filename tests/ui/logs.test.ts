// The Logs page on a real engine with servers that write: what is searched, folded, opened, copied, saved and linked to.
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { overflowOf, violationsOf } from '../support/axe.ts';
import { listenForComplaints, openBrowser, withoutChromium } from '../support/chromium.ts';
import { LiveEngine, server } from '../support/live-engine.ts';
import { signInUrl } from './staged-home.ts';

const says = (...lines: string[]) => JSON.stringify(['sh', '-c', `printf '%s\\n' "$@" >&2; exec sleep 600`, 'sh', ...lines]);
const json = 'call {"tool":"search_code","status":403,"query":"<img src=x onerror=window.pwned=1>"}';

describe.skipIf(withoutChromium('the Logs page'))('the Logs page', () => {
  let engine: LiveEngine;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  const open = async (query = '') => {
    await page.goto(`${engine.url}/#/`);
    // really left: what was open before is not any more
    await page.locator('.stream').waitFor({ state: 'detached' });
    await page.goto(`${engine.url}/#/logs${query}`);
    await page.locator('.stream').waitFor();
  };
  const row = (text: string) => page.locator('.ll', { hasText: text });
  const search = () => page.getByRole('textbox', { name: 'Search logs' });
  const chosen = () => page.locator('.ll.chosen .tx');

  beforeAll(async () => {
    const many = Array.from({ length: 300 }, (_, at) => `step ${at} path=src/${at}.ts ms=4`);
    engine = new LiveEngine({
      config: `version: 1
defaults: { restart: { max: 1, backoff: { initial: 100ms } } }
services:
  talker: { command: ${says('rate limit one', ...Array(6).fill('ERROR: password rejected'), ...many, json, 'RATE  limit two', 'x'.repeat(3000), 'last line')} }
`,
      mcpJson: { echo: server('echo-min.mjs'), broken: server('exit-code.mjs', '--lines', 2) },
    });
    await engine.start();
    await Promise.all([engine.running('talker'), engine.running('echo'), engine.until('broken', ({ state }) => state === 'crashed')]);
    browser = await openBrowser();
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      reducedMotion: 'reduce',
      bypassCSP: true,
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    context.setDefaultTimeout(15_000);
    page = await context.newPage();
    complaints = await listenForComplaints(page);
    await page.goto(await signInUrl(engine));
  });
  afterAll(async () => {
    await browser?.close();
    await engine?.close();
  });

  it('searches without hiding anything, steps from hit to hit, and keeps a hit at its height when only hits are left', async () => {
    await open('?servers=talker');
    await row('last line').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('rate limit');
    await page.getByText('1 line', { exact: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('1 of 1').waitFor();
    expect(await chosen().textContent()).toBe('rate limit one');
    await page.getByText(/^Paused at/).waitFor();
    await page.getByRole('button', { name: 'Regular expression' }).click();
    await search().fill('rate\\s+limit');
    await page.getByText('1 of 2').waitFor();
    await page.getByRole('button', { name: 'Next match' }).click();
    await expect.poll(() => chosen().textContent()).toBe('RATE  limit two');
    await page.getByRole('button', { name: 'Previous match' }).click();
    await expect.poll(() => chosen().textContent()).toBe('rate limit one');
    await search().fill('step 1[0-9]0 ');
    await page.getByRole('button', { name: 'Next match' }).click();
    await expect.poll(() => chosen().textContent()).toContain('step 100');
    // where there is no room above it any more, a line cannot stay at its height
    const top = async () => (await page.locator('.ll.chosen').boundingBox())!.y;
    const before = await top();
    await page.getByRole('button', { name: 'Only lines in which it is found' }).click();
    await expect.poll(() => page.locator('.stream .ll').count()).toBe(10);
    expect(Math.abs((await top()) - before)).toBeLessThan(300);
    await page.getByRole('button', { name: 'Only lines in which it is found' }).click();
    await expect.poll(() => page.locator('.stream .ll').count()).toBeGreaterThan(10);
    await expect.poll(() => chosen().textContent()).toContain('step 100');
    await page.reload();
    expect(await search().inputValue()).toBe('step 1[0-9]0 ');
    await page.getByText('10 lines', { exact: true }).waitFor();
    await search().fill('(a+)+$');
    await page.getByText('too slow').waitFor();
    expect(await search().getAttribute('aria-invalid')).toBe('true');
    expect(complaints).toEqual([]);
  });

  it('stops a pattern that takes too long with these lines, says what to do, and can be loaded again', async () => {
    await open('?servers=talker&only=1&re=1&q=x.*x.*never');
    const told = page.getByText('Not searched: this pattern takes too long.');
    await told.waitFor();
    await page.getByText('too slow', { exact: true }).waitFor();
    await row('last line').waitFor();
    await page.reload();
    await told.waitFor();
    await row('last line').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await search().fill('rate.*limit');
    await page.getByText('2 lines', { exact: true }).waitFor();
    await told.waitFor({ state: 'detached' });
  });

  it('folds lines that repeat, and unfolds them when asked or when a search is among them', async () => {
    await open('?servers=talker&only=1&q=password');
    await row('password').first().waitFor();
    await page.getByText(/^5 more lines like it/).waitFor();
    expect(await row('password rejected').count()).toBe(1);
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await expect.poll(() => row('password rejected').count()).toBe(6);
    await page.getByRole('button', { name: 'Hide', exact: true }).click();
    await expect.poll(() => row('password rejected').count()).toBe(1);
    await search().press('Enter');
    await search().press('Enter');
    await expect.poll(() => row('password rejected').count()).toBe(6);
  });

  it('goes from error to error with E', async () => {
    await open('?servers=broken');
    await row('cannot reach the database').first().waitFor();
    await page.locator('.stream').focus();
    const chosenId = () => page.locator('.chosen').getAttribute('data-id');
    await page.keyboard.press('e');
    const first = await chosenId();
    expect(await page.locator('.chosen.error, .chosen.t-fail').count()).toBe(1);
    await page.keyboard.press('e');
    await expect.poll(chosenId).not.toBe(first);
    expect(await page.locator('.chosen.error, .chosen.t-fail').count()).toBe(1);
  });

  it('opens a line: keys and values, text that stays text, a copy with time and source, and a link that leads back', async () => {
    await open('?servers=talker&q=call');
    await row('last line').waitFor();
    await search().press('Enter');
    await page.locator('.stream').focus();
    await page.keyboard.press('Enter');
    const detail = page.locator('.l-open');
    await detail.getByText('search_code').waitFor();
    expect(await detail.locator('dt').allTextContents()).toEqual(['tool', 'status', 'query']);
    expect(await page.locator('.stream img').count()).toBe(0);
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
    await detail.getByRole('button', { name: 'Copy line' }).click();
    await expect.poll(clipboard).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} talker \w+ call \{"tool"/);
    await detail.getByRole('button', { name: 'Copy as JSON' }).click();
    await expect.poll(async () => JSON.parse(await clipboard()).status).toBe(403);
    await detail.getByRole('button', { name: 'Copy link' }).click();
    await expect.poll(clipboard).toContain('#/logs?servers=talker&at=');
    const link = await clipboard();
    await page.keyboard.press('Escape');
    await page.goto(`${engine.url}/#/`);
    await page.locator('.stream').waitFor({ state: 'detached' });
    await page.goto(link);
    await page.locator('.l-open').waitFor();
    await page.getByText(/^Paused at/).waitFor();
    expect(await page.locator('.ll.open').isVisible()).toBe(true);
    expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
    expect(complaints).toEqual([]);
  });

  it('leads from a link to a moment to the line of a crash', async () => {
    const { lastExit } = await engine.server('broken');
    await open(`?servers=broken&at=${encodeURIComponent(lastExit!.at)}`);
    await page.locator('.chosen').waitFor();
    await page.locator('.lbreak.t-fail', { hasText: 'gave up' }).waitFor();
  });

  it('wraps long lines without losing a letter, and keeps following', async () => {
    await open('?servers=talker');
    await row('last line').waitFor();
    const long = () => row('xxxxxxxxxx').locator('.tx');
    await page.keyboard.press('w');
    const { hidden, wide } = await long().evaluate((text) => {
      const line = text.closest('.ll')!;
      return { hidden: text.scrollHeight - line.clientHeight, wide: text.scrollWidth - text.clientWidth };
    });
    expect([hidden, wide]).toEqual([0, 0]);
    expect(await page.locator('.stream').evaluate((stream) => stream.scrollWidth - stream.clientWidth)).toBe(0);
    await page.getByText('Following', { exact: true }).waitFor();
    expect(await row('last line').isVisible()).toBe(true);
    await expect.poll(() => page.url()).toContain('wrap=1');
  });

  it('copies a selection as plain lines with time and source', async () => {
    await open('?servers=talker&q=step 299');
    await row('last line').waitFor();
    await page.locator('.stream').evaluate((stream) => {
      const rows = [...stream.querySelectorAll('.ll')].slice(-3);
      getSelection()!.setBaseAndExtent(rows[0]!, 0, rows[2]!, rows[2]!.childNodes.length);
    });
    await page.keyboard.press('ControlOrMeta+c');
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied.trim().split('\n')).toHaveLength(3);
    expect(copied).toMatch(/talker INFO last line\n$/);
  });

  it('saves what is shown', async () => {
    await open('?servers=talker&only=1&q=rate');
    await expect.poll(() => page.locator('.stream .ll').count()).toBe(2);
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save what is shown' }).click();
    const file = await downloading;
    expect(file.suggestedFilename()).toMatch(/^roundhouse-.*\.log$/);
    const saved = readFileSync(await file.path(), 'utf8')
      .trim()
      .split('\n');
    expect(saved).toHaveLength(2);
    expect(saved[0]).toMatch(/ talker INFO rate limit one$/);
    expect(complaints).toEqual([]);
  });

  it('lets go of its stream in a tab that nobody sees, and has what was written meanwhile at the next look', async () => {
    await open('?servers=echo');
    const ready = () => page.locator('.stream').getByText(/ready$/);
    await ready().waitFor();
    // a browser without a head has no tab in the background
    const look = (hidden: boolean) =>
      page.evaluate((isHidden) => {
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => isHidden });
        document.dispatchEvent(new Event('visibilitychange'));
      }, hidden);
    const before = await ready().count();
    const letGo = page.waitForEvent('requestfailed', { predicate: (request) => request.url().includes('/logs/stream'), timeout: 13_000 });
    await look(true);
    await letGo;
    await engine.api('POST', '/servers/echo/restart');
    await engine.running('echo');
    expect(await ready().count()).toBe(before);
    await look(false);
    await expect.poll(() => ready().count()).toBe(before + 1);
    expect(await page.getByText(/missed|No contact/).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('hears Roundhouse itself when asked, and only errors when asked', async () => {
    await open();
    await row('last line').waitFor();
    expect(await page.locator('.ll .sn', { hasText: 'roundhouse' }).count()).toBe(0);
    await page.getByRole('checkbox', { name: /^roundhouse/ }).click({ modifiers: ['Alt'] });
    await page.locator('.ll .sn', { hasText: 'roundhouse' }).first().waitFor();
    expect(await row('last line').count()).toBe(0);
    await page.getByRole('button', { name: 'All', exact: true }).click();
    await row('last line').waitFor();
    await page.getByRole('button', { name: 'Only errors' }).click();
    await expect.poll(() => row('last line').count()).toBe(0);
    await expect.poll(() => page.url()).toContain('levels=error');
    await page.getByRole('button', { name: 'All levels' }).click();
    await row('last line').waitFor();
  });

  it('reads as far back as asked', async () => {
    await open('?servers=talker');
    await page.getByRole('combobox', { name: 'How far back' }).selectOption('15m');
    await expect.poll(() => page.url()).toContain('since=15m');
    await row('last line').waitFor();
    await page.getByRole('img', { name: /^Lines from/ }).waitFor();
  });

  it.each(['light', 'dark'] as const)('axe finds nothing while a line is open (%s)', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    for (const width of [1280, 900]) {
      await page.setViewportSize({ width, height: 640 });
      await open('?servers=talker&q=call');
      await row('last line').waitFor();
      await search().press('Enter');
      await page.locator('.stream').focus();
      await page.keyboard.press('Enter');
      await page.locator('.l-open').waitFor();
      expect(await violationsOf(page)).toEqual([]);
      expect(await overflowOf(page)).toBe(0);
    }
  });
});
