import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { migrations } from '../../core/store/db/schema.ts';
import { openStore } from '../../core/store/sqlite.ts';
import type { Store } from '../../core/store/store.ts';

const start = Date.UTC(2026, 10, 1);
const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

let folder: string;
let store: Store;
let clock: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rh-metrics-'));
  clock = start;
  store = openStore(folder, { now: () => new Date(clock) });
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const tick = (values: { cpu: number | null; memory?: number | null }, server = 'files'): void =>
  store.appendMetrics(new Date(clock), [{ server, cpu: values.cpu, memory: values.memory ?? null, processes: 2 }]);
const ask = (from: number, to: number, stepMs?: number, server = 'files') =>
  store.metrics(server, { from: new Date(from), to: new Date(to), stepMs });

test('samples come back as they were, and averaged by step; what was not measured stays a gap', () => {
  for (let index = 0; index < 12; index += 1) {
    clock = start + index * 10 * second;
    if (index === 3 || index === 4 || index === 5) continue; // nobody measured
    tick({ cpu: index, memory: index === 2 ? null : 1_000 * index });
  }
  const points = ask(start, clock);
  expect(points.map((point) => point.cpu)).toEqual([0, 1, 2, 6, 7, 8, 9, 10, 11]);
  expect(points[2]).toEqual({
    t: new Date(start + 20 * second).toISOString(),
    cpu: 2,
    cpuMax: 2,
    memory: null,
    memoryMax: null,
    processes: 2,
  });
  expect(ask(start, clock, 30 * second).map((point) => [Date.parse(point.t) - start, point.cpu, point.memory])).toEqual([
    [0, 1, 500],
    [60 * second, 7, 7_000],
    [90 * second, 10, 10_000],
  ]);
  expect(ask(start, clock, undefined, 'unknown')).toEqual([]);
});

test('the two ends of the range count, and other servers do not', () => {
  for (let index = 0; index < 4; index += 1) {
    clock = start + index * 10 * second;
    tick({ cpu: index });
    tick({ cpu: 99 }, 'other');
  }
  expect(ask(start + 10 * second, start + 20 * second).map((point) => point.cpu)).toEqual([1, 2]);
});

test('a day becomes minutes, a month ten minutes, and each level holds the averages of what was measured', () => {
  // 26 hours, a sample every 20 s: cpu is the hour it was taken in
  for (; clock < start + 26 * hour; clock += 20 * second) tick({ cpu: Math.floor((clock - start) / hour), memory: 5 });
  store.prune(new Date(clock));
  const end = clock;
  const raw = ask(end - hour + minute, end);
  expect(raw.length).toBe(59 * 3);
  // two hours back only minutes are left
  const minutes = ask(end - 2 * hour, end);
  expect(minutes.length).toBe(120);
  expect([minutes[0]!.cpu, minutes.at(-1)!.cpu, minutes[0]!.memory]).toEqual([24, 25, 5]);
  // beyond a day only ten minutes
  const tens = ask(start, end);
  expect(tens.length).toBe(26 * 6);
  expect([tens[0]!.cpu, tens.at(-1)!.cpu]).toEqual([0, 25]);
  const hours = ask(start, end, hour);
  expect(hours.map((point) => point.cpu)).toEqual(Array.from({ length: 26 }, (_, index) => index));
  clock = start + 40 * day;
  store.prune(new Date(clock));
  expect(ask(start, clock)).toEqual([]);
});

test('what is not rolled up yet is part of a coarse answer', () => {
  for (; clock < start + 3 * minute; clock += 10 * second) tick({ cpu: 4 });
  expect(ask(start, clock, minute).map((point) => point.cpu)).toEqual([4, 4, 4]);
  expect(ask(start, clock, 10 * minute).map((point) => point.cpu)).toEqual([4]);
});

