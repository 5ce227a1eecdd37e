// The connection that never throws into the engine: what the disk refuses waits in memory, in order, and is tried again.
import { type Database, databaseFile, failureKind, moveAside, openDatabase } from './database.ts';

export interface ConnectionOptions {
  /** tries again this often while the disk refuses */
  retryMs: number;
  maxPending: number;
  /** something that people should know; for the engine's log */
  onTrouble(message: string): void;
  /** a database was opened (anew): fill it with what must not be lost, read what it knows. May throw what SQLite throws. */
  onOpen(db: Database, how: 'first' | 'late' | 'replaced'): void;
  /** several writes were undone together: forget what was noted while they ran */
  onRollback(): void;
}

type Write = (db: Database) => void;

export interface Connection {
  readonly trouble: string | null;
  /** runs now, or later in the order of the calls; `expendable` ones are the first to go when too many wait */
  write(work: Write, expendable?: boolean): void;
  /** the fallback when there is nothing to read from */
  read<T>(work: (db: Database) => T, fallback: T): T;
  pending(): number;
  dropped(): number;
  close(finalWrite: Write): void;
}

export function openConnection(folder: string, options: ConnectionOptions): Connection {
  let db: Database | null = null;
  let trouble: string | null = null;
  let timer: NodeJS.Timeout | null = null;
  let dropped = 0;
  let refused = false;
  let closed = false;
  let queue: { work: Write; expendable: boolean }[] = [];
  const file = databaseFile(folder);

  const say = (message: string): void => {
    trouble = message;
    options.onTrouble(message);
  };

  const open = (how: 'first' | 'late'): void => {
    try {
      db = openDatabase(folder);
      options.onOpen(db, how);
      if (how === 'late') trouble = null;
    } catch (error) {
      shut();
      const kind = failureKind(error);
      const why = message(error);
      if (kind === 'newer') {
        db = openDatabase(null);
        options.onOpen(db, 'replaced');
        say(
          `The database ${file} was written by a newer version of Roundhouse (${why}), so it is left untouched and nothing is remembered until that version runs again.`,
        );
      } else if (kind === 'refused') {
        if (trouble === null) {
          say(
            `The database ${file} cannot be opened (${why}), so what happens is kept in memory and opening is tried again every few seconds.`,
          );
        }
        retryLater();
      } else replace(why);
    }
  };

  const shut = (): void => {
    try {
      db?.close();
    } catch {
      // a broken database may refuse to be closed properly: the file is moved away anyway
    }
    db = null;
  };

  const replace = (why: string): void => {
    shut();
    try {
      const aside = moveAside(folder);
      db = openDatabase(folder);
      options.onOpen(db, 'replaced');
      say(`The database could not be used (${why}), so it was moved to ${aside} and a fresh one was begun.`);
    } catch (error) {
      shut();
      say(
        `The database ${file} cannot be used (${why}) and not be replaced either (${message(error)}); it is tried again every few seconds.`,
      );
      retryLater();
    }
  };

  const retryLater = (): void => {
    if (closed || timer) return;
    timer = setTimeout(() => {
      timer = null;
      if (db === null) open('late');
      if (db !== null) drain();
      if (queue.length > 0) retryLater();
    }, options.retryMs).unref();
  };

  /** true: done, or given up because it can never work */
  const attempt = (work: Write): boolean => {
    if (db === null) return false;
    try {
      work(db);
      return true;
    } catch (error) {
      return afterFailure(error, work);
    }
  };

  const afterFailure = (error: unknown, work: Write): boolean => {
    const kind = failureKind(error);
    if (kind === 'refused') {
      if (!refused)
        options.onTrouble(`The database ${file} cannot be written (${message(error)}); what happens is kept in memory until it can.`);
      refused = true;
      return false;
    }
    if (kind === 'broken') {
      replace(message(error));
      try {
        if (db !== null) work(db);
      } catch {
        return false; // even the fresh one refuses: wait
      }
      return db !== null;
    }
    dropped += 1;
    options.onTrouble(`One entry could not be written to the database ${file} (${message(error)}) and was left out.`);
    return true;
  };

  const drain = (): void => {
    if (queue.length === 0 || db === null) return;
    const all = queue;
    try {
      const target = db;
      target.transaction(() => {
        for (const { work } of all) work(target);
      });
      queue = [];
    } catch (error) {
      options.onRollback();
      if (failureKind(error) === 'refused') return;
      // one of them is bad, or the file is: one by one shows which
      let done = 0;
      for (const { work } of all) {
        if (!attempt(work)) break;
        done += 1;
      }
      queue = all.slice(done);
    }
    if (queue.length === 0 && refused) {
      refused = false;
      const lost = dropped > 0 ? `; ${dropped} had to be left out since the start` : '';
      options.onTrouble(`The database ${file} can be written again and holds what had to wait${lost}.`);
    }
  };

  const enqueue = (work: Write, expendable: boolean): void => {
    if (queue.length >= options.maxPending) {
      const at = queue.findIndex((waiting) => waiting.expendable);
      dropped += 1;
      if (at < 0 && expendable) return;
      queue.splice(Math.max(at, 0), 1);
    }
    queue.push({ work, expendable });
    retryLater();
  };

  open('first');
  return {
    get trouble() {
      return trouble;
    },
    write(work, expendable = false) {
      if (closed) return;
      if (queue.length === 0 && attempt(work)) return;
      enqueue(work, expendable);
    },
    read(work, fallback) {
      if (db === null) return fallback;
      try {
        return work(db);
      } catch (error) {
        if (failureKind(error) === 'broken') replace(message(error));
        else options.onTrouble(`The database ${file} could not be read (${message(error)}).`);
        return fallback;
      }
    },
    pending: () => queue.length,
    dropped: () => dropped,
    close(finalWrite) {
      if (closed) return;
      if (timer) clearTimeout(timer);
      if (db === null) open('late');
      drain();
      if (queue.length === 0) attempt(finalWrite);
      else options.onTrouble(`${queue.length} entries could not be written to the database ${file} before the engine ended.`);
      closed = true;
      if (timer) clearTimeout(timer);
      shut();
    },
  };
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
