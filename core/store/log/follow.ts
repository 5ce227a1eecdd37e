// Those who watch logs live. A follower costs nothing while nothing is written, and a bounded amount however much is.
import type { LogLine } from '../../../contract/server.ts';
import type { LogBatch, LogQuery } from '../logs.ts';
import { countLines } from './append-file.ts';
import type { StoredLine } from './line-format.ts';
import { createPick } from './pick.ts';

const batchMs = 25;
/** 40,000 lines a second, twice of what a page can show */
const maxLines = 2_000;
const maxBytes = 512 * 1024;

export interface Hub {
  publish(server: string, lines: string): void;
  follow(query: LogQuery, onBatch: (batch: LogBatch) => void): () => void;
  close(): void;
}

/** `parse`: how the lines of this log are written */
export function createHub(parse: (server: string, lines: string) => StoredLine[], mask: ((text: string) => string) | undefined): Hub {
  const followers = new Set<(server: string, lines: string) => void>();
  const stops = new Set<() => void>();

  const follow: Hub['follow'] = (query, onBatch) => {
    const names = query.names && query.names.length > 0 ? new Set(query.names) : null;
    const hears = (server: string) => (names ? names.has(server) : server !== 'roundhouse' || query.engine === true);
    const pick = createPick({ ...query, since: undefined }, mask);
    let queue: { server: string; lines: string }[] = [];
    let bytes = 0;
    let missed = 0;
    let timer: NodeJS.Timeout | null = null;

    const take = (server: string, lines: string): void => {
      if (!hears(server)) return;
      queue.push({ server, lines });
      bytes += lines.length;
      while (bytes > maxBytes && queue.length > 1) {
        const oldest = queue.shift()!;
        bytes -= oldest.lines.length;
        missed += countLines(oldest.lines);
      }
      timer ??= setTimeout(deliver, batchMs);
    };

    const deliver = (): void => {
      timer = null;
      const taken = queue;
      queue = [];
      bytes = 0;
      try {
        const lines: LogLine[] = [];
        for (const { server, lines: text } of taken) for (const line of pick(server, parse(server, text))) lines.push(line);
        const over = Math.max(0, lines.length - maxLines);
        const batch = { lines: over > 0 ? lines.slice(over) : lines, missed: missed + over };
        missed = 0;
        if (batch.lines.length > 0 || batch.missed > 0) onBatch(batch);
      } catch (error) {
        stop();
        sayWhy(error, onBatch);
      }
    };

    const stop = (): void => {
      if (timer) clearTimeout(timer);
      followers.delete(take);
      stops.delete(stop);
    };
    followers.add(take);
    stops.add(stop);
    return stop;
  };

  return {
    publish(server, lines) {
      for (const take of followers) take(server, lines);
    },
    follow,
    close() {
      for (const stop of stops) stop();
    },
  };
}

/** The pattern takes too long (or the reader broke): the last thing that it hears. */
function sayWhy(error: unknown, onBatch: (batch: LogBatch) => void): void {
  const text = `Following ends: ${error instanceof Error ? error.message : String(error)}`;
  try {
    onBatch({ lines: [{ t: new Date().toISOString(), server: 'roundhouse', stream: 'engine', level: 'error', text }], missed: 0 });
  } catch {
    // it was the reader itself that threw: it hears nothing any more
  }
}
