// Progress on stderr: one line that is written over on a terminal, a line per change elsewhere.
import type { Io } from '../io.ts';
import { truncate } from './width.ts';

export interface Progress {
  /** what is being done now, for the terminal's one line */
  show(text: string): void;
  /** something that happened, for everything that is no terminal */
  note(text: string): void;
  end(): void;
}

export function openProgress(io: Io): Progress {
  if (io.json) return { show: () => undefined, note: () => undefined, end: () => undefined };
  if (!io.stderr.isTTY) return { show: () => undefined, note: (text) => io.say(text), end: () => undefined };
  let line = '';
  return {
    note: () => undefined,
    show(text) {
      const next = truncate(text, Math.max(20, io.stderr.columns || 80) - 1);
      if (next === line) return;
      line = next;
      io.stderr.write(`\r${io.err.dim(line)}\x1b[K`);
    },
    end() {
      if (line !== '') io.stderr.write('\r\x1b[K');
      line = '';
    },
  };
}
