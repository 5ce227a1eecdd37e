// Which of the window's own dialogs is open.
import { createStore } from './page-state.ts';

export type Dialog = 'none' | 'palette' | 'help';
export const dialogStore = createStore<Dialog>('none');
export const openDialog = (dialog: Dialog): void => dialogStore.set(() => dialog);
/** Another one may have been opened since: a dialog tells of its closing a little later. */
export const dialogClosed = (dialog: Dialog): void => dialogStore.set((open) => (open === dialog ? 'none' : open));
