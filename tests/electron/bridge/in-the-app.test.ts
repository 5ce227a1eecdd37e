// The same door in the app itself: its own main process, engine, window and files, as they are built. Electron's binary is a stand-in.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Bridge, usualPreferences } from '../../../contract/desktop.ts';
import { channels } from '../../../electron/bridge/channels.ts';
import { readEntry } from '../../../electron/login-item/autostart-entry.ts';
import { type Desk, openDesk } from '../../support/desk/desk.ts';
import { withoutDesk } from '../../support/desk/programs.ts';
import { DesktopApp } from '../../support/desktop.ts';
import { cheap, until } from '../../support/live-engine.ts';

// starts a browser more than once
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

describe.skipIf(withoutDesk('the bridge in the app'))('the bridge in the app', () => {
  let desk: Desk;
  let desktop: DesktopApp;
  let page: Page;
  const autostart = () => join(desktop.user, '.config', 'autostart', 'roundhouse.desktop');
  const log = () => readFileSync(join(desktop.home, 'desktop', 'desktop.log'), 'utf8');
  const ask = <T>(question: (bridge: Bridge) => Promise<T>): Promise<T> => page.evaluate(`(${question})(window.roundhouse)`) as Promise<T>;
  const row = (id: string) => page.locator(`#setting-${id.replaceAll('.', '\\.')}`);
  const settings = async () => {
    page = await desktop.page();
    page.setDefaultTimeout(15_000);
    await page.getByRole('link', { name: 'Settings' }).click();
    await row('login.open').waitFor();
  };

  beforeAll(async () => {
    desk = await openDesk();
  });
  afterAll(() => desk?.close());
  beforeEach(async () => {
    desktop = new DesktopApp({ desk, env: { ROUNDHOUSE_LOGIN_PROGRAM: '/opt/Round house/roundhouse-desktop' } });
    writeFileSync(join(desktop.user, '.mcp.json'), JSON.stringify({ mcpServers: { alpha: cheap() } }));
    await desktop.start();
    await settings();
  });
  afterEach(() => desktop?.close());

  it('enters and removes the login item, keeps preferences over kill -9, and shows what they are afterwards', async () => {
    const on = page.getByRole('switch', { name: 'Open at login' });
    expect(await on.isChecked()).toBe(false);
    await on.click();
    await page.getByText('Open at login: on').waitFor();
    expect(readEntry(readFileSync(autostart(), 'utf8')).command).toEqual(['/opt/Round house/roundhouse-desktop', '--hidden']);
    await row('tray.icon').getByRole('button', { name: 'Black' }).click();
    await page.getByText('Tray icon colour: Black').waitFor();
    await page.getByRole('checkbox', { name: 'System: It is well again' }).click();
    await page.getByText('It is well again: off').waitFor();
    await desktop.kill9();
    expect(await desktop.survivors()).toEqual([]);
    await desktop.start();
    await settings();
    await row('tray.icon').locator('[aria-pressed="true"]', { hasText: 'Black' }).waitFor();
    const { notifications } = usualPreferences;
    expect(await ask((bridge) => bridge.preferences())).toEqual({
      ...usualPreferences,
      trayIcon: 'black',
      notifications: { ...notifications, allClear: false },
    });
    await page.getByRole('switch', { name: 'Open at login' }).click();
    await page.getByText('Open at login: off').waitFor();
    expect(existsSync(autostart())).toBe(false);
  });

  it('shows its own files, says why there are no updates, and refuses what is not its own', async () => {
    await row('about.update').getByText('development build').waitFor();
    const logs = join(desktop.home, 'logs');
    expect(await ask((bridge) => bridge.showInFolder('/etc/passwd')).catch((error: Error) => error.message)).toContain(
      '/etc/passwd is none',
    );
    await page.getByRole('button', { name: 'Show in folder: Log files' }).click();
    await expect.poll(() => desktop.control.ask('recorded')).toContainEqual({ what: 'show-in-folder', value: logs });
    expect((await desktop.control.ask('recorded')).filter(({ what }) => /^open-/.test(what))).toEqual([]);
    for (const from of ['https://evil.example/', 'about:blank', 'app://evil/']) {
      for (const channel of Object.values(channels)) {
        const { value } = await desktop.control.ask('ipc', { channel, args: [], from });
        expect(value, `${channel} from ${from}`).toMatchObject({ ok: false });
      }
    }
    expect(log().match(/The bridge refused/g)).toHaveLength(3 * Object.keys(channels).length);
    expect(await desktop.control.ask('failures')).toEqual([]);
  });

  it('a file of preferences that cannot be read is set aside, and the app starts with the usual ones', async () => {
    const file = join(desktop.home, 'desktop', 'preferences.json');
    await ask((bridge) => bridge.setPreferences({ trayIcon: 'black' }));
    await desktop.kill9();
    await desktop.survivors();
    writeFileSync(file, '{"trayIcon": "bla');
    await desktop.start();
    await until('the log to say so', () => log().includes('preferences.unusable-'));
    await settings();
    await row('tray.icon').locator('[aria-pressed="true"]', { hasText: 'White' }).waitFor();
  });
});
