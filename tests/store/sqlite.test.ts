import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Event } from '../../contract/events.ts';
import { migrations } from '../../core/store/db/schema.ts';
import { openStore, type StoreOptions } from '../../core/store/sqlite.ts';
import type { Store } from '../../core/store/store.ts';

let folder: string;
const opened: Store[] = [];
const open = (options?: StoreOptions): Store => {
  const store = openStore(folder, options);
  opened.push(store);
  return store;
};
const file = (): string => join(folder, 'roundhouse.db');
const at = (seconds: number): string => new Date(Date.UTC(2026, 10, 1) + seconds * 1_000).toISOString();
const event = (seq: number, more: Partial<Event> = {}): Event => ({ seq, at: at(seq), type: 'server.running', server: 'files', ...more });

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'rh-store-')), 'data');
});
afterEach(() => {
  for (const store of opened.splice(0)) store.close();
  rmSync(join(folder, '..'), { recursive: true, force: true });
});

describe('what is remembered', () => {
  test('survives a restart', () => {
    const first = open();
    first.remember('files', 'up');
    first.remember('files', 'down');
    first.approve('files', 'abc', 'cli');
    first.setFact('generation abc', 'stateless');
    first.own({ mark: 'm1', pid: 42, startTime: '77' });
    first.own({ mark: 'm2', pid: 43, startTime: '78' });
    first.disown('m1');
    first.appendAudit({ at: at(1), actor: 'cli', action: 'stop', target: 'files', detail: null, ok: true });
    const firstSeenAt = first.remembered()[0]!.firstSeenAt;
    first.close();
    const second = open();
    expect(second.trouble).toBeNull();
    expect(second.remembered()).toEqual([{ name: 'files', wanted: 'down', firstSeenAt }]);
    expect([second.isApproved('files', 'abc'), second.isApproved('files', 'abd'), second.isApproved('file', 'abc')]).toEqual([
      true,
      false,
      false,
    ]);
    expect([second.getFact('generation abc'), second.getFact('other')]).toEqual(['stateless', null]);
    expect(second.ownedTrees()).toEqual([{ mark: 'm2', pid: 43, startTime: '78' }]);
    expect(second.audit({})).toEqual([{ id: 1, at: at(1), actor: 'cli', action: 'stop', target: 'files', detail: null, ok: true }]);
  });

  test('lies in a private file in a private folder', () => {
    const store = open();
    store.appendEvent(event(1));
    for (const name of readdirSync(folder)) expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, 0o600]);
    expect(readdirSync(folder)).toContain('roundhouse.db-wal');
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test('a folder and a file that were open to others are closed again', () => {
    open().close();
    chmodSync(folder, 0o755);
    chmodSync(file(), 0o644);
    open();
    expect([statSync(folder).mode & 0o777, statSync(file()).mode & 0o777]).toEqual([0o700, 0o600]);
  });
});

describe('events', () => {
  test('come back without the views, and by number, time, type, server and limit', () => {
    const store = open();
    expect(store.lastSeq()).toBe(0);
    for (let seq = 1; seq <= 10; seq += 1) {
      store.appendEvent(
        event(seq, {
          type: seq % 2 ? 'server.running' : 'server.crashed',
          server: seq > 8 ? undefined : 'files',
          message: `m${seq}`,
          data: { seq },
        }),
      );
    }
    const numbers = (query: Parameters<Store['events']>[0]): number[] => store.events(query).map((each) => each.seq);
    expect(store.lastSeq()).toBe(10);
    expect(store.events({ limit: 1 })).toEqual([{ seq: 10, at: at(10), type: 'server.crashed', message: 'm10', data: { seq: 10 } }]);
    expect(numbers({ limit: 3 })).toEqual([8, 9, 10]);
    expect(numbers({ since: 4, limit: 3 })).toEqual([5, 6, 7]);
    expect(numbers({ from: at(8) })).toEqual([8, 9, 10]);
    expect(numbers({ type: 'server.crashed', server: 'files' })).toEqual([2, 4, 6, 8]);
  });

  test('numbers go on after a clean end, also when every event has been deleted', () => {
    const first = open();
    first.appendEvent(event(1));
    first.appendEvent(event(2));
    first.prune(new Date(at(40 * 86_400)));
    expect(first.events({})).toEqual([]);
    first.close();
    expect(open().lastSeq()).toBe(2);
  });

  test('are kept for 30 days and 100,000 rows, the audit for 90 days', () => {
    const store = open();
    const day = (days: number): string => at(days * 86_400);
    store.appendEvent(event(1, { at: day(0) }));
    store.appendEvent(event(2, { at: day(20) }));
    for (const days of [0, 20]) store.appendAudit({ at: day(days), actor: 'ui', action: 'start', target: null, detail: 'x', ok: false });
    store.prune(new Date(day(31)));
    expect(store.events({}).map((each) => each.seq)).toEqual([2]);
    expect(store.audit({})).toHaveLength(2);
    store.prune(new Date(day(91)));
    expect(store.audit({}).map((each) => each.at)).toEqual([day(20)]);
    for (let seq = 3; seq <= 100_010; seq += 1) store.appendEvent(event(seq, { at: day(91) }));
    store.prune(new Date(day(91)));
    const kept = store.events({ limit: 200_000 });
    expect([kept.length, kept[0]!.seq, kept.at(-1)!.seq]).toEqual([100_000, 11, 100_010]);
  });
});

