// A day with the desktop app, from outside: the real main bundle and page under the stand-in for Electron's binary
// (tests/support/electron-host), a real tray, a real session bus, real processes.
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Desk, openDesk } from '../../support/desk/desk.ts';
import { isAlive } from '../../support/desk/processes.ts';
import { withoutDesk } from '../../support/desk/programs.ts';
import type { DesktopApp } from '../../support/desktop.ts';
import { until } from '../../support/live-engine.ts';
import { appOn, closeWindow, isShown, menuOf, running, serverOf, shownPage, sleeper, trayHead, trayThere } from './stories.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

describe.skipIf(withoutDesk('the desktop app', 'xfce4-panel'))('the desktop app', () => {
  let desk: Desk;
  let app: DesktopApp;

  beforeAll(async () => {
    desk = await openDesk({ tray: true, notifications: 'recorded' });
  });
  afterAll(() => desk?.close());
  afterEach(() => app?.close());

  const open = async (services: Record<string, string>, args: string[] = []) => {
    app = await appOn(desk, services, { args }).start();
  };
  const notices = () => desk.notifications.received();

  it('shows its window and its tray, and a click in the tray stops the process of a server', async () => {
    await open({ alpha: `{ command: ${sleeper} }`, beta: `{ command: ${sleeper} }` });
    const page = await shownPage(app);
    await page.locator('[data-card="alpha"]').waitFor();
    expect(page.url()).not.toContain('token');
    const pid = await running(app, 'alpha');
    await running(app, 'beta');
    await until('the tray to say so', async () => (await trayHead(app)) === '2 servers healthy');
    const icon = await app.tray.icon();
    await app.tray.click(['alpha', 'Stop']);
    await until('the process to be gone', () => !isAlive(pid));
    await until('the tray to say so', async () => (await menuOf(app)).includes('alpha: stopped'));
    await page.locator('[data-card="alpha"]', { hasText: 'Stopped' }).waitFor();
    // stopped by a person is no trouble
    expect((await app.tray.icon()).hash).toBe(icon.hash);
    await page.locator('[data-card="alpha"]').getByRole('button', { name: 'Start alpha' }).click();
    expect(await running(app, 'alpha')).not.toBe(pid);
    await until('the tray to have it back', async () => (await trayHead(app)) === '2 servers healthy');
  });

  it('tells of a crash by icon, menu, card and one notification, and a click on that leads to the line in the log', async () => {
    await open(
      {
        postgres: `{ command: [sh, -c, "sleep 3; echo password rejected >&2; exit 3"], restart: { max: 0 } }`,
        git: `{ command: ${sleeper} }`,
      },
      ['--hidden'],
    );
    await running(app, 'git');
    const before = notices().length;
    await until('the tray to say so', async () => (await trayHead(app)).startsWith('postgres crashed'));
    expect(await isShown(app)).toBe(false);
    expect(await app.tray.menu()).toEqual(expect.arrayContaining(['Open log at crash', 'Start postgres', 'Mute for 1 hour']));
    expect(await app.tray.tooltip()).toContain('postgres crashed');
    // after a start the state has to hold for twelve seconds
    await until('the notification', () => notices().length > before, 40_000);
    const [notice, ...more] = notices().slice(before);
    expect(more).toEqual([]);
    expect(notice!.title).toMatch(/^postgres /);
    // before the app has heard which one it is, a click belongs to nobody
    await new Promise((done) => setTimeout(done, 1_000));
    desk.notifications.click(notice!.id);
    const page = await shownPage(app);
    await until('the page of its log', () => page.url().includes('/server/postgres/logs'));
    await page.locator('.ll', { hasText: 'password rejected' }).waitFor();
    await app.tray.click(['Start postgres']);
    await until('it to have been started', async () => (await serverOf(app, 'postgres')).state !== 'crashed');
  });

  it('closes to the tray, says so once, costs no window, and comes back where it was', async () => {
    await open({ alpha: `{ command: ${sleeper} }` });
    const pid = await running(app, 'alpha');
    const page = await shownPage(app);
    await page.locator('[data-card="alpha"]').waitFor();
    await page.evaluate(() => {
      location.hash = '#/events';
    });
    const before = notices().length;
    await trayThere(app);
    await closeWindow(app);
    await until('the window to be gone', async () => (await app.windows()).length === 0);
    await until('the notification', () => notices().length > before);
    expect(notices().at(-1)!.title).toBe('Roundhouse is still running');
    expect(isAlive(pid)).toBe(true);
    await app.tray.click(['Open Roundhouse']);
    const again = await shownPage(app);
    expect(again.url()).toContain('#/events');
    await closeWindow(app);
    await until('the window to be gone again', async () => (await app.windows()).length === 0);
    expect(notices()).toHaveLength(before + 1);
  });

  it('is one app: a second launch shows the window, and brings its link along; a hostile link does nothing', async () => {
    await open({ alpha: `{ command: ${sleeper} }` }, ['--hidden']);
    const pid = await running(app, 'alpha');
    await trayThere(app);
    expect(await isShown(app)).toBe(false);
    const launch = async (...args: string[]) => {
      const [code] = (await once(app.spawn(args), 'exit')) as [number];
      return code;
    };
    expect(await launch()).toBe(0);
    const page = await shownPage(app);
    await page.locator('[data-card="alpha"]').waitFor();
    expect(await launch('roundhouse://server/alpha/logs')).toBe(0);
    await until('the page of the link', () => page.url().includes('#/server/alpha/logs'));
    for (const link of ['roundhouse://evil.example/x', 'roundhouse://logs:80/', 'https://example.org/']) await launch(link);
    expect(page.url()).toContain('#/server/alpha/logs');
    await app.control.ask('emit', { on: 'app', event: 'open-url', args: ['roundhouse://alerts'] });
    await until('the page that macOS would hand over', () => page.url().includes('#/alerts'));
    expect(await running(app, 'alpha')).toBe(pid);
    expect(await app.control.ask('failures')).toEqual([]);
  });

  it('started hidden it has no window and no browser, and a page leads nowhere but to the browser of the system', async () => {
    await open({}, ['--hidden']);
    await trayThere(app);
    expect(await app.windows()).toEqual([]);
    expect(await app.control.ask('chromium')).toBe(null);
    await app.tray.click(['Open Roundhouse']);
    const page = await shownPage(app);
    await page.evaluate(() => void window.open('file:///etc/passwd'));
    await page.evaluate(() => void window.open('https://example.org/'));
    await page.evaluate(() => {
      location.href = 'https://example.com/';
    });
    const left = async () => (await app.control.ask('recorded')).filter(({ what }) => what.startsWith('open'));
    await until('the link to leave', async () => (await left()).length > 0);
    expect(await left()).toEqual([{ what: 'open-external', value: 'https://example.org/' }]);
    expect((await app.windows()).map(({ url }) => url)).toEqual(['app://roundhouse/']);
  });

  it('ends in order with the session, without asking, also from a terminal', async () => {
    await open({ alpha: `{ command: ${sleeper} }` });
    const pid = await running(app, 'alpha');
    await shownPage(app);
    const ended = app.ended();
    await app.control.ask('emit', { on: 'powerMonitor', event: 'shutdown', args: [] });
    expect(await ended).toBe(0);
    expect(isAlive(pid)).toBe(false);
    expect(await app.survivors()).toEqual([]);
  });
});
