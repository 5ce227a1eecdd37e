// Alert episodes, open ones and those of the past.
import { type Alert, alert } from '../../../contract/alerts.ts';
import type { Database } from './database.ts';

export const alertsKept = { days: 30, rows: 10_000 };
const MOST_ROWS = `SELECT id FROM alerts WHERE closed_at IS NOT NULL ORDER BY id DESC LIMIT -1 OFFSET ${alertsKept.rows}`;

export type StoredAlert = Omit<Alert, 'muted'>;

export function putAlert(db: Database, { id, closedAt, ...body }: StoredAlert): void {
  db.run('INSERT OR REPLACE INTO alerts (id, closed_at, body) VALUES (?, ?, ?)', id, closedAt, JSON.stringify(body));
}

/** newest first */
export function selectAlerts(db: Database): StoredAlert[] {
  return db.all('SELECT * FROM alerts ORDER BY id DESC').flatMap((row) => {
    const body: unknown = JSON.parse(String(row.body));
    const found = alert.omit({ muted: true }).safeParse({ ...(body as object), id: Number(row.id), closedAt: row.closed_at });
    return found.success ? [found.data] : []; // of a later version, which knows kinds that this one does not
  });
}

export function pruneAlerts(db: Database, now: Date): void {
  db.run('DELETE FROM alerts WHERE closed_at < ?', new Date(now.getTime() - alertsKept.days * 86_400_000).toISOString());
  db.run(`DELETE FROM alerts WHERE id IN (${MOST_ROWS})`);
}
