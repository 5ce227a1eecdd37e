// Of many rows of one height only those in sight are in the page. At the end it is the last ones, wherever the view has come to yet.
import { type RefObject, useLayoutEffect, useState } from 'react';

/** above the first row and below the last one */
export const [padTop, padEnd] = [6, 10];
/** more than are seen, so that the keyboard and a quick wheel find rows there already; what is followed is not scrolled */
const [beyond, beyondEnd] = [12, 2];

export interface RowWindow {
  /** from this row on */
  from: number;
  /** up to this one, and without it */
  to: number;
  /** of all rows together */
  height: number;
  /** the view has moved */
  look(): void;
}

export function useRowWindow(view: RefObject<HTMLElement | null>, count: number, rowHeight: number, atEnd: boolean): RowWindow {
  const [seen, setSeen] = useState({ first: 0, rows: 60 });
  const look = () => {
    const element = view.current;
    if (!element) return;
    const first = Math.floor(element.scrollTop / rowHeight);
    const rows = Math.ceil(element.clientHeight / rowHeight) + 1;
    setSeen((before) => (before.first === first && before.rows === rows ? before : { first, rows }));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: one watch for the life of the view
  useLayoutEffect(() => {
    const element = view.current;
    if (!element) return;
    look();
    const watch = new ResizeObserver(look);
    watch.observe(element);
    return () => watch.disconnect();
  }, [view, rowHeight]);
  const more = atEnd ? beyondEnd : beyond;
  const first = Math.max(0, Math.min(atEnd ? count : seen.first, count - seen.rows));
  return {
    from: Math.max(0, first - more),
    to: Math.min(count, first + seen.rows + more),
    height: count === 0 ? 0 : padTop + count * rowHeight + padEnd,
    look,
  };
}
