// Who may ask: the main frame of our own window, while it shows our own page. Frames in it, other windows and other pages may not.
// The rule is Electron's own: "Validate the sender of all IPC messages".
import type { IpcMainInvokeEvent, WebContents } from 'electron';

/** what is looked at of them */
export interface Sender {
  sender: Pick<WebContents, 'id'>;
  senderFrame: Pick<NonNullable<IpcMainInvokeEvent['senderFrame']>, 'url' | 'parent' | 'detached' | 'isDestroyed'> | null;
}
export type Own = Pick<WebContents, 'id' | 'isDestroyed'>;

/** null: it may; otherwise why not, for the log. */
export function refusalOf({ sender, senderFrame }: Sender, own: Own | null): string | null {
  if (own === null || own.isDestroyed()) return 'no window is open';
  if (sender.id !== own.id) return 'it comes from another window';
  if (senderFrame === null) return 'its frame is gone';
  try {
    if (senderFrame.isDestroyed() || senderFrame.detached) return 'its frame is gone';
    if (senderFrame.parent !== null) return 'it comes from a frame inside the page';
    return isOwnPage(senderFrame.url) ? null : `it comes from ${senderFrame.url.slice(0, 200)}`;
  } catch (error) {
    // a frame that is gone in this moment throws at every look
    return `its frame cannot be looked at: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** app://roundhouse/… and nothing that only looks like it */
export function isOwnPage(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && url.protocol === 'app:' && url.host === 'roundhouse' && url.username === '' && url.password === '';
}
