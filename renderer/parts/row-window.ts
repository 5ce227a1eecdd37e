// Of many rows only those in sight are in the page. At the end it is the last ones, wherever the view has come to yet.
import { type RefObject, useLayoutEffect, useState } from 'react';
import { type Places, rowHeight } from '../view/log-places.ts';

/** above the first row and below the last one */
export const [padTop, padEnd] = [6, 10];
/** more than are seen, so that the keyboard and a quick wheel find rows there already */
const beyond = 12;

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

export function useRowWindow(view: RefObject<HTMLElement | null>, count: number, places: Places, atEnd: boolean): RowWindow {
  const [seen, setSeen] = useState({ top: 0, height: 1080 });
  const look = () => {
    const element = view.current;
    if (!element) return;
    // by whole rows: less than one moves nothing in or out of sight
    const top = Math.floor(element.scrollTop / rowHeight) * rowHeight;
    const height = (Math.ceil(element.clientHeight / rowHeight) + 1) * rowHeight;
    setSeen((before) => (before.top === top && before.height === height ? before : { top, height }));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: one watch for the life of the view
  useLayoutEffect(() => {
    const element = view.current;
    if (!element) return;
    look();
    const watch = new ResizeObserver(look);
    watch.observe(element);
    return () => watch.disconnect();
  }, [view]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever followed has not looked since, and may leave the end without scrolling
  useLayoutEffect(() => {
    if (!atEnd) look();
  }, [atEnd]);
  const top = Math.max(0, Math.min(atEnd ? places.total : seen.top, places.total - seen.height));
  return {
    // at the end nobody is on the way up yet
    from: Math.max(0, places.at(top) - (atEnd ? 2 : beyond)),
    to: Math.min(count, places.at(top + seen.height) + 1 + beyond),
    height: count === 0 ? 0 : padTop + places.total + padEnd,
    look,
  };
}
