// Calls in figures: of the last minute and hour, over time and by tool, over restarts.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCallFigures, type RunningCallFigures } from '../../core/gateway/call-figures.ts';
import { openStore } from '../../core/store/sqlite.ts';
import type { Store } from '../../core/store/store.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const start = Date.UTC(2026, 10, 21, 8);

let folder: string;
let store: Store;
let clock: number;
let figures: RunningCallFigures;
const open = () => createCallFigures({ store, wall: () => clock, keepEveryMs: 60 * minute });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rh-call-figures-'));
  clock = start;
  store = openStore(folder, { now: () => new Date(clock) });
  figures = open();
});
afterEach(() => {
  figures.close();
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const call = (server: string, ms: number, outcome: 'ok' | 'tool-error' | 'error' | 'cancelled' = 'ok', target = 'read') =>
  figures.record({ server, method: 'tools/call', target, outcome, ms });
const points = (from: number, stepMs?: number, server: string | undefined = 'files') =>
  figures.points({ server, from: new Date(from), to: new Date(clock), stepMs });

describe('calls in figures', () => {
  it('nothing was called: nothing is said of any server', () => {
    expect(figures.now()).toEqual({ all: { perMinute: 0, lastHour: 0, failed: 0, p95Ms: null, lastAt: null }, servers: {} });
    expect(points(start - hour)).toEqual([]);
  });

  it('the last minute slides by seconds, the last hour by minutes', () => {
    for (let index = 0; index < 6; index += 1, clock += 20 * second) call('files', 100);
    // at 0, 20, …, 100 s; now it is 120 s
    expect(figures.now().servers.files).toMatchObject({ perMinute: 2, lastHour: 6 });
    clock += 30 * second;
    expect(figures.now().servers.files).toMatchObject({ perMinute: 1, lastHour: 6 });
    clock += 10 * second;
    expect(figures.now().servers.files).toMatchObject({ perMinute: 0, lastHour: 6 });
    clock = start + 60 * minute;
    expect(figures.now().servers.files).toMatchObject({ lastHour: 3 });
    clock = start + 61 * minute;
    expect(figures.now()).toEqual({ all: { perMinute: 0, lastHour: 0, failed: 0, p95Ms: null, lastAt: null }, servers: {} });
    call('files', 7);
    expect(figures.now().servers.files).toMatchObject({ perMinute: 1, lastHour: 1, p95Ms: expect.closeTo(7, 0) });
  });

  it('says when the newest ended: their number alone stays when one comes as another becomes too old', () => {
    for (let index = 0; index < 61; index += 1, clock += minute) {
      call('files', 5);
      const { all, servers } = figures.now();
      expect(servers.files).toMatchObject({ lastHour: Math.min(60, index + 1), lastAt: new Date(clock).toISOString() });
      expect(all.lastAt).toBe(servers.files!.lastAt);
    }
    call('web', 5);
    expect(figures.now()).toMatchObject({
      all: { lastAt: new Date(clock).toISOString() },
      servers: { files: { lastAt: new Date(clock - minute).toISOString() } },
    });
  });

  it('all together are counted together: a percentile is no mean of percentiles', () => {
    for (let index = 0; index < 98; index += 1) call('fast', 1);
    call('slow', 800);
    call('slow', 800, 'tool-error');
    const { all, servers } = figures.now();
    expect(all).toMatchObject({ perMinute: 100, lastHour: 100, failed: 1, p95Ms: expect.closeTo(1, 1) });
    expect(servers.slow).toMatchObject({ perMinute: 2, failed: 1 });
    expect(servers.slow!.p95Ms! / 800).toBeCloseTo(1, 1);
  });

  it('over time: by minute, in wider steps the percentile of all their answers', () => {
    for (let index = 0; index < 30; index += 1, clock += 10 * second) call('files', index < 15 ? 10 : 1_000, index === 3 ? 'error' : 'ok');
    call('files', 5, 'cancelled');
    call('other', 1);
    const fine = points(start);
    expect(fine.map(({ t, calls, failed, cancelled }) => [(Date.parse(t) - start) / minute, calls, failed, cancelled])).toEqual([
      [0, 6, 1, 0],
      [1, 6, 0, 0],
      [2, 6, 0, 0],
      [3, 6, 0, 0],
      [4, 6, 0, 0],
      [5, 1, 0, 1],
    ]);
    expect(fine[5]).toMatchObject({ p50Ms: null, p95Ms: null });
    const [wide, ...more] = points(start, 10 * minute);
    expect(more).toEqual([]);
    expect(wide).toMatchObject({ t: new Date(start).toISOString(), calls: 31, failed: 1, cancelled: 1 });
    expect(wide!.p95Ms! / 1_000).toBeCloseTo(1, 1);
    expect(figures.points({ from: new Date(start), to: new Date(clock), stepMs: 10 * minute })[0]).toMatchObject({ calls: 32 });
  });

  it('a week later the ten minutes are there, merged into few steps', () => {
    for (let day = 0; day < 7; day += 1) {
      clock = start + day * 24 * hour;
      call('files', 20);
      figures.points({ from: new Date(clock), to: new Date(clock) });
      store.prune(new Date(clock + hour));
    }
    const week = points(start, 30 * minute);
    expect(week).toHaveLength(7);
    expect(points(clock - hour, minute)).toHaveLength(1);
    expect(points(start, minute)).toHaveLength(7);
    clock = start + 60 * 24 * hour;
    store.prune(new Date(clock));
    expect(points(start, 30 * minute)).toEqual([]);
  });

  it('survive an end of the engine: the hour, the steps and the tools go on', () => {
    call('files', 50);
    call('files', 50, 'tool-error', 'write');
    figures.close();
    figures = open();
    clock += 10 * second;
    call('files', 50);
    expect(figures.now().servers.files).toMatchObject({ perMinute: 1, lastHour: 3, failed: 1 });
    expect(points(start)).toMatchObject([{ calls: 3, failed: 1 }]);
    const tools = figures.tools({ server: 'files', from: new Date(start) });
    expect(tools.map(({ tool, calls, failed }) => [tool, calls, failed]).sort()).toEqual([
      ['read', 2, 0],
      ['write', 1, 1],
    ]);
    expect(figures.tools({ server: 'other', from: new Date(start) })).toEqual([]);
  });

  it('what is no tool counts for its server only', () => {
    figures.record({ server: 'files', method: 'resources/read', target: 'file:///a', outcome: 'ok', ms: 3 });
    expect(points(start)).toMatchObject([{ calls: 1 }]);
    expect(figures.tools({ from: new Date(start) })).toEqual([]);
  });

  it('a clock that is set back leaves nothing behind that never goes', () => {
    call('files', 1);
    clock -= 2 * hour;
    expect(figures.now().servers.files).toBeUndefined();
    call('files', 1);
    expect(figures.now().servers.files).toMatchObject({ perMinute: 1, lastHour: 1 });
  });

  it('names of tools without end are counted together', () => {
    for (let index = 0; index < 2_000; index += 1) call('files', 1, 'ok', `tool-${index}`);
    expect(figures.now().servers.files).toMatchObject({ lastHour: 2_000 });
    expect(figures.tools({ from: new Date(start) }).length).toBeLessThanOrEqual(500);
  });

  it('a call costs next to nothing', () => {
    const began = process.cpuUsage();
    for (let index = 0; index < 200_000; index += 1) {
      clock += 1;
      call(`server-${index % 30}`, 1 + (index % 400));
    }
    const used = process.cpuUsage(began);
    // five microseconds each, on a machine that does other things too; a call itself takes some hundred
    expect((used.user + used.system) / 200_000).toBeLessThan(5);
  });
});
