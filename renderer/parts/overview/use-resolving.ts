// What needed attention stays a moment where it was, so that it is seen how it ended.
import { useEffect, useRef, useState } from 'react';
import type { ServerView } from '../../../contract/server.ts';
import { isOff, needsAttention } from '../../../contract/words.ts';

const staysMs = 3000;

interface Known {
  state: ServerView['state'];
  /** null: it still needs attention */
  until: number | null;
}

/** Those that are well again, or on their way to it. One that somebody stopped is done with at once. */
export function useResolving(servers: readonly ServerView[]): (view: ServerView) => boolean {
  const known = useRef(new Map<string, Known>());
  const [, again] = useState(0);
  const now = Date.now();
  const all = known.current;
  for (const view of servers) {
    const before = all.get(view.name);
    if (needsAttention(view)) all.set(view.name, { state: view.state, until: null });
    else if (!before) continue;
    else if (isOff(view)) all.delete(view.name);
    // each step towards health is worth a look
    else if (before.until === null || before.state !== view.state) all.set(view.name, { state: view.state, until: now + staysMs });
    else if (before.until <= now) all.delete(view.name);
  }
  const ends = [...all.values()].flatMap(({ until }) => until ?? []);
  const next = ends.length === 0 ? null : Math.min(...ends);
  useEffect(() => {
    if (next === null) return;
    const timer = setTimeout(() => again((count) => count + 1), Math.max(0, next - Date.now()) + 10);
    return () => clearTimeout(timer);
  }, [next]);
  return (view) => all.get(view.name)?.until != null;
}
