// The whole app on a desk: the real main bundle, preload and page, the real engine and servers, under the stand-in for Electron's binary.
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, openDesk } from '../support/desk/desk.ts';
import { isAlive } from '../support/desk/processes.ts';
import { withoutDesk } from '../support/desk/programs.ts';
import { DesktopApp } from '../support/desktop.ts';
import { cheap, until } from '../support/live-engine.ts';

describe.skipIf(withoutDesk('the desktop app as a whole', 'xfce4-panel'))('the desktop app', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk({ tray: true, notifications: 'recorded' });
  });
  afterAll(() => desk?.close());

  const withApp = async (args: string[], act: (app: DesktopApp) => Promise<void>) => {
    const app = new DesktopApp({ desk, args });
    writeFileSync(join(app.user, '.mcp.json'), JSON.stringify({ mcpServers: { files: cheap(), memory: cheap() } }));
    try {
      await app.start();
      await until(`the tray (the app said: ${app.said})`, async () => (await app.tray.name()) !== null && (await app.tray.isShown()));
      await act(app);
      if (isAlive(app.pid)) expect(await app.control.ask('failures')).toEqual([]);
    } finally {
      await app.close();
    }
  };
  const shown = (app: DesktopApp) => until('the window', async () => (await app.windows())[0]?.isVisible === true);
  const healthy = (app: DesktopApp) => until('the servers', async () => (await app.tray.menu())[0] === '2 servers healthy');

  it('shows the page over its own scheme, and acts from the tray', () =>
    withApp([], async (app) => {
      await shown(app);
      await healthy(app);
      const page = await app.page();
      page.setDefaultTimeout(10_000);
      expect((await app.windows())[0]?.url).toBe('app://roundhouse/');
      await page.getByText('2 of 2 serving').waitFor();
      expect(await page.evaluate('window.roundhouse.platform')).toBe('linux');
      expect(await app.tray.tooltip()).toContain('2 servers healthy');
      await app.tray.click(['files', 'Stop']);
      await page.getByText('Stopped by you').filter({ visible: true }).first().waitFor();
      await until('the tray to say so', async () => (await app.tray.menu()).includes('files: stopped'));
    }));

  it('stays in the tray when its window closes, says so once, and is brought back', () =>
    withApp([], async (app) => {
      await shown(app);
      await healthy(app);
      await app.control.ask('person', { window: (await app.windows())[0]!.id, does: 'close' });
      await until('the window to be gone', async () => (await app.windows()).length === 0);
      await until('the word on where it went', () =>
        desk.notifications.received().some(({ title }) => title === 'Roundhouse is still running'),
      );
      expect((await app.tray.menu())[0]).toBe('2 servers healthy');
      await app.tray.click(['Open Roundhouse']);
      await shown(app);
    }));

  it('goes where a second start and a link lead, and nowhere that a page wants it to', () =>
    withApp([], async (app) => {
      await shown(app);
      await app.page();
      const [code] = await once(app.spawn(['roundhouse://server/files']), 'exit');
      expect(code).toBe(0);
      const at = (place: string) => until(place, async () => (await app.windows())[0]?.url === `app://roundhouse/${place}`);
      await at('#/server/files');
      await app.control.ask('emit', { on: 'app', event: 'open-url', args: ['roundhouse://server/memory'] });
      await at('#/server/memory');
      const page = await app.page();
      await page.evaluate(() => void window.open('file:///etc/passwd'));
      await page.evaluate(() => void window.open('https://example.org/'));
      await page.evaluate(() => {
        location.href = 'https://example.com/';
      });
      await until('the link to leave', async () =>
        (await app.control.ask('recorded')).some(({ value }) => value === 'https://example.org/'),
      );
      const left = (await app.control.ask('recorded')).filter(({ what }) => what.startsWith('open'));
      expect(left).toEqual([{ what: 'open-external', value: 'https://example.org/' }]);
      await at('#/server/memory');
    }));

  it('started hidden has no window and no browser, and quits from the tray leaving nothing', () =>
    withApp(['--hidden'], async (app) => {
      await healthy(app);
      expect(await app.windows()).toEqual([]);
      expect(await app.control.ask('chromium')).toBe(null);
      const ended = app.ended();
      await app.tray.click(['Quit']);
      expect(await ended).toBe(0);
      expect(await app.survivors()).toEqual([]);
    }));

  it('killed, takes its servers and its windows with it', () =>
    withApp([], async (app) => {
      await shown(app);
      await healthy(app);
      const all = app.alive();
      expect(all.length).toBeGreaterThan(5);
      await app.kill9();
      await until('all of it to end', () => !all.some(isAlive), 5_000);
    }));
});
