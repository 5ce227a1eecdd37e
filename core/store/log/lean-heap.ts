// A log flood is garbage at 200 MB/s. Left alone, V8 answers by growing the space for young objects to three times 16 MB and more, and
// keeps it. Kept at its initial size it costs no measurable CPU here, because nearly nothing of the flood outlives a collection.
import { setFlagsFromString } from 'node:v8';

/**
 * For the whole process; once, early in the engine's start. Measured with 50 MB/s: 49 MB above the start instead of 168 MB; and with the
 * space for old objects held to 15 % of growth between two collections, 19 MB and level; CPU was no higher.
 */
export function keepHeapLean(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=15');
}
