// Calls are no events: there may be thousands a second. That there were some is in the figures that the page follows; who shows more than
// these reads it anew then, and not oftener than it is worth.
import { useEffect, useRef } from 'react';
import { callMark } from '../view/call-mark.ts';
import { onVitals, pageStore } from './engine.ts';

export function useCallNews(server: string, again: () => void, everyMs: number): void {
  const latest = useRef(again);
  latest.current = again;
  useEffect(() => {
    let known = callMark(pageStore.get().snapshot, server);
    let readAt = Date.now();
    return onVitals((_, snapshot) => {
      const now = callMark(snapshot, server);
      if (now === known || Date.now() - readAt < everyMs) return;
      [known, readAt] = [now, Date.now()];
      latest.current();
    });
  }, [server, everyMs]);
}
