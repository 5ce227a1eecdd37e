// The Settings page on a real engine: what is changed there is really so, in the browser, in the file and in what runs.
import { readFileSync, writeFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../contract/events.ts';
import { listenForComplaints, openBrowser, withoutChromium } from '../support/chromium.ts';
import { cheap, LiveEngine } from '../support/live-engine.ts';
import { signInUrl } from './staged-home.ts';

const clientInfo = { name: 'laptop', version: '1' };
const ownConfig = `version: 1
# kept as it is
defaults:
  health: { interval: 20s }  # slow machine
`;

describe.skipIf(withoutChromium('the Settings page'))('the Settings page', () => {
  let engine: LiveEngine;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  const row = (name: string) => page.locator('.set-row').filter({ has: page.getByText(name, { exact: true }) });
  const restartMax = async () =>
    (await engine.api<{ definition: { restart: { max: number } } }>('GET', '/servers/alpha/inspect')).definition.restart.max;
  /** what the gateway answers to somebody with this token */
  const opens = async (token: string) => {
    const call = { jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo } };
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
    return (await fetch(`${engine.url}/mcp`, { method: 'POST', headers, body: JSON.stringify(call) })).status;
  };
  const open = async (section: string) => {
    await page.goto(`${engine.url}/#/settings/${section}`);
    await page.locator(`.set-nav a[aria-current]`).waitFor();
  };

  beforeAll(async () => {
    engine = await new LiveEngine({ mcpJson: { alpha: cheap() }, config: ownConfig }).start();
    await engine.running('alpha');
    browser = await openBrowser();
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    page = await context.newPage();
    complaints = await listenForComplaints(page);
    await page.goto(await signInUrl(engine));
    await page.getByRole('link', { name: 'Settings' }).waitFor();
    await page.keyboard.press('Control+,');
    await page.getByRole('heading', { name: 'General' }).waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await engine?.close();
  });

  it('keeps the theme, also for the next visit and in another tab', async () => {
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
    const other = await page.context().newPage();
    await other.goto(engine.url);
    await page.getByRole('button', { name: 'Dark', exact: true }).click();
    expect(await theme()).toBe('dark');
    await other.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
    await other.close();
    await page.reload();
    expect(await theme()).toBe('dark');
    await page.getByRole('button', { name: 'System', exact: true }).click();
    expect(await theme()).toBeUndefined();
  });

  it('finds settings by words, and says when there is none', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('night');
    await expect.poll(() => page.locator('.set-row').count()).toBe(1);
    await row('Theme').waitFor();
    await page.keyboard.type(' nonsense');
    await page.getByText('No setting matches “night nonsense”.').waitFor();
    await page.keyboard.press('Escape');
    await row('Single keys').waitFor();
  });

  it('changes a key: it works, the help shows it, and the old one does nothing', async () => {
    await open('keyboard');
    await page.getByRole('button', { name: '?, key for Shortcuts' }).click();
    await page.keyboard.press('g');
    await page.getByText('G is the key for Go to, then a letter. Choose another one.').waitFor();
    await page.keyboard.press('h');
    await page.getByRole('button', { name: 'H, key for Shortcuts' }).waitFor();
    await page.keyboard.press('?');
    await page.keyboard.press('h');
    const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await help.waitFor();
    expect(await help.locator('li', { hasText: 'Shortcuts' }).locator('.kbd').allTextContents()).toEqual(['H']);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  });

  it('single keys that are off do nothing, on cards neither', async () => {
    await row('Single keys').getByRole('switch').click();
    await page.keyboard.press('h');
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await page.getByRole('link', { name: 'Overview' }).click();
    const card = page.locator('[data-card="alpha"]');
    await card.focus();
    await page.keyboard.press('s');
    await page.keyboard.press('?');
    // what needs no single key still works, and by then the others would have
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Search' }).waitFor();
    await page.keyboard.press('Escape');
    expect((await engine.server('alpha')).state).toBe('running');
    await open('keyboard');
    await row('Single keys').getByRole('switch').click();
    await page.getByRole('button', { name: 'Reset all keys' }).click();
    await page.getByRole('button', { name: '?, key for Shortcuts' }).waitFor();
    await page.locator('.set').focus();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('writes a default into the file, where it is in force at once, and takes it back byte for byte', async () => {
    await open('supervision');
    const field = page.getByLabel('Restarts before it is given up', { exact: true });
    await expect.poll(() => field.inputValue()).toBe('3');
    await row('Restarts before it is given up').getByText('Default; services have 5').waitFor();
    await field.fill('9');
    await field.press('Enter');
    await row('Restarts before it is given up').getByText('roundhouse.yaml, line').waitFor();
    expect(readFileSync(engine.configFile, 'utf8')).toContain('max: 9');
    expect(readFileSync(engine.configFile, 'utf8')).toContain('# slow machine');
    expect(await restartMax()).toBe(9);
    expect((await engine.run('config', 'show')).out).toMatch(/max: 9 .*roundhouse.yaml/);
    await page.getByText('Restarts before it is given up: 9').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => readFileSync(engine.configFile, 'utf8')).toBe(ownConfig);
    await expect.poll(() => field.inputValue()).toBe('3');
    expect(await restartMax()).toBe(3);
  });

  it('says at the field what the config refuses, and writes nothing', async () => {
    const field = page.getByLabel('Check every', { exact: true });
    await expect.poll(() => field.inputValue()).toBe('20s');
    await row('Check every').getByText('roundhouse.yaml, line 4').waitFor();
    await field.fill('20');
    await field.press('Enter');
    await row('Check every').getByRole('alert').getByText('Add a unit').waitFor();
    await expect.poll(() => field.inputValue()).toBe('20s');
    expect(readFileSync(engine.configFile, 'utf8')).toBe(ownConfig);
  });

  it('goes back to a default, and undo has it in the file again', async () => {
    await row('Check every').getByRole('button', { name: 'Back to the default: Check every' }).click();
    await expect.poll(() => page.getByLabel('Check every', { exact: true }).inputValue()).toBe('10s');
    expect(readFileSync(engine.configFile, 'utf8')).not.toContain('20s');
    await page.locator('.set').focus();
    await page.keyboard.press('Control+z');
    await expect.poll(() => readFileSync(engine.configFile, 'utf8')).toBe(ownConfig);
    await page.getByLabel('Restart servers that end').selectOption('Never');
    await expect.poll(() => readFileSync(engine.configFile, 'utf8')).toContain('policy: never');
    await page.getByText('Restart servers that end: Never').waitFor();
    await page.locator('.set').focus();
    await page.keyboard.press('Control+z');
    await expect.poll(() => readFileSync(engine.configFile, 'utf8')).toBe(ownConfig);
    expect(complaints).toEqual([]);
  });

  it('a token made here opens the gateway, and a revoked one does not', async () => {
    await open('gateway');
    await page.getByLabel('Name of the new token').fill('-wrong');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByText('begins with a letter or digit').waitFor();
    await page.getByLabel('Name of the new token').fill('laptop');
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByText('it is not shown again').waitFor();
    await page.getByRole('button', { name: 'Copy token laptop' }).click();
    const token = await page.evaluate(() => navigator.clipboard.readText());
    expect(await opens(token)).toBe(200);
    await page.getByRole('button', { name: 'Done' }).click();
    expect(await page.content()).not.toContain(token);
    await page.getByRole('button', { name: 'Revoke token laptop' }).click();
    const asked = page.getByRole('alertdialog', { name: 'Revoke the token laptop?' });
    await asked.waitFor();
    await asked.getByRole('button', { name: 'Revoke token' }).click();
    await expect.poll(() => opens(token)).toBe(401);
    await expect.poll(() => row('laptop').count()).toBe(0);
  });

  it('a source that is switched off takes its servers along, and undo brings them back', async () => {
    await open('config');
    const source = page.getByRole('switch', { name: '~/.mcp.json' });
    await expect.poll(() => source.isChecked()).toBe(true);
    await source.click();
    await expect.poll(async () => (await engine.servers()).map(({ name }) => name)).toEqual([]);
    expect(readFileSync(engine.configFile, 'utf8')).toContain('mcp-json: false');
    await page.getByText('~/.mcp.json: off').waitFor();
    await source.focus();
    await page.keyboard.press('Control+z');
    await engine.running('alpha');
    expect(readFileSync(engine.configFile, 'utf8')).toBe(ownConfig);
    await expect.poll(() => source.isChecked()).toBe(true);
  });

  it('says of a file that cannot be used what is wrong with it, and where', async () => {
    writeFileSync(engine.mcpFile, '{\n  "mcpServers": {,}\n}');
    await page.locator('#setting-sources\\.mcp-json').getByText('Line 2: ').waitFor();
    engine.writeMcp({ alpha: cheap() });
    await expect.poll(() => page.locator('#setting-sources\\.mcp-json .set-wrong').count()).toBe(0);
  });

  it('mutes a kind of alert, and undo takes it back', async () => {
    const mutes = () => engine.api<unknown[]>('GET', '/alerts/mutes');
    await open('notifications');
    const told = page.getByRole('checkbox', { name: 'In app: A server stays down' });
    const held = Promise.withResolvers<void>();
    await page.route('**/alerts/mute', async (route) => {
      await held.promise;
      await route.continue();
    });
    await told.click();
    // as it is wanted, before it is answered
    await expect.poll(() => told.isChecked()).toBe(false);
    expect(await mutes()).toEqual([]);
    held.resolve();
    await expect.poll(mutes).toEqual([{ server: null, kind: 'server.down', until: null }]);
    await page.getByText('A server stays down: muted').waitFor();
    await page.unroute('**/alerts/mute');
    await told.focus();
    await page.keyboard.press('Control+z');
    await expect.poll(mutes).toEqual([]);
    await expect.poll(() => told.isChecked()).toBe(true);
    expect(complaints).toEqual([]);
  });

  it('signs another browser out, which says so at once; signing out here leads to the page that says how to come back', async () => {
    const context = await browser.newContext({ userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0' });
    const other = await context.newPage();
    await other.goto(await signInUrl(engine));
    await other.locator('[data-card="alpha"]').waitFor();
    await page.reload();
    await open('access');
    await row('This browser: Chrome on Linux').waitFor();
    await page.getByRole('button', { name: 'Sign out Firefox on Linux' }).click();
    await other.getByText('signed in').first().waitFor();
    await expect.poll(() => row('Firefox on Linux').count()).toBe(0);
    await context.close();
    const mine = await page.context().newPage();
    await mine.goto(`${engine.url}/#/settings/access`);
    await mine.getByRole('button', { name: /^Sign out This browser/ }).click();
    await mine.getByText('roundhouse open').waitFor();
    await mine.close();
    await page.goto(await signInUrl(engine));
    await page.goto(`${engine.url}/#/settings`);
    await page.getByRole('heading', { name: 'General' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('only watches: nothing runs, and undo has it running again', async () => {
    await open('general');
    const watch = page.getByRole('switch', { name: 'Only watch' });
    const held = Promise.withResolvers<void>();
    await page.route('**/onboarding/done', async (route) => {
      await held.promise;
      await route.continue();
    });
    await watch.click();
    // as it is wanted, before it is answered
    await expect.poll(() => watch.isChecked()).toBe(true);
    expect((await engine.api<Snapshot>('GET', '/snapshot')).engine.watchOnly).toBe(false);
    held.resolve();
    await engine.until('alpha', ({ state }) => state === 'stopped');
    await page.unroute('**/onboarding/done');
    await page.getByText('Only watch: on').waitFor();
    await expect.poll(() => watch.isChecked()).toBe(true);
    await watch.focus();
    await page.keyboard.press('Control+z');
    await engine.running('alpha');
    await expect.poll(() => watch.isChecked()).toBe(false);
  });

  it('has the section in the address, by its link and by scrolling', async () => {
    await page.getByRole('link', { name: 'Keyboard' }).click();
    await expect.poll(() => page.url()).toContain('#/settings/keyboard');
    await page.mouse.move(700, 400);
    await page.mouse.wheel(0, -5000);
    await expect.poll(() => page.url()).toContain('#/settings/general');
    expect(await page.locator('.set-nav a[aria-current]').textContent()).toBe('General');
  });
});
