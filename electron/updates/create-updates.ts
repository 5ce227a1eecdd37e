// Updates of the app itself: looked for once a day and when asked, downloaded when asked, installed when asked.
import type { UpdateState } from '../../contract/desktop.ts';
import type { Last } from '../leaving.ts';
import { type LastCheck, readLastCheck, writeLastCheck } from './last-check.ts';
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
  /** keeps when was last looked, and what was found */
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
  let opening: Promise<Updater> | null = null;
  let checking: Promise<void> | null = null;
  /** a person waits for the look that runs, also one who came to it later */
  let isAwaited = false;
  let lastCheck: number | null = null;
  /** while it is installed: everything is down, and nobody else would notice that it failed */
  let notInstalled: (() => void) | null = null;
  let found: LastCheck['found'] = null;
  /** the updater itself knows of what is available: it has looked in this run */
  let canDownload = false;

  function tell(fact: UpdateFact): void {
    const next = nextUpdateState(state, fact);
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener(state);
  }

  async function open(): Promise<Updater> {
    const opened = tame(await load(), log);
    const foundIs = (at: string, newer: string | null) => {
      canDownload = newer !== null;
      found = { at, newer };
      tell(newer === null ? { fact: 'none', at } : { fact: 'available', version: newer });
    };
    opened.on('update-available', ({ version }) => foundIs(now().toISOString(), version));
    opened.on('update-not-available', () => foundIs(now().toISOString(), null));
    opened.on('download-progress', ({ percent }) => tell({ fact: 'progress', percent }));
    opened.on('update-downloaded', ({ version }) => tell({ fact: 'downloaded', version }));
    opened.on('update-cancelled', () => tell({ fact: 'cancelled' }));
    // every failure but that of an installation also rejects the call that led to it; without a listener it would end the app
    opened.on('error', (error) => {
      log.warn(`updates: ${error.message}`);
      notInstalled?.();
    });
    return opened;
  }

  const ready = (): Promise<Updater> => {
    opening ??= open().catch((error: unknown) => {
      opening = null; // the next look tries again
      throw error;
    });
    return opening;
  };

  const failed = (error: unknown, asked: boolean): void => {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    tell({ fact: 'failed', reason: say('update.failed', { reason: line.slice(0, 200).replace(/[.\s]+$/, '') }), asked });
  };

  async function look(): Promise<void> {
    try {
      const updater = await ready();
      await remembered; // a look in vain takes nothing from what was known
      await updater.checkForUpdates().finally(keep);
    } catch (error) {
      failed(error, isAwaited);
    }
  }

  /** Once a look is over: before that nothing is known of it. */
  async function keep(): Promise<void> {
    lastCheck = now().getTime();
    const last = { checkedAt: now().toISOString(), by: build.version, found };
    await writeLastCheck(file, last).catch((error: Error) => log.warn(`updates: ${error.message}`));
  }

  async function check(asked: boolean): Promise<void> {
    if (state.kind === 'off' || state.kind === 'downloading') return;
    isAwaited ||= asked;
    checking ??= look().finally(() => {
      checking = null;
      isAwaited = false;
    });
    await checking;
  }

  const remembered = off === null ? readLastCheck(file).then(remember) : Promise.resolve();
  function remember(last: LastCheck | null): void {
    if (last === null) return;
    lastCheck = Date.parse(last.checkedAt);
    if (last.by !== build.version || last.found === null) return;
    found = last.found;
    const { at, newer } = found;
    if (state.kind === 'none') tell(newer === null ? { fact: 'none', at } : { fact: 'available', version: newer });
  }

  const isDue = (): boolean => lastCheck === null || Math.abs(now().getTime() - lastCheck) >= dayMs;
  const timers: NodeJS.Timeout[] = [];
  let isClosed = false;
  if (state.kind !== 'off') {
    const daily = () => void remembered.then(() => (!isClosed && isDue() ? check(false) : undefined));
    timers.push(setTimeout(daily, firstLookMs).unref());
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
        const updater = await ready();
        if (wish === 'available') {
          if (!canDownload) await check(true);
          if (state.kind !== 'available') return;
          tell({ fact: 'progress', percent: 0 });
          await updater.downloadUpdate();
        } else {
          const install: Last = (failed) => {
            notInstalled = failed;
            updater.quitAndInstall(false, true);
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
      isClosed = true;
      for (const timer of timers) clearTimeout(timer);
      listeners.clear();
    },
  };
}
