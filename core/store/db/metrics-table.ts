// History of the vitals: every sample for an hour, minutes for a day, ten minutes for a month.
import type { SQLInputValue } from 'node:sqlite';
import type { MetricPoint, MetricSample } from '../store.ts';
import type { Database, Row } from './database.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

interface Level {
  table: string;
  stepMs: number;
  keepMs: number;
}
const raw: Level = { table: 'metrics_raw', stepMs: 0, keepMs: hour };
const minutes: Level = { table: 'metrics_minute', stepMs: minute, keepMs: day };
const tens: Level = { table: 'metrics_ten_minutes', stepMs: 10 * minute, keepMs: 30 * day };
export const metricsKept = { days: tens.keepMs / day, rows: null };
const rolled = [
  { level: minutes, counter: 'minutes rolled up to' },
  { level: tens, counter: 'ten minutes rolled up to' },
];
/** a chart has no use for more, and the engine no time for it */
const maxPoints = 5_000;
/** in batches, because a row of another server is another page of the file */
const rollUpEvery = 5 * minute;

/** of each sample there is one value; of a rolled up row there are a mean and the greatest, which those of older versions lack */
const ofSamples = 'cpu, memory, processes, cpu AS cpu_max, memory AS memory_max';
const ofRows = 'cpu, memory, processes, coalesce(cpu_max, cpu) AS cpu_max, coalesce(memory_max, memory) AS memory_max';
const merged =
  'avg(cpu) AS cpu, avg(memory) AS memory, avg(processes) AS processes, max(cpu_max) AS cpu_max, max(memory_max) AS memory_max';

export function createMetrics() {
  // of this connection's database; forgotten when another one is opened
  let ids = new Map<string, number>();
  let rolledUpAt = 0;

  const idOf = (db: Database, name: string): number => {
    const known = ids.get(name);
    if (known !== undefined) return known;
    db.run('INSERT OR IGNORE INTO metric_names (name) VALUES (?)', name);
    const id = Number(db.get('SELECT id FROM metric_names WHERE name = ?', name)?.id);
    ids.set(name, id);
    return id;
  };

  return {
    forget(): void {
      ids = new Map();
    },
    insert(db: Database, at: Date, samples: MetricSample[]): void {
      const t = at.getTime();
      try {
        db.transaction(() => {
          insertAll(db, t, samples, idOf);
          if (Math.abs(t - rolledUpAt) < rollUpEvery) return;
          rollUp(db, at);
          rolledUpAt = t;
        });
      } catch (error) {
        ids = new Map(); // names that were rolled back with it
        throw error;
      }
    },
    select: selectMetrics,
    rollUp,
    prune: pruneMetrics,
  };
}

function insertAll(db: Database, t: number, samples: MetricSample[], idOf: (db: Database, name: string) => number): void {
  for (const { server, cpu, memory, processes } of samples) {
    db.run(
      'INSERT OR REPLACE INTO metrics_raw (t, server, cpu, memory, processes) VALUES (?, ?, ?, ?, ?)',
      t,
      idOf(db, server),
      cpu,
      memory,
      processes,
    );
  }
}

function rolledTo(db: Database, counter: string): number {
  return Number(db.get('SELECT value FROM counters WHERE name = ?', counter)?.value ?? 0);
}

/** Whole steps that have passed move to the coarser tables. Cheap when there is nothing to do. */
function rollUp(db: Database, now: Date): void {
  for (const { level, counter } of rolled) {
    const end = now.getTime() - (now.getTime() % level.stepMs);
    let from = rolledTo(db, counter);
    if (from === end) continue;
    // the clock was set back: what lies in its future was rolled up already or never will be needed
    if (from > end) from = end - level.stepMs;
    db.run(
      `INSERT OR REPLACE INTO ${level.table} (server, t, cpu, memory, processes, cpu_max, memory_max)
       SELECT server, t - t % ${level.stepMs} AS step, ${merged} FROM (SELECT server, t, ${ofSamples} FROM metrics_raw WHERE t >= ? AND t < ?)
       GROUP BY server, step`,
      from,
      end,
    );
    db.run('INSERT OR REPLACE INTO counters (name, value) VALUES (?, ?)', counter, end);
  }
}

function pruneMetrics(db: Database, now: Date): void {
  rollUp(db, now);
  const before = (level: Level): number => now.getTime() - level.keepMs;
  db.run('DELETE FROM metrics_raw WHERE t < ?', before(raw));
  for (const { id } of db.all('SELECT id FROM metric_names')) {
    for (const { level } of rolled) db.run(`DELETE FROM ${level.table} WHERE server = ? AND t < ?`, id as number, before(level));
  }
}

/** The coarsest level that is fine enough for the step, unless only a coarser one reaches back to `from`. */
function levelFor(fromMs: number, stepMs: number, nowMs: number): Level {
  const age = nowMs - fromMs;
  if (stepMs >= tens.stepMs || age > minutes.keepMs) return tens;
  if (stepMs >= minutes.stepMs || age > raw.keepMs) return minutes;
  return raw;
}

function selectMetrics(db: Database, server: string, query: { from: Date; to: Date; stepMs?: number }, now: Date): MetricPoint[] {
  const id = db.get('SELECT id FROM metric_names WHERE name = ?', server)?.id;
  if (id === undefined || id === null) return [];
  const [from, to] = [query.from.getTime(), query.to.getTime()];
  const fewest = Math.ceil((to - from) / maxPoints);
  // below a second it would only move samples to odd times
  const wanted = Math.max(query.stepMs ?? 0, fewest > 1_000 ? fewest : 0);
  // without a wish for a step, a long range gets the coarser level although the finer one reaches back
  const natural = query.stepMs === undefined ? naturalStep(to - from) : 0;
  const level = levelFor(from, Math.max(wanted, natural), now.getTime());
  // whole multiples only: otherwise a bucket would hold now one and now two of the level's values
  const step = level.stepMs === 0 ? Math.max(wanted, 1) : Math.max(Math.ceil(wanted / level.stepMs), 1) * level.stepMs;
  const counter = rolled.find((entry) => entry.level === level)?.counter;
  // what is not rolled up yet comes from the samples themselves
  const border = counter === undefined ? from : Math.min(Math.max(rolledTo(db, counter), from), to + 1);
  const values: SQLInputValue[] = [id, from, border, id, border, to];
  const coarse = level === raw ? minutes.table : level.table;
  const rows = db.all(
    `SELECT t - t % ${step} AS step, ${merged} FROM (
       SELECT t, ${ofRows} FROM ${coarse} WHERE server = ? AND t >= ? AND t < ?
       UNION ALL
       SELECT t, ${ofSamples} FROM metrics_raw WHERE server = ? AND t >= ? AND t <= ?
     ) GROUP BY step ORDER BY step`,
    ...values,
  );
  return rows.map(pointOf);
}

function naturalStep(rangeMs: number): number {
  if (rangeMs > minutes.keepMs) return tens.stepMs;
  return rangeMs > raw.keepMs ? minutes.stepMs : 0;
}

function pointOf(row: Row): MetricPoint {
  const number = (value: Row[string] | undefined, digits: number): number | null =>
    value === null || value === undefined ? null : Math.round(Number(value) * 10 ** digits) / 10 ** digits;
  return {
    t: new Date(Number(row.step)).toISOString(),
    cpu: number(row.cpu, 2),
    cpuMax: number(row.cpu_max, 2),
    memory: number(row.memory, 0),
    memoryMax: number(row.memory_max, 0),
    processes: number(row.processes, 1),
  };
}
