// The updater is a stand-in that says what electron-updater says; its feed and signatures need signed builds.
// Longer than other files: one state is told of in many orders, and all of them need this stand-in.
import { EventEmitter } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as realTime } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { UpdateState } from '../../../contract/desktop.ts';
import { createUpdates, type Updates, type UpdatesOptions } from '../../../electron/updates/create-updates.ts';
import { thisBuild } from '../../../electron/updates/this-build.ts';
import type { Updater } from '../../../electron/updates/updater.ts';

class StandIn extends EventEmitter {
  autoDownload = true;
  autoInstallOnAppQuit = true;
  allowDowngrade = true;
  allowPrerelease = true;
  disableWebInstaller = false;
  logger = null;
  newest: string | null = null;
  trouble: Error | null = null;
  looks = 0;
  installs: unknown[][] = [];
  async checkForUpdates() {
    this.looks++;
    if (this.trouble) {
      this.emit('error', this.trouble);
      throw this.trouble;
    }
    if (this.newest === null) this.emit('update-not-available', { version: '1.0.0' });
    else this.emit('update-available', { version: this.newest });
    return null;
  }
  async downloadUpdate() {
    if (this.trouble) {
      this.emit('error', this.trouble);
      throw this.trouble;
    }
    this.emit('download-progress', { percent: 50 });
    this.emit('update-downloaded', { version: this.newest });
    return [];
  }
  quitAndInstall(...args: unknown[]) {
    this.installs.push(args);
  }
}

const day = 86_400_000;
const build = {
  version: '1.0.0',
  packaged: true,
  platform: 'darwin' as const,
  appImage: false,
  feed: 'provider: generic\nurl: https://u.example\n',
  signed: true,
};
const keptBy = (by: string, newer: string | null) =>
  JSON.stringify({ checkedAt: new Date().toISOString(), by, found: { at: '2026-11-20T22:00:00.000Z', newer } });
