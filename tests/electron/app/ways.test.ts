// The ways in and out of the desktop app that are no usual day: clients that are connected, an engine of somebody else, no tray, login.
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Desk, openDesk } from '../../support/desk/desk.ts';
import { isAlive } from '../../support/desk/processes.ts';
import { withoutDesk } from '../../support/desk/programs.ts';
import type { DesktopApp, DesktopOptions } from '../../support/desktop.ts';
import { entry, LiveEngine, sleep, until } from '../../support/live-engine.ts';
import { appOn, ask, closeWindow, engineOf, isShown, menuOf, questionOf, running, shownPage, sleeper, trayThere } from './stories.ts';

const root = resolve(import.meta.dirname, '../../..');

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

describe.skipIf(withoutDesk('ways in and out of the desktop app', 'xfce4-panel'))('ways in and out of the desktop app', () => {
  let desk: Desk;
  let app: DesktopApp;

  beforeAll(async () => {
    desk = await openDesk({ tray: true, notifications: 'recorded' });
  });
  afterAll(() => desk?.close());
  afterEach(() => app?.close());

  const open = async (
    options: Partial<DesktopOptions> = {},
    services: Record<string, string> | null = { alpha: `{ command: ${sleeper} }` },
  ) => {
    app = await appOn(desk, services, options).start();
  };

  it('quitting asks where clients are connected, naming how many, on the window, and the safe answer keeps everything', async () => {
    await open({ args: ['--hidden'] });
    const pid = await running(app, 'alpha');
    await trayThere(app);
    const client = new Client({ name: 'editor', version: '1' });
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [entry, 'connect', '--client', 'editor'],
        env: app.env,
        stderr: 'ignore',
      }),
    );
    await client.listTools();
    await app.tray.click(['Quit']);
    const question = await questionOf(app);
    expect(question.message).toBe('1 client is connected.');
    expect(question.buttons).toEqual(['Keep running', 'Quit and stop 1 server']);
    const [window] = await app.windows();
    expect([question.window, window?.isVisible]).toEqual([window?.id, true]);
    await app.control.ask('answer', { question: question.id, answer: { response: 0, checkboxChecked: false } });
    await client.listTools();
    expect(isAlive(pid)).toBe(true);
    await app.tray.click(['Quit']);
    const again = await questionOf(app);
    const ended = app.ended();
    await app.control.ask('answer', { question: again.id, answer: { response: 1, checkboxChecked: false } });
    expect(await ended).toBe(0);
    await client.close();
    expect(await app.survivors(8_000)).toEqual([]);
    // a person has ended it: a bridge does not bring it back
    expect(existsSync(join(app.home, 'run', 'stopped-by-person'))).toBe(true);
  });

  it('without clients it quits at once, and `shutdown` ends the app with its engine', async () => {
    await open();
    const pid = await running(app, 'alpha');
    await trayThere(app);
    const ended = app.ended();
    await app.tray.click(['Quit']);
    expect(await ended).toBe(0);
    expect(isAlive(pid)).toBe(false);
    await app.close();
    await open();
    await running(app, 'alpha');
    const second = app.ended();
    await ask(await engineOf(app), '/api/v1/shutdown', 'POST');
    expect(await second).toBe(0);
  });

  it('uses the engine that runs, and leaves it and its servers alone when it quits; killed, it is missed by window and tray within two seconds', async () => {
    const engine = await new LiveEngine({ config: `services:\n  theirs: { command: ${sleeper} }\n` }).start();
    try {
      await engine.running('theirs');
      const { pid } = await engine.server('theirs');
      await open({ home: engine.home }, null);
      const page = await shownPage(app);
      await page.locator('[data-card="theirs"]', { hasText: 'Healthy' }).waitFor();
      await trayThere(app);
      // the same API, by way of app://
      await page.locator('[data-card="theirs"]').getByRole('button', { name: 'Restart theirs' }).click();
      await until('another process', async () => (await engine.server('theirs')).pid !== pid);
      const now = await engine.running('theirs');
      const ended = app.ended();
      await app.tray.click(['Quit, servers keep running']);
      expect(await ended).toBe(0);
      expect((await engine.server('theirs')).pid).toBe(now.pid);

      const first = app;
      await open({ home: engine.home }, null);
      const again = await shownPage(app);
      await again.locator('[data-card="theirs"]', { hasText: 'Healthy' }).waitFor();
      await trayThere(app);
      const from = performance.now();
      const after = () => performance.now() - from;
      process.kill(engine.pid, 'SIGKILL');
      const inWindow = again
        .getByRole('status')
        .filter({ hasText: /contact|reach/i })
        .first()
        .waitFor()
        .then(after);
      const inTray = until('the tray to say so', async () => (await menuOf(app)).includes('No contact with the Roundhouse service')).then(
        after,
      );
      for (const seenMs of await Promise.all([inWindow, inTray])) expect(seenMs).toBeLessThan(2_000);
      await engine.start();
      await again.locator('[data-card="theirs"]', { hasText: 'Healthy' }).waitFor({ timeout: 40_000 });
      // whoever looks for what is left looks at the whole home
      await app.quit();
      await engine.close();
      await first.close();
    } catch (error) {
      // what went wrong, and not what it left
      await engine.close().catch(() => {});
      throw error;
    }
  });

  it('without a tray the window closes after one question, and a launch brings it back', async () => {
    await desk.stopTray();
    try {
      // started hidden, an app that nothing shows would be out of reach
      await open({ args: ['--hidden'] });
      const pid = await running(app, 'alpha');
      await shownPage(app);
      await closeWindow(app);
      const question = await questionOf(app);
      expect([question.message, ...question.buttons]).toEqual(['Keep running without a tray?', 'Keep running', 'Quit']);
      expect(await isShown(app)).toBe(true);
      await app.control.ask('answer', { question: question.id, answer: { response: 0, checkboxChecked: false } });
      await until('the window to be gone', async () => (await app.windows()).length === 0);
      app.spawn();
      const page = await shownPage(app);
      await page.locator('[data-card="alpha"]').waitFor();
      await closeWindow(app);
      await until('the window to be gone', async () => (await app.windows()).length === 0);
      expect(isAlive(pid)).toBe(true);
      const ended = app.ended();
      await app.quit();
      expect(await ended).toBe(0);
    } finally {
      await desk.startTray();
    }
  });

  it('opened again while it quits it comes back when it has gone, where the link leads; nothing is shown before', async () => {
    await open({ args: ['--hidden'] }, { slow: `{ command: [sh, -c, "trap 'sleep 3; exit' TERM; while :; do sleep 0.1; done"] }` });
    await running(app, 'slow');
    const { pid } = app;
    const ended = app.ended();
    process.kill(pid, 'SIGTERM');
    await sleep(300);
    // as a second launch is told of, without the time that one takes to start
    const launch = { on: 'app', event: 'second-instance', args: [['roundhouse', 'roundhouse://settings/general'], '/'] };
    await app.control.ask('emit', launch);
    expect(await app.windows()).toEqual([]);
    expect(await ended).toBe(0);
    await app.rejoin();
    expect(app.pid).not.toBe(pid);
    await until('the place', async () => (await shownPage(app)).url().endsWith('#/settings/general'));
    await running(app, 'slow');
  });

  it('a packaged app without its sandbox says so in a box, which needs an app that is ready, and ends', async () => {
    app = appOn(desk, {}, { packaged: 'told below', args: ['--no-sandbox'] });
    symlinkSync(root, join(app.folder, 'app'));
    app.env.ELECTRON_HOST_RESOURCES = app.folder;
    await app.start().catch(() => {}); // it may have ended before it could be asked
    await until('the end', () => app.hasEnded, 20_000);
    expect(app.exitCode).toBe(1);
    expect(app.said).toContain('error box: Roundhouse does not start without its sandbox');
  });

  it('opens at login when told to, says what the system has, and starts there without a window', async () => {
    await open();
    await app.close();
    app = appOn(desk, { alpha: `{ command: ${sleeper} }` });
    const program = join(app.folder, 'My apps', 'roundhouse');
    mkdirSync(dirname(program), { recursive: true });
    writeFileSync(program, '');
    app.env.ROUNDHOUSE_LOGIN_PROGRAM = program;
    await app.start();
    const page = await shownPage(app);
    await page.evaluate(() => {
      location.hash = '#/settings/general';
    });
    await page.getByRole('switch', { name: /open at login/i }).click();
    const file = join(app.user, '.config', 'autostart', 'roundhouse.desktop');
    await until('the entry', () => existsSync(file));
    expect(readFileSync(file, 'utf8')).toContain('--hidden');
    await page.getByRole('switch', { name: /open at login/i, checked: true }).waitFor();
  });

  it('what it cannot start is said in one sentence, and it ends', async () => {
    app = appOn(desk, {});
    // a file where the folder of its data would be
    writeFileSync(join(app.home, 'data'), '');
    await app.start().catch(() => {}); // it may have ended before it could be asked
    await until('the end', () => app.hasEnded, 20_000);
    expect(app.exitCode).toBe(1);
    expect(readFileSync(join(app.home, 'desktop', 'desktop.log'), 'utf8')).toContain('could not start');
  });
});
