// In a world of its own, before the page's scripts: what a sandboxed preload finds, and the preload itself. Its source is put into the
// page, so it must not use anything from outside itself.
import type { BridgeEnd } from './bridge-end.ts';
import type { Wire } from './wire.ts';

export interface PreloadSetup {
  binding: string;
  platform: string;
  arch: string;
  argv: string[];
  versions: Record<string, string | undefined>;
}

/** From the page to the main process. */
export type FromPage =
  | { kind: 'send'; channel: string; args: unknown }
  | { kind: 'invoke'; id: number; channel: string; args: unknown }
  | { kind: 'focus' | 'blur' | 'resize' }
  | { kind: 'preload-error'; message: string };

/** From the main process to the page. */
export type ToPage = { kind: 'event'; channel: string; args: unknown } | { kind: 'answer'; id: number; ok: boolean; value: unknown };

export function preloadWorld(
  end: BridgeEnd,
  wire: Wire,
  setup: PreloadSetup,
  preload: (require: unknown, module: object, exports: object, process: object) => void,
): void {
  type Listener = (event: object, ...args: unknown[]) => void;
  const world = globalThis as unknown as Record<string, unknown>;
  const send = world[setup.binding] as (text: string) => void;
  const say = (message: FromPage) => send(JSON.stringify(message));
  const exposed = new Set<string>();
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>();
  const listeners = new Map<string, Listener[]>();
  let next = 1;

  const drop = (channel: string, listener: Listener) => {
    const kept = (listeners.get(channel) ?? []).filter((each) => each !== listener && (each as { of?: Listener }).of !== listener);
    listeners.set(channel, kept);
    return ipcRenderer;
  };
  const on = (channel: string, listener: Listener) => {
    listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
    return ipcRenderer;
  };
  const once = (channel: string, listener: Listener) => {
    const only: Listener = (...args) => {
      drop(channel, only);
      listener(...args);
    };
    return on(channel, Object.assign(only, { of: listener }));
  };
  const ipcRenderer = {
    send: (channel: string, ...args: unknown[]) => say({ kind: 'send', channel, args: wire.pack(args) }),
    invoke: (channel: string, ...args: unknown[]) =>
      new Promise((resolve, reject) => {
        const id = next++;
        waiting.set(id, { resolve, reject });
        say({ kind: 'invoke', id, channel, args: wire.pack(args) });
      }),
    on,
    addListener: on,
    once,
    off: drop,
    removeListener: drop,
    removeAllListeners: (channel: string) => {
      listeners.delete(channel);
      return ipcRenderer;
    },
    sendSync: () => {
      throw new Error('electron-host: sendSync is not imitated');
    },
  };
  const contextBridge = {
    exposeInMainWorld(key: string, api: unknown) {
      if (exposed.has(key)) throw new Error(`Cannot bind an API on top of an existing property on the window object: ${key}`);
      exposed.add(key);
      end.say({ expose: key, value: end.pack(api) });
    },
  };
  world.electronHostDeliver = (text: string) => {
    const message = JSON.parse(text) as ToPage;
    if (message.kind === 'event') {
      const args = wire.unpack(message.args) as unknown[];
      for (const listener of [...(listeners.get(message.channel) ?? [])]) listener({ sender: ipcRenderer, ports: [] }, ...args);
      return;
    }
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.ok) call?.resolve(wire.unpack(message.value));
    else call?.reject(new Error(String(message.value)));
  };
  for (const kind of ['focus', 'blur', 'resize'] as const) addEventListener(kind, () => say({ kind }));

  const electron = { contextBridge, ipcRenderer };
  const require = (name: string) => {
    if (name === 'electron' || name === 'electron/renderer') return electron;
    throw new Error(`module not found: ${name}`);
  };
  const { platform, arch, argv, versions } = setup;
  const process = { platform, arch, argv, versions, type: 'renderer', sandboxed: true, contextIsolated: true };
  const module = { exports: {} };
  try {
    preload(require, module, module.exports, process);
  } catch (error) {
    console.error('Unable to load preload script', error);
    say({ kind: 'preload-error', message: error instanceof Error ? `${error.message}\n${error.stack}` : String(error) });
  }
}