test('a clock that jumps a day ahead and back loses no minutes', () => {
  for (; clock < start + 10 * minute; clock += 10 * second) tick({ cpu: 1 });
  clock += day;
  tick({ cpu: 2 });
  clock -= day;
  for (; clock < start + 30 * minute; clock += 10 * second) tick({ cpu: 3 });
  store.prune(new Date(clock));
  clock = start + 2 * hour;
  store.prune(new Date(clock));
  const points = ask(start, start + 30 * minute);
  expect(points.filter((point) => point.cpu === 1)).toHaveLength(10);
  expect(points.filter((point) => point.cpu === 3)).toHaveLength(20);
});

test('200 servers every 10 seconds cost little', () => {
  const samples = Array.from({ length: 200 }, (_, index) => ({ server: `server-${index}`, cpu: index, memory: index * 1e6, processes: 1 }));
  const began = process.cpuUsage();
  const ticks = 360;
  for (let index = 0; index < ticks; index += 1, clock += 10 * second) store.appendMetrics(new Date(clock), samples);
  const used = process.cpuUsage(began);
  // one hour's worth; the bar for the whole engine is 1 % of a core = 36 s, the history may take a small part of it
  expect((used.user + used.system) / 1e6).toBeLessThan(6);
  store.prune(new Date(clock));
  expect(ask(start, clock, undefined, 'server-7').length).toBeGreaterThan(300);
});

test('a merged point has the mean and the greatest of its samples: a peak is never averaged away', () => {
  // three days, a sample every 20 s; one of them is the peak
  const peak = start + 30 * hour;
  for (; clock < start + 72 * hour; clock += 20 * second) tick(clock === peak ? { cpu: 400, memory: 9_000 } : { cpu: 10, memory: 1_000 });
  store.prune(new Date(clock));
  const week = ask(clock - 7 * day, clock, 30 * minute);
  expect(week).toHaveLength(144);
  const highest = week.filter(({ cpuMax }) => cpuMax !== 10);
  expect(highest).toHaveLength(1);
  expect(highest[0]).toMatchObject({ t: new Date(peak).toISOString(), cpuMax: 400, memoryMax: 9_000 });
  expect(highest[0]!.cpu).toBeGreaterThan(10);
  expect(highest[0]!.cpu).toBeLessThan(20);
  // of the last hour, which is not rolled up
  tick({ cpu: 90 });
  expect(ask(clock - minute, clock, 30 * minute).at(-1)).toMatchObject({ cpuMax: 90 });
});

test('a week in steps of half an hour is read quickly', () => {
  for (clock = start - 7 * day; clock < start; clock += 10 * minute) tick({ cpu: 1, memory: 5 });
  store.prune(new Date(clock));
  const began = performance.now();
  const week = ask(clock - 7 * day, clock, 30 * minute);
  expect(week.length).toBeGreaterThan(330);
  expect(performance.now() - began).toBeLessThan(100);
});

test('rows of an older version have no greatest sample: their mean stands for it', () => {
  store.close();
  const old = mkdtempSync(join(tmpdir(), 'rh-metrics-old-'));
  try {
    const db = new DatabaseSync(join(old, 'roundhouse.db'));
    for (const step of migrations.slice(0, 3)) db.exec(step);
    db.exec(`PRAGMA user_version = 3; INSERT INTO metric_names (id, name) VALUES (1, 'files');
      INSERT INTO metrics_minute (server, t, cpu, memory, processes) VALUES (1, ${start}, 7, 70, 1)`);
    db.exec(`INSERT INTO counters (name, value) VALUES ('minutes rolled up to', ${start + minute})`);
    db.close();
    clock = start + 2 * hour;
    store = openStore(old, { now: () => new Date(clock) });
    expect(store.trouble).toBeNull();
    expect(ask(start, start + minute, minute)).toEqual([
      { t: new Date(start).toISOString(), cpu: 7, cpuMax: 7, memory: 70, memoryMax: 70, processes: 1 },
    ]);
    expect(store.callTallies({ from: new Date(start), to: new Date(clock) })).toEqual([]);
  } finally {
    store.close();
    rmSync(old, { recursive: true, force: true });
    store = openStore(folder);
  }
});
