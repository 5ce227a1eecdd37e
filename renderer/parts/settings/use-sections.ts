// One long page and its list of sections: the address names the section that is read, and a link to one scrolls there.
// A place that was asked for is held while things above it are still being read, until somebody scrolls.
import { type RefObject, useEffect, useRef, useState } from 'react';
import { replaceQuery } from '../../route.ts';
import { type SectionId, sectionIds, sectionOf } from '../../view/settings-index.ts';
import { headId, rowId } from './row.tsx';

export interface Sections {
  current: SectionId;
  /** the part that scrolls */
  view: RefObject<HTMLDivElement | null>;
  goTo(section: SectionId): void;
  onScroll(): void;
  /** somebody moves by themselves */
  letGo(): void;
}

/** how far below the upper edge a heading counts as reached */
const reach = 48;
/** what is left free above a place that was asked for */
const above = 20;

export function useSections(asked: SectionId | null, setting: string | null): Sections {
  const view = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState<SectionId>(asked ?? 'general');
  const held = useRef<{ id: string; focus: boolean } | null>(null);
  /** written into the address by scrolling: no wish to go anywhere */
  const passed = useRef<SectionId | null>(null);

  const place = () => {
    const target = held.current && document.getElementById(held.current.id);
    const frame = scrollerOf(view.current);
    if (!target || !held.current || !frame) return;
    // not `scrollIntoView`, which would move the window itself along
    frame.scrollTop += target.getBoundingClientRect().top - frame.getBoundingClientRect().top - above;
    if (!held.current.focus) return;
    held.current.focus = false;
    target.querySelector<HTMLElement>('button, input, select, a')?.focus({ preventScroll: true });
  };
  const goTo = (section: SectionId) => {
    held.current = { id: headId(section), focus: false };
    setCurrent(section);
    place();
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: only another address is a wish
  useEffect(() => {
    if (asked === null || (setting === null && passed.current === asked)) return;
    setCurrent(asked);
    held.current = setting === null ? { id: headId(asked), focus: false } : { id: rowId(setting as never), focus: true };
    place();
  }, [asked, setting]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: it looks at what is held now
  useEffect(() => {
    const content = view.current?.firstElementChild;
    if (!content) return;
    const watch = new ResizeObserver(place);
    watch.observe(content);
    return () => watch.disconnect();
  }, []);

  const onScroll = () => {
    if (held.current !== null) return;
    const section = sectionAt(view.current);
    if (section === null || section === current) return;
    passed.current = section;
    setCurrent(section);
    replaceQuery('settings', {}, [section]);
  };
  return {
    current,
    view,
    goTo,
    onScroll,
    letGo: () => {
      held.current = null;
    },
  };
}

/** in a very narrow window the page scrolls as a whole */
const scrollerOf = (view: HTMLElement | null): HTMLElement | null =>
  view && getComputedStyle(view).overflowY === 'visible' ? view.parentElement : view;

/** the last whose heading is above the edge; at the end of the page the last one */
function sectionAt(view: HTMLElement | null): SectionId | null {
  if (!view) return null;
  const shown = sectionIds.flatMap((id) => {
    const head = document.getElementById(headId(id));
    return head?.offsetParent ? [{ id, top: head.getBoundingClientRect().top }] : [];
  });
  const edge = view.getBoundingClientRect().top + reach;
  const atEnd = view.scrollHeight - view.scrollTop - view.clientHeight < 2;
  const found = atEnd ? shown.at(-1) : (shown.findLast(({ top }) => top <= edge) ?? shown[0]);
  return found ? sectionOf(found.id) : null;
}
