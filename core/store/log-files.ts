// Log files, one per server, in `logs/`: written, rotated, read back and followed.
import { chmodSync, mkdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogLine } from '../../contract/server.ts';
import type { EngineLogFile } from './engine-log.ts';
import { appendDefaults, createAppendFile } from './log/append-file.ts';
import { parseEngineLines } from './log/engine-lines.ts';
import { engineLogName, logFileName, serverOfFile } from './log/file-name.ts';
import { createHub } from './log/follow.ts';
import { interleave } from './log/interleave.ts';
import { bytesOf, parseLines, type StoredLine, textOf } from './log/line-format.ts';
import { createPick, type Pick } from './log/pick.ts';
import { blocksBackwards } from './log/read-back.ts';
import { createServerLog, type ServerLog } from './log/writer.ts';
import type { LogQuery, Logs } from './logs.ts';

export { logFileName } from './log/file-name.ts';

export interface LogsOptions {
  folder: string;
  maxSizeBytes: number;
  /** rotated files besides the present one */
  keep: number;
  /** the engine's own log, read and followed as `roundhouse` */
  engineLog?: EngineLogFile;
  /** what of a line may be shown; files hold what the server wrote */
  mask?: (text: string) => string;
  flushMs?: number;
  retryMs?: number;
  maxPendingBytes?: number;
  /** longest search through files before it ends with what it has */
  searchMs?: number;
}

const mostLines = 100_000;
const usualLines = 1_000;

export function openLogs(options: LogsOptions): Logs {
  const { folder, engineLog, mask } = options;
  const servers = new Map<string, ServerLog>();
  const hub = createHub((server, lines) => (server === engineLogName ? parseEngineLines : parseLines)(textOf(lines)), mask);
  const writing = {
    ...appendDefaults,
    ...Object.fromEntries(Object.entries(options).filter(([key, value]) => key in appendDefaults && value !== undefined)),
    // asked at each write: they may change while it runs
    get maxSizeBytes() {
      return options.maxSizeBytes;
    },
    get keep() {
      return options.keep;
    },
    budget: { used: 0, maxBytes: 32 * 1024 * 1024 },
  };
  makePrivate(folder);
  engineLog?.onLine((line) => hub.publish(engineLogName, bytesOf(line)));

  const logOf = (server: string): ServerLog => {
    let log = servers.get(server);
    if (!log) {
      log = createServerLog(createAppendFile(join(folder, logFileName(server)), writing), (lines) => hub.publish(server, lines));
      servers.set(server, log);
    }
    return log;
  };

  const flush = async (): Promise<void> => {
    for (const log of servers.values()) log.file.flush();
  };

  return {
    writer: (server) => logOf(server).writer,
    async read(query) {
      const names = query.names && query.names.length > 0 ? [...new Set(query.names)] : await everyName(folder, servers.keys());
      if (query.engine && !(query.names && query.names.length > 0)) names.push(engineLogName);
      const want = Math.min(query.lines ?? (query.since ? mostLines : usualLines), mostLines);
      if (want <= 0) return [];
      const search = { want, query, pick: createPick(query, mask), until: Date.now() + (options.searchMs ?? 10_000) };
      const logs: LogLine[][] = [];
      // one after the other: a bounded number of open files and blocks in memory
      for (const name of names) {
        if (name === engineLogName) logs.push(engineLog ? await fromFiles(name, engineLog.file, parseEngineLines, search) : []);
        else logs.push(await readServer(name, join(folder, logFileName(name)), servers.get(name), search));
      }
      return interleave(logs).slice(-want);
    },
    follow: (query, onBatch) => hub.follow(query, onBatch),
    flush,
    async close() {
      hub.close();
      await flush();
    },
  };
}

interface Search {
  want: number;
  query: LogQuery;
  pick: Pick;
  until: number;
}

/** From memory when that holds enough; otherwise from the files, after everything that waits has been written. */
async function readServer(name: string, path: string, log: ServerLog | undefined, search: Search): Promise<LogLine[]> {
  if (!log) return fromFiles(name, path, parseLines, search);
  const recent = fromRing(name, log, search);
  const oldest = log.ring.since();
  const reachesBack = search.query.since !== undefined && oldest !== null && oldest < search.query.since.toISOString();
  if (recent.length >= search.want || reachesBack) return recent;
  if (log.file.flush()) return fromFiles(name, path, parseLines, search);
  // the disk refuses: what is in memory is more than what is in the file, which has only what came before
  const older = await fromFiles(name, path, (text) => parseLines(text).filter((line) => oldest === null || line.t < oldest), search);
  return [...older, ...fromRing(name, log, search)].slice(-search.want);
}

function fromRing(name: string, log: ServerLog, { want, pick }: Search): LogLine[] {
  const parts: LogLine[][] = [];
  let count = 0;
  for (const lines of log.ring.chunks()) {
    const picked = pick(name, lines);
    parts.unshift(picked);
    count += picked.length;
    if (count >= want) break;
  }
  return parts.flat().slice(-want);
}

async function fromFiles(name: string, path: string, parse: (text: string) => StoredLine[], search: Search): Promise<LogLine[]> {
  const since = search.query.since?.toISOString();
  const parts: LogLine[][] = [];
  let count = 0;
  for await (const block of blocksBackwards(path)) {
    const lines = parse(block);
    const picked = search.pick(name, lines);
    parts.unshift(picked);
    count += picked.length;
    if (count >= search.want) break;
    // a whole block, because the clock may have been set back in between
    if (since !== undefined && lines.length > 0 && lines.every((line) => line.t < since)) break;
    if (Date.now() > search.until) {
      parts.unshift([outOfTime(name, lines[0]?.t)]);
      break;
    }
  }
  return parts.flat().slice(-search.want);
}

function outOfTime(server: string, t = new Date().toISOString()): LogLine {
  return { t, server, stream: 'engine', level: 'warn', text: 'The search took too long and ended here: older lines were not looked at.' };
}

async function everyName(folder: string, known: Iterable<string>): Promise<string[]> {
  const names = new Set(known);
  try {
    for (const file of await readdir(folder)) {
      // also those of which only rotated files are left
      const name = serverOfFile(file.replace(/\.log\.\d+$/, '.log'));
      if (name !== null) names.add(name);
    }
  } catch {
    // no folder, no files
  }
  return [...names].sort();
}

function makePrivate(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (process.platform !== 'win32') chmodSync(folder, 0o700);
  } catch {
    // each file tries again when it is written, and counts what it cannot write
  }
}
