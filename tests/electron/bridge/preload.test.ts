// The preload as it is built: what it needs, what it shows to the page, and that the page cannot choose what is asked.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import vm from 'node:vm';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bridge } from '../../../contract/desktop.ts';
import { channels, newsChannel } from '../../../electron/bridge/channels.ts';

const root = join(import.meta.dirname, '..', '..', '..');
/** a key of the bridge that is missing here, or one too many, does not compile */
const keys: Record<keyof Bridge, true> = {
  platform: true,
  version: true,
  pickFile: true,
  showInFolder: true,
  loginItem: true,
  setLoginItem: true,
  openLoginItems: true,
  preferences: true,
  setPreferences: true,
  notifications: true,
  testNotification: true,
  updates: true,
  checkForUpdates: true,
  installUpdate: true,
  onNews: true,
};

describe('the preload', () => {
  let folder: string;
  let source: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rh-preload-'));
    await build({ configFile: join(root, 'vite.preload.config.ts'), logLevel: 'error', build: { outDir: folder, emptyOutDir: true } });
    source = readFileSync(join(folder, 'preload.cjs'), 'utf8');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** runs it as a sandboxed window does: CommonJS, with a `require` that knows one name */
  function load(answer: (channel: string, given: unknown[]) => unknown) {
    const shown: Record<string, unknown> = {};
    const required: string[] = [];
    const listeners = new Map<string, Set<(...given: unknown[]) => void>>();
    const electron = {
      contextBridge: { exposeInMainWorld: (name: string, value: unknown) => void Object.assign(shown, { [name]: value }) },
      ipcRenderer: {
        invoke: async (channel: string, ...given: unknown[]) => answer(channel, given),
        on: (channel: string, listener: () => void) => void listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener)),
        removeListener: (channel: string, listener: () => void) => void listeners.get(channel)?.delete(listener),
      },
    };
    const require = (name: string) => {
      required.push(name);
      if (name !== 'electron') throw new Error(`module not found: ${name}`);
      return electron;
    };
    vm.runInNewContext(`(function (require, module, exports, process) { ${source} })`)(require, { exports: {} }, {}, { platform: 'linux' });
    return { shown, required, listeners, bridge: shown.roundhouse as Bridge };
  }

  it('needs electron alone, and is one file', () => {
    const { required } = load(() => ({ ok: true }));
    expect(required).toEqual(['electron']);
    expect([...source.matchAll(/\brequire\(([^)]*)\)/g)].map(([, name]) => name)).toEqual(['"electron"']);
    expect(source).not.toMatch(/\bimport\b\s*[({"']|\beval\(|new Function/);
  });

  it('shows the page one thing with exactly the keys of the bridge, which cannot be changed', () => {
    const { shown, bridge } = load(() => ({ ok: true }));
    expect(Object.keys(shown)).toEqual(['roundhouse']);
    expect(Object.keys(bridge).sort()).toEqual(Object.keys(keys).sort());
    expect(Object.isFrozen(bridge)).toBe(true);
    expect(bridge.platform).toBe('linux');
    expect(bridge.version).toBe(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version);
  });

  it('asks each question on its own channel and on no other, whatever comes along', async () => {
    const asked: string[] = [];
    const { bridge } = load((channel) => {
      asked.push(channel);
      return { ok: true, value: channel };
    });
    for (const [question, channel] of Object.entries(channels)) {
      const ask = bridge[question as keyof typeof channels] as (...given: unknown[]) => Promise<unknown>;
      expect(await ask('electron-store-get-data', { channel: 'other' })).toBe(channel);
    }
    expect(asked).toEqual(Object.values(channels));
  });

  it('throws the sentence of a failure, bare', async () => {
    const { bridge } = load(() => ({ ok: false, sentence: 'It cannot be written.' }));
    await expect(bridge.loginItem()).rejects.toMatchObject({ message: 'It cannot be written.' });
  });

  it('passes on news without the event that brought it, until it is told to stop', () => {
    const { bridge, listeners } = load(() => ({ ok: true }));
    const heard: unknown[] = [];
    const stop = bridge.onNews((...given) => void heard.push(given));
    const news = { about: 'login-item', now: { state: 'on', reason: null } };
    for (const listener of listeners.get(newsChannel)!) listener({ sender: 'secret' }, news, 'more');
    expect(heard).toEqual([[news]]);
    stop();
    expect(listeners.get(newsChannel)!.size).toBe(0);
  });
});
