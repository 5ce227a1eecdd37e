// The rule of following: at the end new lines are followed; scrolling up pauses, reaching the end or F resumes, P freezes.
// Filters, wrapping and resizing never change it, and keep what is read at its place: the chosen line where it is in sight,
// the row at the top edge otherwise.
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { type Places, rowHeight } from '../view/log-places.ts';
import { placeOf } from '../view/log-rows.ts';

export type Follow =
  | { kind: 'following' }
  /** scrolled up: new lines gather below; `lastId` is the last that was there */
  | { kind: 'scrolled'; since: number; lastId: number }
  /** paused by hand: the view stands still even at its end */
  | { kind: 'frozen'; since: number; lastId: number };

const nearEnd = rowHeight * 1.5;
/** above the first row and below the last one, together */
const margin = 16;

interface Shown {
  /** in the order of their ids */
  items: readonly { id: number }[];
  places: Places;
  /** of all that came */
  lastId: number;
  /** the line that was chosen by a search, a key or a click */
  chosen: number | null;
}

export function useFollow(view: RefObject<HTMLElement | null>, { items, places, lastId, chosen }: Shown) {
  const [follow, setFollow] = useState<Follow>({ kind: 'following' });
  const scrolledTo = useRef(0);
  /** where this rule itself has scrolled: that is nobody's wish */
  const put = useRef(-1);
  /** a row, and how far the top edge is below its own */
  const anchor = useRef<{ id: number; offset: number } | null>(null);

  const resume = () => setFollow({ kind: 'following' });
  const freeze = () => setFollow({ kind: 'frozen', since: Date.now(), lastId });
  const stay = () => setFollow((before) => (before.kind === 'following' ? { kind: 'scrolled', since: Date.now(), lastId } : { ...before }));
  /** Brings a line into sight, a third from the top; where it is in sight already, nothing moves. */
  const show = (id: number) => {
    const element = view.current;
    if (!element) return;
    const top = places.top(placeOf(items, id));
    const inSight = top >= element.scrollTop && top + rowHeight * 2 <= element.scrollTop + element.clientHeight;
    anchor.current = { id, offset: inSight ? element.scrollTop - top : -Math.round(element.clientHeight / 3) };
    stay();
  };

  /** Brings what is open below a line into sight as well, and stays there. */
  const reveal = (id: number, height: number) => {
    const element = view.current;
    if (!element) return;
    const top = places.top(placeOf(items, id));
    const least = top + rowHeight + height + margin - element.clientHeight;
    anchor.current = { id, offset: Math.min(0, Math.max(element.scrollTop, least) - top) };
    stay();
  };

  useLayoutEffect(() => {
    const element = view.current;
    if (!element) return;
    if (follow.kind === 'following') element.scrollTop = element.scrollHeight;
    else if (anchor.current) {
      const top = places.top(placeOf(items, anchor.current.id)) + anchor.current.offset;
      if (Math.abs(top - element.scrollTop) >= 1) {
        element.scrollTop = top;
        put.current = element.scrollTop;
      }
    }
  }, [items, places, follow, view]);

  useEffect(() => {
    const element = view.current;
    if (!element) return;
    const watch = new ResizeObserver(() => {
      if (follow.kind === 'following') element.scrollTop = element.scrollHeight;
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, [follow, view]);

  /** true: the view is where it follows, as before */
  const onScroll = (): boolean => {
    const element = view.current;
    if (!element) return false;
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd;
    const up = element.scrollTop < scrolledTo.current;
    scrolledTo.current = element.scrollTop;
    const at = chosen === null ? -1 : placeOf(items, chosen);
    const inSight = at >= 0 && places.top(at) >= element.scrollTop && places.top(at) < element.scrollTop + element.clientHeight;
    const kept = inSight ? at : places.at(element.scrollTop);
    anchor.current = items[kept] ? { id: items[kept].id, offset: element.scrollTop - places.top(kept) } : null;
    const byRule = Math.abs(element.scrollTop - put.current) < 1;
    put.current = -1;
    if (byRule) return false;
    if (follow.kind === 'following' && up && !atEnd) setFollow({ kind: 'scrolled', since: Date.now(), lastId });
    if (follow.kind === 'scrolled' && !up && atEnd) resume();
    return follow.kind === 'following' && atEnd;
  };

  return { follow, resume, freeze, show, reveal, onScroll };
}
