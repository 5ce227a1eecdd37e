// One tab stop for all cards: Tab enters and leaves, arrows move, the actions of the current card follow by Tab.
import { type FocusEvent, type KeyboardEvent, useState } from 'react';
import { keyStore } from '../store/keys.ts';
import { type KeyAction, keyOf } from '../view/keys.ts';

export interface CardGrid {
  current: string | null;
  onFocus(event: FocusEvent): void;
  onKeyDown(event: KeyboardEvent): void;
}

export function useCardGrid(names: readonly string[]): CardGrid {
  const [chosen, choose] = useState<string | null>(null);
  return {
    // a card that went away leaves its place to the first
    current: chosen !== null && names.includes(chosen) ? chosen : (names[0] ?? null),
    onFocus(event) {
      const card = (event.target as HTMLElement).closest<HTMLElement>('[data-card]');
      if (card) choose(card.dataset.card ?? null);
    },
    onKeyDown(event) {
      const card = event.target as HTMLElement;
      if (card.dataset.card === undefined) return; // inside a card the keys belong to its buttons
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (pressed(card, event.key)) return event.preventDefault();
      const cards = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-card]')];
      const next = neighbour(cards, card, event.key);
      if (!next) return;
      event.preventDefault();
      next.focus();
    },
  };
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
];

/** A letter presses the card's own button, with all that it knows of when it may; Enter follows its name. */
function pressed(card: HTMLElement, key: string): boolean {
  if (key === 'Enter') {
    const name = card.querySelector<HTMLElement>('h3 a');
    name?.click();
    return name !== null;
  }
  const acts = actsOfKeys.find(([action]) => keyOf(action, keyStore.get()) === key.toLowerCase())?.[1] ?? [];
  for (const act of acts) {
    const button = card.querySelector<HTMLElement>(`[data-act="${act}"]`);
    if (!button) continue;
    button.click();
    return true;
  }
  return false;
}
