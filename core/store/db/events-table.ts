// Numbered events and the audit: what happened, and who asked for it.
import type { SQLInputValue } from 'node:sqlite';
import type { Event } from '../../../contract/events.ts';
import type { Actor } from '../../../contract/server.ts';
import type { AuditEntry, EventQuery } from '../store.ts';
import type { Database, Row } from './database.ts';

export const eventsKept = { days: 30, rows: 100_000 };
export const auditKeptDays = 90;

/**
 * Numbers are set aside in blocks before they are given out. An event that waits in memory while the disk is full, and is lost
 * because the engine is killed then, has been seen by others: the next engine goes on behind the block.
 */
const block = 1_000;

export function insertEvent(db: Database, event: Event): void {
  const { seq, at, type, server, view: _view, engine: _engine, ...body } = event;
  db.run(
    'INSERT OR IGNORE INTO events (seq, at, type, server, body) VALUES (?, ?, ?, ?, ?)',
    seq,
    at,
    type,
    server ?? null,
    JSON.stringify(body),
  );
}

export function reserve(db: Database, seq: number): number {
  const upTo = seq + block;
  setReserved(db, upTo);
  return upTo;
}

export function setReserved(db: Database, upTo: number): void {
  db.run("INSERT OR REPLACE INTO counters (name, value) VALUES ('events reserved', ?)", upTo);
}

/** After a clean end this is the last number; after a kill, the end of the block. */
export function lastReserved(db: Database): number {
  const reserved = Number(db.get("SELECT value FROM counters WHERE name = 'events reserved'")?.value ?? 0);
  const last = Number(db.get('SELECT max(seq) AS seq FROM events')?.seq ?? 0);
  return Math.max(reserved, last);
}

/** With `since` the first ones after it, otherwise the latest ones; oldest first either way. */
export function selectEvents(db: Database, query: EventQuery): Event[] {
  const where: string[] = [];
  const values: SQLInputValue[] = [];
  const add = (condition: string, value: SQLInputValue): void => {
    where.push(condition);
    values.push(value);
  };
  if (query.since !== undefined) add('seq > ?', query.since);
  if (query.before !== undefined) add('seq < ?', query.before);
  if (query.from !== undefined) add('at >= ?', query.from);
  if (query.type !== undefined) add('type = ?', query.type);
  if (query.server !== undefined) add('server = ?', query.server);
  const condition = where.length > 0 ? `WHERE ${where.join(' AND ')}` : '';
  const order = query.since === undefined ? 'DESC' : 'ASC';
  const rows = db.all(`SELECT * FROM events ${condition} ORDER BY seq ${order} LIMIT ?`, ...values, query.limit ?? 1_000);
  return (query.since === undefined ? rows.reverse() : rows).map(eventOf);
}

function eventOf(row: Row): Event {
  const head = { seq: Number(row.seq), at: String(row.at), type: String(row.type) };
  const server = row.server === null ? {} : { server: String(row.server) };
  return { ...head, ...server, ...(JSON.parse(String(row.body)) as Partial<Event>) };
}

export function insertAudit(db: Database, entry: Omit<AuditEntry, 'id'>): void {
  db.run(
    'INSERT INTO audit (at, actor, action, target, detail, ok) VALUES (?, ?, ?, ?, ?, ?)',
    entry.at,
    entry.actor,
    entry.action,
    entry.target,
    entry.detail,
    entry.ok ? 1 : 0,
  );
}

/** The latest ones, oldest first. */
export function selectAudit(db: Database, query: { limit?: number; from?: string }): AuditEntry[] {
  const rows = db.all('SELECT * FROM audit WHERE at >= ? ORDER BY id DESC LIMIT ?', query.from ?? '', query.limit ?? 1_000);
  return rows.reverse().map((row) => ({
    id: Number(row.id),
    at: String(row.at),
    actor: String(row.actor) as Actor,
    action: String(row.action),
    target: row.target === null ? null : String(row.target),
    detail: row.detail === null ? null : String(row.detail),
    ok: row.ok === 1,
  }));
}

export function pruneHistory(db: Database, now: Date): void {
  const before = (days: number): string => new Date(now.getTime() - days * 86_400_000).toISOString();
  db.run('DELETE FROM events WHERE at < ?', before(eventsKept.days));
  db.run('DELETE FROM events WHERE seq <= (SELECT seq FROM events ORDER BY seq DESC LIMIT 1 OFFSET ?)', eventsKept.rows);
  db.run('DELETE FROM audit WHERE at < ?', before(auditKeptDays));
}
