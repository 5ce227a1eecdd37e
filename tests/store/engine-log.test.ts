import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openEngineLog } from '../../core/store/engine-log.ts';
import { smallDisk } from './support/small-disk.ts';

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'rh-enginelog-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));
const lines = (file: string): Record<string, unknown>[] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('JSON lines in a private file, whatever the fields are', () => {
  const file = join(base, 'logs', 'roundhouse.log');
  const log = openEngineLog(file);
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  log.info('ready', { port: 1 });
  log.warn('odd', { circle });
  log.error('failed', { error: new Error('why'), big: 10n });
  expect(lines(file)).toMatchObject([
    { level: 'info', msg: 'ready', port: 1, t: expect.stringMatching(/^\d{4}-.+Z$/) },
    { level: 'warn', msg: 'odd' },
    { level: 'error', msg: 'failed', error: expect.stringContaining('Error: why\n'), big: '10' },
  ]);
  expect([statSync(file).mode & 0o777, statSync(join(base, 'logs')).mode & 0o777]).toEqual([0o600, 0o700]);
});

test('is rotated, goes on after it was deleted, and over a restart', () => {
  const file = join(base, 'roundhouse.log');
  const log = openEngineLog(file, { maxSizeBytes: 1_000, keep: 2 });
  for (let index = 0; index < 100; index += 1) log.info(`line ${index}`);
  expect(readdirSync(base).sort()).toEqual(['roundhouse.log', 'roundhouse.log.1', 'roundhouse.log.2']);
  for (const name of readdirSync(base)) expect(statSync(join(base, name)).size).toBeLessThanOrEqual(1_000);
  const kept = [2, 1].flatMap((index) => lines(`${file}.${index}`)).concat(lines(file));
  expect(kept.map((line) => line.msg)).toEqual(Array.from({ length: kept.length }, (_, index) => `line ${100 - kept.length + index}`));
  rmSync(base, { recursive: true });
  log.info('lost');
  log.info('there');
  expect(lines(file).map((line) => line.msg)).toEqual(['1 lines are missing here: they could not be written', 'there']);
  openEngineLog(file).info('again');
  expect(lines(file).at(-1)).toMatchObject({ msg: 'again' });
});

test('a full disk: nothing throws, what is lost is counted and said', () => {
  const disk = smallDisk(512);
  try {
    const file = join(disk.folder, 'logs', 'roundhouse.log');
    const log = openEngineLog(file);
    log.info('before');
    disk.fill();
    for (let index = 0; index < 500; index += 1) log.info('x'.repeat(100));
    disk.free();
    log.info('after');
    const text = readFileSync(file, 'utf8');
    const lost = Number(/"msg":"(\d+) lines are missing here/.exec(text)?.[1]);
    expect(lost).toBeGreaterThan(300);
    expect(text.match(/x{100}"/g)?.length ?? 0).toBe(500 - lost);
    expect(text.trimEnd().split('\n').at(-1)).toContain('"after"');
  } finally {
    disk.remove();
  }
});
