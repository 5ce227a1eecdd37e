// Calls of clients that are over. Their numbers are microseconds since 1970 that never go back, so that one column is name, order and time.
import type { SQLInputValue } from 'node:sqlite';
import type { KeptCall } from '../../../contract/calls.ts';
import type { CallQuery } from '../store.ts';
import type { Database, Row } from './database.ts';

export const callsKept = { days: 30, rows: 200_000 };

export const seqOfTime = (ms: number): number => Math.floor(ms) * 1_000;

export function createCallsTable(mostRows = callsKept.rows) {
  // of this connection's database; forgotten when another one is opened
  let rows: number | null = null;

  function insertAll(db: Database, calls: readonly KeptCall[]): void {
    for (const { seq, at, client, profile, server, method, target, ms, outcome, requestBytes, resultBytes, arguments: given } of calls) {
      db.run(
        'INSERT OR IGNORE INTO calls (seq, at, client, profile, server, method, target, ms, outcome, request_bytes, result_bytes, arguments) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        seq,
        at,
        client,
        profile,
        server,
        method,
        target,
        ms,
        outcome,
        requestBytes,
        resultBytes,
        given ?? null,
      );
    }
  }

  return {
    forget(): void {
      rows = null;
    },
    last: (db: Database): number => Number(db.get('SELECT max(seq) AS seq FROM calls')?.seq ?? 0),
    /** with what is too many by then: a few rows each time, so that nobody waits for a large removal */
    insert(db: Database, calls: readonly KeptCall[]): void {
      try {
        db.transaction(() => {
          rows ??= Number(db.get('SELECT count(*) AS rows FROM calls')?.rows ?? 0);
          insertAll(db, calls);
          rows += calls.length;
          if (rows <= mostRows) return;
          db.run('DELETE FROM calls WHERE seq IN (SELECT seq FROM calls ORDER BY seq LIMIT ?)', rows - mostRows);
          rows = mostRows;
        });
      } catch (error) {
        rows = null; // the count went back with the rows
        throw error;
      }
    },
    select: (db: Database, query: CallQuery): KeptCall[] => {
      const where: string[] = [];
      const values: SQLInputValue[] = [];
      const add = (condition: string, value: SQLInputValue | undefined): void => {
        if (value === undefined) return;
        where.push(condition);
        values.push(value);
      };
      add('seq > ?', query.since);
      add('client = ?', query.client);
      add('server = ?', query.server);
      add('outcome = ?', query.outcome);
      const condition = where.length > 0 ? `WHERE ${where.join(' AND ')}` : '';
      const order = query.first ? 'ASC' : 'DESC';
      return db.all(`SELECT * FROM calls ${condition} ORDER BY seq ${order} LIMIT ?`, ...values, query.limit).map(callOf);
    },
    prune(db: Database, now: Date): void {
      db.run('DELETE FROM calls WHERE seq < ?', seqOfTime(now.getTime() - callsKept.days * 86_400_000));
      rows = null;
    },
  };
}

function callOf(row: Row): KeptCall {
  return {
    seq: Number(row.seq),
    at: String(row.at),
    client: String(row.client),
    profile: String(row.profile),
    server: String(row.server),
    method: String(row.method),
    target: row.target === null ? null : String(row.target),
    ms: Number(row.ms),
    outcome: String(row.outcome) as KeptCall['outcome'],
    requestBytes: Number(row.request_bytes),
    resultBytes: Number(row.result_bytes),
    ...(row.arguments === null ? {} : { arguments: String(row.arguments) }),
  };
}
