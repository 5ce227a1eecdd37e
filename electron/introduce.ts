// By what Windows knows the app: whose windows and toasts are ours, and who is woken by a click on a toast. Neither ever changes.
import type { App } from 'electron';

const userModelId = 'dev.roundhouse.app';
/** without one Electron makes another at each start, and a toast of before would wake nobody */
const toastActivator = '{9AA6D1D4-023C-4D00-8177-3B07A3688948}';

export function introduce(app: Pick<App, 'setAppUserModelId' | 'setToastActivatorCLSID'>, platform: NodeJS.Platform): void {
  if (platform !== 'win32') return;
  app.setAppUserModelId(userModelId);
  app.setToastActivatorCLSID(toastActivator);
}
