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
/** Asked for, and its program is not there yet. What is typed meanwhile is meant for its field. */
let coming = false;
let typed = '';

export const isDialogComing = (): boolean => coming;
export const typeAhead = (text: string): void => {
  typed += text;
};
/** called when it is there; the answer is what was typed until then */
export function dialogCame(): string {
  const before = typed;
  [coming, typed] = [false, ''];
  return before;
}

export function openDialog(dialog: Dialog): void {
  if (document.querySelector('dialog.cp[open]') !== null && dialogStore.get()?.dialog === dialog) return;
  coming = true;
  dialogStore.set(() => ({ dialog, nr: ++opened }));
}

/** Another one may have been opened since: a dialog tells of its closing a little later. */
export function dialogClosed(nr: number): void {
  if (dialogStore.get()?.nr !== nr) return;
  dialogCame();
  dialogStore.set(() => null);
}
