// The engine's own log as lines to show: JSON objects with `t`, `level`, `msg` and whatever else is known.
import { type LogLevel, logLevels } from '../../../contract/server.ts';
import { type StoredLine, splitLines } from './line-format.ts';

export function parseEngineLines(text: string): StoredLine[] {
  let t = new Date(0).toISOString();
  return splitLines(text).map((line) => {
    const entry = parseEntry(line);
    if (!entry) return { t, stream: 'engine', level: null, text: line };
    t = entry.t;
    return entry;
  });
}

function parseEntry(line: string): StoredLine | null {
  try {
    const { t, level, msg, ...fields } = JSON.parse(line) as Record<string, unknown>;
    if (typeof t !== 'string' || typeof msg !== 'string') return null;
    const known = logLevels.find((name) => name === level) ?? ('info' satisfies LogLevel);
    const more = Object.entries(fields).map(([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
    return { t, stream: 'engine', level: known, text: msg + more.join('') };
  } catch {
    return null; // torn by a crash, or written by somebody else: shown as it is
  }
}
