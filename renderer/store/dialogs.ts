// Which of the window's own dialogs is open.
import { createStore } from './page-state.ts';

export type Dialog = 'palette' | 'help';
interface Opened {
  dialog: Dialog;
  /** of each opening: one that is asked for while another of its kind still closes is a new one */
  nr: number;
}
export const dialogStore = createStore<Opened | null>(null);
let opened = 0;

export function openDialog(dialog: Dialog): void {
  const there = document.querySelector('dialog.cp[open]') !== null;
  dialogStore.set((open) => (there && open?.dialog === dialog ? open : { dialog, nr: ++opened }));
}

/** Another one may have been opened since: a dialog tells of its closing a little later. */
export const dialogClosed = (nr: number): void => dialogStore.set((open) => (open?.nr === nr ? null : open));
