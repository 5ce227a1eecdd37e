// What an app may say to a window that nobody here would see: it is heard, and nothing follows.
import { EventEmitter } from 'node:events';

export class WindowUnheard extends EventEmitter {
  setMinimumSize = (): void => {};
  setMenu = (): void => {};
  removeMenu = (): void => {};
  setMenuBarVisibility = (): void => {};
  setAutoHideMenuBar = (): void => {};
  setIcon = (): void => {};
  setBackgroundColor = (): void => {};
  setTitleBarOverlay = (): void => {};
  setSkipTaskbar = (): void => {};
  setAlwaysOnTop = (): void => {};
  flashFrame = (): void => {};
  setProgressBar = (): void => {};
}
