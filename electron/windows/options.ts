// The window's options, as a pure function: a test reads them against Electron's list of what makes a window safe.
import type { BrowserWindowConstructorOptions } from 'electron';

export interface WindowFacts {
  platform: NodeJS.Platform;
  isDark: boolean;
  isPackaged: boolean;
  preload: string;
  icon: string;
}

export const leastSize = { width: 820, height: 560 };
/** of the page's own ground, so that nothing flashes while it loads */
const ground = { light: '#f6f5f2', dark: '#121314' };

export function windowOptions({ platform, isDark, isPackaged, preload, icon }: WindowFacts): BrowserWindowConstructorOptions {
  return {
    // Electron keeps its place and size by this name
    name: 'main',
    windowStatePersistence: true,
    title: 'Roundhouse',
    width: 1280,
    height: 800,
    minWidth: leastSize.width,
    minHeight: leastSize.height,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: isDark ? ground.dark : ground.light,
    // elsewhere the app's own icon is the window's
    ...(platform === 'linux' && { icon }),
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: !isPackaged,
    },
  };
}
