// Calls are no events: there may be thousands a second. That there were some is in the figures that the page follows; who shows more than
// these reads it anew then, and not oftener than it is worth.
import { useEffect, useRef } from 'react';
import type { Snapshot } from '../../contract/events.ts';
import { onVitals, pageStore } from './engine.ts';

/** another one when a call ended; also when one became older than an hour, which costs a reading and no more */
function counted(snapshot: Snapshot | null, server: string): string {
  const { lastHour, failed, p95Ms } = snapshot?.calls?.servers[server] ?? { lastHour: 0, failed: 0, p95Ms: null };
  return JSON.stringify([lastHour, failed, p95Ms]);
}

export function useCallNews(server: string, again: () => void, everyMs: number): void {
  const latest = useRef(again);
  latest.current = again;
  useEffect(() => {
    let known = counted(pageStore.get().snapshot, server);
    let readAt = Date.now();
    return onVitals((_, snapshot) => {
      const now = counted(snapshot, server);
      if (now === known || Date.now() - readAt < everyMs) return;
      [known, readAt] = [now, Date.now()];
      latest.current();
    });
  }, [server, everyMs]);
}
