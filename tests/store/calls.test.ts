// Calls that are over: kept in the database, in batches, over restarts, within bounds.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeptCall } from '../../contract/calls.ts';
import type { CallRecord } from '../../core/gateway/gateway.ts';
import { type CallHistoryParts, createCallHistory } from '../../core/store/call-history.ts';
import { openStore } from '../../core/store/sqlite.ts';
import type { Store } from '../../core/store/store.ts';
import { until } from '../support/live-engine.ts';

let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rh-calls-'));
  store = openStore(folder);
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const now = Date.parse('2026-11-21T08:00:00Z');
const call = (more: Partial<CallRecord> = {}): CallRecord => ({
  at: new Date(now).toISOString(),
  client: 'me',
  profile: 'default',
  server: 'files',
  method: 'tools/call',
  target: 'files__read',
  ms: 1.5,
  outcome: 'ok',
  requestBytes: 10,
  resultBytes: 20,
  ...more,
});
const history = (more: Partial<CallHistoryParts> = {}) =>
  createCallHistory({ store, wall: () => now, onTrouble: () => {}, everyMs: 5, ...more });
const targets = (calls: KeptCall[]) => calls.map(({ target }) => target);

describe('the history of calls', () => {
  it('is read from what waits and what is written as one, newest first, by client, server, outcome and number', async () => {
    const calls = history();
    calls.record(call({ target: 'a', arguments: '{"path":"x"}' }));
    calls.record(call({ target: 'b', client: 'other', outcome: 'tool-error' }));
    await until('both written', () => store.calls({ limit: 10 }).length === 2);
    calls.record(call({ target: 'c', server: 'web', outcome: 'cancelled' }));
    const all = calls.read({ limit: 10 });
    expect(targets(all)).toEqual(['c', 'b', 'a']);
    expect(all[2]).toEqual({ seq: now * 1_000, ...call({ target: 'a', arguments: '{"path":"x"}' }) });
    expect(new Set(all.map(({ seq }) => seq)).size).toBe(3);
    expect(targets(calls.read({ limit: 2 }))).toEqual(['c', 'b']);
    expect(targets(calls.read({ limit: 2, first: true, since: all[2]!.seq }))).toEqual(['b', 'c']);
    expect(targets(calls.read({ limit: 9, client: 'me' }))).toEqual(['c', 'a']);
    expect(targets(calls.read({ limit: 9, server: 'web' }))).toEqual(['c']);
    expect(targets(calls.read({ limit: 9, outcome: 'tool-error' }))).toEqual(['b']);
    calls.close();
  });

  it('survives the engine, with numbers that go on, whatever the clock says', () => {
    const first = history();
    for (let n = 0; n < 1_200; n += 1) first.record(call({ target: `t${n}` }));
    first.close();
    store.close();
    store = openStore(folder);
    const second = history({ wall: () => now - 3_600_000 });
    second.record(call({ target: 'later' }));
    const all = second.read({ limit: 5_000 });
    expect(targets(all.slice(0, 2))).toEqual(['later', 't1199']);
    expect(all).toHaveLength(1_201);
    for (let at = 1; at < all.length; at += 1) expect(all[at]!.seq).toBeLessThan(all[at - 1]!.seq);
    second.close();
  });

  it('is bounded in memory when the disk refuses: the oldest go, are counted, and told once', async () => {
    const told: string[] = [];
    let refuses = true;
    const calls = history({
      store: { ...store, appendCalls: (batch) => !refuses && store.appendCalls(batch), calls: store.calls, lastCall: store.lastCall },
      mostWaiting: 100,
      onTrouble: (message) => void told.push(message),
    });
    for (let n = 0; n < 1_000; n += 1) calls.record(call({ target: `t${n}` }));
    expect(calls.dropped()).toBe(900);
    expect(targets(calls.read({ limit: 200 }))[99]).toBe('t900');
    await until('it is told', () => told.length > 0);
    expect(told[0]).toMatch(/^900 calls came faster/);
    refuses = false;
    await until('the rest is written', () => store.calls({ limit: 1_000 }).length === 100);
    expect(told).toHaveLength(1);
    calls.close();
  });

  it('never waits for the database: a burst is written piece by piece', async () => {
    let largest = 0;
    let writes = 0;
    const calls = history({
      store: {
        lastCall: store.lastCall,
        calls: store.calls,
        appendCalls(batch) {
          writes += 1;
          largest = Math.max(largest, batch.length);
          return store.appendCalls(batch);
        },
      },
    });
    for (let n = 0; n < 3_000; n += 1) calls.record(call());
    expect(writes).toBe(0);
    await until('all written', () => store.calls({ limit: 5_000 }).length === 3_000);
    expect([largest, calls.dropped()]).toEqual([1_000, 0]);
    calls.close();
  });

  it('tells who follows, at once', () => {
    const calls = history();
    const seen: KeptCall[] = [];
    const stop = calls.follow((one) => void seen.push(one));
    calls.record(call());
    stop();
    calls.record(call());
    expect(seen).toHaveLength(1);
    calls.close();
  });
});

describe('the table of calls', () => {
  const row = (ms: number): KeptCall => ({ seq: ms * 1_000, ...call({ target: String(ms) }) });

  it('keeps the newest rows, and what is younger than thirty days', () => {
    store.close();
    store = openStore(folder, { mostCalls: 10 });
    for (let batch = 0; batch < 5; batch += 1) store.appendCalls([0, 1, 2, 3].map((at) => row(now + batch * 4 + at)));
    const kept = store.calls({ limit: 100 });
    expect([kept.length, kept[0]!.target, kept.at(-1)!.target]).toEqual([10, String(now + 19), String(now + 10)]);
    store.prune(new Date(now + 15 + 30 * 86_400_000));
    expect(targets(store.calls({ limit: 100 }))).toEqual([19, 18, 17, 16, 15].map((at) => String(now + at)));
    store.appendCalls(Array.from({ length: 8 }, (_, at) => row(now + 100 + at)));
    expect(store.calls({ limit: 100 })).toHaveLength(10);
  });
});
