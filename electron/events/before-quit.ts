import type { App } from 'electron';
import type { Leaving } from '../leaving.ts';

/** Whatever wants to quit the app goes by its one way out. On macOS that is also a person, by the Dock; elsewhere the system or a signal. */
export function onBeforeQuit(app: Pick<App, 'on'>, leaving: Leaving, platform: NodeJS.Platform): void {
  app.on('before-quit', (event) => {
    if (leaving.hasLeft()) return;
    event.preventDefault();
    void leaving.leave({ ask: platform === 'darwin' && !leaving.isLeaving() });
  });
}