describe('a database that cannot be used', () => {
  const corruptions: [string, () => void][] = [
    ['is no database', () => writeFileSync(file(), 'this is not a database, but long enough to be looked at '.repeat(100))],
    ['lost its first page', () => writeFileSync(file(), Buffer.concat([Buffer.alloc(4096, 1), readFileSync(file()).subarray(4096)]))],
    [
      'is of another program',
      () => {
        rmSync(file());
        const other = new DatabaseSync(file());
        other.exec('CREATE TABLE events (something TEXT)');
        other.close();
      },
    ],
    [
      'has lost a table',
      () => {
        const db = new DatabaseSync(file());
        db.exec('DROP TABLE owned_trees');
        db.close();
      },
    ],
  ];
  test.each(corruptions)('that %s is moved aside, and a fresh one begun', (_name, corrupt) => {
    const first = open();
    first.appendEvent(event(1));
    first.close();
    corrupt();
    const before = readFileSync(file());
    const told: string[] = [];
    const second = open({ onTrouble: (message) => told.push(message) });
    const aside = readdirSync(folder).find((name) => /^roundhouse\.db\.corrupt-[-0-9TZ]+$/.test(name))!;
    expect(second.trouble).toMatch(/^The database could not be used \(.+\), so it was moved to .+corrupt.+ and a fresh one was begun\.$/);
    expect(told).toEqual([second.trouble]);
    expect(second.trouble).toContain(aside);
    // but for SQLite's own header
    expect(readFileSync(join(folder, aside)).subarray(100, 4096)).toEqual(before.subarray(100, 4096));
    // never a number that was given out before
    expect(second.lastSeq()).toBeGreaterThan(1_700_000_000);
    second.appendEvent(event(second.lastSeq() + 1));
    expect(second.events({})).toHaveLength(1);
    const last = second.lastSeq();
    second.close();
    const third = open();
    expect([third.trouble, third.lastSeq()]).toEqual([null, last]);
  });

  test('that breaks while in use is replaced, and what must not be forgotten is in the new one', () => {
    const first = open();
    first.remember('files', 'up');
    first.own({ mark: 'm', pid: 1, startTime: '2' });
    for (let seq = 1; seq <= 2_000; seq += 1) first.appendEvent(event(seq, { message: 'x'.repeat(200) }));
    first.close();
    const whole = readFileSync(file());
    const second = open();
    // behind the back of the connection: every page but the first two
    writeFileSync(file(), Buffer.concat([whole.subarray(0, 8192), Buffer.alloc(whole.length - 8192, 0xee)]));
    for (let seq = 2_001; seq <= 3_000 && second.trouble === null; seq += 1) {
      second.appendEvent(event(seq));
      second.events({ limit: 2_000 });
    }
    expect(second.trouble).toContain('moved to');
    const seq = second.lastSeq() + 1;
    second.appendEvent(event(seq));
    second.close();
    const third = open();
    expect(third.trouble).toBeNull();
    expect(third.remembered().map(({ name, wanted }) => [name, wanted])).toEqual([['files', 'up']]);
    expect(third.ownedTrees()).toEqual([{ mark: 'm', pid: 1, startTime: '2' }]);
    expect(third.events({}).at(-1)!.seq).toBe(seq);
  });

  test('of a newer version is left untouched; the engine works without memory', () => {
    const first = open();
    first.appendEvent(event(1));
    first.close();
    const db = new DatabaseSync(file());
    db.exec(`PRAGMA user_version = ${migrations.length + 1}`);
    db.close();
    const before = readFileSync(file());
    const store = open();
    expect(store.trouble).toMatch(/newer version of Roundhouse.*left untouched/);
    const seq = store.lastSeq() + 1;
    expect(seq).toBeGreaterThan(1_700_000_000);
    store.appendEvent(event(seq));
    store.remember('files', 'up');
    expect([store.events({}).length, store.remembered().length, store.pendingWrites()]).toEqual([1, 1, 0]);
    store.close();
    expect(readFileSync(file())).toEqual(before);
    expect(readdirSync(folder)).toEqual(['roundhouse.db']);
  });

  test('an empty file, as a crash at the very first start leaves it, is simply filled', () => {
    open().close();
    writeFileSync(file(), '');
    const store = open();
    expect([store.trouble, store.lastSeq()]).toEqual([null, 0]);
  });
});
