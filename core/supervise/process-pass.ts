// What the process tables of all systems share.
import type { ProcessPass } from './process-table.ts';

/** Makes `read` shared: whoever asks before the pass has begun gets the same one. */
export function sharedPass(pass: () => ProcessPass | Promise<ProcessPass>): () => Promise<ProcessPass> {
  let next: Promise<ProcessPass> | null = null;
  return () => {
    next ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      next = null;
      return pass();
    });
    return next;
  };
}

/** Systems that tell start times to the second only. */
export function roughStarts(now: () => number = Date.now) {
  return {
    sameStart: (a: number, b: number) => Math.abs(a - b) <= 2000,
    startText: (start: number) => String(start),
    parseStart: (text: string) => (/^\d+$/.test(text) ? Number(text) : Number.NaN),
    startOfNew: () => now(),
  };
}
