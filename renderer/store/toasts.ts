// What was done, at the foot of the window, with the way back. The way back outlives its toast: the key still goes it.
import { t } from '../text.ts';
import { inWords } from './failure.ts';
import { createStore } from './page-state.ts';

export type ToastTone = 'plain' | 'ok' | 'warn' | 'fail';

export interface Toast {
  id: number;
  text: string;
  tone: ToastTone;
  undo: (() => Promise<void>) | null;
  /** where more of it is */
  link: { text: string; href: string } | null;
}

interface Toasts {
  shown: readonly Toast[];
  /** what can still be taken back, newest last */
  undoable: readonly Toast[];
}

const mostShown = 3;
const mostUndoable = 20;

export const toastStore = createStore<Toasts>({ shown: [], undoable: [] });
let lastId = 0;

interface Besides {
  tone?: ToastTone;
  undo?: () => Promise<void>;
  link?: Toast['link'];
}

export function toast(text: string, { tone = 'plain', undo, link = null }: Besides = {}): void {
  const added: Toast = { id: ++lastId, text, tone, undo: undo ?? null, link };
  toastStore.set(({ shown, undoable }) => ({
    shown: [...shown, added].slice(-mostShown),
    undoable: undo ? [...undoable, added].slice(-mostUndoable) : undoable,
  }));
}

export function dismissToast(id: number): void {
  toastStore.set((state) => ({ ...state, shown: state.shown.filter((each) => each.id !== id) }));
}

/** Takes back one thing, at most once: a second press finds it gone. */
export async function undo(chosen: Toast | undefined = toastStore.get().undoable.at(-1)): Promise<void> {
  if (!chosen?.undo || !toastStore.get().undoable.includes(chosen)) return;
  toastStore.set(({ shown, undoable }) => ({
    shown: shown.filter((each) => each !== chosen),
    undoable: undoable.filter((each) => each !== chosen),
  }));
  try {
    await chosen.undo();
    toast(t('toast.undone', { what: chosen.text }));
  } catch (error) {
    toast(t('toast.not-undone', { what: chosen.text, reason: inWords(error) }), { tone: 'fail' });
  }
}
