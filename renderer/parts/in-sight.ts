// Of hundreds of cards only those in sight, or nearly so, are filled: the others keep their place, their name and their state.
import { type RefObject, useEffect, useState } from 'react';

/** so many are filled from the first frame on; whoever has no more of them never sees one that is not */
export const filledAtOnce = 60;
/** how far out of sight they are filled already, and stay so */
const ahead = '800px 0px';

const watched = new Map<Element, (isIn: boolean) => void>();
let observer: IntersectionObserver | undefined;

function watch(element: Element, tell: (isIn: boolean) => void): () => void {
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) watched.get(target)?.(isIntersecting);
    },
    // the page scrolls in a box of its own, to which only the second of them applies
    { rootMargin: ahead, scrollMargin: ahead } as IntersectionObserverInit,
  );
  const watching = observer;
  watched.set(element, tell);
  watching.observe(element);
  return () => {
    watched.delete(element);
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
