// Finds the engine of this home by its run file. A file can outlive its engine: it counts only while the process lives.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { places } from '../core/places.ts';
import { CommandFailure, exit } from './exit.ts';

export interface FoundEngine {
  pid: number;
  url: string;
  /** the local socket (a pipe on Windows); null: only the port */
  socket: string | null;
  token: string;
  version: string;
  startedAt: string;
}

type Env = Record<string, string | undefined>;

/** Null when no engine runs; `trouble` says what is in the way when something is there but cannot be used. */
export function findEngine(env: Env): FoundEngine | null {
  const file = join(places(env).run, 'daemon.json');
  const record = readRecord(file);
  if (!record || !isAlive(record.pid)) return null;
  try {
    const token = readFileSync(record.tokenFile, 'utf8').trim();
    return { pid: record.pid, url: record.url, socket: record.socket, token, version: record.version, startedAt: record.startedAt };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null; // it is just going away
    throw new CommandFailure(
      `an engine runs (pid ${record.pid}), but its token ${record.tokenFile} cannot be read: ${(error as Error).message}. Run this as the user who started it.`,
      exit.noEngine,
    );
  }
}

export function noEngine(env: Env): CommandFailure {
  const file = join(places(env).run, 'daemon.json');
  const left = readRecord(file);
  const stale = left ? ` The last one (pid ${left.pid}) is gone without tidying up.` : '';
  return new CommandFailure(
    `no engine is running.${stale} \`roundhouse start\` starts one in the background, \`roundhouse serve\` here.`,
    exit.noEngine,
  );
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

interface RunRecord {
  pid: number;
  url: string;
  socket: string | null;
  tokenFile: string;
  version: string;
  startedAt: string;
}

function readRecord(file: string): RunRecord | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new CommandFailure(`the run file ${file} cannot be read: ${(error as Error).message}.`, exit.noEngine);
  }
  try {
    const record = JSON.parse(text) as Partial<RunRecord>;
    const { pid, url, tokenFile } = record;
    if (typeof pid !== 'number' || pid <= 0 || typeof url !== 'string' || typeof tokenFile !== 'string') return null;
    return {
      pid,
      url,
      socket: typeof record.socket === 'string' ? record.socket : null,
      tokenFile,
      version: String(record.version ?? ''),
      startedAt: String(record.startedAt ?? ''),
    };
  } catch {
    return null; // not JSON: nothing that an engine wrote
  }
}
