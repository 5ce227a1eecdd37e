// The file of preferences with the real electron-store: what is kept and what cannot be used.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { usualPreferences } from '../../contract/desktop.ts';

// outside of Electron its package is the path of its program, which need not be there; electron-store then takes the folder it is given
vi.hoisted(() => {
  process.env.ELECTRON_OVERRIDE_DIST_PATH ??= '/nowhere';
});
const { openPreferences } = await import('../../electron/preferences.ts');
const { openStore } = await import('../../electron/preference-store.ts');

describe('preferences', () => {
  let folder: string;
  let said: string[];
  const file = () => join(folder, 'preferences.json');
  const log = { warn: (text: string) => void said.push(text), error: (text: string) => void said.push(text) };
  const open = () => openPreferences({ folder, store: openStore, log });
  const kept = () => JSON.parse(readFileSync(file(), 'utf8')) as Record<string, unknown>;
  const asides = () => readdirSync(folder).filter((name) => name.includes('unusable'));

  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'rh-preferences-')), 'desktop');
    said = [];
  });
  afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

  it('are the usual ones at first, and nothing is written for that', () => {
    expect(open().get()).toEqual(usualPreferences);
    expect(existsSync(file())).toBe(false);
    expect(said).toEqual([]);
  });

  it('last until the next start, lie in the folder they were given, and only their owner reads them', () => {
    const before = open();
    expect(before.set({ trayIcon: 'black', notifications: { ...usualPreferences.notifications, remind: true } }).trayIcon).toBe('black');
    expect(open().get()).toEqual({
      ...usualPreferences,
      trayIcon: 'black',
      notifications: { ...usualPreferences.notifications, remind: true },
    });
    expect(readdirSync(folder)).toEqual(['preferences.json']);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  it('tell of each change, and of none that changes nothing', () => {
    const preferences = open();
    const heard: unknown[] = [];
    const stop = preferences.onChange(({ closeTold }) => heard.push(closeTold));
    preferences.set({ closeTold: true });
    preferences.set({});
    stop();
    preferences.set({ closeTold: false });
    expect(heard).toEqual([true]);
  });

  it('are in force before what writes them is there, and written then', async () => {
    const loading = Promise.withResolvers<typeof openStore>();
    const preferences = openPreferences({ folder, store: loading.promise, log });
    preferences.set({ closeTold: true });
    expect(preferences.set({ trayIcon: 'black' })).toMatchObject({ closeTold: true, trayIcon: 'black' });
    expect([existsSync(file()), preferences.trouble()]).toEqual([false, null]);
    loading.resolve(openStore);
    await loading.promise;
    expect(kept()).toEqual({ closeTold: true, trayIcon: 'black' });
  });

  it('hold until the app ends where what writes them cannot be loaded, and that is said', async () => {
    const preferences = openPreferences({ folder, store: Promise.reject(new Error('a part of the app is missing')), log });
    preferences.set({ closeTold: true });
    await Promise.resolve();
    expect(preferences.get().closeTold).toBe(true);
    expect(preferences.trouble()).toContain('a part of the app is missing');
  });

  it('refuse what is no preference', () => {
    const preferences = open();
    expect(() => preferences.set({ trayIcon: 'pink' } as never)).toThrow();
    expect(() => preferences.set({ somethingElse: 1 } as never)).toThrow();
    expect(preferences.get()).toEqual(usualPreferences);
    expect(existsSync(file())).toBe(false);
  });

  it.each(['', '{', '{"onClose":', 'null', '[]', '"text"', '\0\0\0\0'])(
    'a file that says %j is set aside by name, byte for byte',
    (text) => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(file(), text);
      const preferences = open();
      expect(preferences.get()).toEqual(usualPreferences);
      expect(asides()).toHaveLength(1);
      expect(readFileSync(join(folder, asides()[0]!), 'utf8')).toBe(text);
      expect(said.join()).toContain(asides()[0]);
      preferences.set({ onClose: 'quit' });
      expect(open().get().onClose).toBe('quit');
      expect(asides()).toHaveLength(1);
    },
  );

  it('a value that is not known takes none of the others along, and is kept aside', () => {
    mkdirSync(folder, { recursive: true });
    const text = JSON.stringify({
      onClose: 'quit',
      trayIcon: 'rainbow',
      notifications: { remind: true, quiet: { from: '25:00', until: '08:00' } },
      later: { kept: true },
    });
    writeFileSync(file(), text);
    expect(open().get()).toEqual({
      ...usualPreferences,
      onClose: 'quit',
      notifications: { ...usualPreferences.notifications, remind: true },
    });
    expect(readFileSync(join(folder, asides()[0]!), 'utf8')).toBe(text);
    expect(said.join()).toContain('notifications.quiet, trayIcon');
    // said once: the file is right now, with what a later version has put there
    expect(kept()).toMatchObject({ onClose: 'quit', trayIcon: 'white', later: { kept: true } });
    open();
    expect(said).toHaveLength(1);
  });

  it('a file of a version that knew less is used as it is', () => {
    mkdirSync(folder, { recursive: true });
    const { askedWithoutTray, ...earlier } = { ...usualPreferences, closeTold: true };
    writeFileSync(file(), JSON.stringify(earlier));
    expect(askedWithoutTray).toBe(false);
    expect(open().get()).toEqual({ ...earlier, askedWithoutTray: false });
    expect([said, asides()]).toEqual([[], []]);
    open().set({ askedWithoutTray: true });
    expect(open().get()).toEqual({ ...earlier, askedWithoutTray: true });
  });

  it('what a later version has written stays when something else is changed', () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file(), JSON.stringify({ later: [1, 2], notifications: { remind: true, later: 'x' } }));
    const preferences = open();
    expect(preferences.get().notifications.remind).toBe(true);
    preferences.set({ closeTold: true });
    expect(kept()).toEqual({ later: [1, 2], notifications: { remind: true, later: 'x' }, closeTold: true });
    expect(said).toEqual([]);
  });

  it.skipIf(process.getuid?.() === 0)('where nothing can be written, they hold until the app ends, and that is said', () => {
    const preferences = open();
    preferences.set({ closeTold: true });
    chmodSync(folder, 0o500);
    expect(preferences.set({ onClose: 'quit' }).onClose).toBe('quit');
    expect(preferences.trouble()).toContain('cannot be written');
    chmodSync(folder, 0o700);
    preferences.set({ showOnTrouble: true });
    expect(preferences.trouble()).toBe(null);
    expect(open().get()).toMatchObject({ onClose: 'quit', showOnTrouble: true });
  });

  it('where something else has their name, they hold until the app ends, and what failed is written with the next change', () => {
    mkdirSync(folder, { recursive: true });
    const preferences = open();
    mkdirSync(file());
    expect(preferences.set({ onClose: 'quit' }).onClose).toBe('quit');
    expect(preferences.trouble()).toContain('cannot be written');
    rmSync(file(), { recursive: true });
    preferences.set({ showOnTrouble: true });
    expect(preferences.trouble()).toBe(null);
    expect(open().get()).toMatchObject({ onClose: 'quit', showOnTrouble: true });
  });

  it('are replaced in one step, also below a terminal that is a snap', () => {
    const preferences = open();
    const before = process.env.SNAP;
    process.env.SNAP = '/snap/other';
    try {
      const places = [false, true, false].map((closeTold) => {
        preferences.set({ closeTold });
        return statSync(file()).ino;
      });
      expect(places[1]).not.toBe(places[0]);
      expect(places[2]).not.toBe(places[1]);
      expect(process.env.SNAP).toBe('/snap/other');
    } finally {
      if (before === undefined) delete process.env.SNAP;
      else process.env.SNAP = before;
    }
  });
});
