// What belongs to this desktop only: how the window goes away, the tray's icon, which notifications come. Everything else is the engine's.
import { join } from 'node:path';
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

/** What writes: electron-store, opened on that folder. */
export type OpenStore = (folder: string) => { set(values: Record<string, unknown>): void };

export interface PreferencePlace {
  /** of the home of Roundhouse, never the one that Electron would choose */
  folder: string;
  /** reading needs none of it, so that a start need not wait until it is loaded */
  store: OpenStore | Promise<OpenStore>;
  log: Pick<EngineLog, 'warn' | 'error'>;
}

const name = 'preferences';

/** Read once, and written at each change in one step: after a crash the file is the old one or the new one. */
export function openPreferences({ folder, store, log }: PreferencePlace): KeptPreferences {
  const file = join(folder, `${name}.json`);
  const listeners = new Set<(now: Preferences) => void>();
  const { preferences, rest, wrong, aside } = readKept(file);
  let now = preferences;
  let trouble: string | null = null;

  let openStore: OpenStore | null = null;
  /** what was changed before it could be written */
  let waiting: Record<string, unknown> = {};

  function write(values: Record<string, unknown>): void {
    const open = openStore;
    if (open === null) {
      waiting = { ...waiting, ...values };
      return;
    }
    try {
      inOneStep(() => open(folder).set(values));
      trouble = null;
    } catch (error) {
      failed(error);
    }
  }

  function failed(error: unknown): void {
    trouble = `${file} cannot be written: ${error instanceof Error ? error.message : String(error)}.`;
    log.error(`${trouble} What was changed holds until the app ends.`);
  }

  function begin(loaded: OpenStore): void {
    openStore = loaded;
    if (Object.keys(waiting).length > 0) write(waiting);
  }
  if (typeof store === 'function') begin(store);
  else store.then(begin, failed);

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
