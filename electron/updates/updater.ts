// The door to electron-updater: the part of it that is used, set so that nothing happens by itself. Loaded when it is first needed.
import type { AppUpdater } from 'electron-updater';

export type Updater = Pick<
  AppUpdater,
  | 'autoDownload'
  | 'autoInstallOnAppQuit'
  | 'allowDowngrade'
  | 'allowPrerelease'
  | 'disableWebInstaller'
  | 'logger'
  | 'checkForUpdates'
  | 'downloadUpdate'
  | 'quitAndInstall'
  | 'on'
>;

export interface UpdateLog {
  info(message: string): void;
  warn(message: string): void;
}

export async function loadUpdater(): Promise<Updater> {
  const { autoUpdater } = await import('electron-updater');
  return autoUpdater;
}

/** Who takes part in a staged roll-out electron-updater decides by itself, by what the feed says and a number of this installation. */
export function tame(updater: Updater, log: UpdateLog): Updater {
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = false;
  updater.allowDowngrade = false;
  updater.allowPrerelease = false;
  // an installer that fetches the real one is not what was signed and looked at
  updater.disableWebInstaller = true;
  updater.logger = {
    info: (message) => log.info(`updates: ${message}`),
    warn: (message) => log.warn(`updates: ${message}`),
    error: (message) => log.warn(`updates: ${message}`),
  };
  return updater;
}