let folder: string;
let updater: StandIn;
let loaded: number;
let said: string[];
let updates: Updates;
const open = (more: Partial<UpdatesOptions> = {}): Updates => {
  updates = createUpdates({
    build,
    log: { info: () => {}, warn: (text) => said.push(text) },
    file: join(folder, 'updates.json'),
    load: async () => {
      loaded++;
      return updater as unknown as Updater;
    },
    ...more,
  });
  return updates;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roundhouse-updates-'));
  updater = new StandIn();
  loaded = 0;
  said = [];
});
afterEach(() => {
  updates?.close();
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

describe('updates', () => {
  it('do nothing by themselves: found, downloaded and installed by three wishes', async () => {
    updater.newest = '2.0.0';
    const seen: UpdateState[] = [];
    open().onChange((now) => seen.push(now));
    expect(await updates.check()).toEqual({ kind: 'available', version: '2.0.0' });
    expect(updater).toMatchObject({
      autoDownload: false,
      autoInstallOnAppQuit: false,
      allowDowngrade: false,
      allowPrerelease: false,
      disableWebInstaller: true,
    });
    await updates.install();
    expect(updates.state()).toEqual({ kind: 'ready', version: '2.0.0' });
    expect(seen.map(({ kind }) => kind)).toEqual(['available', 'downloading', 'downloading', 'ready']);
    expect(updater.installs).toEqual([]);
    await updates.install();
    expect(updater.installs).toEqual([[false, true]]);
  });

  it('are installed at the end of the way down', async () => {
    updater.newest = '2.0.0';
    let gone = false;
    open({
      leave: async (last) => {
        expect(updater.installs).toEqual([]);
        gone = true;
        last(() => {});
        return true;
      },
    });
    await updates.check();
    await updates.install();
    await updates.install();
    expect({ gone, installs: updater.installs.length }).toEqual({ gone: true, installs: 1 });
  });

  it('that cannot be installed after everything is down say so, once the person has let the app go', async () => {
    updater.newest = '2.0.0';
    let failures = 0;
    open({
      leave: async (last) => {
        last(() => void failures++);
        return true;
      },
    });
    await updates.check();
    await updates.install();
    updater.emit('error', new Error('of a look before'));
    expect(failures).toBe(0);
    await updates.install();
    expect(failures).toBe(0);
    updater.emit('error', new Error('Code signature at URL did not pass validation'));
    expect(failures).toBe(1);
    expect(said).toContain('updates: Code signature at URL did not pass validation');
  });

  it('are not installed when the person stays', async () => {
    updater.newest = '2.0.0';
    open({ leave: async () => false });
    await updates.check();
    await updates.install();
    await updates.install();
    expect(updater.installs).toEqual([]);
    expect(updates.state().kind).toBe('ready');
  });

  it('that are off load nothing, whoever asks', async () => {
    open({ build: { ...build, packaged: false, platform: 'linux', feed: null, signed: false } });
    expect(await updates.check()).toMatchObject({ kind: 'off' });
    await updates.install();
    expect(loaded).toBe(0);
    expect(existsSync(join(folder, 'updates.json'))).toBe(false);
  });

  it('say why they failed, and work again', async () => {
    updater.trouble = new Error('net::ERR_NAME_NOT_RESOLVED\n    at somewhere');
    open();
    expect(await updates.check()).toEqual({
      kind: 'failed',
      reason: 'net::ERR_NAME_NOT_RESOLVED. It is tried again tomorrow, or when you ask.',
    });
    updater.trouble = null;
    expect((await updates.check()).kind).toBe('none');
    updater.newest = '2.0.0';
    await updates.check();
    updater.trouble = new Error('New version 2.0.0 is not signed by the application owner');
    await updates.install();
    expect(updates.state()).toMatchObject({ kind: 'failed', reason: expect.stringContaining('not signed by the application owner') });
  });

  it('that cannot be loaded say so, and are tried again', async () => {
    let broken = true;
    open({
      load: async () => {
        if (broken) throw new Error('no such module');
        return updater as unknown as Updater;
      },
    });
    expect((await updates.check()).kind).toBe('failed');
    broken = false;
    expect((await updates.check()).kind).toBe('none');
  });

  it('are looked for once by many who ask at once', async () => {
    open();
    await Promise.all([updates.check(), updates.check(), updates.check()]);
    expect(updater.looks).toBe(1);
    expect(loaded).toBe(1);
  });

  it('wanted of what an earlier run found are looked for first: the updater of this run does not know of it', async () => {
    writeFileSync(join(folder, 'updates.json'), keptBy('1.0.0', '2.0.0'));
    updater.newest = '2.0.0';
    open();
    await vi.waitFor(() => expect(updates.state()).toEqual({ kind: 'available', version: '2.0.0' }));
    await updates.install();
    expect([updater.looks, updates.state()]).toEqual([1, { kind: 'ready', version: '2.0.0' }]);
  });

  it('that were taken back since an earlier run are not downloaded', async () => {
    writeFileSync(join(folder, 'updates.json'), keptBy('1.0.0', '2.0.0'));
    open();
    await vi.waitFor(() => expect(updates.state().kind).toBe('available'));
    await updates.install();
    expect([updater.looks, updates.state().kind]).toEqual([1, 'none']);
  });
});

describe('in the background', () => {
  const start = new Date('2026-11-21T10:00:00.000Z');
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  const hour = 3_600_000;
  const kept = () => readFileSync(join(folder, 'updates.json'), 'utf8');
  /** time for what really is read of files */
  const reading = () => realTime(50);
  /** a run of the app that looked then */
  const lookedAt = async (at: Date) => {
    vi.setSystemTime(at);
    open();
    await updates.check();
    await vi.waitFor(() => expect(kept()).toContain(at.toISOString()));
  };
  const restart = (at: Date) => {
    updates.close();
    vi.setSystemTime(at);
    open();
  };
  /** files are really read and written */
  const settle = () => vi.waitFor(() => expect(readFileSync(join(folder, 'updates.json'), 'utf8')).toContain('2026'));

  beforeEach(() => vi.useFakeTimers({ now: start, toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] }));

  it('is looked a minute after the start, then once a day', async () => {
    open();
    await pass(59_000);
    expect({ loaded, looks: updater.looks }).toEqual({ loaded: 0, looks: 0 });
    await pass(2_000);
    await settle();
    await vi.waitFor(() => expect(updater.looks).toBe(1));
    await pass(23 * 3_600_000);
    expect(updater.looks).toBe(1);
    await pass(2 * 3_600_000);
    await vi.waitFor(() => expect(updater.looks).toBe(2));
  });

  it('is not looked once it is closed, though what is kept is read only then', async () => {
    open();
    vi.advanceTimersByTime(61_000);
    updates.close();
    await reading();
    expect(updater.looks).toBe(0);
  });

  it('is not looked again by an app that was started again', async () => {
    await lookedAt(new Date(start.getTime() - day / 2));
    restart(start);
    await vi.waitFor(() => expect(updates.state()).toEqual({ kind: 'none', checkedAt: '2026-11-20T22:00:00.000Z' }));
    await pass(11 * 3_600_000);
    expect(updater.looks).toBe(1);
    await pass(2 * 3_600_000);
    await vi.waitFor(() => expect(updater.looks).toBe(2));
  });

  it('what was found is known to an app that was started again, and not to the version that was found', async () => {
    updater.newest = '2.0.0';
    await lookedAt(start);
    restart(start);
    await vi.waitFor(() => expect(updates.state()).toEqual({ kind: 'available', version: '2.0.0' }));
    updates.close();
    open({ build: { ...build, version: '2.0.0' } });
    await pass(hour);
    await reading();
    expect([updates.state(), updater.looks]).toEqual([{ kind: 'none', checkedAt: null }, 1]);
  });

  it('a look that failed is no "up to date" after a restart, takes nothing from what was known, and counts for the day', async () => {
    updater.trouble = new Error('offline');
    await lookedAt(start);
    restart(start);
    await pass(hour);
    await reading();
    expect([updates.state(), updater.looks]).toEqual([{ kind: 'none', checkedAt: null }, 1]);
    updater.trouble = null;
    await updates.check();
    const known = updates.state();
    expect(known).toEqual({ kind: 'none', checkedAt: new Date(start.getTime() + hour).toISOString() });
    updater.trouble = new Error('offline');
    await pass(25 * hour);
    await vi.waitFor(() => expect(updater.looks).toBe(3));
    await vi.waitFor(() => expect(kept()).toContain('"checkedAt":"2026-11-22'));
    restart(new Date());
    await vi.waitFor(() => expect(updates.state()).toEqual(known));
  });

  it('a look that is not over is kept as none', async () => {
    const answer = Promise.withResolvers<null>();
    updater.checkForUpdates = () => answer.promise;
    open();
    void updates.check();
    await reading();
    expect(existsSync(join(folder, 'updates.json'))).toBe(false);
    answer.resolve(null);
  });

  it('a person who asks while a look in the background runs gets its answer', async () => {
    const answer = Promise.withResolvers<null>();
    updater.checkForUpdates = () => {
      updater.looks++;
      return answer.promise;
    };
    open();
    await pass(61_000);
    await vi.waitFor(() => expect(updater.looks).toBe(1));
    const asked = updates.check();
    answer.reject(new Error('offline'));
    expect(await asked).toMatchObject({ kind: 'failed', reason: expect.stringContaining('offline') });
    expect(updater.looks).toBe(1);
  });

  it('nobody is told that a look failed', async () => {
    updater.trouble = new Error('offline');
    open();
    await pass(61_000);
    await vi.waitFor(() => expect(updater.looks).toBe(1));
    expect(updates.state()).toEqual({ kind: 'none', checkedAt: null });
    expect(said).toEqual(['updates: offline']);
  });

  it('ends with the app', async () => {
    open().close();
    await pass(2 * day);
    expect(updater.looks).toBe(0);
  });
});

it('a build is what its package and its resources say', () => {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version: '1.2.3', roundhouse: { signed: true } }));
  writeFileSync(join(folder, 'app-update.yml'), 'url: https://u.example\n');
  const app = { isPackaged: true, getAppPath: () => folder };
  const around = { platform: 'win32' as const, env: {}, execPath: '/x/Roundhouse.exe', resourcesPath: folder };
  expect(thisBuild(app, around)).toEqual({
    version: '1.2.3',
    packaged: true,
    platform: 'win32',
    appImage: false,
    feed: 'url: https://u.example\n',
    signed: true,
  });
  expect(thisBuild({ ...app, isPackaged: false }, around)).toMatchObject({ packaged: false, feed: null });
  expect(thisBuild({ ...app, getAppPath: () => join(folder, 'gone') }, { ...around, resourcesPath: '/gone' })).toMatchObject({
    feed: null,
    signed: false,
  });
});
