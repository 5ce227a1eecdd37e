// How much garbage V8 lets lie before it collects. A log flood is garbage at 200 MB/s: left alone, V8 answers by growing, and keeps what it
// took. Calls of clients are worth the memory: held as tight as for a flood, half of their time goes into collecting.
import { setFlagsFromString } from 'node:v8';

/** growth between two collections of old objects, in percent; 0 lets V8 decide */
const TIGHT = '--heap-growing-percent=15';
const EASY = '--heap-growing-percent=0';

/** what passes within one look makes it busy: so many calls, or as much in large ones */
const LOOK_MS = 1_000;
const BUSY_CALLS = 100;
const BYTES_LIKE_A_CALL = 50_000;

/**
 * For the whole process; once, early in the engine's start. Measured with a flood of 50 MB/s: 49 MB above the start instead of 168 MB; and with
 * the space for old objects held to 15 % of growth between two collections, 19 MB and level; CPU was no higher. Calls of 1 MB took 22 ms of
 * CPU that way, and 10 ms without (docs/decisions/0145).
 */
export function keepHeapLean(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString(TIGHT);
}

export interface HeapEase {
  /** a call passed, of about so many bytes */
  passed(bytes: number): void;
  close(): void;
}

/** Lets the heap grow while many calls pass, and holds it tight again afterwards. */
export function createHeapEase(set: (flag: string) => void = setFlagsFromString, lookMs = LOOK_MS): HeapEase {
  let weight = 0;
  let timer: NodeJS.Timeout | null = null;
  let easy = false;

  function look(): void {
    const busy = weight >= BUSY_CALLS;
    weight = 0;
    if (busy) return;
    if (timer) clearInterval(timer);
    timer = null;
    if (easy) set(TIGHT);
    easy = false;
  }

  return {
    passed(bytes) {
      weight += 1 + bytes / BYTES_LIKE_A_CALL;
      // no timer while nobody calls
      timer ??= setInterval(look, lookMs).unref();
      if (easy || weight < BUSY_CALLS) return;
      easy = true;
      set(EASY);
    },
    close() {
      if (timer) clearInterval(timer);
      timer = null;
    },
  };
}
