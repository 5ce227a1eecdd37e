// What reaches the person and their system beside windows: dialogs (answered by the test), the shell (written down, never run), the
// clipboard (in memory).
import { ask } from './asked.ts';
import { isReady } from './readiness.ts';
import { record } from './record.ts';

/** With a window in front of the options, or without. */
const optionsOf = (args: unknown[]): object => (args.at(-1) ?? {}) as object;
const windowOf = (args: unknown[]): number | null => (args.length > 1 ? (args[0] as Electron.BrowserWindow).id : null);

/** It halts the main process until the person has read it, which is not imitated. Before `ready` Linux shows none. */
function showErrorBox(title: string, content: string): void {
  if (isReady()) record('error-box', { title, content });
  // also for a test of an app that ends with it
  process.stderr.write(`${isReady() ? 'error box: ' : ''}${title}\n${content}\n`);
}

export const dialog = {
  showErrorBox,
  showMessageBox: (...args: unknown[]) => ask<Electron.MessageBoxReturnValue>('message', optionsOf(args), windowOf(args)),
  showOpenDialog: (...args: unknown[]) => ask<Electron.OpenDialogReturnValue>('open', optionsOf(args), windowOf(args)),
  showSaveDialog: (...args: unknown[]) => ask<Electron.SaveDialogReturnValue>('save', optionsOf(args), windowOf(args)),
} satisfies Pick<Electron.Dialog, 'showErrorBox' | 'showMessageBox' | 'showOpenDialog' | 'showSaveDialog'>;

export const shell = {
  async openExternal(url: string) {
    record('open-external', url);
  },
  async openPath(path: string) {
    record('open-path', path);
    return '';
  },
  showItemInFolder: (path: string) => record('show-in-folder', path),
  beep: () => record('beep', null),
  async trashItem(path: string) {
    record('trash', path);
  },
} satisfies Pick<Electron.Shell, 'openExternal' | 'openPath' | 'showItemInFolder' | 'beep' | 'trashItem'>;

let copied = '';
export const clipboard = {
  async writeText(text: string) {
    copied = text;
    record('clipboard', text);
  },
  readText: async () => copied,
  clear: () => {
    copied = '';
  },
} satisfies Pick<Electron.Clipboard, 'writeText' | 'readText' | 'clear'>;
