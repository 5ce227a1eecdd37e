// Lists never reorder under the pointer: what is about to be pressed stays where it is until the pointer leaves, or rests.
import { useEffect, useRef, useState } from 'react';

const restMs = 2000;

interface Held<T> {
  shown: T;
  onPointerMove(event: { pointerType: string }): void;
  onPointerLeave(): void;
}

/** `key`: what a person chose. Another choice applies at once. */
export function useHeld<T>(key: string, fresh: T, keep: (before: T, fresh: T) => T): Held<T> {
  const last = useRef({ key, shown: fresh });
  const held = useRef<ReturnType<typeof setTimeout> | null>(null);
  const [, again] = useState(0);
  const shown = held.current !== null && last.current.key === key ? keep(last.current.shown, fresh) : fresh;
  last.current = { key, shown };
  const release = () => {
    if (held.current === null) return;
    clearTimeout(held.current);
    held.current = null;
    again((count) => count + 1);
  };
  useEffect(() => () => clearTimeout(held.current ?? undefined), []);
  return {
    shown,
    onPointerMove({ pointerType }) {
      // a finger that lifts is nowhere
      if (pointerType === 'touch') return;
      clearTimeout(held.current ?? undefined);
      held.current = setTimeout(release, restMs);
    },
    onPointerLeave: release,
  };
}
