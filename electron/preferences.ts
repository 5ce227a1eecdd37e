// What belongs to this desktop only: how the window goes away, the tray's icon, which notifications come. Everything else is the engine's.
import { join } from 'node:path';
import electron from 'electron';
import Store from 'electron-store';
import type { Preferences } from '../contract/desktop.ts';
import type { EngineLog } from '../core/store/logs.ts';
import { readKept } from './preferences-file.ts';
import { preferencesChange } from './preferences-shape.ts';

export interface PreferenceStore {
  get(): Preferences;
  /** Never throws: the new ones are in force, and a listener is told. */
  set(change: Partial<Preferences>): Preferences;
  onChange(listener: (now: Preferences) => void): () => void;
}

export interface KeptPreferences extends PreferenceStore {
  /** why the last change could not be written; it holds until the app ends */
  trouble(): string | null;
}

export interface PreferencePlace {
  /** of the home of Roundhouse, never the one that Electron would choose */
  folder: string;
  log: Pick<EngineLog, 'warn' | 'error'>;
}

const name = 'preferences';

/** Read once, and written at each change in one step: after a crash the file is the old one or the new one. */
export function openPreferences({ folder, log }: PreferencePlace): KeptPreferences {
  const file = join(folder, `${name}.json`);
  const listeners = new Set<(now: Preferences) => void>();
  const { preferences, rest, wrong, aside } = readKept(file);
  let now = preferences;
  let trouble: string | null = null;

  function write(values: Record<string, unknown>): void {
    try {
      inOneStep(() => openStore(folder).set(values));
      trouble = null;
    } catch (error) {
      trouble = `${file} cannot be written: ${error instanceof Error ? error.message : String(error)}.`;
      log.error(`${trouble} What was changed holds until the app ends.`);
    }
  }

  if (wrong !== null) {
    const held = aside === null ? 'It could not be set aside' : `As it was, it is now ${aside}`;
    log.warn(`${file} cannot be used as it is: ${wrong}. ${held}; the usual holds where it says nothing.`);
    if (aside !== null) write({ ...rest, ...preferences });
  }

  return {
    get: () => now,
    set(change) {
      const wanted = Object.fromEntries(Object.entries(preferencesChange.parse(change)).filter(([, value]) => value !== undefined));
      if (Object.keys(wanted).length === 0) return now;
      now = { ...now, ...wanted };
      // after a failure everything is written again that the file does not know
      write(trouble === null ? wanted : { ...now });
      for (const listener of listeners) listener(now);
      return now;
    },
    trouble: () => trouble,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Without a schema of its own: what is read and written goes through ours. Keys of a later version stay in the file. */
function openStore(folder: string): Store<Record<string, unknown>> {
  const store = new Store<Record<string, unknown>>({ cwd: folder, name, accessPropertiesByDotNotation: false, configFileMode: 0o600 });
  // the first one opens a channel for stores in pages, which answers every sender; there are none
  electron.ipcMain?.removeAllListeners('electron-store-get-data');
  return store;
}

/** Where `SNAP` is set, electron-store writes into the file itself. A terminal that came as a snap hands it on to us, who are none. */
function inOneStep(write: () => void): void {
  const { SNAP } = process.env;
  delete process.env.SNAP;
  try {
    write();
  } finally {
    if (SNAP !== undefined) process.env.SNAP = SNAP;
  }
}
