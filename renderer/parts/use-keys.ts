import { useEffect, useRef } from 'react';
import { isDialogComing } from '../store/dialogs.ts';
import { keyStore } from '../store/keys.ts';
import { actionsOf, type KeyAction } from '../view/keys.ts';

const typed = 'input:not([type="checkbox"], [type="radio"]), textarea';

/** What is there and is seen: the field of a dialog that has just closed keeps the focus until the next frame. */
const isIn = (target: EventTarget | null, selector: string): boolean =>
  target instanceof HTMLElement && target.closest(selector) !== null && target.checkVisibility();

/** Where letters become text. */
export const isTyped = (target: EventTarget | null): boolean => isIn(target, `${typed}, [contenteditable]:not([contenteditable="false"])`);

/** Where letters are no commands: in a list they choose, and `data-takes-keys` is on what waits for a key itself. */
export const isField = (target: EventTarget | null): boolean => isTyped(target) || isIn(target, 'select, [data-takes-keys]');

/** What lies below an open dialog hears no key of it. One that is just going is open no more. */
export const isDialogOpen = (): boolean => isDialogComing() || document.querySelector('dialog[open]') !== null;

/** Listens to single keys wherever the focus is, but in a field or a dialog. */
export function useKeys(actions: Partial<Record<KeyAction, () => void>>): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const meant = actionsOf(event, isField(event.target) || isDialogOpen(), keyStore.get());
      const run = meant.map((action) => latest.current[action]).find((each) => each !== undefined);
      if (!run) return;
      event.preventDefault();
      run();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}
