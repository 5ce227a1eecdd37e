import type { App } from 'electron';

/** macOS: the icon in the Dock, or the app opened again. */
export function onActivate(app: Pick<App, 'on'>, show: () => void): void {
  app.on('activate', () => show());
}
