// One tab stop for all cards: Tab enters and leaves, arrows move, the actions of the current card follow by Tab.
import { type FocusEvent, type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { keyStore } from '../store/keys.ts';
import { choose } from '../store/selection.ts';
import { type KeyAction, keyOf } from '../view/keys.ts';

export interface CardGrid {
  root: RefObject<HTMLDivElement | null>;
  current: string | null;
  onFocus(event: FocusEvent): void;
  onBlur(): void;
  onKeyDown(event: KeyboardEvent): void;
}

export function useCardGrid(names: readonly string[]): CardGrid {
  const [current, setCurrent] = useState<string | null>(null);
  const root = useRef<HTMLDivElement>(null);
  const focused = useFocusThatStays(root);
  return {
    root,
    // a card that went away leaves its place to the first
    current: current !== null && names.includes(current) ? current : (names[0] ?? null),
    onFocus(event) {
      const target = event.target as HTMLElement;
      const name = target.closest<HTMLElement>('[data-card]')?.dataset.card ?? null;
      focused.current = name === null ? null : { name, act: target.dataset.act ?? null };
      if (name !== null) setCurrent(name);
    },
    onBlur() {
      focused.current = null;
    },
    onKeyDown(event) {
      const card = event.target as HTMLElement;
      if (card.dataset.card === undefined) return; // inside a card the keys belong to its buttons
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a') {
        choose(names);
        return event.preventDefault();
      }
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      // one that is held has pressed once: the button may be another by now
      if (!event.repeat && pressed(card, event)) return event.preventDefault();
      const cards = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-card]')];
      const next = neighbour(cards, card, event.key);
      if (!next) return;
      event.preventDefault();
      next.focus();
    },
  };
}

/** A card that moves elsewhere, and a button that becomes another one, are made anew: the focus goes along. React tells of no blur then. */
function useFocusThatStays(root: RefObject<HTMLDivElement | null>): RefObject<{ name: string; act: string | null } | null> {
  const focused = useRef<{ name: string; act: string | null } | null>(null);
  useEffect(() => {
    const was = focused.current;
    if (was === null || document.activeElement !== document.body) return;
    const card = root.current?.querySelector<HTMLElement>(`[data-card="${CSS.escape(was.name)}"]`);
    const button = was.act === null ? null : card?.querySelector<HTMLElement>(`[data-act="${was.act}"]`);
    (button ?? card)?.focus({ preventScroll: true });
  });
  return focused;
}

function neighbour(cards: HTMLElement[], card: HTMLElement, key: string): HTMLElement | undefined {
  const at = cards.indexOf(card);
  if (key === 'ArrowRight') return cards[at + 1];
  if (key === 'ArrowLeft') return cards[at - 1];
  if (key === 'Home') return cards[0];
  if (key === 'End') return cards.at(-1);
  if (key !== 'ArrowDown' && key !== 'ArrowUp') return undefined;
  const down = key === 'ArrowDown';
  const from = card.getBoundingClientRect();
  const middle = from.left + from.width / 2;
  const beyond = cards
    .map((element) => ({ element, box: element.getBoundingClientRect() }))
    .filter(({ box }) => (down ? box.top >= from.bottom : box.bottom <= from.top));
  const distance = ({ box }: { box: DOMRect }) => Math.abs(box.top - from.top) * 1000 + Math.abs(box.left + box.width / 2 - middle);
  return beyond.sort((a, b) => distance(a) - distance(b))[0]?.element;
}

const actsOfKeys: [KeyAction, readonly string[]][] = [
  ['restart', ['restart']],
  ['start-stop', ['start', 'stop']],
  ['log', ['log']],
  ['select', ['select']],
];

/** A letter presses the card's own button, with all that it knows of when it may; Enter follows its name. */
function pressed(card: HTMLElement, { key, shiftKey }: KeyboardEvent): boolean {
  if (key === 'Enter') {
    const name = card.querySelector<HTMLElement>('h3 a, th a');
    name?.click();
    return name !== null;
  }
  const acts = actsOfKeys.find(([action]) => keyOf(action, keyStore.get()) === key.toLowerCase())?.[1] ?? [];
  for (const act of acts) {
    const button = card.querySelector<HTMLElement>(`[data-act="${act}"]`);
    if (!button) continue;
    button.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, shiftKey }));
    return true;
  }
  return false;
}
