// Which servers are chosen for something that is done to all of them at once.
import { pickedFrom } from '../view/selection.ts';
import { createStore } from './page-state.ts';

interface Selection {
  chosen: ReadonlySet<string>;
  /** where a range begins */
  anchor: string | null;
}

const nothing: Selection = { chosen: new Set(), anchor: null };
export const selectionStore = createStore<Selection>(nothing);

/** as they stand on the page: what a range goes along */
let order: readonly string[] = [];
export const selectAlong = (names: readonly string[]): void => {
  order = names;
};

/** One more or one less; `range`: all from the one that was chosen last to this one. */
export function pick(name: string, range: boolean): void {
  selectionStore.set(({ chosen, anchor }) => ({ chosen: pickedFrom(chosen, range ? anchor : null, name, order), anchor: name }));
}

export function choose(names: readonly string[]): void {
  selectionStore.set(({ chosen }) => ({ chosen: new Set([...chosen, ...names]), anchor: names.at(-1) ?? null }));
}

export function clearSelection(): void {
  selectionStore.set((before) => (before.chosen.size === 0 ? before : { ...nothing, anchor: before.anchor }));
}
