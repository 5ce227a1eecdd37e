// Log files, one per server, as the engine sees them. `log-files.ts` builds it.
import type { LogLevel, LogLine, LogStream } from '../../contract/server.ts';

export interface LogQuery {
  /** no names = every server's; `roundhouse` is the engine's own */
  names?: string[];
  /** without names: the engine's own too */
  engine?: boolean;
  /** the last so many; left out: all `since`, or the last 1,000 */
  lines?: number;
  since?: Date;
  grep?: RegExp;
  /** this level and worse */
  level?: LogLevel;
}

export interface LogWriter {
  /** a chunk as it came from the pipe; returns at once, never throws, never blocks the process that wrote it */
  write(stream: Exclude<LogStream, 'engine'>, chunk: Buffer): void;
  /** a line of the engine's own: started, exited, restarted, dropped */
  mark(text: string, level?: LogLevel): void;
  /** the pipe ended: an unfinished last line becomes a line */
  end(stream: Exclude<LogStream, 'engine'>): void;
  /** last lines of stderr of the present run, without what is older than `mark('started')`; for exit facts */
  lastLines(count: number): string[];
  /** forget `lastLines` (a new run begins) */
  newRun(): void;
  dropped(): { lines: number; bytes: number };
}

export interface LogBatch {
  lines: LogLine[];
  /** lines that this follower did not get because it was slow */
  missed: number;
}

export interface Logs {
  writer(server: string): LogWriter;
  read(query: LogQuery): Promise<LogLine[]>;
  /** live lines from now on, merged into batches; a slow reader misses lines and is told how many */
  follow(query: LogQuery, onBatch: (batch: LogBatch) => void): () => void;
  /** everything that was written so far is on disk (or counted as dropped) when it resolves */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** `logs/roundhouse.log`: JSON lines. */
export interface EngineLog {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}
