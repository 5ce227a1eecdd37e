// Keys that work everywhere: the palette, the help, undo, and G with a letter. Single letters never while something is typed.
import { useEffect } from 'react';
import { hrefOf, type PageId, pageIds } from '../route.ts';
import { isDialogComing, openDialog, typeAhead } from '../store/dialogs.ts';
import { keyStore } from '../store/keys.ts';
import { undo } from '../store/toasts.ts';
import { actionsOf } from '../view/keys.ts';
import { isDialogOpen, isField, isTyped } from './use-keys.ts';

const letters: Record<string, string> = {
  o: 'overview',
  l: 'logs',
  e: 'events',
  a: 'alerts',
  g: 'gateway',
  d: 'dependencies',
  s: 'settings',
};
/** how long a letter after G counts */
const goMs = 1500;

/** those that lead to a page which is there */
export function goKeys(): [string, PageId][] {
  return Object.entries(letters).flatMap(([key, name]) => {
    const page = pageIds.find((id) => id === name);
    return page ? [[key, page] as [string, PageId]] : [];
  });
}

export function useGlobalKeys(): void {
  useEffect(() => {
    let goUntil = 0;
    const onKey = (event: KeyboardEvent) => {
      const key = event.key.toLowerCase();
      if ((event.metaKey || event.ctrlKey) && key === 'k') {
        event.preventDefault();
        openDialog('palette');
        return;
      }
      if ((event.metaKey || event.ctrlKey) && key === ',' && !isDialogOpen()) {
        event.preventDefault();
        location.hash = hrefOf('settings');
        return;
      }
      // a field takes back its own letters
      if ((event.metaKey || event.ctrlKey) && !event.shiftKey && key === 'z' && !isTyped(event.target) && !isDialogOpen()) {
        event.preventDefault();
        void undo();
        return;
      }
      if (event.metaKey || event.ctrlKey || event.altKey) return;
      if (isDialogComing() && event.key.length === 1) {
        typeAhead(event.key);
        event.preventDefault();
        return;
      }
      if (isField(event.target) || isDialogOpen()) return;
      const meant = actionsOf(event, false, keyStore.get());
      const page = performance.now() < goUntil ? goKeys().find(([letter]) => letter === key)?.[1] : undefined;
      goUntil = 0;
      if (page) location.hash = hrefOf(page);
      else if (meant.includes('help')) openDialog('help');
      else if (meant.includes('go')) goUntil = performance.now() + goMs;
      else return;
      // the letter of a page may mean something else where the focus is
      event.preventDefault();
      event.stopPropagation();
    };
    addEventListener('keydown', onKey, { capture: true });
    return () => removeEventListener('keydown', onKey, { capture: true });
  }, []);
}
