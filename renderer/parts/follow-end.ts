// The rule of following: at the end new lines are followed; scrolling up pauses, reaching the end or F resumes, P freezes.
// Filters and resizing never change it, and keep what is read at its place.
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { NumberedLine } from '../view/log-lines.ts';
import { placeOf } from '../view/log-rows.ts';
import { rowHeight } from './log-row.tsx';

export type Follow =
  | { kind: 'following' }
  /** scrolled up: new lines gather below; `lastId` is the last that was there */
  | { kind: 'scrolled'; since: number; lastId: number }
  /** paused by hand: the view stands still even at its end */
  | { kind: 'frozen'; since: number; lastId: number };

const nearEnd = rowHeight * 1.5;

export function useFollow(rows: readonly NumberedLine[], view: RefObject<HTMLElement | null>, lastId: number) {
  const [follow, setFollow] = useState<Follow>({ kind: 'following' });
  const scrolledTo = useRef(0);
  /** the row at the top edge, and how far it is cut */
  const anchor = useRef<{ id: number; offset: number } | null>(null);

  const resume = () => setFollow({ kind: 'following' });
  const freeze = () => setFollow({ kind: 'frozen', since: Date.now(), lastId });

  useLayoutEffect(() => {
    const element = view.current;
    if (!element) return;
    if (follow.kind === 'following') element.scrollTop = element.scrollHeight;
    else if (anchor.current) {
      const top = placeOf(rows, anchor.current.id) * rowHeight + anchor.current.offset;
      if (Math.abs(top - element.scrollTop) >= 1) element.scrollTop = top;
    }
  }, [rows, follow, view]);

  useEffect(() => {
    const element = view.current;
    if (!element) return;
    const watch = new ResizeObserver(() => {
      if (follow.kind === 'following') element.scrollTop = element.scrollHeight;
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, [follow, view]);

  const onScroll = () => {
    const element = view.current;
    if (!element) return;
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd;
    const up = element.scrollTop < scrolledTo.current;
    scrolledTo.current = element.scrollTop;
    const first = Math.floor(element.scrollTop / rowHeight);
    anchor.current = rows[first] ? { id: rows[first].id, offset: element.scrollTop - first * rowHeight } : null;
    if (follow.kind === 'following' && up && !atEnd) setFollow({ kind: 'scrolled', since: Date.now(), lastId });
    if (follow.kind === 'scrolled' && !up && atEnd) resume();
  };

  return { follow, resume, freeze, onScroll };
}
