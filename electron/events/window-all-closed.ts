import type { App } from 'electron';

/** Without a listener Electron would quit: the app lives in the tray. */
export function onWindowAllClosed(app: Pick<App, 'on'>): void {
  app.on('window-all-closed', () => {});
}
