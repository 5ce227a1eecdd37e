// Of hundreds of cards only those in sight, or nearly so, are filled: the others keep their place, their name and their state.
import { type RefObject, useEffect, useState } from 'react';

/** so many are filled from the first frame on; whoever has no more of them never sees one that is not */
export const filledAtOnce = 60;
/** how far out of sight they are filled already, and stay so */
const ahead = '800px 0px';

const watched = new Map<Element, (isIn: boolean) => void>();
let observer: IntersectionObserver | undefined;

/** What is still out of sight need not be filled or emptied at once: a few in each frame, more of them the more wait. */
const later = new Map<Element, boolean>();
const share = 8;
let frame = 0;

function work(): void {
  let left = Math.max(3, Math.ceil(later.size / share));
  // what is coming before what has gone
  for (const wanted of [true, false]) {
    for (const [element, isIn] of later) {
      if (isIn !== wanted || left-- <= 0) continue;
      later.delete(element);
      watched.get(element)?.(isIn);
    }
  }
  frame = later.size > 0 ? requestAnimationFrame(work) : 0;
}

function onSight(entries: IntersectionObserverEntry[]): void {
  for (const { target, isIntersecting, boundingClientRect: box } of entries) {
    later.delete(target);
    if (isIntersecting && box.bottom > 0 && box.top < innerHeight) watched.get(target)?.(true);
    else later.set(target, isIntersecting);
  }
  if (later.size > 0 && frame === 0) frame = requestAnimationFrame(work);
}

function watch(element: Element, tell: (isIn: boolean) => void): () => void {
  // the page scrolls in a box of its own, to which only the second of these applies
  observer ??= new IntersectionObserver(onSight, { rootMargin: ahead, scrollMargin: ahead } as IntersectionObserverInit);
  const watching = observer;
  watched.set(element, tell);
  watching.observe(element);
  return () => {
    watched.delete(element);
    later.delete(element);
    watching.unobserve(element);
  };
}

/** `late`: it is one of the many, and filled only while it is in sight; the others always are. */
export function useInSight(element: RefObject<Element | null>, late: boolean): boolean {
  const [inSight, setInSight] = useState(!late);
  useEffect(() => {
    if (late && element.current) return watch(element.current, setInSight);
    setInSight(true);
  }, [element, late]);
  return inSight || !late;
}
