// What the Settings page has in the desktop app alone. The app behind it is a stand-in; the engine is a real one.
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { usualPreferences } from '../../contract/desktop.ts';
import { overflowOf, violationsOf } from '../support/axe.ts';
import { listenForComplaints, openBrowser, withoutChromium } from '../support/chromium.ts';
import { askedOf, putDesktop, type StandIn, setStandIn, standIn, tell } from '../support/desktop-stand-in.ts';
import { cheap, LiveEngine } from '../support/live-engine.ts';
import { signInUrl } from './staged-home.ts';

const shots = process.env.ROUNDHOUSE_SHOTS;
/** rows that a browser does not have */
const rows = ['login.open', 'login.show', 'window.close', 'tray.icon', 'about.update'];

describe.skipIf(withoutChromium('settings of the desktop app'))('settings of the desktop app', () => {
  let engine: LiveEngine;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];
  const row = (id: string) => page.locator(`#setting-${id.replaceAll('.', '\\.')}`);

  beforeAll(async () => {
    engine = await new LiveEngine({ mcpJson: { alpha: cheap() }, config: 'version: 1\n' }).start();
    await engine.running('alpha');
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await engine?.close();
  });
  afterEach(async () => {
    await context?.close();
    expect(complaints).toEqual([]);
  });

  const open = async (first: Partial<StandIn> | null, more: Parameters<Browser['newContext']>[0] = {}, section = 'general') => {
    context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', ...more });
    page = await context.newPage();
    complaints = await listenForComplaints(page);
    if (first !== null) await putDesktop(page, first);
    await page.goto(await signInUrl(engine));
    await page.goto(`${engine.url}/#/settings/${section}`);
    await page.getByLabel('Size of a log file').waitFor();
  };

  it('are not in a browser, nor found there', async () => {
    await open(null);
    for (const id of rows) expect(await row(id).count(), id).toBe(0);
    expect(await page.getByRole('button', { name: /^Show in / }).count()).toBe(0);
    await page.getByLabel('Find a setting').fill('tray');
    await page.getByText('No setting matches “tray”.').waitFor();
    await row('theme').waitFor({ state: 'detached' });
    await page.getByLabel('Find a setting').fill('theme');
    await row('theme').getByText('Of this browser.').waitFor();
  });

  it('says of access what is so in the app: it needs no sign-in and no token', async () => {
    await open({}, {}, 'access');
    await row('access.session').getByText('This app').waitFor();
    await row('access.session').getByText('Needs no sign-in.').waitFor();
    await row('access.token').getByText('this app needs none').waitFor();
    await context.close();
    await open(null, {}, 'access');
    await row('access.token').getByText('Opens everything.').waitFor();
    expect(await page.getByText('This app').count()).toBe(0);
  });

  it('opens at login, says so, and undo has it off again', async () => {
    await open({});
    const on = page.getByRole('switch', { name: 'Open at login' });
    expect(await on.isChecked()).toBe(false);
    await on.click();
    expect(await on.isChecked()).toBe(true);
    await page.getByText('Open at login: on').waitFor();
    expect(await askedOf(page, 'setLoginItem')).toEqual([[true]]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => on.isChecked()).toBe(false);
    expect(await askedOf(page, 'setLoginItem')).toEqual([[true], [false]]);
  });

  it('shows what the system made of it, and leads to where it is approved', async () => {
    await open({ platform: 'darwin', afterLogin: { state: 'requires-approval', reason: null } });
    const on = page.getByRole('switch', { name: 'Open at login' });
    await on.click();
    await row('login.open').getByText('macOS is waiting for your approval.').waitFor();
    expect(await on.isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Open Login Items' }).click();
    await expect.poll(() => askedOf(page, 'openLoginItems')).toHaveLength(1);
    // approved in the system's own settings, which tell nobody
    await setStandIn(page, { loginItem: { state: 'on', reason: null } });
    await page.evaluate(() => dispatchEvent(new Event('focus')));
    await expect.poll(() => row('login.open').getByText('macOS is waiting').count()).toBe(0);
    expect(await row('tray.icon').count()).toBe(0);
  });

  it('is as it was when the system does not take it, and says why', async () => {
    await open({ refuses: '/home/kim/.config/autostart cannot be written: EACCES.' });
    const on = page.getByRole('switch', { name: 'Open at login' });
    await on.click();
    await page.getByText('Could not change Open at login: /home/kim/.config/autostart cannot be written').waitFor();
    expect(await on.isChecked()).toBe(false);
    await setStandIn(page, { refuses: null, afterLogin: { state: 'off', reason: 'The system did not take it.' } });
    await on.click();
    await page.getByText('Could not change Open at login: The system did not take it.').waitFor();
    await expect.poll(() => on.isChecked()).toBe(false);
  });

  it('cannot be switched where it has no meaning, and says why', async () => {
    await open({ loginItem: { state: 'unavailable', reason: 'This is a development build.' } });
    expect(await page.getByRole('switch', { name: 'Open at login' }).isDisabled()).toBe(true);
    await row('login.open').getByText('This is a development build.').waitFor();
  });

  it('keeps what is chosen, at once, with the way back', async () => {
    await open({});
    await row('window.close').getByRole('button', { name: 'Quits' }).click();
    expect(await row('window.close').getByRole('button', { name: 'Quits' }).getAttribute('aria-pressed')).toBe('true');
    await page.getByText('Closing the window: Quits').waitFor();
    await row('tray.icon').getByRole('button', { name: 'Automatic' }).click();
    await page.getByText('Tray icon colour: Automatic').waitFor();
    await page.getByLabel('Show the window at login').selectOption('Only if something needs attention');
    await page.getByText('Show the window at login: Only if something needs attention').waitFor();
    expect((await standIn(page)).preferences).toEqual({ ...usualPreferences, onClose: 'quit', trayIcon: 'automatic', showOnTrouble: true });
    await page.locator('.set').focus();
    await page.keyboard.press('Control+z');
    await page.getByText('Undone: Show the window at login').waitFor();
    expect(await page.getByLabel('Show the window at login').inputValue()).toBe('false');
    expect((await standIn(page)).preferences).toEqual({ ...usualPreferences, onClose: 'quit', trayIcon: 'automatic' });
  });

  it('shows the old choice again when it could not be kept, and what was changed elsewhere at once', async () => {
    await open({ refuses: 'The disk is full.' });
    const quits = row('window.close').getByRole('button', { name: 'Quits' });
    await quits.click();
    await page.getByText('Could not change Closing the window: The disk is full.').waitFor();
    expect(await quits.getAttribute('aria-pressed')).toBe('false');
    await tell(page, { about: 'preferences', now: { ...usualPreferences, onClose: null } });
    await row('window.close').getByText('Asks each time').waitFor();
  });

  it('follows an update, and installs it only when asked', async () => {
    await open({}, {}, 'about');
    const update = row('about.update');
    await update.getByText('Not checked yet').waitFor();
    await setStandIn(page, { updates: { kind: 'none', checkedAt: new Date().toISOString() } });
    await update.getByRole('button', { name: 'Check now' }).click();
    await update.getByText('Up to date, checked').waitFor();
    await tell(page, { about: 'updates', now: { kind: 'available', version: '1.2.3' } });
    await update.getByText('Version 1.2.3 is there').waitFor();
    expect(await askedOf(page, 'installUpdate')).toEqual([]);
    await update.getByRole('button', { name: 'Download' }).click();
    await expect.poll(() => askedOf(page, 'installUpdate')).toHaveLength(1);
    await tell(page, { about: 'updates', now: { kind: 'downloading', version: '1.2.3', percent: 41.7 } });
    await update.getByText('Version 1.2.3, 41 % here').waitFor();
    await tell(page, { about: 'updates', now: { kind: 'failed', reason: 'its signature is not ours.' } });
    await update.getByText('Could not check: its signature is not ours.').waitFor();
    await tell(page, { about: 'updates', now: { kind: 'ready', version: '1.2.3' } });
    expect(await askedOf(page, 'installUpdate')).toHaveLength(1);
    await update.getByRole('button', { name: 'Restart to update' }).click();
    await expect.poll(() => askedOf(page, 'installUpdate')).toHaveLength(2);
    await tell(page, { about: 'updates', now: { kind: 'off', reason: 'This build is not updated by itself.' } });
    await update.getByText('This build is not updated by itself.').waitFor();
    expect(await update.getByRole('button').count()).toBe(0);
  });

  it('shows where things lie, and says when they are gone', async () => {
    await open({}, {}, 'config');
    const logs = join(engine.home, 'logs');
    await page.getByRole('button', { name: 'Show in folder: Own config' }).click();
    await page.getByRole('button', { name: 'Show in folder: Log files' }).click();
    await page.getByRole('button', { name: /^Show in folder: .*\.mcp\.json$/ }).click();
    await expect.poll(() => askedOf(page, 'showInFolder')).toEqual([[engine.configFile], [logs], [engine.mcpFile]]);
    await setStandIn(page, { gone: [logs] });
    await page.getByRole('button', { name: 'Show in folder: Log files' }).click();
    await page.getByText('Log files is not there any more.').waitFor();
  });

  it('lets a folder be chosen in the set-up, where a browser can only be told', async () => {
    await open({ picks: '/home/kim/shop' });
    await page.goto(`${engine.url}/#/onboarding`);
    await page.getByRole('button', { name: 'Look in a folder' }).click();
    await page.getByRole('button', { name: 'Choose…' }).click();
    await expect.poll(() => page.getByRole('textbox', { name: 'Folder of a project' }).inputValue()).toBe('/home/kim/shop');
    expect(await askedOf(page, 'pickFile')).toEqual([[{ title: 'Folder of a project', folder: true }]]);
    await setStandIn(page, { picks: null });
    await page.getByRole('button', { name: 'Choose…' }).click();
    await expect.poll(() => askedOf(page, 'pickFile')).toHaveLength(2);
    expect(await page.getByRole('textbox', { name: 'Folder of a project' }).inputValue()).toBe('/home/kim/shop');
  });

  it('are found by search and by the palette, with words of the app', async () => {
    await open({});
    await page.getByLabel('Find a setting').fill('autostart attention');
    await expect.poll(() => page.locator('.set-row').count()).toBe(1);
    await page.getByLabel('Find a setting').fill('single keys');
    await row('keys.single').getByText('Of this app.').waitFor();
    await page.getByLabel('Find a setting').fill('');
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('combobox').fill('tray icon');
    await page.getByRole('option', { name: /Tray icon colour/ }).waitFor();
  });

  it('where a row is of another system, it is not found either', async () => {
    await open({ platform: 'win32' });
    await page.getByLabel('Find a setting').fill('tray icon colour');
    await page.getByText('No setting matches').waitFor();
  });

  it.each(['light', 'dark'] as const)(
    'axe finds nothing, and nothing is cut (%s)',
    async (colorScheme) => {
      await open(
        { platform: 'darwin', loginItem: { state: 'requires-approval', reason: null }, updates: { kind: 'ready', version: '1.2.3' } },
        { colorScheme, bypassCSP: true },
      );
      for (const [width, height] of [
        [1280, 800],
        [900, 640],
        [820, 560],
      ] as const) {
        await page.setViewportSize({ width, height });
        expect(await violationsOf(page), `${width} px`).toEqual([]);
        expect(await overflowOf(page)).toBe(0);
      }
    },
    60_000,
  );

  it.skipIf(!shots)(
    'is drawn',
    async () => {
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const platform of ['linux', 'darwin'] as const) {
          const loginItem = { state: platform === 'darwin' ? ('requires-approval' as const) : ('on' as const), reason: null };
          await open({ platform, loginItem, updates: { kind: 'ready', version: '1.2.3' } }, { colorScheme });
          for (const [width, height] of [
            [1280, 800],
            [900, 640],
          ] as const) {
            await page.setViewportSize({ width, height });
            for (const section of ['General', 'Config files', 'About']) {
              await page.locator('.set-nav').getByRole('link', { name: section }).click();
              await page.waitForTimeout(200);
              await page.screenshot({ path: join(shots!, `${platform}-${section}-${width}-${colorScheme}.png`) });
            }
          }
          await page.setViewportSize({ width: 1280, height: 800 });
          for (const [name, place] of [
            ['facts', 'server/alpha'],
            ['config', 'server/alpha/config'],
            ['client', 'gateway/clients'],
          ] as const) {
            await page.goto(`${engine.url}/#/${place}`);
            await page.waitForTimeout(700);
            await page.screenshot({ path: join(shots!, `${platform}-${name}-${colorScheme}.png`) });
          }
          await context.close();
        }
      }
    },
    120_000,
  );
});
