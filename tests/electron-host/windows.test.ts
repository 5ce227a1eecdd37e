import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, openDesk } from '../support/desk/desk.ts';
import { withoutDesk } from '../support/desk/programs.ts';
import { until } from '../support/live-engine.ts';
import { Demo, look, withDemo } from './demo.ts';

describe.skipIf(withoutDesk('windows of the stand-in for Electron'))('a window', () => {
  let desk: Desk;
  let app: Demo;
  beforeAll(async () => {
    desk = await openDesk({ windowManager: false });
    app = await new Demo(desk).start();
    await app.shown();
  });
  afterAll(async () => {
    await app?.close();
    await desk?.close();
  });

  it('comes up where and how large it was asked, with the page of the app scheme', async () => {
    // it is shown with its first frame; its title is told when the page is there
    await until('the page', async () => (await app.windows())[0]?.title === 'Demo page');
    const [window] = await app.windows();
    expect(window).toMatchObject({ title: 'Demo page', url: 'app://roundhouse/start?x=1', isVisible: true, isFocused: true });
    expect(window?.bounds).toEqual({ x: 320, y: 190, width: 640, height: 420 });
    const page = await app.page();
    expect(await page.evaluate(() => [innerWidth, innerHeight, screenX, screenY])).toEqual([640, 420, 320, 190]);
    // it draws before it was ever shown, and takes itself for visible; the preload's world is not the page's
    expect(await page.textContent('#out')).toBe('/start visible object undefined undefined');
    expect(await page.evaluate(() => document.visibilityState)).toBe('visible');
    await look(desk, 'window');
  });

  it('has a bridge whose values, functions, promises and failures cross', async () => {
    const page = await app.page();
    expect(await page.evaluate('demo.add(20, 22)')).toBe(42);
    expect(await page.evaluate('demo.twice(21)')).toBe(42);
    expect(await page.evaluate('demo.platform')).toBe('linux');
    expect(await page.evaluate('demo.fail().catch((error) => error.message)')).toBe(
      "Error invoking remote method 'fail': Error: no such thing",
    );
    const crossed = `demo.echo({ date: new Date(5), list: [undefined, 1n, new Map([[1, new Set([2])]])], bytes: new Uint8Array([7]) })
      .then(({ date, list, bytes }) => [date instanceof Date, list[0], String(list[1]), list[2].get(1).has(2), bytes instanceof Uint8Array])`;
    expect(await page.evaluate(crossed)).toEqual([true, undefined, '1', true, true]);
    const news = 'new Promise((done) => { const end = demo.onNews((news) => { end(); done([news.at.getTime(), news.bytes.length]); }); })';
    expect(await page.evaluate(news)).toEqual([0, 2]);
    expect(await page.evaluate('(() => { try { demo.add = 1; } catch {} return typeof demo.add; })()')).toBe('function');
  });

  it('says which page calls', async () => {
    const page = await app.page();
    expect(await page.evaluate('demo.sender()')).toBe('app://roundhouse/start?x=1');
    const forged = await app.control.ask('ipc', { channel: 'sender', args: [], from: 'https://evil.example/x' });
    expect(forged.value).toBe('https://evil.example/x');
  });

  it('stays where it is when the app refuses a navigation or a popup', async () => {
    const page = await app.page();
    await page.evaluate(() => void window.open('https://example.com/popup'));
    await app.noted('popup https://example.com/popup');
    await page.evaluate(() => {
      location.href = 'https://example.com/away';
    });
    await app.noted('will-navigate https://example.com/away');
    expect(await page.evaluate(() => location.pathname)).toBe('/start');
    await until('the popup to be gone', () => page.context().pages().length === 1);
    expect((await app.windows())[0]?.url).toBe('app://roundhouse/start?x=1');
  });

  it('is hidden when its close is prevented, and the page knows', async () => {
    const page = await app.page();
    await app.control.ask('person', { window: 1, does: 'close' });
    expect(await app.notes()).toEqual(expect.arrayContaining(['close', 'hide']));
    expect((await app.windows())[0]).toMatchObject({ isVisible: false, isFocused: false });
    expect(await page.evaluate(() => document.visibilityState)).toBe('hidden');
    await look(desk, 'hidden');
  });

  it('follows the theme of the system', async () => {
    const page = await app.page();
    const isDark = () => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
    expect(await isDark()).toBe(false);
    await app.control.ask('theme', { dark: true });
    await app.noted('dark true');
    await until('the page to be dark', isDark);
  });

  it('tells of a page that crashed, which can be loaded again', async () => {
    const page = await app.page();
    const session = await page.context().newCDPSession(page);
    session.send('Page.crash').catch(() => {}); // it never answers: it crashed
    await app.noted('gone crashed');
    await app.control.ask('emit', { on: 'app', event: 'load again', args: [] });
    await app.detach();
    const again = await app.page();
    await again.waitForFunction(() => document.querySelector('#out')?.textContent !== '');
    expect(await again.evaluate('demo.add(1, 2)')).toBe(3);
  });

  it('has nothing to complain of', async () => {
    expect(await app.control.ask('failures')).toEqual([]);
  });
});

