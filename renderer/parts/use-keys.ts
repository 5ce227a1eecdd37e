import { useEffect, useRef } from 'react';
import { actionOf, type KeyAction } from '../view/keys.ts';

/** Where letters are text and not commands. */
export const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.closest('input, textarea, select') !== null);

/** What lies below an open dialog hears no key of it. One that is just going is open no more. */
export const isDialogOpen = (): boolean => document.querySelector('dialog[open]') !== null;

/** Listens to single keys wherever the focus is, but in a field or a dialog. */
export function useKeys(actions: Partial<Record<KeyAction, () => void>>): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const action = actionOf(event, isField(event.target) || isDialogOpen());
      const run = action && latest.current[action];
      if (!run) return;
      event.preventDefault();
      run();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}
