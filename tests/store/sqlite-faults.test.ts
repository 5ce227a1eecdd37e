import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import type { Event } from '../../contract/events.ts';
import { openStore } from '../../core/store/sqlite.ts';
import { type SmallDisk, smallDisk } from './support/small-disk.ts';

const event = (seq: number): Event => ({
  seq,
  at: new Date().toISOString(),
  type: 'server.running',
  server: 'files',
  message: 'x'.repeat(300),
});
let clean: (() => void)[] = [];
afterEach(() => {
  for (const step of clean.reverse()) step();
  clean = [];
});

test('kill -9 at any moment: every event that was reported is there, and no number is used twice', { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rh-kill-'));
  clean.push(() => rmSync(folder, { recursive: true, force: true }));
  const said = new Set<number>();
  for (let round = 0; round < 12; round += 1) {
    const { from, numbers } = await writeUntilKilled(folder, 20 + Math.random() * 150);
    expect(from).toBeGreaterThanOrEqual(Math.max(0, ...said));
    for (const number of numbers) {
      expect(said.has(number)).toBe(false);
      said.add(number);
    }
  }
  const store = openStore(folder);
  clean.push(() => store.close());
  expect(store.trouble).toBeNull();
  const stored = new Set(store.events({ limit: 1e6 }).map((each) => each.seq));
  expect(said.size).toBeGreaterThan(12);
  expect([...said].filter((seq) => !stored.has(seq))).toEqual([]);
  expect(store.lastSeq()).toBeGreaterThanOrEqual(Math.max(...said));
});

function writeUntilKilled(folder: string, ms: number): Promise<{ from: number; numbers: number[] }> {
  const script = fileURLToPath(new URL('./support/event-writer.ts', import.meta.url));
  const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  return new Promise((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      if (text === '') setTimeout(() => child.kill('SIGKILL'), ms);
      text += chunk;
    });
    child.on('error', reject);
    child.on('close', () => {
      const lines = text.split('\n').slice(0, -1); // the last one may be torn
      const from = /^from (\d+)$/.exec(lines[0] ?? '');
      if (!from) reject(new Error(`the writer said: ${text}`));
      else resolve({ from: Number(from[1]), numbers: lines.slice(1).map(Number) });
    });
  });
}

test('a full disk: nothing throws, what happens waits in memory in order, and is written once there is room', async () => {
  const disk: SmallDisk = smallDisk();
  clean.push(() => disk.remove());
  const told: string[] = [];
  const store = openStore(join(disk.folder, 'data'), { retryMs: 200, onTrouble: (message) => told.push(message) });
  clean.push(() => store.close());
  expect(store.trouble).toBeNull();
  store.appendEvent(event(1));
  disk.fill();
  for (let seq = 2; seq <= 3_000; seq += 1) store.appendEvent(event(seq));
  store.remember('files', 'down');
  store.own({ mark: 'm', pid: 5, startTime: '6' });
  store.appendMetrics(new Date(), [{ server: 'files', cpu: 1, memory: 1, processes: 1 }]);
  expect(store.pendingWrites()).toBeGreaterThan(1_000);
  expect(store.lastSeq()).toBe(3_000);
  // what waits can be read all the same
  expect(store.events({ limit: 1 }).map((each) => each.seq)).toEqual([3_000]);
  expect(store.remembered().map((each) => each.wanted)).toEqual(['down']);
  const freed = Date.now();
  disk.free();
  await vi.waitUntil(() => store.pendingWrites() === 0, { timeout: 10_000, interval: 50 });
  expect(Date.now() - freed).toBeLessThan(10_000);
  store.close();
  const again = openStore(join(disk.folder, 'data'));
  clean.push(() => again.close());
  expect(again.trouble).toBeNull();
  expect(again.events({ limit: 10_000 }).map((each) => each.seq)).toEqual(Array.from({ length: 3_000 }, (_, index) => index + 1));
  expect(again.ownedTrees()).toEqual([{ mark: 'm', pid: 5, startTime: '6' }]);
  expect(told.map((message) => /cannot be written|can be written again/.exec(message)?.[0])).toEqual([
    'cannot be written',
    'can be written again',
  ]);
});

test('too many waiting: measurements go first, the rest in order of age, and all that is lost is counted', async () => {
  const disk: SmallDisk = smallDisk();
  clean.push(() => disk.remove());
  const told: string[] = [];
  const store = openStore(join(disk.folder, 'data'), { retryMs: 200, maxPending: 100, onTrouble: (message) => told.push(message) });
  clean.push(() => store.close());
  disk.fill();
  let seq = 0;
  while (store.pendingWrites() === 0) store.appendEvent(event(++seq));
  const firstWaiting = seq;
  for (let index = 0; index < 20; index += 1) store.appendMetrics(new Date(index), [{ server: 'files', cpu: 1, memory: 1, processes: 1 }]);
  while (seq < firstWaiting + 109) store.appendEvent(event(++seq));
  expect(store.pendingWrites()).toBe(100);
  disk.free();
  await vi.waitUntil(() => store.pendingWrites() === 0, { timeout: 10_000, interval: 50 });
  const waited = store.events({ limit: 10_000 }).filter((each) => each.seq >= firstWaiting);
  expect(waited.map((each) => each.seq)).toEqual(Array.from({ length: 100 }, (_, index) => firstWaiting + 10 + index));
  expect(told.at(-1)).toContain('30 had to be left out');
});

test('no room to open the database at all: the engine runs, and the database is opened once there is', async () => {
  const disk: SmallDisk = smallDisk();
  clean.push(() => disk.remove());
  const before = openStore(join(disk.folder, 'data'));
  before.appendEvent(event(7));
  before.remember('old', 'up');
  before.close();
  disk.fill();
  const store = openStore(join(disk.folder, 'data'), { retryMs: 200 });
  clean.push(() => store.close());
  expect(store.trouble).toMatch(/cannot be opened .+ kept in memory/);
  const seq = store.lastSeq() + 1;
  expect(seq).toBeGreaterThan(7);
  store.appendEvent(event(seq));
  store.remember('new', 'up');
  expect(store.events({}).map((each) => each.seq)).toEqual([seq]);
  disk.free();
  await vi.waitUntil(() => store.pendingWrites() === 0, { timeout: 10_000, interval: 50 });
  expect(store.trouble).toBeNull();
  expect(store.events({}).map((each) => each.seq)).toEqual([7, seq]);
  expect(store.remembered().map((each) => each.name)).toEqual(['old', 'new']);
});
