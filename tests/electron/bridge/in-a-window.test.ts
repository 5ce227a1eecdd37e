// The bridge in a real window: the real page asks, over the real preload, and what it asks for is so on this machine. Electron's binary
// is a stand-in (tests/support/electron-host).
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Bridge, usualPreferences } from '../../../contract/desktop.ts';
import { channels } from '../../../electron/bridge/channels.ts';
import { readEntry } from '../../../electron/login-item/autostart-entry.ts';
import { type Desk, openDesk } from '../../support/desk/desk.ts';
import { withoutDesk } from '../../support/desk/programs.ts';
import { DesktopApp } from '../../support/desktop.ts';
import { cheap, entry, LiveEngine } from '../../support/live-engine.ts';

// starts a browser more than once
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const app = fileURLToPath(new URL('../../fixtures/bridge-app', import.meta.url));
const build = dirname(dirname(entry));

describe.skipIf(withoutDesk('the bridge in a window'))('the bridge in a window', () => {
  let desk: Desk;
  let engine: LiveEngine;
  let desktop: DesktopApp;
  let page: Page;
  const program = () => join(desktop.folder, 'My apps', 'roundhouse');
  const autostart = () => join(desktop.user, '.config', 'autostart', 'roundhouse.desktop');
  const preferences = () => JSON.parse(readFileSync(join(desktop.home, 'desktop', 'preferences.json'), 'utf8')) as Record<string, unknown>;
  const said = () => readFileSync(join(desktop.home, 'said.log'), 'utf8');
  const ask = <T>(question: (bridge: Bridge) => Promise<T>): Promise<T> => page.evaluate(`(${question})(window.roundhouse)`) as Promise<T>;
  const row = (id: string) => page.locator(`#setting-${id.replaceAll('.', '\\.')}`);

  beforeAll(async () => {
    desk = await openDesk();
    engine = await new LiveEngine({ mcpJson: { alpha: cheap() } }).start();
    await engine.running('alpha');
  });
  afterAll(async () => {
    await engine?.close();
    await desk?.close();
  });
  beforeEach(async () => {
    desktop = new DesktopApp({ desk, app, env: { ENGINE_URL: engine.url, ENGINE_TOKEN: engine.token, BRIDGE_BUILD: build } });
    desktop.env.ROUNDHOUSE_LOGIN_PROGRAM = program();
    mkdirSync(dirname(program()), { recursive: true });
    writeFileSync(program(), '');
    await open();
  });
  afterEach(() => desktop?.close());

  const open = async () => {
    await desktop.start();
    page = await desktop.page();
    page.setDefaultTimeout(15_000);
    await row('login.open').waitFor();
  };

  it('is all that the page has beyond a browser, and cannot be changed', async () => {
    expect(await page.evaluate(() => Object.keys(window.roundhouse as object).sort())).toEqual(
      [...Object.keys(channels), 'onNews', 'platform', 'version'].sort(),
    );
    expect(
      await page.evaluate(() =>
        ['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer', 'electron'].filter((name) => name in window),
      ),
    ).toEqual([]);
    expect(
      await page.evaluate(() => {
        const before = window.roundhouse;
        try {
          Object.assign(window, { roundhouse: null });
          Object.assign(before as object, { pickFile: null });
        } catch {
          // frozen, as it should be
        }
        return window.roundhouse === before && typeof before?.pickFile === 'function';
      }),
    ).toBe(true);
  });

  it('opens at login by a file that starts this program hidden, and no more when it is switched off', async () => {
    const on = page.getByRole('switch', { name: 'Open at login' });
    expect(await on.isChecked()).toBe(false);
    await on.click();
    await page.getByText('Open at login: on').waitFor();
    expect(readEntry(readFileSync(autostart(), 'utf8'))).toEqual({ isOurs: true, isOn: true, command: [program(), '--hidden'] });
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Undone: Open at login').waitFor();
    expect(existsSync(autostart())).toBe(false);
  });

  it('shows at once what somebody else made of the file, and never takes one that is theirs', async () => {
    const theirs = '[Desktop Entry]\nType=Application\nName=Other\nExec=/opt/other\n';
    mkdirSync(dirname(autostart()), { recursive: true });
    writeFileSync(autostart(), theirs);
    await page.evaluate(() => dispatchEvent(new Event('focus')));
    await row('login.open').getByText('was not made by Roundhouse').waitFor();
    expect(await page.getByRole('switch', { name: 'Open at login' }).isDisabled()).toBe(true);
    expect(await ask((bridge) => bridge.setLoginItem(true))).toMatchObject({ state: 'unavailable' });
    expect(readFileSync(autostart(), 'utf8')).toBe(theirs);
  });

  it('preferences outlive kill -9, and what changes them elsewhere is seen in the window', async () => {
    await row('tray.icon').getByRole('button', { name: 'Black' }).click();
    await page.getByText('Tray icon colour: Black').waitFor();
    await desktop.control.ask('emit', { on: 'app', event: 'ask quit-on-close', args: [] });
    await row('window.close').locator('[aria-pressed="true"]', { hasText: 'Quits' }).waitFor();
    expect(preferences()).toEqual({ trayIcon: 'black', onClose: 'quit' });
    await desktop.kill9();
    await desktop.survivors();
    await open();
    await row('tray.icon').locator('[aria-pressed="true"]', { hasText: 'Black' }).waitFor();
    await row('window.close').locator('[aria-pressed="true"]', { hasText: 'Quits' }).waitFor();
    expect(await ask((bridge) => bridge.preferences())).toEqual({ ...usualPreferences, trayIcon: 'black', onClose: 'quit' });
  });

  it('an app that was moved writes its new place at its next start', async () => {
    await ask((bridge) => bridge.setLoginItem(true));
    await desktop.kill9();
    await desktop.survivors();
    desktop.env.ROUNDHOUSE_LOGIN_PROGRAM = join(desktop.folder, 'moved');
    const old = readFileSync(autostart(), 'utf8');
    await open();
    expect(await ask((bridge) => bridge.loginItem())).toMatchObject({ state: 'off', reason: expect.stringContaining(program()) as string });
    expect(readFileSync(autostart(), 'utf8')).toBe(old);
    // this time the old one is gone
    await desktop.kill9();
    await desktop.survivors();
    writeFileSync(autostart(), old.replaceAll(program(), join(desktop.folder, 'gone')));
    await open();
    expect(await ask((bridge) => bridge.loginItem())).toEqual({ state: 'on', reason: null });
    expect(readEntry(readFileSync(autostart(), 'utf8')).command).toEqual([join(desktop.folder, 'moved'), '--hidden']);
  });

  it('shows files that the engine names, by the file manager alone', async () => {
    await page.getByRole('button', { name: 'Show in folder: Log files' }).click();
    await page.getByRole('button', { name: /^Show in folder: .*\.mcp\.json$/ }).click();
    const shown = async () => (await desktop.control.ask('recorded')).map(({ what, value }) => [what, value]);
    await expect.poll(shown).toEqual([
      ['show-in-folder', join(engine.home, 'logs')],
      ['show-in-folder', engine.mcpFile],
    ]);
    await expect(ask((bridge) => bridge.showInFolder('/etc/passwd'))).rejects.toThrow('/etc/passwd is none of the files');
    await expect(ask((bridge) => bridge.showInFolder('/etc\0/passwd'))).rejects.toThrow('does not understand');
    expect(await shown()).toHaveLength(2);
  });

  it('asks the person for a file, in a dialog of the system', async () => {
    const picked = ask((bridge) => bridge.pickFile({ title: 'Choose a file', extensions: ['json'] }));
    await expect.poll(() => desktop.control.ask('questions')).toHaveLength(1);
    const [question] = await desktop.control.ask('questions');
    expect(question).toMatchObject({
      kind: 'open',
      options: { title: 'Choose a file', properties: ['openFile', 'showHiddenFiles', 'dontAddToRecent'] },
    });
    await desktop.control.ask('answer', { question: question!.id, answer: { canceled: false, filePaths: ['/home/kim/.mcp.json'] } });
    expect(await picked).toBe('/home/kim/.mcp.json');
  });

  it.each(['https://evil.example/', 'about:blank', 'file:///app/index.html', 'app://roundhouse.evil/', 'app://evil/#app://roundhouse/'])(
    'refuses every question of %s, and says so in the log',
    async (from) => {
      for (const channel of Object.values(channels)) {
        const { ok, value } = await desktop.control.ask('ipc', { channel, args: [true], from });
        expect({ ok, value }).toEqual({ ok: true, value: { ok: false, sentence: expect.stringContaining('Only the window') as string } });
      }
      expect(said().match(/The bridge refused/g)).toHaveLength(Object.keys(channels).length);
      expect(existsSync(autostart())).toBe(false);
    },
  );

  it('has no other channel, not even the one of electron-store', async () => {
    await ask((bridge) => bridge.setPreferences({ closeTold: true }));
    await desktop.control.ask('emit', { on: 'app', event: 'ask store-channel', args: [] });
    await expect.poll(said).toContain('listeners of the store: 0');
    for (const channel of [
      'electron-store-get-data',
      'roundhouse:',
      'roundhouse:quit',
      'ELECTRON_BROWSER_REQUIRE',
      '__proto__',
      'constructor',
    ]) {
      expect((await desktop.control.ask('ipc', { channel, args: [], from: 'app://roundhouse/' })).ok, channel).toBe(false);
    }
    expect(await desktop.control.ask('failures')).toEqual([]);
  });
});
