// The last lines of one server in memory, as the raw chunks that went to disk: the page's first look needs no disk.
import { parseLines, type StoredLine, textOf } from './line-format.ts';

const maxBytes = 512 * 1024;
/** a chunk is a line at least */
const maxChunks = 2_000;

export interface Ring {
  push(lines: string): void;
  /** time of the oldest line that is still here */
  since(): string | null;
  /** newest chunk first, each with its lines oldest first */
  chunks(): Iterable<StoredLine[]>;
}

export function createRing(): Ring {
  let chunks: string[] = [];
  let start = 0;
  let bytes = 0;
  return {
    push(lines) {
      chunks.push(lines);
      bytes += lines.length;
      while (chunks.length - start > 1 && (bytes > maxBytes || chunks.length - start > maxChunks)) {
        bytes -= chunks[start]!.length;
        chunks[start] = '';
        start += 1;
      }
      if (start > maxChunks) {
        chunks = chunks.slice(start);
        start = 0;
      }
    },
    since: () => chunks[start]?.slice(0, 24) ?? null,
    *chunks() {
      // what is pushed or dropped while somebody reads does not concern them
      const now = chunks.slice(start);
      for (let index = now.length - 1; index >= 0; index -= 1) yield parseLines(textOf(now[index]!));
    },
  };
}
