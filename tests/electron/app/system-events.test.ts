// What the system says in the middle of a day: sleep, lock, a display that is unplugged, a helper of Chromium that dies, the icon in the Dock.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Desk, openDesk } from '../../support/desk/desk.ts';
import { withoutDesk } from '../../support/desk/programs.ts';
import type { DesktopApp } from '../../support/desktop.ts';
import { until } from '../../support/live-engine.ts';
import { serversOf } from './rounds.ts';
import { appOn, closeWindow, isShown, running, shownPage, sleeper, trayThere } from './stories.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const left = { x: 0, y: 0, width: 1280, height: 800 };
const right = { x: 1280, y: 0, width: 1280, height: 800 };
const onRight = { x: 1400, y: 60, width: 900, height: 640 };

describe.skipIf(withoutDesk('what the system says to the desktop app', 'xfce4-panel'))('what the system says to the desktop app', () => {
  let desk: Desk;
  let app: DesktopApp;
  let before: string;

  beforeAll(async () => {
    desk = await openDesk({ tray: true, notifications: 'recorded' });
  });
  afterAll(() => desk?.close());
  afterEach(() => app?.close());

  const open = async () => {
    app = await appOn(desk, { alpha: `{ command: ${sleeper} }`, beta: `{ command: ${sleeper} }` }).start();
    for (const name of ['alpha', 'beta']) await running(app, name);
    await trayThere(app);
    before = await serversOf(app);
  };
  const emit = (on: string, event: string, ...args: unknown[]) => app.control.ask('emit', { on, event, args });
  /** the log of the app since it was looked at last */
  let read = 0;
  const logged = (): string[] => {
    const lines = readFileSync(join(app.home, 'desktop', 'desktop.log'), 'utf8')
      .trim()
      .split('\n');
    const news = lines.slice(read).map((line) => (JSON.parse(line) as { msg: string }).msg);
    read = lines.length;
    return news;
  };
  const nothingHappened = async () => {
    expect(await serversOf(app)).toBe(before);
    expect(await app.control.ask('failures')).toEqual([]);
  };
  const bounds = async () => (await app.windows())[0]!.bounds;
  /** as a person drags it there */
  const moveTo = async ({ x, y, width, height }: typeof left) => {
    const page = await shownPage(app);
    const session = await page.context().newCDPSession(page);
    const { windowId } = await session.send('Browser.getWindowForTarget');
    // its size, too: by that the host hears of it
    await session.send('Browser.setWindowBounds', { windowId, bounds: { left: x, top: y, width, height } });
    await until('the window to be there', async () => (await bounds()).x === x);
  };
  const onLeft = ({ width, height } = onRight) => ({ width, height, x: (left.width - width) / 2, y: (left.height - height) / 2 });

  it('a window on a display that is unplugged comes to the one that is there', async () => {
    await open();
    await app.control.ask('displays', [left, right]);
    await moveTo(onRight);
    await emit('screen', 'display-removed', {});
    expect(await bounds()).toEqual(onRight);
    await app.control.ask('displays', [left]);
    await until('it to be in sight', async () => (await bounds()).x < left.width);
    expect(await bounds()).toEqual(onLeft());
    await nothingHappened();
  });

  it('sleep and the lock are nothing but a line in the log; after both the window is in sight, as displays may have changed', async () => {
    await open();
    await app.control.ask('displays', [left]);
    await moveTo(onRight);
    logged();
    await emit('powerMonitor', 'suspend');
    await emit('powerMonitor', 'lock-screen');
    expect(logged()).toEqual(['the system goes to sleep']);
    expect(await bounds()).toEqual(onRight);
    await emit('powerMonitor', 'resume');
    expect(logged()).toEqual(['the system woke up']);
    expect(await bounds()).toEqual(onLeft());
    const smaller = { ...onRight, height: 600 };
    await moveTo(smaller);
    await emit('powerMonitor', 'unlock-screen');
    expect(logged()).toEqual([]);
    expect(await bounds()).toEqual(onLeft(smaller));
    await nothingHappened();
  });

  it('the end of a process of the graphics card is written down, one that ended in order is not', async () => {
    await open();
    const page = await shownPage(app);
    await page.locator('[data-card="alpha"]').waitFor();
    logged();
    await emit('app', 'child-process-gone', { type: 'GPU', reason: 'crashed', exitCode: 139 });
    await emit('app', 'child-process-gone', { type: 'Utility', name: 'Network Service', reason: 'clean-exit', exitCode: 0 });
    expect(logged()).toEqual(['GPU is gone (crashed, 139); Chromium goes on without it or starts it again']);
    expect(await isShown(app)).toBe(true);
    await page.locator('[data-card="alpha"]', { hasText: 'Healthy' }).waitFor();
    await nothingHappened();
  });

  it('the icon in the Dock opens the window that was closed, and no second one', async () => {
    await open();
    await shownPage(app);
    await closeWindow(app);
    await until('the window to be gone', async () => (await app.windows()).length === 0);
    await emit('app', 'activate', false);
    const page = await shownPage(app);
    await page.locator('[data-card="alpha"]').waitFor();
    await emit('app', 'activate', true);
    expect(await app.windows()).toMatchObject([{ isVisible: true }]);
    await nothingHappened();
  });
});
