// Finds the engine of a home by its run file. A file can outlive its engine: it counts only while the process lives.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface FoundEngine {
  pid: number;
  url: string;
  /** the local socket (a pipe on Windows); null: only the port */
  socket: string | null;
  token: string;
  version: string;
  startedAt: string;
}

export interface RunRecord extends Omit<FoundEngine, 'token'> {
  tokenFile: string;
}

/** An engine is there, and cannot be used. */
export class UnusableEngine extends Error {}

/** Null when no engine runs on the home with this run folder. */
export function findEngineIn(run: string): FoundEngine | null {
  const record = readRunRecord(run);
  if (!record || !isAlive(record.pid)) return null;
  try {
    const { tokenFile, ...engine } = record;
    return { ...engine, token: readFileSync(tokenFile, 'utf8').trim() };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null; // it is just going away
    throw new UnusableEngine(
      `an engine runs (pid ${record.pid}), but its token ${record.tokenFile} cannot be read: ${(error as Error).message}. Run this as the user who started it.`,
    );
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

export function readRunRecord(run: string): RunRecord | null {
  const file = join(run, 'daemon.json');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new UnusableEngine(`the run file ${file} cannot be read: ${(error as Error).message}.`);
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
