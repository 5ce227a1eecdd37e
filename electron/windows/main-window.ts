// The one window. Closed it is gone, with its page: a window that nobody sees costs nothing. It comes back where the reader was.
import type { BrowserWindow, BrowserWindowConstructorOptions, Screen } from 'electron';
import { appOrigin, isOurs } from '../app-protocol.ts';
import { boundsInSight } from './in-sight.ts';

export interface MainWindowParts {
  BrowserWindow: new (options: BrowserWindowConstructorOptions) => BrowserWindow;
  screen: Pick<Screen, 'getAllDisplays' | 'getPrimaryDisplay'>;
  options(): BrowserWindowConstructorOptions;
  /** false: it stays open */
  mayClose(window: BrowserWindow): boolean;
  onOpen(): void;
  onClosed(): void;
  /** the session of the system ends (Windows) */
  onSessionEnd(): void;
  /** its page dies each time that it is loaded */
  onGivenUp(): void;
  log: { warn(message: string): void };
}

export interface MainWindow {
  current(): BrowserWindow | null;
  /** Brings it up, at a place in it (what follows `#/`) or where it was. */
  show(place?: string): void;
  /** Brings it up, until it is in sight; null: it went before. One whose page does not draw is shown as it is. */
  shown(): Promise<BrowserWindow | null>;
  isFocused(): boolean;
  onFocus(listener: () => void): () => void;
  /** after displays have come or gone */
  bringInSight(): void;
  destroy(): void;
}

const mostDeaths = 3;
const deathsWithinMs = 60_000;
const drawnWithinMs = 5_000;

export function mainWindow(parts: MainWindowParts): MainWindow {
  const { log } = parts;
  const focused = new Set<() => void>();
  let window: BrowserWindow | null = null;
  let last = `${appOrigin}/`;
  let deaths: number[] = [];

  const addressOf = (place: string | undefined): string => (place === undefined ? last : `${appOrigin}/#/${place}`);
  const load = (to: BrowserWindow, url: string): void => {
    to.loadURL(url).catch((error: unknown) => {
      // a later address, or the end of the window, takes the place of this one
      if (window === to) log.warn(`the window could not load its page: ${error instanceof Error ? error.message : String(error)}`);
    });
  };

  function open(url: string): void {
    const made = new parts.BrowserWindow(parts.options());
    window = made;
    made.once('ready-to-show', () => {
      parts.onOpen();
      made.show();
    });
    made.on('focus', () => {
      for (const listener of focused) listener();
    });
    made.on('close', (event) => {
      const now = made.webContents.getURL();
      if (isOurs(now)) last = now;
      if (!parts.mayClose(made)) event.preventDefault();
    });
    made.on('closed', () => {
      if (window !== made) return;
      window = null;
      parts.onClosed();
    });
    made.on('session-end', parts.onSessionEnd);
    made.webContents.on('render-process-gone', (_, { reason, exitCode }) => {
      if (reason === 'clean-exit') return;
      log.warn(`the page of the window is gone (${reason}, ${exitCode})`);
      revive(made);
    });
    load(made, url);
    bringInSight();
  }

  /** A page that dies is loaded again; one that dies at once each time is left alone. Nothing but the window notices. */
  function revive(dead: BrowserWindow): void {
    if (dead.isDestroyed() || window !== dead) return;
    const now = performance.now();
    deaths = [...deaths.filter((at) => now - at < deathsWithinMs), now];
    if (deaths.length <= mostDeaths) {
      dead.webContents.reload();
      return;
    }
    last = `${appOrigin}/`;
    dead.destroy();
    log.warn('the page died too often: the window stays closed');
    parts.onGivenUp();
  }

  function bringInSight(): void {
    if (!window || window.isMaximized() || window.isFullScreen()) return;
    const better = boundsInSight(
      window.getBounds(),
      parts.screen.getAllDisplays().map(({ workArea }) => workArea),
      parts.screen.getPrimaryDisplay().workArea,
    );
    if (better) window.setBounds(better);
  }

  function show(place?: string): void {
    if (!window) {
      open(addressOf(place));
      return;
    }
    if (place !== undefined) load(window, addressOf(place));
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  async function shown(): Promise<BrowserWindow | null> {
    show();
    const made = window;
    if (!made) return null;
    if (!made.isVisible())
      await new Promise<void>((done) => {
        setTimeout(done, drawnWithinMs);
        made.once('show', () => done());
        made.once('closed', () => done());
      });
    if (made.isDestroyed()) return null;
    if (!made.isVisible()) made.show();
    return made;
  }

  return {
    current: () => window,
    show,
    shown,
    isFocused: () => window?.isFocused() ?? false,
    onFocus(listener) {
      focused.add(listener);
      return () => void focused.delete(listener);
    },
    bringInSight,
    destroy() {
      window?.destroy();
      window = null;
    },
  };
}
