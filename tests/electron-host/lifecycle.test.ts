import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, openDesk } from '../support/desk/desk.ts';
import { descendants, isAlive } from '../support/desk/processes.ts';
import { withoutDesk } from '../support/desk/programs.ts';
import { DesktopApp, hostFolder } from '../support/desktop.ts';
import { until } from '../support/live-engine.ts';
import { Demo, demoFolder } from './demo.ts';

describe.skipIf(withoutDesk('lifecycle of the stand-in for Electron'))('the main process', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk();
  });
  afterAll(() => desk?.close());

  const withDemo = async (args: string[], act: (app: Demo) => Promise<void>) => {
    const app = new Demo(desk, ...args);
    try {
      await app.start();
      await app.shown();
      await act(app);
    } finally {
      await app.close();
    }
  };

  it('is one per user folder: a second start tells the first, and ends', () =>
    withDemo([], async (app) => {
      const second = app.spawn(['roundhouse://server/files']);
      const [code] = await once(second, 'exit');
      expect(code).toBe(0);
      await until('the first to hear', async () => (await app.notes()).some((note) => note.startsWith('second')));
      const note = (await app.notes()).find((each) => each.startsWith('second'));
      expect(note).toContain('{"from":');
      expect(note).toMatch(/roundhouse:\/\/server\/files$/);
      expect((await app.windows()).length).toBe(1);
    }));

  it('quits in order on SIGTERM, and nothing is left', () =>
    withDemo([], async (app) => {
      expect(app.alive().length).toBeGreaterThan(3);
      expect(await app.quit()).toBe(0);
      expect(await app.survivors()).toEqual([]);
    }));

  it('stays when before-quit is prevented', () =>
    withDemo(['--veto-quit'], async (app) => {
      process.kill(app.pid, 'SIGTERM');
      await app.noted('before-quit');
      expect(await app.notes()).not.toContain('will-quit');
      expect((await app.windows())[0]?.isVisible).toBe(true);
      await app.kill9();
    }));

  it('stays without a window when it listens for that', () =>
    withDemo(['--may-close'], async (app) => {
      await app.control.ask('person', { window: 1, does: 'close' });
      await until('the windows to be gone', async () => (await app.windows()).length === 0);
      expect(app.hasEnded).toBe(false);
      expect(await app.quit()).toBe(0);
    }));

  it('leaves nothing behind when it is killed', () =>
    withDemo([], async (app) => {
      const below = descendants(app.pid);
      expect(below.length).toBeGreaterThan(3);
      await app.kill9();
      const began = performance.now();
      await until('its Chromium to end', () => !below.some(isAlive), 5_000);
      expect(performance.now() - began).toBeLessThan(3_000);
      expect(await app.survivors()).toEqual([]);
    }));

  it('leaves nothing behind when it is killed while it starts', async () => {
    for (const afterMs of [100, 450, 700, 1_000]) {
      const app = new Demo(desk);
      const child = app.spawn();
      await new Promise((done) => setTimeout(done, afterMs));
      const killed = once(child, 'exit');
      child.kill('SIGKILL');
      await killed;
      expect(await app.survivors(), `killed after ${afterMs} ms`).toEqual([]);
      await app.close();
    }
  });

  it('is one also when many start at once', async () => {
    const app = new Demo(desk);
    const starts = Array.from({ length: 6 }, (_, at) => app.spawn([`--number=${at}`]));
    const ended = starts.map((child) => once(child, 'exit'));
    try {
      let left = starts.length;
      for (const each of ended) each.then(() => left--);
      await until('all but one to end', () => left === 1, 25_000);
      await app.rejoin();
      await app.shown();
      await until('the first to hear of all', async () => (await app.notes()).filter((note) => note.startsWith('second')).length === 5);
    } finally {
      await app.close();
    }
  });

  it('comes back as it was told to', () =>
    withDemo([], async (app) => {
      const before = app.pid;
      const ended = app.ended();
      app.control.ask('choose', { path: ['File', 'Relaunch'] }).catch(() => {}); // it ends before it answers
      await ended;
      await until('the new one', () => app.alive().some((pid) => pid !== before));
      await app.rejoin();
      expect(app.pid).not.toBe(before);
      await app.shown();
    }));

  it('starts by way of the cli of the package', async () => {
    const app = new DesktopApp({ desk, app: demoFolder, byCli: true });
    try {
      await app.start();
      await until('the window', async () => (await app.windows())[0]?.isVisible === true);
      expect(await app.quit()).toBe(0);
    } finally {
      await app.close();
    }
  });

  it('is packaged where the test says so', async () => {
    const resources = mkdtempSync(join(tmpdir(), 'rh-resources-'));
    cpSync(demoFolder, join(resources, 'app'), { recursive: true });
    const app = new DesktopApp({ desk, packaged: resources, args: ['--hidden'] });
    try {
      await app.start();
      await app.page();
      const said = (await app.control.ask('ipc', { channel: 'app', args: [], from: 'app://roundhouse/' })).value;
      expect(said).toEqual([true, join(resources, 'app'), resources, [join(hostFolder, 'electron'), '--hidden']]);
    } finally {
      await app.close();
      rmSync(resources, { recursive: true });
    }
  });

  it('is plain Node for its children under ELECTRON_RUN_AS_NODE', () => {
    const script = 'console.log(JSON.stringify([process.versions.electron, process.execPath, typeof process.type]))';
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1', ELECTRON_HOST_NODE: process.execPath };
    const said = execFileSync(join(hostFolder, 'electron'), ['-e', script], { env, encoding: 'utf8' });
    expect(JSON.parse(said)).toEqual(['45.4.1', join(hostFolder, 'electron'), 'undefined']);
  });
});
