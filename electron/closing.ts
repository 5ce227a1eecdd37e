// What closing the window means: the app runs on in the tray, and says so once; or it quits, where that was chosen; without a tray it is asked.
import type { BrowserWindow, Dialog } from 'electron';
import { firstCloseNotice } from './notify/app-notices.ts';
import type { Notice } from './notify/notice.ts';
import type { PreferenceStore } from './preferences.ts';
import { say } from './words.ts';

export interface ClosingParts {
  platform: 'darwin' | 'win32' | 'linux';
  preferences: Pick<PreferenceStore, 'get' | 'set'>;
  /** whether something shows our icon, as far as it is known now */
  hasTray(): boolean;
  serversUp(): number;
  dialog: Pick<Dialog, 'showMessageBox'>;
  tell(notice: Notice): void;
  quit(): void;
}

/** false: it stays open, and what is decided comes later. */
export function mayClose(window: BrowserWindow, parts: ClosingParts): boolean {
  const { preferences } = parts;
  const { onClose, closeTold, askedWithoutTray } = preferences.get();
  if (onClose === 'quit') {
    parts.quit();
    // whoever says no to the question wants the window, too
    return false;
  }
  if (!parts.hasTray()) {
    if (onClose !== null && askedWithoutTray) return true;
    void askOnce(window, parts);
    return false;
  }
  if (!closeTold) {
    preferences.set({ closeTold: true });
    parts.tell(firstCloseNotice(parts.platform, parts.serversUp()));
  }
  return true;
}

const asked = new WeakSet<BrowserWindow>();

async function askOnce(window: BrowserWindow, { preferences, dialog, quit }: ClosingParts): Promise<void> {
  if (asked.has(window)) return;
  asked.add(window);
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: say('no-tray.ask'),
    detail: say('no-tray.detail'),
    buttons: [say('no-tray.keep'), say('no-tray.quit')],
    defaultId: 0,
    cancelId: -1,
    noLink: true,
  });
  asked.delete(window);
  if (response === 1) return quit();
  if (response !== 0) return; // closed without an answer: nothing is decided
  preferences.set({ onClose: 'keep-running', askedWithoutTray: true });
  if (!window.isDestroyed()) window.close();
}
