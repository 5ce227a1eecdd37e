// A server's own page on a real engine: what it says is what is true of the process, its log, its events and its files.
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { overflowOf, violationsOf } from '../support/axe.ts';
import { listenForComplaints, openBrowser, withoutChromium } from '../support/chromium.ts';
import { bin, LiveEngine, server } from '../support/live-engine.ts';
import { signInUrl } from './staged-home.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'rh-page-files-')));
const fixtures = {
  everything: { command: bin('mcp-server-everything') },
  files: { command: bin('mcp-server-filesystem'), args: [folder] },
  shop: { ...server('echo-min.mjs'), env: { API_TOKEN: 'sk-very-secret-value-1234567890', LEVEL: 'info' } },
  postgres: server('exit-code.mjs', '--lines', 2),
};

describe.skipIf(withoutChromium('the page of a server'))('the page of a server', () => {
  let engine: LiveEngine;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  const open = async (name: string, tab = '') => {
    await page.goto(`${engine.url}/#/server/${name}${tab && `/${tab}`}`);
    await page.getByRole('heading', { level: 2, name }).waitFor();
  };

  beforeAll(async () => {
    engine = new LiveEngine({
      config:
        'version: 1\ndefaults: { restart: { max: 2, backoff: { initial: 100ms, factor: 1 } } }\nservers:\n  postgres: { dependsOn: [shop] }\n',
      mcpJson: fixtures,
    });
    await engine.start();
    await Promise.all([
      ...['shop', 'everything', 'files'].map((name) => engine.running(name)),
      engine.until('postgres', ({ state }) => state === 'crashed'),
    ]);
    browser = await openBrowser();
    page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    complaints = await listenForComplaints(page);
    await page.goto(await signInUrl(engine));
    await page.locator('[data-card="shop"]').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await engine?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is reached from the name on a card, and says what is wrong with the lines that prove it', async () => {
    await page.locator('[data-card="postgres"]').getByRole('link', { name: 'postgres' }).click();
    await page.getByRole('heading', { name: /^Exited with code 1; gave up after 2 restarts/ }).waitFor();
    await page.getByText('cannot reach the database (2 of 2)').waitFor();
    const strip = page.getByRole('img', { name: /^3 runs: failed after/ });
    await strip.waitFor();
    expect(await strip.locator('.failed').count()).toBe(3);
    await page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link', { name: 'Overview' }).click();
    await page.locator('[data-card="postgres"]').getByRole('link', { name: 'postgres', exact: true }).click();
    await page.getByRole('complementary').getByRole('link', { name: 'shop' }).click();
    await page.getByRole('heading', { level: 2, name: 'shop' }).waitFor();
    await page.getByText('needed by').waitFor();
  });

  it('shows the real process, and no secret', async () => {
    await open('shop');
    const { pid } = await engine.running('shop');
    await page
      .getByRole('definition')
      .filter({ hasText: String(pid) })
      .first()
      .waitFor();
    const text = (await page.locator('main').textContent()) ?? '';
    expect(text).toContain('echo-min.mjs');
    expect(text).toContain('LEVEL=info');
    expect(text).toContain('API_TOKEN=');
    expect(text).not.toContain('very-secret');
  });

  it('stops and starts it', async () => {
    const before = await engine.running('shop');
    await page.getByRole('button', { name: 'Stop shop' }).click();
    await page.getByRole('main').getByText('Stopped by you').waitFor();
    // the announcer says it once; the words themselves count, and would be spoken each second
    await page.getByRole('status').getByText('shop: Stopped').waitFor({ state: 'attached' });
    expect(await page.getByRole('main').getByRole('status').count()).toBe(0);
    expect(await engine.server('shop')).toMatchObject({ state: 'stopped', pid: null });
    expect(() => process.kill(before.pid!, 0)).toThrow();
    await page.getByRole('button', { name: 'Start shop' }).click();
    const after = await engine.running('shop');
    expect(after.pid).not.toBe(before.pid);
    await page
      .getByRole('definition')
      .filter({ hasText: String(after.pid) })
      .first()
      .waitFor();
  });

  it('tells of the config change before a crash', async () => {
    await open('shop');
    const written = { ...fixtures, shop: server('exit-code.mjs') };
    engine.writeMcp(written);
    await engine.until('shop', ({ state }) => state === 'crashed');
    await page.getByRole('region', { name: /changed in \.mcp\.json .* before the first crash/ }).waitFor();
    expect(readFileSync(engine.mcpFile, 'utf8')).toContain('exit-code');
    engine.writeMcp(fixtures);
    await engine.running('shop');
    await page.getByRole('heading', { name: 'Nothing is wrong' }).waitFor();
  });

  it('goes between its parts by arrows, and keeps the part in the address', async () => {
    await open('postgres');
    await page.getByRole('tab', { name: 'Overview' }).focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => new URL(page.url()).hash).toBe('#/server/postgres/logs');
    await page.locator('.ll.error', { hasText: 'cannot reach the database' }).first().waitFor();
    const said = await engine.logs('postgres');
    expect(said.some(({ text }) => text.includes('cannot reach the database'))).toBe(true);
    await page.getByRole('tab', { name: 'Logs' }).focus();
    await page.keyboard.press('End');
    await expect.poll(() => new URL(page.url()).hash).toBe('#/server/postgres/events');
    await page.locator('.sev', { hasText: 'Exited with code 1; gave up after 2 restarts' }).first().waitFor();
    await page.reload();
    await page.locator('.sev', { hasText: 'Exited with code 1; gave up after 2 restarts' }).first().waitFor();
  });

  it('shows an event as it happens', async () => {
    const before = await page.locator('.sev').count();
    await engine.api('POST', '/servers/postgres/start?wait=0');
    await expect.poll(() => page.locator('.sev').count()).toBeGreaterThan(before);
    await engine.until('postgres', ({ state }) => state === 'crashed');
  });

  it('says what it runs with, and which line of which file says so', async () => {
    await open('postgres', 'config');
    const row = (key: string) => page.locator(`[data-field="${key}"]`);
    await row('dependsOn')
      .getByText(/roundhouse\.yaml, line 4$/)
      .waitFor();
    await row('command')
      .getByText(/\.mcp\.json, line \d+$/)
      .waitFor();
    await row('restart.max')
      .getByText(/^usual here, roundhouse\.yaml, line 2$/)
      .waitFor();
    await row('stop.grace').getByText('usual').waitFor();
    await open('shop', 'config');
    await row('LEVEL').waitFor();
    expect(await page.locator('main').textContent()).not.toContain('very-secret');
  });

  describe('its tools', () => {
    const pick = (tool: string) =>
      page
        .getByRole('table', { name: 'Tools' })
        .getByRole('button')
        .filter({ has: page.getByText(tool, { exact: true }) })
        .click();
    const panel = (tool: string) => page.getByRole('region', { name: tool, exact: true });
    const callsOf = async (target: string) =>
      (await engine.api<{ client: string; target: string; outcome: string }[]>('GET', '/calls?client=dashboard')).filter((call) =>
        call.target.endsWith(target),
      );

    it('calls a tool with what the form says, and shows its result as text', async () => {
      await open('everything', 'tools');
      await pick('echo');
      await panel('echo').getByRole('button', { name: 'Run' }).click();
      await panel('echo').getByText('This is required.').waitFor();
      const said = '<img src=x onerror="window.pwned=1">';
      await panel('echo').getByRole('textbox', { name: 'message' }).fill(said);
      await panel('echo').getByRole('button', { name: 'Run' }).click();
      await panel('echo')
        .locator('.result', { hasText: `Echo: ${said}` })
        .waitFor();
      expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
      await expect.poll(() => callsOf('echo')).toMatchObject([{ client: 'dashboard', outcome: 'ok' }]);
    });

    it('sends numbers as numbers, and shows structured content and pictures', async () => {
      await pick('get-sum');
      await panel('get-sum').getByRole('textbox', { name: /^a / }).fill('2');
      await panel('get-sum').getByRole('textbox', { name: /^b / }).fill('40');
      await panel('get-sum').getByRole('button', { name: 'Run' }).click();
      await panel('get-sum').getByText(/is 42/).waitFor();
      await pick('get-tiny-image');
      await panel('get-tiny-image').getByRole('button', { name: 'Run' }).click();
      const picture = panel('get-tiny-image').getByRole('img', { name: 'Picture from the tool, image/png' });
      await picture.waitFor();
      await expect.poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
      await pick('get-structured-content');
      await panel('get-structured-content').getByRole('combobox', { name: 'location' }).selectOption({ index: 1 });
      await panel('get-structured-content').getByRole('button', { name: 'Run' }).click();
      await panel('get-structured-content').getByRole('heading', { name: 'Structured content' }).waitFor();
      expect(complaints).toEqual([]);
    });

    it('cancels a call that takes long', async () => {
      const tool = 'trigger-long-running-operation';
      await pick(tool);
      await panel(tool).getByRole('textbox', { name: 'duration' }).fill('60');
      await panel(tool).getByRole('button', { name: 'Run' }).click();
      await panel(tool)
        .getByText(/^Running for/)
        .waitFor();
      // spoken once: what counts is not
      await panel(tool).locator('[aria-live]').getByText('Running…', { exact: true }).waitFor({ state: 'attached' });
      expect(await panel(tool).getByRole('status').count()).toBe(0);
      await panel(tool).getByRole('button', { name: 'Cancel' }).click();
      await panel(tool)
        .getByText(/^Cancelled/)
        .waitFor();
      await expect.poll(() => callsOf(tool)).toMatchObject([{ outcome: 'cancelled' }]);
    });

    it('asks once more before a tool that may destroy something, and then really runs it', async () => {
      const file = join(folder, 'note.txt');
      await open('files', 'tools');
      await pick('write_file');
      await panel('write_file').getByRole('textbox', { name: 'path' }).fill(file);
      await panel('write_file').getByRole('textbox', { name: 'content' }).fill('kept');
      await panel('write_file').getByRole('button', { name: 'Run' }).click();
      await panel('write_file').getByRole('alert').waitFor();
      expect(() => readFileSync(file)).toThrow();
      await panel('write_file').getByRole('button', { name: 'Keep everything' }).click();
      await panel('write_file').getByRole('button', { name: 'Run' }).click();
      await panel('write_file').getByRole('button', { name: 'Run it' }).click();
      await expect.poll(() => readFileSync(file, 'utf8')).toBe('kept');
    });

    it('says when a tool failed, and why nothing can be run', async () => {
      await pick('read_text_file');
      await panel('read_text_file').getByRole('textbox', { name: 'path' }).fill('/etc/shadow');
      await panel('read_text_file').getByRole('button', { name: 'Run' }).click();
      await panel('read_text_file').getByText('The tool failed').waitFor();
      await engine.api('POST', '/servers/files/stop');
      await page
        .getByText('Start files to run tools.')
        .or(page.getByText(/are not known/))
        .first()
        .waitFor();
      await engine.api('POST', '/servers/files/start');
      const audit = await engine.api<{ action: string; target: string; detail: string | null }[]>('GET', '/audit');
      expect(audit.some(({ action, target }) => action === 'call tool' && target === 'files.write_file')).toBe(true);
      expect(JSON.stringify(audit)).not.toContain('kept');
    });
  });

  it('says so when there is no such server', async () => {
    await page.goto(`${engine.url}/#/server/nobody`);
    await page.getByRole('heading', { name: 'There is no server called nobody' }).waitFor();
    await page.getByRole('link', { name: 'Show all servers' }).click();
    await page.locator('[data-card="shop"]').waitFor();
    expect(complaints).toEqual([]);
  });

  describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
    it.each([1280, 900])('at %s px axe finds nothing, and nothing needs sideways scroll', async (width) => {
      const context = await browser.newContext({ viewport: { width, height: 640 }, colorScheme, reducedMotion: 'reduce', bypassCSP: true });
      const other = await context.newPage();
      await other.goto(await signInUrl(engine));
      for (const [name, tab] of [
        ['postgres', 'overview'],
        ['postgres', 'logs'],
        ['postgres', 'events'],
        ['files', 'tools'],
        ['shop', 'config'],
      ] as const) {
        await other.setViewportSize({ width, height: 640 });
        await other.goto(`${engine.url}/#/server/${name}/${tab}`);
        await other.getByRole('tabpanel').waitFor();
        await other.waitForTimeout(200);
        expect(await violationsOf(other), tab).toEqual([]);
        await other.setViewportSize({ width: width === 900 ? 820 : width, height: 640 });
        expect(await overflowOf(other)).toBe(0);
        // the panel scrolls by itself
        if (tab !== 'logs')
          expect(await other.getByRole('tabpanel').evaluate((panel) => panel.scrollWidth - panel.clientWidth), tab).toBe(0);
      }
      await context.close();
    });
  });
});
