// One open SQLite file: settings, migrations, cached statements, transactions.
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import { migrations } from './schema.ts';

export type Row = Record<string, SQLOutputValue>;

export interface Database {
  run(sql: string, ...values: SQLInputValue[]): void;
  get(sql: string, ...values: SQLInputValue[]): Row | undefined;
  all(sql: string, ...values: SQLInputValue[]): Row[];
  /** all or nothing; inside another one it is a part of that */
  transaction(work: () => void): void;
  close(): void;
}

/** The file was written by a later version of the program: it must stay as it is. */
export class NewerDatabase extends Error {}

export function databaseFile(folder: string): string {
  return join(folder, 'roundhouse.db');
}

/** Throws what SQLite throws: see `failureKind`. `null` opens a database in memory. */
export function openDatabase(folder: string | null): Database {
  if (folder !== null) {
    refuseNewer(versionInHeader(databaseFile(folder)));
    makePrivate(folder);
  }
  const db = new DatabaseSync(folder === null ? ':memory:' : databaseFile(folder));
  try {
    db.exec('PRAGMA busy_timeout = 500');
    migrate(db, () => {
      // NORMAL with WAL: a commit is in the operating system's hands, so the engine may be killed at any moment;
      // only a power failure can take the last commits, and never tears the file
      db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 4194304; PRAGMA cache_size = -2000');
    });
  } catch (error) {
    db.close();
    throw error;
  }
  return wrap(db);
}

function makePrivate(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = databaseFile(folder);
  // made by us before SQLite does, so that it never exists with a wider mode; -wal and -shm take the mode of this file
  closeSync(openSync(file, 'a', 0o600));
  if (process.platform === 'win32') return;
  chmodSync(folder, 0o700);
  chmodSync(file, 0o600);
}

/** Read without SQLite, which would already write (WAL, checkpoint) into a file that is to stay as it is. */
function versionInHeader(file: string): number {
  if (!existsSync(file)) return 0;
  const handle = openSync(file, 'r');
  try {
    const header = Buffer.alloc(64);
    return readSync(handle, header, 0, 64, 0) === 64 && header.toString('latin1', 0, 15) === 'SQLite format 3'
      ? header.readUInt32BE(60)
      : 0;
  } finally {
    closeSync(handle);
  }
}

function refuseNewer(version: number): void {
  if (version > migrations.length) throw new NewerDatabase(`version ${version}, known up to ${migrations.length}`);
}

function migrate(db: DatabaseSync, configure: () => void): void {
  const version = Number(db.prepare('PRAGMA user_version').get()?.user_version ?? 0);
  refuseNewer(version); // the header may be older than what is in the WAL
  configure();
  for (let step = version; step < migrations.length; step += 1) {
    db.exec(`BEGIN IMMEDIATE; ${migrations[step]}; PRAGMA user_version = ${step + 1}; COMMIT`);
  }
}

function wrap(db: DatabaseSync): Database {
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    let statement = statements.get(sql);
    if (!statement) {
      statement = db.prepare(sql);
      statements.set(sql, statement);
    }
    return statement;
  };
  return {
    run: (sql, ...values) => void prepared(sql).run(...values),
    get: (sql, ...values) => prepared(sql).get(...values),
    all: (sql, ...values) => prepared(sql).all(...values),
    transaction(work) {
      if (db.isTransaction) return work();
      db.exec('BEGIN IMMEDIATE');
      try {
        work();
        db.exec('COMMIT');
      } catch (error) {
        // some errors have rolled back already (disk full, for one)
        if (db.isTransaction) db.exec('ROLLBACK');
        throw error;
      }
    },
    close() {
      statements.clear();
      db.close();
    },
  };
}

export type FailureKind = 'newer' | 'broken' | 'refused' | 'mistake';

/** `refused`: the disk or a lock, it may work later. `broken`: the file is no usable database. `mistake`: this one statement. */
export function failureKind(error: unknown): FailureKind {
  if (error instanceof NewerDatabase) return 'newer';
  const { code, errcode } = error as { code?: string; errcode?: number };
  if (code !== 'ERR_SQLITE_ERROR') return code?.startsWith('E') && !code.startsWith('ERR_') ? 'refused' : 'mistake';
  switch ((errcode ?? 0) & 0xff) {
    case 11: // corrupt
    case 26: // not a database
      return 'broken';
    case 3: // no permission
    case 5: // busy
    case 6: // locked
    case 7: // no memory
    case 8: // read-only
    case 10: // input/output
    case 13: // full
    case 14: // cannot open
    case 22: // large file support
      return 'refused';
    default:
      return 'mistake';
  }
}

/** Moves an unusable database out of the way, with what belongs to it; answers where it is now. */
export function moveAside(folder: string, now = new Date()): string {
  const file = databaseFile(folder);
  const stamp = now.toISOString().replaceAll(/[:.]/g, '-');
  let aside = `${file}.corrupt-${stamp}`;
  for (let count = 2; existsSync(aside); count += 1) aside = `${file}.corrupt-${stamp}-${count}`;
  renameSync(file, aside);
  for (const part of ['-wal', '-shm', '-journal']) if (existsSync(file + part)) renameSync(file + part, aside + part);
  return aside;
}
