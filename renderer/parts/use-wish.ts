import { useEffect, useState } from 'react';

/** what is done is known by then, or it has changed nothing after all */
const patienceMs = 3000;

/** For work whose failure is told elsewhere. */
export const wasDone = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );

/**
 * What a person asked for, shown at once: until the engine says something else than before, or the work fails. `work` resolves to
 * whether it was done.
 */
export function useWish<T>(actual: T): [shown: T, wish: (wanted: T, work: Promise<boolean>) => void] {
  const key = JSON.stringify(actual);
  const [pending, setPending] = useState<{ wanted: T } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time that the engine says something else
  useEffect(() => setPending(null), [key]);
  const wish = (wanted: T, work: Promise<boolean>) => {
    const mine = { wanted };
    const drop = () => setPending((now) => (now === mine ? null : now));
    setPending(mine);
    void work.then((done) => (done ? setTimeout(drop, patienceMs) : drop()));
  };
  return [pending ? pending.wanted : actual, wish];
}
