// The life of the tray: it follows the engine, the preferences and the theme, and is made anew for a panel that comes late.
import type { RunningEngine } from '../engine/running.ts';
import type { PreferenceStore } from '../preferences.ts';
import type { Watch } from '../watch.ts';
import { alwaysThere, linuxTrayHost, type TrayHost } from './host.ts';
import { type TrayModel, trayModel } from './model.ts';
import { type ShownParts, type ShownTray, shownTray } from './shown.ts';

export interface TrayOptions extends Omit<ShownParts, 'model' | 'preference'> {
  watch: Watch;
  /** null: not known yet */
  engine(): RunningEngine['kind'] | null;
  preferences: Pick<PreferenceStore, 'get' | 'onChange'>;
  host?: TrayHost;
}

export interface RunningTray {
  /** Whether anything on this desktop shows tray icons. `withinMs`: who starts at login comes up beside the panel, or before it. */
  hasHost(withinMs?: number): Promise<boolean>;
  /** told when that changes; the answer ends it */
  onHost(listener: (isThere: boolean) => void): () => void;
  close(): void;
}

const second = 1000;
const longestTimer = 2 ** 31 - 1;

export function createTray(options: TrayOptions): RunningTray {
  const { watch, platform, preferences, nativeTheme } = options;
  const host = options.host ?? (platform === 'linux' ? linuxTrayHost() : alwaysThere);
  let shown: ShownTray | null = null;
  let hadHost = false;
  let isClosed = false;
  let renewal: NodeJS.Timeout | null = null;

  const model = (): TrayModel => trayModel({ seen: watch.get(), engine: options.engine() ?? 'hosted', platform, now: Date.now() });

  function show(withHost: boolean): void {
    if (isClosed) return;
    hadHost = withHost;
    shown = shownTray({ ...options, model, preference: () => preferences.get().trayIcon });
    refresh();
  }

  function refresh(): void {
    if (shown === null) return;
    const now = model();
    shown.apply(now);
    // elsewhere the menu, which alone has such words, is made at the click
    renewAt(platform === 'linux' ? now.until : null);
  }

  /** "6 min ago" does not stay true. Without such words nothing wakes up, and with them at most once a minute. */
  function renewAt(at: number | null): void {
    if (renewal !== null) clearTimeout(renewal);
    renewal = at === null ? null : setTimeout(refresh, Math.min(longestTimer, Math.max(second, at - Date.now()))).unref();
  }

  const ends = [
    watch.onChange(refresh),
    preferences.onChange(refresh),
    // Electron looks for a host when a tray is made, and never again: one that found none appears only when it is made anew
    host.onChange((isThere) => {
      if (!isThere || hadHost || shown === null) return;
      shown.close();
      show(true);
    }),
  ];
  nativeTheme.on('updated', refresh);
  void host.isThere().then(show);

  return {
    async hasHost(withinMs = 0) {
      const end = performance.now() + withinMs;
      if (await host.isThere()) return true;
      return comesWithin(host, end - performance.now());
    },
    onHost: (listener) => host.onChange(listener),
    close() {
      if (isClosed) return;
      isClosed = true;
      for (const end of ends) end();
      nativeTheme.off('updated', refresh);
      renewAt(null);
      host.close();
      shown?.close();
      shown = null;
    },
  };
}

function comesWithin(host: TrayHost, ms: number): Promise<boolean> {
  if (ms <= 0) return Promise.resolve(false);
  return new Promise((resolve) => {
    const done = (isThere: boolean) => {
      clearTimeout(late);
      stop();
      resolve(isThere);
    };
    const late = setTimeout(done, ms, false);
    const stop = host.onChange((isThere) => isThere && done(true));
  });
}
