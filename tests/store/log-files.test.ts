import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { keepHeapLean } from '../../core/lean-heap.ts';
import { openEngineLog } from '../../core/store/engine-log.ts';
import { type LogsOptions, openLogs } from '../../core/store/log-files.ts';
import type { LogBatch, Logs } from '../../core/store/logs.ts';
import { smallDisk } from './support/small-disk.ts';

let base: string;
let folder: string;
let clean: (() => void | Promise<void>)[] = [];
const open = (more: Partial<LogsOptions> = {}): Logs => {
  const logs = openLogs({ folder, maxSizeBytes: 10e6, keep: 5, ...more });
  clean.push(() => logs.close());
  return logs;
};
const text = (file: string): string => readFileSync(join(folder, file), 'utf8');
const texts = (file: string): string[] =>
  text(file)
    .split('\n')
    .slice(0, -1)
    .map((line) => line.slice(29));
const say = (logs: Logs, server: string, line: string): void => logs.writer(server).write('stderr', Buffer.from(`${line}\n`));
const read = async (logs: Logs, query: Parameters<Logs['read']>[0]): Promise<string[]> => (await logs.read(query)).map((line) => line.text);
const numbers = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}`);

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'rh-logs-'));
  folder = join(base, 'logs');
});
afterEach(async () => {
  for (const step of clean.reverse()) await step();
  clean = [];
  rmSync(base, { recursive: true, force: true });
});

describe('writing', () => {
  test('lines reach a private file soon, each with time and stream, marks between them', async () => {
    const logs = open();
    const writer = logs.writer('my server');
    writer.mark('started, pid 7');
    writer.write('stdout', Buffer.from('one\ntw'));
    writer.write('stderr', Buffer.from('other\n'));
    writer.write('stdout', Buffer.from('o\nthree'));
    writer.end('stdout');
    writer.mark('exited, code 1', 'error');
    await vi.waitUntil(() => readdirSync(folder).includes('my%20server.log'));
    const stamp = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z';
    const lines = ['eng I started, pid 7', 'out one', 'err other', 'out two', 'out three', 'eng E exited, code 1'];
    expect(text('my%20server.log')).toMatch(new RegExp(`^${lines.map((line) => `${stamp} ${line}\n`).join('')}$`));
    expect(statSync(join(folder, 'my%20server.log')).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(await logs.read({ names: ['my server'], lines: 3 })).toMatchObject([
      { server: 'my server', stream: 'stdout', level: 'info', text: 'two' },
      { stream: 'stdout', text: 'three' },
      { stream: 'engine', level: 'error', text: 'exited, code 1' },
    ]);
  });

  test('the last lines on stderr of the present run, the unfinished one included', () => {
    const writer = open().writer('files');
    writer.write('stderr', Buffer.from('old\n'));
    writer.newRun();
    writer.mark('started');
    writer.write('stdout', Buffer.from('not this\n'));
    writer.write('stderr', Buffer.from('a\nb\r\nc'));
    expect(writer.lastLines(5)).toEqual(['a', 'b', 'c']);
    expect(writer.lastLines(2)).toEqual(['b', 'c']);
    for (let index = 0; index < 5_000; index += 1) writer.write('stderr', Buffer.from(`line ${index}\n`));
    expect(writer.lastLines(2)).toEqual(['line 4998', 'line 4999']);
    expect(writer.lastLines(1e6).length).toBeGreaterThan(100);
  });

  test('any bytes in any chunks: what is on disk is what came, none lost over any rotation, and no file too large', async () => {
    const bytes = fc.array(fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.constant(Uint8Array.of(10)), fc.constant(Buffer.from('€\n'))), {
      maxLength: 40,
    });
    let round = 0;
    await fc.assert(
      fc.asyncProperty(
        bytes,
        fc.integer({ min: 200, max: 2_000 }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 9 }),
        async (chunks, maxSizeBytes, flushes) => {
          const logs = openLogs({ folder, maxSizeBytes, keep: 1_000 });
          const name = `server${round++}`;
          const writer = logs.writer(name);
          for (const [index, chunk] of chunks.entries()) {
            writer.write('stdout', Buffer.from(chunk));
            if (flushes[index % flushes.length]) await logs.flush();
          }
          writer.end('stdout');
          await logs.close();
          const files = readdirSync(folder).filter((file) => file.startsWith(`${name}.log`));
          const order = (file: string): number => Number(file.split('.log.')[1] ?? 0);
          const stored = files.sort((a, b) => order(b) - order(a)).map((file) => readFileSync(join(folder, file), 'latin1'));
          for (const each of stored) {
            expect(each.endsWith('\n')).toBe(true);
            expect(each.length <= maxSizeBytes || each.indexOf('\n') === each.length - 1).toBe(true);
          }
          const all = Buffer.concat(chunks).toString('latin1');
          const lines = stored.join('').split('\n').slice(0, -1);
          expect(lines.every((line) => /^\S{24} out /.test(line))).toBe(true);
          expect(lines.map((line) => line.slice(29)).join('\n')).toBe(all.replace(/\n$/, ''));
          expect(writer.dropped()).toEqual({ lines: 0, bytes: 0 });
        },
      ),
      { numRuns: 40 },
    );
  });

  test('rotation keeps the newest and bounds the disk, also when fewer are kept than before', async () => {
    const many = open({ maxSizeBytes: 1_000, keep: 4 });
    for (const line of numbers(1, 300)) say(many, 'files', line);
    await many.flush();
    expect(readdirSync(folder).sort()).toEqual(['files.log', 'files.log.1', 'files.log.2', 'files.log.3', 'files.log.4']);
    const few = open({ maxSizeBytes: 1_000, keep: 1 });
    for (const line of numbers(301, 400)) say(few, 'files', line);
    await few.flush();
    expect(readdirSync(folder).sort()).toEqual(['files.log', 'files.log.1']);
    const kept = [...texts('files.log.1'), ...texts('files.log')];
    expect(kept).toEqual(numbers(401 - kept.length, 400));
    expect(statSync(join(folder, 'files.log')).size + statSync(join(folder, 'files.log.1')).size).toBeLessThanOrEqual(2_000);
    const none = open({ maxSizeBytes: 1_000, keep: 0 });
    for (const line of numbers(401, 500)) say(none, 'files', line);
    await none.flush();
    expect(readdirSync(folder)).toEqual(['files.log']);
    expect(texts('files.log').at(-1)).toBe('line 500');
  });

  test('takes over other limits while it writes', async () => {
    const limits = { maxSizeBytes: 10e6, keep: 4 };
    const logs = openLogs({
      folder,
      get maxSizeBytes() {
        return limits.maxSizeBytes;
      },
      get keep() {
        return limits.keep;
      },
    });
    clean.push(() => logs.close());
    for (const line of numbers(1, 300)) say(logs, 'files', line);
    await logs.flush();
    expect(readdirSync(folder)).toEqual(['files.log']);
    Object.assign(limits, { maxSizeBytes: 1_000, keep: 1 });
    for (const line of numbers(301, 400)) say(logs, 'files', line);
    await logs.flush();
    expect(readdirSync(folder).sort()).toEqual(['files.log', 'files.log.1']);
    expect(statSync(join(folder, 'files.log')).size).toBeLessThanOrEqual(1_000);
  });

  test('goes on when somebody deletes, empties, moves or edits the file, or deletes the folder', async () => {
    const logs = open();
    const file = join(folder, 'files.log');
    const next = async (line: string): Promise<string[]> => {
      say(logs, 'files', line);
      await logs.flush();
      return texts('files.log');
    };
    expect(await next('a')).toEqual(['a']);
    rmSync(file);
    expect(await next('b')).toEqual(['b']);
    truncateSync(file, 0);
    expect(await next('c')).toEqual(['c']);
    renameSync(file, `${file}.moved`);
    expect(await next('d')).toEqual(['d']);
    rmSync(folder, { recursive: true });
    expect(await next('e')).toEqual(['e']);
    // half a line, as a crash leaves it
    writeFileSync(file, '2026-11-21T08:00:00.000Z err half', { mode: 0o600 });
    expect(await next('f')).toEqual(['half', 'f']);
  });

  test('200 idle servers hold no file open', async () => {
    const count = (): number => readdirSync('/proc/self/fd').length;
    const logs = open();
    const before = count();
    for (let index = 0; index < 200; index += 1) say(logs, `server${index}`, 'hello');
    await logs.flush();
    expect(readdirSync(folder)).toHaveLength(200);
    expect(count()).toBeLessThanOrEqual(before + 2);
  });
});

describe('when the disk is full', () => {
  test('nothing throws, memory is bounded, what is missing is counted and said in the file, and lines stay whole', async () => {
    const disk = smallDisk(2048);
    clean.push(() => disk.remove());
    folder = join(disk.folder, 'logs');
    const logs = openLogs({ folder, maxSizeBytes: 400_000, keep: 1, retryMs: 200, maxPendingBytes: 100_000 });
    const writer = logs.writer('files');
    say(logs, 'files', 'before');
    await logs.flush();
    disk.fill();
    const all = numbers(1, 10_000);
    for (const line of all) say(logs, 'files', line);
    await logs.flush();
    const dropped = writer.dropped();
    expect(dropped.lines).toBeGreaterThan(1_000);
    expect(dropped.bytes).toBeGreaterThan(dropped.lines * 30);
    // those who look see everything all the same, once
    expect(await read(logs, { names: ['files'], lines: 2_000 })).toEqual(all.slice(-2_000));
    const everything = await read(logs, { names: ['files'], lines: 20_000 });
    expect(everything[0]).toBe('before');
    expect(new Set(everything).size).toBe(everything.length);
    const freed = Date.now();
    disk.free();
    await vi.waitUntil(() => texts('files.log').some((line) => line.includes('are missing here')), { timeout: 10_000, interval: 50 });
    expect(Date.now() - freed).toBeLessThan(10_000);
    say(logs, 'files', 'after');
    await logs.flush();
    const lines = texts('files.log');
    expect(lines.every((line) => /^(before|after|line \d+|W \d+ lines \(\d+ bytes\) are missing here: .+)$/.test(line))).toBe(true);
    const mark = lines.find((line) => line.startsWith('W '))!;
    expect(mark).toContain(disk.kind === 'tmpfs' ? 'no space left on the disk' : 'could not be written');
    const said = lines.map((line) => Number(/^W (\d+) lines/.exec(line)?.[1] ?? 0)).reduce((sum, each) => sum + each, 0);
    expect(said).toBe(writer.dropped().lines);
    expect(lines.filter((line) => line.startsWith('line ')).length + said).toBe(10_000);
    expect(lines.at(-1)).toBe('after');
    await logs.close();
  });

  test('a file that must not be written is no different', async () => {
    const logs = open({ retryMs: 100, maxPendingBytes: 1_000 });
    // a folder in its place
    rmSync(folder, { recursive: true, force: true });
    const { mkdirSync } = await import('node:fs');
    mkdirSync(join(folder, 'files.log'), { recursive: true });
    for (const line of numbers(1, 100)) say(logs, 'files', line);
    await logs.flush();
    expect(logs.writer('files').dropped().lines).toBeGreaterThan(50);
    rmSync(join(folder, 'files.log'), { recursive: true });
    await vi.waitUntil(() => readdirSync(folder).includes('files.log') && texts('files.log').some((line) => line.includes('are missing')), {
      timeout: 10_000,
    });
  });
});

beforeAll(keepHeapLean);

test('a flood: memory stays bounded, the disk too, other servers are unhurt, and all that is lost is counted', {
  timeout: 60_000,
}, async () => {
  const logs = open({ maxSizeBytes: 2e6, keep: 2 });
  const loud = logs.writer('loud');
  const chunk = Buffer.from(`${'x'.repeat(199)}\n`.repeat(320));
  for (let index = 0; index < 50; index += 1) loud.write('stderr', chunk);
  const before = process.memoryUsage().rss;
  let peak = 0;
  for (let index = 0; index < 4_000; index += 1) {
    loud.write('stderr', chunk);
    if (index % 100 === 0) {
      say(logs, 'quiet', `line ${index}`);
      peak = Math.max(peak, process.memoryUsage().rss);
      await new Promise(setImmediate);
    }
  }
  expect(peak - before).toBeLessThan(50e6);
  await logs.flush();
  const files = readdirSync(folder).filter((file) => file.startsWith('loud'));
  expect(files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0)).toBeLessThanOrEqual(6e6);
  expect(texts('quiet.log')).toHaveLength(40);
  const missing = files.flatMap(texts).filter((line) => line.includes('are missing'));
  expect(loud.dropped().lines === 0 || missing.length > 0).toBe(true);
});

describe('reading', () => {
  test('the last lines, from memory or from many files, before and after a restart', async () => {
    const first = open({ maxSizeBytes: 20_000, keep: 50 });
    for (const line of numbers(1, 5_000)) say(first, 'files', line);
    expect(await read(first, { names: ['files'], lines: 10 })).toEqual(numbers(4_991, 5_000));
    expect(await read(first, { names: ['files'], lines: 4_000 })).toEqual(numbers(1_001, 5_000));
    expect(await read(first, { names: ['files'] })).toEqual(numbers(4_001, 5_000));
    await first.close();
    const second = open({ maxSizeBytes: 20_000, keep: 50 });
    expect(await read(second, { names: ['files'], lines: 1_500 })).toEqual(numbers(3_501, 5_000));
    say(second, 'files', 'line 5001');
    expect(await read(second, { names: ['files'], lines: 3 })).toEqual(numbers(4_999, 5_001));
    expect(await read(second, { names: ['files'], lines: 1e9 })).toEqual(numbers(1, 5_001));
    expect(await read(second, { names: ['nobody'], lines: 5 })).toEqual([]);
    expect(await read(second, { names: ['files'], lines: 0 })).toEqual([]);
  });

  test('while it is written and rotated: no line twice, none missing in between', async () => {
    const logs = open({ maxSizeBytes: 20_000, keep: 200, flushMs: 1 });
    let written = 0;
    const timer = setInterval(() => {
      for (let index = 0; index < 40; index += 1) say(logs, 'files', `line ${++written}`);
    }, 1);
    clean.push(() => clearInterval(timer));
    await vi.waitUntil(() => written > 5_000);
    for (let round = 0; round < 20; round += 1) {
      const lines = await read(logs, { names: ['files'], lines: 4_500 });
      const last = Number(lines.at(-1)!.slice(5));
      expect(lines).toEqual(numbers(last - lines.length + 1, last));
      expect(lines).toHaveLength(4_500);
    }
  });

  test('since, level and pattern, through all files', async () => {
    const t = (minute: number): string => new Date(Date.UTC(2026, 10, 21, 8, minute)).toISOString();
    open();
    writeFileSync(join(folder, 'a.log.1'), `${t(1)} err ERROR first\n${t(2)} err info\n`);
    writeFileSync(join(folder, 'a.log'), `${t(4)} err WARN second\n${t(6)} eng E exited, code 1\n`);
    writeFileSync(join(folder, 'b.log'), `${t(3)} out Error: third\n${t(5)} out DEBUG fourth\n`);
    const logs = open();
    const brief = async (query: Parameters<Logs['read']>[0]) => (await logs.read(query)).map((line) => `${line.server} ${line.text}`);
    expect(await brief({})).toEqual(['a ERROR first', 'a info', 'b Error: third', 'a WARN second', 'b DEBUG fourth', 'a exited, code 1']);
    expect(await brief({ lines: 2 })).toEqual(['b DEBUG fourth', 'a exited, code 1']);
    expect(await brief({ since: new Date(t(4)) })).toEqual(['a WARN second', 'b DEBUG fourth', 'a exited, code 1']);
    expect(await brief({ level: 'error' })).toEqual(['a ERROR first', 'b Error: third', 'a exited, code 1']);
    expect(await brief({ level: 'warn', names: ['a'], lines: 2 })).toEqual(['a WARN second', 'a exited, code 1']);
    expect(await brief({ grep: /ir/gi })).toEqual(['a ERROR first', 'b Error: third']);
    expect(await brief({ names: ['b', 'a', 'b'], grep: /^(?:Error|exited)/ })).toEqual(['b Error: third', 'a exited, code 1']);
  });

  test('since within what memory holds needs no file', async () => {
    const logs = open();
    say(logs, 'files', 'old');
    await logs.flush();
    await new Promise((done) => setTimeout(done, 15));
    const since = new Date();
    say(logs, 'files', 'new');
    await logs.flush();
    rmSync(folder, { recursive: true });
    expect(await read(logs, { names: ['files'], since })).toEqual(['new']);
  });

  test('what is secret is masked for the reader, and a pattern cannot find it out', async () => {
    const logs = open({ mask: (line) => line.replaceAll('hunter2', '******') });
    const batches: LogBatch[] = [];
    clean.push(logs.follow({}, (batch) => batches.push(batch)));
    say(logs, 'files', 'password hunter2');
    expect(await read(logs, { names: ['files'], lines: 1 })).toEqual(['password ******']);
    expect(await read(logs, { grep: /hunter/ })).toEqual([]);
    expect(await read(logs, { grep: /pass/ })).toEqual(['password ******']);
    await vi.waitUntil(() => batches.length > 0);
    expect(batches[0]!.lines[0]!.text).toBe('password ******');
    expect(texts('files.log')).toEqual(['password hunter2']);
  });

  test('a hostile pattern is refused in a sentence and does not hold up the engine', async () => {
    const logs = open();
    for (let index = 0; index < 50; index += 1) say(logs, 'files', `${'a'.repeat(40)}!`);
    let longest = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 5);
    clean.push(() => clearInterval(timer));
    await expect(logs.read({ names: ['files'], grep: /^(a+)+$/ })).rejects.toThrow(/pattern .+ takes too long/);
    const batches: LogBatch[] = [];
    clean.push(logs.follow({ grep: /^(a+)+$/ }, (batch) => batches.push(batch)));
    say(logs, 'files', `${'a'.repeat(40)}!`);
    await vi.waitUntil(() => batches.length > 0);
    expect(batches[0]!.lines[0]!.text).toMatch(/^Following ends: The pattern .+ takes too long/);
    expect(longest).toBeLessThan(2_000);
    expect(await read(logs, { names: ['files'], grep: /^a+!$/, lines: 1 })).toHaveLength(1);
  });

  test('50 MB are searched a block at a time', async () => {
    open();
    const line = `2026-11-21T08:00:00.000Z err ${'some words of a usual line '.repeat(6)}\n`;
    writeFileSync(join(folder, 'big.log'), `2026-11-21T08:00:00.000Z err the needle\n${line.repeat(Math.ceil(50e6 / line.length))}`);
    const logs = open();
    const before = process.memoryUsage().rss;
    const began = performance.now();
    expect(await read(logs, { names: ['big'], lines: 20 })).toHaveLength(20);
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(await read(logs, { names: ['big'], grep: /needle/, lines: 20 })).toEqual(['the needle']);
    expect(process.memoryUsage().rss - before).toBeLessThan(120e6);
    const hasty = open({ searchMs: 0 });
    expect(await read(hasty, { names: ['big'], grep: /needle/, lines: 20 })).toEqual([
      'The search took too long and ended here: older lines were not looked at.',
    ]);
  });
});

describe('following', () => {
  test('brings lines of the chosen servers in batches, in order, until it ends', async () => {
    const logs = open();
    const got: string[] = [];
    let batches = 0;
    say(logs, 'a', 'before');
    const stop = logs.follow({ names: ['a', 'later'], level: 'warn' }, (batch) => {
      batches += 1;
      expect(batch.missed).toBe(0);
      got.push(...batch.lines.map((line) => `${line.server} ${line.text}`));
    });
    for (let index = 0; index < 100; index += 1) say(logs, 'a', `${index % 2 ? 'WARN' : 'INFO'} ${index}`);
    say(logs, 'b', 'ERROR not followed');
    logs.writer('later').mark('exited', 'error');
    await vi.waitUntil(() => got.includes('later exited'));
    expect(got).toEqual([...Array.from({ length: 50 }, (_, index) => `a WARN ${index * 2 + 1}`), 'later exited']);
    expect(batches).toBeLessThanOrEqual(3);
    stop();
    say(logs, 'a', 'ERROR after');
    await new Promise((done) => setTimeout(done, 120));
    expect(got).toHaveLength(51);
  });

  test('more than it can take: the newest lines, and the exact number of those that it missed', async () => {
    const logs = open();
    let [lines, missed] = [0, 0];
    let last = '';
    clean.push(
      logs.follow({}, (batch) => {
        lines += batch.lines.length;
        missed += batch.missed;
        last = batch.lines.at(-1)?.text ?? last;
      }),
    );
    for (let index = 0; index < 200; index += 1)
      logs.writer('a').write(
        'stdout',
        Buffer.from(
          numbers(index * 300, index * 300 + 299)
            .join('\n')
            .concat('\n'),
        ),
      );
    await vi.waitUntil(() => last === 'line 59999');
    expect(lines + missed).toBe(60_000);
    expect(lines).toBe(2_000);
  });

  test('a reader that throws is let go; the others go on', async () => {
    const logs = open();
    let broken = 0;
    const got: string[] = [];
    logs.follow({}, () => {
      broken += 1;
      throw new Error('broken');
    });
    clean.push(logs.follow({}, (batch) => got.push(...batch.lines.map((line) => line.text))));
    say(logs, 'a', 'one');
    await vi.waitUntil(() => got.includes('one'));
    say(logs, 'a', 'two');
    await vi.waitUntil(() => got.includes('two'));
    expect(broken).toBe(2); // the lines, and why it ends
  });
});

test("the engine's own log is read and followed as `roundhouse`, and by nobody who did not ask", async () => {
  const engineLog = openEngineLog(join(folder, 'roundhouse.log'));
  const logs = open({ engineLog });
  const own: string[] = [];
  const others: string[] = [];
  clean.push(logs.follow({ names: ['roundhouse'] }, (batch) => own.push(...batch.lines.map((line) => line.text))));
  clean.push(logs.follow({}, (batch) => others.push(...batch.lines.map((line) => line.text))));
  engineLog.info('ready', { port: 4070 });
  engineLog.error('größer', { file: 'ä' });
  say(logs, 'files', 'hello');
  await vi.waitUntil(() => own.length >= 2 && others.length > 0);
  expect(own).toEqual(['ready port=4070', 'größer file=ä']);
  expect(others).toEqual(['hello']);
  expect(await logs.read({ names: ['roundhouse'], level: 'error' })).toMatchObject([
    { server: 'roundhouse', stream: 'engine', level: 'error' },
  ]);
  expect(await read(logs, {})).toEqual(['hello']);
});
