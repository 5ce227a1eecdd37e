// A store whose page nobody sees: news are told, the rest when somebody looks again.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createStore } from '../../renderer/store/page-state.ts';

interface State {
  news: number;
  figure: number;
}
const page = Object.assign(new EventTarget(), { hidden: false });

beforeEach(() => Object.assign(globalThis, { document: page }));
afterEach(() => Reflect.deleteProperty(globalThis, 'document'));

function turn(hidden: boolean): void {
  page.hidden = hidden;
  page.dispatchEvent(new Event('visibilitychange'));
}

it('tells of figures only while the page is seen, and of what came meanwhile once', () => {
  const store = createStore<State>({ news: 0, figure: 0 }, (before, after) => before.news !== after.news);
  const told: State[] = [];
  store.subscribe(() => told.push(store.get()));
  store.set((state) => ({ ...state, figure: 1 }));
  expect(told).toHaveLength(1);
  turn(true);
  for (const figure of [2, 3]) store.set((state) => ({ ...state, figure }));
  expect(told).toHaveLength(1);
  expect(store.get().figure).toBe(3);
  store.set((state) => ({ ...state, news: 1 }));
  expect(told.at(-1)).toEqual({ news: 1, figure: 3 });
  store.set((state) => ({ ...state, figure: 4 }));
  turn(false);
  expect(told).toHaveLength(3);
  expect(told.at(-1)).toEqual({ news: 1, figure: 4 });
  turn(true);
  turn(false);
  expect(told).toHaveLength(3);
});
