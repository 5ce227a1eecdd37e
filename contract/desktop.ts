// What the page gets beyond a browser when it runs in the desktop app, as `window.roundhouse`: the smallest that is needed.
// And what belongs to one desktop and to no engine.

export interface Preferences {
  /** how the window goes away: null asks, where there is no tray (design: Linux without a tray) */
  onClose: 'keep-running' | 'quit' | null;
  /** it was said once where the app goes when its window closes */
  closeTold: boolean;
  /** it was asked once what closing means where there is no tray */
  askedWithoutTray: boolean;
  /** Linux: which of the icons suits the panel */
  trayIcon: 'white' | 'black' | 'automatic';
  notifications: {
    /** a server stays down */
    serverDown: boolean;
    configUnreadable: boolean;
    allClear: boolean;
    /** one reminder, an hour later */
    remind: boolean;
    /** local time, `HH:MM`; null: none */
    quiet: { from: string; until: string } | null;
  };
  /** started at login: the window comes up if something needs attention */
  showOnTrouble: boolean;
}

export const usualPreferences: Preferences = {
  onClose: 'keep-running',
  closeTold: false,
  askedWithoutTray: false,
  trayIcon: 'white',
  notifications: { serverDown: true, configUnreadable: true, allClear: true, remind: false, quiet: null },
  showOnTrouble: false,
};

export interface LoginItem {
  /** as the system says it, read back after each change */
  state: 'on' | 'off' | 'requires-approval' | 'unavailable';
  /** why it is unavailable, or could not be changed */
  reason: string | null;
}

export type UpdateState =
  | { kind: 'off'; reason: string }
  | { kind: 'none'; checkedAt: string | null }
  | { kind: 'available'; version: string }
  | { kind: 'downloading'; version: string; percent: number }
  | { kind: 'ready'; version: string }
  | { kind: 'failed'; reason: string };

/** What changed without this page: by another window, the tray or the system. */
export type DesktopNews =
  | { about: 'preferences'; now: Preferences }
  | { about: 'login-item'; now: LoginItem }
  | { about: 'updates'; now: UpdateState };

/** What could not be done is an Error whose message is one sentence for people. */
export interface Bridge {
  readonly platform: 'darwin' | 'win32' | 'linux';
  readonly version: string;
  /** The path of what was chosen; null: given up. `folder`: a folder, and no file. */
  pickFile(options: { title: string; extensions?: string[]; folder?: boolean }): Promise<string | null>;
  /** false: there is no such file any more. Only files and folders that the engine itself names are shown. */
  showInFolder(path: string): Promise<boolean>;
  loginItem(): Promise<LoginItem>;
  setLoginItem(on: boolean): Promise<LoginItem>;
  /** the system's own page of login items; false: this system has none that can be opened */
  openLoginItems(): Promise<boolean>;
  preferences(): Promise<Preferences>;
  setPreferences(change: Partial<Preferences>): Promise<Preferences>;
  /** whether system notifications reach the person, as far as the system tells */
  notifications(): Promise<{ state: 'granted' | 'denied' | 'unknown'; reason: string | null }>;
  testNotification(): Promise<void>;
  updates(): Promise<UpdateState>;
  checkForUpdates(): Promise<UpdateState>;
  /** Downloads what is available; quits and installs what is ready. Each is a wish of its own. */
  installUpdate(): Promise<void>;
  /** the answer ends it */
  onNews(listener: (news: DesktopNews) => void): () => void;
}