describe.skipIf(withoutDesk('the stand-in for Electron whose Chromium is killed'))('Chromium killed below it', () => {
  it('is a page that is gone, and comes back when the app loads it again', () =>
    withDemo({}, [], async (app) => {
      await app.shown();
      await app.page();
      const { pid } = (await app.control.ask('chromium'))!;
      process.kill(pid, 'SIGKILL');
      await app.noted('gone killed');
      await app.control.ask('emit', { on: 'app', event: 'load again', args: [] });
      await app.detach();
      await (await app.page()).waitForFunction(() => document.querySelector('#out')?.textContent?.startsWith('/start'));
    }));
});

describe.skipIf(withoutDesk('windows of the stand-in for Electron with a window manager', 'openbox'))('with a window manager', () => {
  let desk: Desk;
  let app: Demo;
  beforeAll(async () => {
    desk = await openDesk({ windowManager: true });
    app = await new Demo(desk).start();
    await app.shown();
  });
  afterAll(async () => {
    await app?.close();
    await desk?.close();
  });
  const find = async () => (await desk.run('xdotool', 'search', '--name', 'Demo page')).split('\n')[0] ?? '';
  const look0 = (name: string) => look(desk, `managed-${name}`);

  it('is the one with the keyboard', async () => {
    await app.page();
    await until('the focus', async () => (await desk.run('xdotool', 'getactivewindow')) === (await find()));
    await look0('shown');
  });

  it('is minimised, restored and maximised', async () => {
    const page = await app.page();
    const size = () => page.evaluate(() => [innerWidth, innerHeight]);
    const before = await size();
    const [{ bounds } = {}] = await app.windows();
    await app.control.ask('person', { window: 1, does: 'minimize' });
    await until('the window to leave the screen', async () =>
      (await desk.run('xprop', '-id', await find(), 'WM_STATE')).includes('Iconic'),
    );
    await app.control.ask('person', { window: 1, does: 'restore' });
    await until('it to be back', async () => (await desk.run('xprop', '-id', await find(), 'WM_STATE')).includes('Normal'));
    await app.control.ask('person', { window: 1, does: 'maximize' });
    await until('it to fill the screen', async () => (await size())[0] === 1280);
    await look0('maximised');
    await app.control.ask('person', { window: 1, does: 'restore' });
    await until('it to be as before', async () => JSON.stringify(await size()) === JSON.stringify(before));
    // the page may know it before the frame does
    await until('it to be where it was', async () => JSON.stringify((await app.windows())[0]?.bounds) === JSON.stringify(bounds));
  });

  it('hides and comes back where it was', async () => {
    const [before] = await app.windows();
    await app.control.ask('person', { window: 1, does: 'close' });
    await look0('hidden');
    await app.control.ask('emit', { on: 'app', event: 'show again', args: [] });
    await until('it to be shown', async () => (await app.windows())[0]?.isVisible === true);
    await (await app.page()).waitForFunction(() => document.visibilityState === 'visible');
    await look0('again');
    expect((await app.windows())[0]?.bounds).toEqual(before?.bounds);
  });

  it('comes up again when its real cross is pressed but the app prevents the close', async () => {
    const [before] = await app.windows();
    const closes = async () => (await app.notes()).filter((note) => note === 'close').length;
    const known = await closes();
    await desk.run('xdotool', 'windowactivate', await find(), 'key', 'alt+F4');
    await until('another window with the same page', async () => {
      const [now] = await app.windows();
      return now?.targetId !== before?.targetId && now?.url === before?.url;
    });
    await (await app.page()).waitForFunction(() => document.querySelector('#out')?.textContent?.startsWith('/start'));
    expect(await closes()).toBe(known + 1);
  });
});
