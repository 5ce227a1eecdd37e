// One engine per home. The lock is the kernel's (SQLite holds it on its file), so it ends with the process, however that ends;
// what lies in the files afterwards says nothing. Nothing else may open the lock's file: closing it would release the lock.
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { linuxProcessTable } from './process-table-linux.ts';

export type EngineLock = { held: true; release(): void; isThere(): boolean } | { held: false; pid: number | null };

export interface LockOptions {
  /** how long to try when nobody can be named who holds it: takers that arrive together block each other for moments */
  patienceMs?: number;
}

/** Garbage collection would close a database that nobody refers to, and give the lock away. */
const held = new Set<DatabaseSync>();

export async function takeLock(runFolder: string, { patienceMs = 5000 }: LockOptions = {}): Promise<EngineLock> {
  mkdirSync(runFolder, { recursive: true, mode: 0o700 });
  if (process.platform !== 'win32') chmodSync(runFolder, 0o700);
  const holderFile = join(runFolder, 'engine.pid');
  const lockFile = join(runFolder, 'engine.lock');
  const { DatabaseSync } = await import('node:sqlite');
  const until = performance.now() + patienceMs;
  for (;;) {
    const database = tryLock(DatabaseSync, lockFile);
    if (database) {
      held.add(database);
      writeFileSync(holderFile, `${process.pid} ${startOf(process.pid) ?? ''}\n`, { mode: 0o600 });
      const { ino } = statSync(lockFile);
      // somebody may delete the folder under us: then the kernel's lock is on a file that nobody can find
      const isThere = () => statSync(lockFile, { throwIfNoEntry: false })?.ino === ino;
      return { held: true, release: () => release(database, holderFile), isThere };
    }
    const pid = readHolder(holderFile);
    if (pid !== null || performance.now() >= until) return { held: false, pid };
    await new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 20));
  }
}

function tryLock(Database: typeof DatabaseSync, file: string): DatabaseSync | null {
  const database = new Database(file);
  try {
    database.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw error;
    return null;
  }
}

function isBusy(error: unknown): boolean {
  const code = (error as { errcode?: number }).errcode ?? 0;
  return (code & 0xff) === 5 || (code & 0xff) === 6; // SQLITE_BUSY, SQLITE_LOCKED
}

function release(database: DatabaseSync, holderFile: string): void {
  if (!database.isOpen) return;
  rmSync(holderFile, { force: true }); // first, so that nobody is named who does not hold it any more
  database.close();
  held.delete(database);
}

/** Who holds it, if what the file says is true of a living process: an old file names a dead one, or a pid of somebody else. */
function readHolder(file: string): number | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return null; // the holder has not written it yet
  }
  const [pid, start] = text.trim().split(' ');
  const number = Number(pid);
  if (!Number.isInteger(number) || number <= 0) return null;
  if (process.platform === 'linux') return start && startOf(number) === start ? number : null;
  try {
    process.kill(number, 0);
    return number;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? number : null;
  }
}

function startOf(pid: number): string | null {
  if (process.platform !== 'linux') return null;
  const table = linuxProcessTable();
  const start = table.startNow(pid);
  return start === null || start === undefined ? null : table.startText(start);
}
