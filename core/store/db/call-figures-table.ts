// Calls counted together: by minute for a day, by ten minutes for a month, by tool and hour for a week. Each write adds to what is there.
import type { SQLInputValue } from 'node:sqlite';
import { addTally, newTally, type Tally, timesOf, timesText } from '../../decide/tally.ts';
import type { CallTally, CallTallyQuery } from '../store.ts';
import type { Database, Row } from './database.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const minutes = { stepMs: minute, keepMs: day };
const tens = { stepMs: 10 * minute, keepMs: 30 * day };
const hoursOfTools = { stepMs: hour, keepMs: 8 * day };
/** a chart has no use for more */
const mostPoints = 5_000;
const pruneEveryMs = hour;

export function createCallFiguresTable() {
  let prunedAt = 0;
  return {
    add(db: Database, tallies: readonly CallTally[]): void {
      db.transaction(() => {
        for (const { stepMs } of [minutes, tens]) addAll(db, stepMs, tallies, () => '');
        const ofTools = tallies.filter(({ target }) => target !== '');
        addAll(db, hoursOfTools.stepMs, ofTools, ({ target }) => target);
      });
    },
    select: selectSteps,
    tools: selectTools,
    prune(db: Database, now: Date): void {
      if (Math.abs(now.getTime() - prunedAt) < pruneEveryMs) return;
      for (const { stepMs, keepMs } of [minutes, tens, hoursOfTools])
        db.run('DELETE FROM call_figures WHERE step = ? AND t < ?', stepMs, now.getTime() - keepMs);
      prunedAt = now.getTime();
    },
  };
}

const begin = (t: number, stepMs: number): number => t - (t % stepMs);

function addAll(db: Database, stepMs: number, tallies: readonly CallTally[], targetOf: (one: CallTally) => string): void {
  const rows = new Map<string, CallTally>();
  for (const one of tallies) {
    const row = { server: one.server, target: targetOf(one), t: begin(one.t, stepMs) };
    const key = JSON.stringify(Object.values(row));
    const known = rows.get(key) ?? { ...row, tally: newTally() };
    rows.set(key, known);
    addTally(known.tally, one.tally);
  }
  for (const { server, target, t, tally } of rows.values()) {
    const at: SQLInputValue[] = [stepMs, server, target, t];
    const before = db.get('SELECT * FROM call_figures WHERE step = ? AND server = ? AND target = ? AND t = ?', ...at);
    if (before) addTally(tally, tallyOf(before));
    const { calls, failed, cancelled } = tally;
    db.run(
      'INSERT OR REPLACE INTO call_figures (step, server, target, t, calls, failed, cancelled, times) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      ...at,
      calls,
      failed,
      cancelled,
      timesText(tally),
    );
  }
}

/** Of one server or of each, in steps of which each begins at a whole multiple of its length; oldest first. */
function selectSteps(db: Database, query: CallTallyQuery, now: Date): CallTally[] {
  const { server, from, to } = query;
  const range = to.getTime() - from.getTime();
  const wanted = Math.max(query.stepMs ?? (range > day ? tens.stepMs : minute), range / mostPoints);
  const level = wanted >= tens.stepMs || now.getTime() - from.getTime() > minutes.keepMs ? tens : minutes;
  const step = Math.max(1, Math.ceil(wanted / level.stepMs)) * level.stepMs;
  const rows = db.all(
    `SELECT * FROM call_figures WHERE step = ? AND target = '' AND t >= ? AND t <= ?${server === undefined ? '' : ' AND server = ?'} ORDER BY t`,
    level.stepMs,
    begin(from.getTime(), level.stepMs),
    to.getTime(),
    ...(server === undefined ? [] : [server]),
  );
  return merged(rows, (row) => ({ server: String(row.server), target: '', t: begin(Number(row.t), step) }));
}

function selectTools(db: Database, query: { server?: string | undefined; from: Date }): CallTally[] {
  const rows = db.all(
    `SELECT * FROM call_figures WHERE step = ? AND t >= ?${query.server === undefined ? '' : ' AND server = ?'}`,
    hoursOfTools.stepMs,
    begin(query.from.getTime(), hoursOfTools.stepMs),
    ...(query.server === undefined ? [] : [query.server]),
  );
  return merged(rows, (row) => ({ server: String(row.server), target: String(row.target), t: 0 }));
}

function merged(rows: readonly Row[], placeOf: (row: Row) => Omit<CallTally, 'tally'>): CallTally[] {
  const found = new Map<string, CallTally>();
  for (const row of rows) {
    const place = placeOf(row);
    const key = JSON.stringify(Object.values(place));
    const known = found.get(key);
    if (known) addTally(known.tally, tallyOf(row));
    else found.set(key, { ...place, tally: tallyOf(row) });
  }
  return [...found.values()];
}

const tallyOf = (row: Row): Tally => ({
  calls: Number(row.calls),
  failed: Number(row.failed),
  cancelled: Number(row.cancelled),
  times: timesOf(String(row.times)),
});
