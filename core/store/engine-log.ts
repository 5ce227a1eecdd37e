// The engine's own log, `logs/roundhouse.log`: JSON lines, written at once because the last ones before a crash matter most.
import { appendFileSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { LogLevel } from '../../contract/server.ts';
import { stamp } from './log/line-format.ts';
import type { EngineLog } from './logs.ts';

export interface EngineLogOptions {
  maxSizeBytes?: number;
  keep?: number;
}

export interface EngineLogFile extends EngineLog {
  readonly file: string;
  /** each line as it is written, its newline included; for those who follow */
  onLine(listener: (line: string) => void): void;
}

export function openEngineLog(file: string, options: EngineLogOptions = {}): EngineLogFile {
  const { maxSizeBytes = 5 * 1024 * 1024, keep = 3 } = options;
  const listeners: ((line: string) => void)[] = [];
  let size = sizeOf(file);
  let lost = 0;

  const append = (line: string): void => {
    const bytes = Buffer.byteLength(line);
    if (size > 0 && size + bytes > maxSizeBytes) rotate(file, keep);
    appendFileSync(file, line, { mode: 0o600 });
    // asked each time: somebody may have deleted or emptied it
    size = sizeOf(file);
  };

  const write = (level: LogLevel, msg: string, fields: Record<string, unknown> = {}): void => {
    const line = `${encode({ t: stamp(), level, msg, ...fields }, msg)}\n`;
    try {
      if (lost > 0)
        append(`${JSON.stringify({ t: stamp(), level: 'warn', msg: `${lost} lines are missing here: they could not be written` })}\n`);
      lost = 0;
      append(line);
    } catch {
      lost += 1; // full or gone: counted, and said by the first line that can be written again
      makeFolder(file);
    }
    for (const listener of listeners) listener(line);
  };

  makeFolder(file);
  return {
    file,
    info: (message, fields) => write('info', message, fields),
    warn: (message, fields) => write('warn', message, fields),
    error: (message, fields) => write('error', message, fields),
    onLine(listener) {
      listeners.push(listener);
    },
  };
}

function encode(entry: Record<string, unknown>, msg: string): string {
  try {
    return JSON.stringify(entry, plain);
  } catch {
    return JSON.stringify({ t: entry.t, level: entry.level, msg }); // a circle, or a getter that throws, in the fields
  }
}

function plain(_key: string, value: unknown): unknown {
  if (value instanceof Error) return value.stack ?? value.message;
  return typeof value === 'bigint' ? String(value) : value;
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0; // not there yet
  }
}

function makeFolder(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  } catch {
    // the lines are counted as lost then
  }
}

function rotate(file: string, keep: number): void {
  rmSync(keep > 0 ? `${file}.${keep}` : file, { force: true });
  for (let index = keep - 1; index >= 0; index -= 1) {
    const from = index === 0 ? file : `${file}.${index}`;
    try {
      renameSync(from, `${file}.${index + 1}`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}
