// What one server says, on its way to the file, the ring and those who follow. The hot path of the logs: no line is looked at alone.
import type { LogWriter } from '../logs.ts';
import type { AppendFile } from './append-file.ts';
import { createLineCutter } from './line-cutter.ts';
import { formatLines, formatMark, headLength, type StreamTag, splitLines, textOf } from './line-format.ts';
import { createRing, type Ring } from './ring.ts';

/** enough for the last lines in an exit's facts */
const tailBytes = 16 * 1024;

export interface ServerLog {
  writer: LogWriter;
  ring: Ring;
  file: AppendFile;
}

export function createServerLog(file: AppendFile, publish: (lines: string) => void): ServerLog {
  const ring = createRing();
  const cutters = { stdout: createLineCutter(), stderr: createLineCutter() };
  let tail: string[] = [];
  let tailSize = 0;

  const emit = (lines: string): void => {
    ring.push(lines);
    file.append(lines);
    publish(lines);
  };
  const say = (tag: StreamTag, text: string | null): void => {
    if (text === null) return;
    const lines = formatLines(tag, text);
    emit(lines);
    if (tag === 'err') remember(lines);
  };

  const remember = (lines: string): void => {
    tail.push(lines);
    tailSize += lines.length;
    while (tail.length > 1 && tailSize - tail[0]!.length >= tailBytes) tailSize -= tail.shift()!.length;
  };

  const writer: LogWriter = {
    write: (stream, chunk) => say(stream === 'stdout' ? 'out' : 'err', cutters[stream].take(chunk)),
    mark: (text, level = 'info') => emit(formatMark(text, level)),
    end: (stream) => say(stream === 'stdout' ? 'out' : 'err', cutters[stream].end()),
    lastLines(count) {
      const lines = splitLines(textOf(tail.join(''))).map((line) => line.slice(headLength).replace(/\r$/, ''));
      const unfinished = cutters.stderr.held();
      if (unfinished !== '') lines.push(textOf(unfinished));
      return count > 0 ? lines.slice(-count) : [];
    },
    newRun() {
      tail = [];
      tailSize = 0;
    },
    dropped() {
      const { lines, bytes } = file.dropped();
      return { lines, bytes: bytes + cutters.stdout.cutBytes() + cutters.stderr.cutBytes() };
    },
  };
  return { writer, ring, file };
}
