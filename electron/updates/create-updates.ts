// Updates of the app itself: looked for once a day and when asked, downloaded when asked, installed when asked.
import type { UpdateState } from '../../contract/desktop.ts';
import type { Last } from '../leaving.ts';
import { readLastCheck, writeLastCheck } from './last-check.ts';
import { nextUpdateState, type UpdateFact } from './state.ts';
import { loadUpdater, tame, type UpdateLog, type Updater } from './updater.ts';
import { type Build, whyOff } from './why-off.ts';
import { say } from './words.ts';

const dayMs = 86_400_000;
/** the start of the app belongs to the app */
const firstLookMs = 60_000;
const lookEveryMs = 3_600_000;

export interface UpdatesOptions {
  build: Build;
  log: UpdateLog;
  /** keeps when was last looked */
  file: string;
  /** the way down before an update is installed, which `last` does, or says that it could not; false: the person stays */
  leave?: (last: Last) => Promise<boolean>;
  load?: () => Promise<Updater>;
  now?: () => Date;
}

export interface Updates {
  state(): UpdateState;
  /** looks now; never rejects */
  check(): Promise<UpdateState>;
  /** what is available is downloaded, what is ready is installed: each is a wish of its own */
  install(): Promise<void>;
  onChange(listener: (now: UpdateState) => void): () => void;
  close(): void;
}

export function createUpdates({ build, log, file, leave, load = loadUpdater, now = () => new Date() }: UpdatesOptions): Updates {
  const off = whyOff(build);
  let state: UpdateState = off === null ? { kind: 'none', checkedAt: null } : { kind: 'off', reason: off };
  const listeners = new Set<(now: UpdateState) => void>();
  let updater: Promise<Updater> | null = null;
  let checking: Promise<void> | null = null;
  let lastCheck: number | null = null;
  /** while it is installed: everything is down, and nobody else would notice that it failed */
  let notInstalled: (() => void) | null = null;

  function tell(fact: UpdateFact): void {
    const next = nextUpdateState(state, fact);
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener(state);
  }

  async function open(): Promise<Updater> {
    const found = tame(await load(), log);
    found.on('update-available', ({ version }) => tell({ fact: 'available', version }));
    found.on('update-not-available', () => tell({ fact: 'none', at: now().toISOString() }));
    found.on('download-progress', ({ percent }) => tell({ fact: 'progress', percent }));
    found.on('update-downloaded', ({ version }) => tell({ fact: 'downloaded', version }));
    found.on('update-cancelled', () => tell({ fact: 'cancelled' }));
    // every failure but that of an installation also rejects the call that led to it; without a listener it would end the app
    found.on('error', (error) => {
      log.warn(`updates: ${error.message}`);
      notInstalled?.();
    });
    return found;
  }

  const ready = (): Promise<Updater> => {
    updater ??= open().catch((error: unknown) => {
      updater = null; // the next look tries again
      throw error;
    });
    return updater;
  };

  const failed = (error: unknown, asked: boolean): void => {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    tell({ fact: 'failed', reason: say('update.failed', { reason: line.slice(0, 200).replace(/[.\s]+$/, '') }), asked });
  };

  async function look(asked: boolean): Promise<void> {
    try {
      const found = await ready();
      lastCheck = now().getTime();
      await writeLastCheck(file, now().toISOString()).catch((error: Error) => log.warn(`updates: ${error.message}`));
      await found.checkForUpdates();
    } catch (error) {
      failed(error, asked);
    }
  }

  async function check(asked: boolean): Promise<void> {
    if (state.kind === 'off' || state.kind === 'downloading') return;
    checking ??= look(asked).finally(() => {
      checking = null;
    });
    await checking;
  }

  const isDue = (): boolean => lastCheck === null || Math.abs(now().getTime() - lastCheck) >= dayMs;
  const timers: NodeJS.Timeout[] = [];
  if (state.kind !== 'off') {
    const daily = () => void (isDue() && check(false));
    const remembered = readLastCheck(file).then((at) => {
      if (at === null || lastCheck !== null) return;
      lastCheck = Date.parse(at);
      if (state.kind === 'none') tell({ fact: 'none', at });
    });
    timers.push(setTimeout(() => void remembered.then(daily), firstLookMs).unref());
    timers.push(setInterval(daily, lookEveryMs).unref());
  }

  return {
    state: () => state,
    async check() {
      await check(true);
      return state;
    },
    async install() {
      if (state.kind !== 'available' && state.kind !== 'ready') return;
      const wish = state.kind;
      try {
        const found = await ready();
        if (wish === 'available') {
          tell({ fact: 'progress', percent: 0 });
          await found.downloadUpdate();
        } else {
          const install: Last = (failed) => {
            notInstalled = failed;
            found.quitAndInstall(false, true);
          };
          await (leave ? leave(install) : install(() => {}));
        }
      } catch (error) {
        failed(error, true);
      }
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
      listeners.clear();
    },
  };
}
