// Which protocol generation a launch speaks: found once on its real process and remembered. A server that ends at its first
// request may have been greeted in the wrong one, or just be broken: that guess is good for the next run alone.
import type { Generation } from '../link/link.ts';

/** A launch that worked once is doubted only after it failed at the greeting this often in a row. */
const DOUBT_AFTER = 2;

export interface Memory {
  getFact(key: string): string | null;
  setFact(key: string, value: string): void;
}

export function createGenerations(memory: Memory) {
  const guesses = new Map<string, Generation>();
  const failures = new Map<string, number>();
  const keyOf = (launchHash: string) => `generation:${launchHash}`;
  const known = (launchHash: string): Generation | undefined => {
    const fact = memory.getFact(keyOf(launchHash));
    return fact === 'handshake' || fact === 'stateless' ? fact : undefined;
  };
  return {
    toTry(launchHash: string): Generation | undefined {
      const guess = guesses.get(launchHash);
      guesses.delete(launchHash);
      return guess ?? known(launchHash);
    },
    worked(launchHash: string, generation: Generation): void {
      failures.delete(launchHash);
      if (known(launchHash) !== generation) memory.setFact(keyOf(launchHash), generation);
    },
    failed(launchHash: string, other: Generation): void {
      const times = (failures.get(launchHash) ?? 0) + 1;
      failures.set(launchHash, times);
      if (!known(launchHash) || times >= DOUBT_AFTER) guesses.set(launchHash, other);
    },
  };
}

export type Generations = ReturnType<typeof createGenerations>;
