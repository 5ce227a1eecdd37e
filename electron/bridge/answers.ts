// What the desktop app answers to each question of its page. Everything it needs is handed in: a test has its own.
import { stat } from 'node:fs/promises';
import type { BrowserWindow, Dialog, OpenDialogOptions, Shell } from 'electron';
import type { Bridge, Preferences } from '../../contract/desktop.ts';
import { Failure } from '../../contract/errors.ts';
import type { LoginItemAccess } from '../login-item/login-item.ts';
import type { KeptPreferences } from '../preferences.ts';
import type { Answers } from './answer.ts';
import { type NamedPaths, namedPath, pathsNamedBy } from './named-paths.ts';
import { say } from './words.ts';

export interface DesktopParts {
  /** dialogs belong to it; null: none is open */
  window(): BrowserWindow | null;
  dialog: Pick<Dialog, 'showOpenDialog'>;
  shell: Pick<Shell, 'showItemInFolder'>;
  engine(): NamedPaths;
  loginItem: LoginItemAccess;
  preferences: Pick<KeptPreferences, 'get' | 'set' | 'trouble'>;
  notifications: Pick<Bridge, 'notifications' | 'testNotification'>;
  updates: Pick<Bridge, 'updates' | 'checkForUpdates' | 'installUpdate'>;
}

type PickOptions = Parameters<Bridge['pickFile']>[0];

export function desktopAnswers(parts: DesktopParts): Answers {
  const { loginItem, preferences, notifications, updates } = parts;
  return {
    pickFile: (options) => pickFile(parts, options),
    showInFolder: (path) => showInFolder(parts, path),
    loginItem: () => loginItem.read(),
    setLoginItem: (on) => loginItem.set(on),
    openLoginItems: () => loginItem.openSystemPage(),
    preferences: () => preferences.get(),
    setPreferences: (change) => setPreferences(preferences, change),
    notifications: () => notifications.notifications(),
    testNotification: () => notifications.testNotification(),
    updates: () => updates.updates(),
    checkForUpdates: () => updates.checkForUpdates(),
    installUpdate: () => updates.installUpdate(),
  };
}

/** What is in force and will not last is a failure to the person, who is shown it as it is: news of it has gone before. */
function setPreferences(preferences: DesktopParts['preferences'], change: Partial<Preferences>): Preferences {
  const now = preferences.set(change);
  const trouble = preferences.trouble();
  if (trouble !== null) throw new Failure('conflict', say('bridge.not-kept', { reason: trouble }));
  return now;
}

async function pickFile({ window, dialog }: DesktopParts, { title, extensions = [], folder = false }: PickOptions): Promise<string | null> {
  const options: OpenDialogOptions = {
    title,
    // what is looked for here is often hidden: `.mcp.json`, `.cursor`
    properties: [folder ? 'openDirectory' : 'openFile', 'showHiddenFiles', 'dontAddToRecent'],
    filters:
      extensions.length > 0 && !folder
        ? [
            { name: title, extensions },
            { name: say('bridge.pick.all'), extensions: ['*'] },
          ]
        : [],
  };
  const over = window();
  const { canceled, filePaths } = await (over ? dialog.showOpenDialog(over, options) : dialog.showOpenDialog(options));
  return canceled ? null : (filePaths[0] ?? null);
}

/** Never `openPath`, which runs what it is given. */
async function showInFolder({ engine, shell }: DesktopParts, path: string): Promise<boolean> {
  const named = await namedPath(path, await pathsNamedBy(engine()));
  if (named === null) throw new Failure('forbidden', say('bridge.not-named', { path }));
  // what cannot be looked at is not there for people either
  if ((await stat(named).catch(() => null)) === null) return false;
  shell.showItemInFolder(named);
  return true;
}
