// Which single keys do what, in this browser.

import { t } from '../text.ts';
import { choicesFrom, type KeyAction, type KeyChoices, keyCap, keyOf } from '../view/keys.ts';
import { keptStore } from './kept.ts';
import { useStore } from './page-state.ts';

export const keyStore = keptStore<KeyChoices>('roundhouse-keys', (text) => choicesFrom(parsed(text)), JSON.stringify);

function parsed(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null; // somebody else wrote there
  }
}

/** as it is printed on the key; null: single keys are off */
export function useKeyCap(action: KeyAction): string | null {
  const key = useStore(keyStore, (choices) => keyOf(action, choices));
  return key === null ? null : keyCap(key);
}

/** of a button: what it does and, while single keys are on, its key */
export function useKeyTip(action: KeyAction, words: string): { title: string; 'aria-keyshortcuts'?: string } {
  const cap = useKeyCap(action);
  return cap === null ? { title: words } : { title: t('keys.tip', { words, key: cap }), 'aria-keyshortcuts': cap };
}
