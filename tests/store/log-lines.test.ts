import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { logFileName, serverOfFile } from '../../core/store/log/file-name.ts';
import { guessLevel } from '../../core/store/log/guess-level.ts';
import { interleave } from '../../core/store/log/interleave.ts';
import { createLineCutter, maxLineBytes } from '../../core/store/log/line-cutter.ts';
import { formatLines, formatMark, parseLines, textOf } from '../../core/store/log/line-format.ts';

/** bytes with many newlines, long stretches and UTF-8 of every length */
const piece = fc.oneof(
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  fc
    .constantFrom('\n', '\r\n', '\n\n', '\0', 'é', '€', '😀', 'plain text', '2026-11-21T08:00:00.000Z out fake')
    .map((text) => Buffer.from(text)),
  fc.integer({ min: maxLineBytes - 5, max: maxLineBytes * 2 + 5 }).map((size) => Buffer.alloc(size, 'x')),
  fc.integer({ min: 21_840, max: 21_850 }).map((size) => Buffer.from('€'.repeat(size))),
);
const input = fc.array(piece, { maxLength: 12 }).map((pieces) => Buffer.concat(pieces));

/** What is wrong with the lines, in a word: values of this size are of no use in a failure's message. */
function fault(bytes: Buffer, result: { lines: string[]; cut: number }): string | null {
  const given = bytes.toString('latin1').split('\n');
  if (given.at(-1) === '') given.pop();
  if (result.lines.length !== given.length) return `${result.lines.length} lines instead of ${given.length}`;
  let cut = 0;
  for (const [index, line] of given.entries()) {
    const got = result.lines[index]!;
    if (line.length <= maxLineBytes) {
      if (got !== line) return `line ${index} is another`;
      continue;
    }
    const end = got.lastIndexOf(' [... ');
    const kept = got.slice(0, end);
    if (!line.startsWith(kept)) return `line ${index} does not begin as it was`;
    if (kept.length > maxLineBytes || kept.length < maxLineBytes - 3) return `${kept.length} bytes are left of line ${index}`;
    if (got.slice(end) !== ` [... ${line.length - kept.length} bytes of this line were cut]`)
      return `line ${index} ends with ${got.slice(end)}`;
    if (isUtf8(line) && !isUtf8(kept)) return `line ${index} was cut within a character`;
    cut += line.length - kept.length;
  }
  return cut === result.cut ? null : `${result.cut} bytes counted instead of ${cut}`;
}

function isUtf8(bytes: string): boolean {
  return textOf(bytes).length > 0 && !textOf(bytes).includes('\ufffd');
}

function cutAll(chunks: Buffer[]): { lines: string[]; cut: number } {
  const cutter = createLineCutter();
  const lines: string[] = [];
  for (const chunk of chunks) {
    const text = cutter.take(chunk);
    if (text !== null) lines.push(...text.split('\n'));
  }
  const last = cutter.end();
  if (last !== null) lines.push(last);
  return { lines, cut: cutter.cutBytes() };
}

function chunked(bytes: Buffer, sizes: number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, index = 0; at < bytes.length; index += 1) {
    const size = Math.max(1, sizes[index % Math.max(1, sizes.length)] ?? bytes.length);
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

describe('cutting chunks into lines', () => {
  test('any chunking of any bytes gives the same lines, and what is cut is counted', () => {
    const sizes = fc.array(fc.oneof(fc.integer({ min: 200, max: 5_000 }), fc.integer({ min: 60_000, max: 200_000 })), { maxLength: 8 });
    fc.assert(
      fc.property(input, sizes, (bytes, cuts) => void expect(fault(bytes, cutAll(chunked(bytes, cuts)))).toBeNull()),
      { numRuns: 150 },
    );
  });

  test('byte by byte as well', () => {
    const small = fc.array(piece, { maxLength: 6 }).map((pieces) => Buffer.concat(pieces.filter((each) => each.length < 1_000)));
    fc.assert(
      fc.property(small, (bytes) => void expect(fault(bytes, cutAll(chunked(bytes, [1])))).toBeNull()),
      { numRuns: 200 },
    );
  });

  test('what comes back is the text that was written, whatever the chunks cut apart', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 }).map((each) => each.replace(/[\r\n]/g, ' '));
    const texts = fc.array(text, { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(texts, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }), (lines, sizes) => {
        const cut = cutAll(chunked(Buffer.from(`${lines.join('\n')}\n`), sizes));
        const parsed = parseLines(textOf(formatLines('err', cut.lines.join('\n'))));
        expect(parsed.map((line) => line.text)).toEqual(lines);
        expect(parsed.every((line) => line.stream === 'stderr')).toBe(true);
      }),
    );
  });

  test('a gigabyte without a newline holds no more than one line', () => {
    const cutter = createLineCutter();
    const chunk = Buffer.alloc(65_536, 0);
    const before = process.memoryUsage().rss;
    for (let index = 0; index < 16_384; index += 1) cutter.take(chunk);
    expect(cutter.held().length).toBe(maxLineBytes);
    expect(cutter.cutBytes()).toBe(2 ** 30 - maxLineBytes);
    expect(process.memoryUsage().rss - before).toBeLessThan(50e6);
    expect(cutter.end()!.slice(maxLineBytes)).toBe(` [... ${2 ** 30 - maxLineBytes} bytes of this line were cut]`);
  });
});

describe('lines on disk', () => {
  test('are plain text: time, stream, text', () => {
    expect(formatLines('out', 'a\n\nb')).toMatch(/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) out a\n\1 out \n\1 out b\n$/);
    expect(textOf(formatMark('started\nas “x”', 'warn'))).toMatch(/^\S{24} eng W started as “x”\n$/);
  });

  test('come back with their parts; a carriage return at the end is none of the text; colours stay', () => {
    const text =
      '2026-11-21T08:00:00.001Z err \x1b[31mERROR\x1b[0m no\r\n2026-11-21T08:00:00.002Z eng E exited, code 1\n2026-11-21T08:00:00.003Z eng odd\n';
    expect(parseLines(text)).toEqual([
      { t: '2026-11-21T08:00:00.001Z', stream: 'stderr', level: null, text: '\x1b[31mERROR\x1b[0m no' },
      { t: '2026-11-21T08:00:00.002Z', stream: 'engine', level: 'error', text: 'exited, code 1' },
      { t: '2026-11-21T08:00:00.003Z', stream: 'engine', level: 'info', text: 'odd' },
    ]);
  });

  test('that somebody else put into the file are shown, with the time of their neighbour', () => {
    const lines = parseLines('by hand\n2026-11-21T08:00:00.001Z err a\n\nmore\n');
    expect(lines.map((line) => [line.t.slice(-5), line.text])).toEqual([
      ['.001Z'.slice(-5), 'by hand'],
      ['.001Z'.slice(-5), 'a'],
      ['.001Z'.slice(-5), ''],
      ['.001Z'.slice(-5), 'more'],
    ]);
  });
});

test.each([
  ['error', 'ERROR could not connect'],
  ['error', '[error] could not connect'],
  ['error', 'Error: ENOENT: no such file'],
  ['error', "TypeError: Cannot read properties of undefined (reading 'x')"],
  ['error', '2026-11-21 08:00:00,123 - server - CRITICAL - gone'],
  ['error', 'npm ERR! code E404'],
  ['error', 'Traceback (most recent call last):'],
  ['error', 'json.decoder.JSONDecodeError: Expecting value'],
  ['error', 'panic: runtime error: index out of range'],
  ['error', '\x1b[31mERROR\x1b[0m: red'],
  ['error', '{"level":50,"time":1,"msg":"pino"}'],
  ['error', '{"severity":"ERROR","message":"cloud"}'],
  ['error', 'time=1 level=error msg="logfmt"'],
  ['error', 'Uncaught exception in worker'],
  ['error', 'ValueError: x'],
  ['warn', 'WARN slow'],
  ['warn', 'Warning: deprecated option'],
  ['warn', '(node:1) DeprecationWarning: punycode'],
  ['warn', 'npm WARN deprecated x'],
  ['warn', '{"level":"warn","msg":"x"}'],
  ['warn', 'WARNING:root:something'],
  ['debug', 'DEBUG cache hit'],
  ['debug', '[debug] cache hit'],
  ['debug', '{"level":20,"msg":"x"}'],
  ['info', 'Server running on stdio'],
  ['info', 'Found 0 errors. Watching for file changes.'],
  ['info', 'INFO retry after ERROR 3'],
  ['info', 'no warnings, no errors'],
  ['info', 'error-handler registered'],
  ['info', 'level=info msg="ERROR page rendered"'],
  ['info', '{"level":"info","error":null}'],
  ['info', ''],
])('the level %s is guessed from: %s', (level, line) => expect(guessLevel(line)).toBe(level));

test('guessing is cheap whatever the line is', () => {
  const lines = [
    '{"level":'.repeat(8_000),
    'E'.repeat(60_000),
    'a '.repeat(30_000),
    '['.repeat(60_000),
    'Aa'.repeat(30_000),
    'x'.repeat(60_000),
  ];
  const began = performance.now();
  for (let index = 0; index < 500; index += 1) for (const line of lines) guessLevel(line);
  expect((performance.now() - began) / 3_000).toBeLessThan(1);
});

describe('file names', () => {
  test.each([
    ['files', 'files.log'],
    ['a b/../c', 'a%20b%2F..%2Fc.log'],
    ['größe', 'gr%C3%B6%C3%9Fe.log'],
    ['100%', '100%25.log'],
    ['x@claude-code_2.1', 'x@claude-code_2.1.log'],
    ['con', '%63on.log'],
    ['roundhouse', '%72oundhouse.log'],
    ['..', '...log'],
  ])('%s lies in %s', (server, file) => expect(logFileName(server)).toBe(file));

  test('every name has its own, without a path, and can be read back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (server) => {
        fc.pre(server.isWellFormed());
        expect(logFileName(server)).toMatch(/^[A-Za-z0-9._@%-]+\.log$/);
        expect(serverOfFile(logFileName(server))).toBe(server);
      }),
    );
    expect(serverOfFile('roundhouse.log')).toBeNull();
  });

  test('none is too long for a file system, and long names have different ones', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 20, maxLength: 64, size: 'max' }), { minLength: 2 }),
        (servers) => {
          fc.pre(servers.every((server) => server.isWellFormed()));
          const files = servers.map(logFileName);
          for (const file of files) expect(`${file}.1000`.length).toBeLessThanOrEqual(255);
          expect(new Set(files).size).toBe(servers.length);
        },
      ),
    );
    const long = '😀'.repeat(64);
    expect(logFileName(long)).toMatch(/^(?:%[0-9A-F]{2})+~[0-9a-f]{16}\.log$/);
    expect(serverOfFile(logFileName(long))).toBeNull();
  });
});

test('several logs interleave by time; within one the order of writing stays', () => {
  const line = (server: string, t: number, text: string) => ({
    t: new Date(t).toISOString(),
    server,
    stream: 'stderr' as const,
    level: 'info' as const,
    text,
  });
  const merged = interleave([
    [line('a', 1, '1'), line('a', 5, '2'), line('a', 3, 'clock set back'), line('a', 9, '4')],
    [line('b', 2, '1'), line('b', 5, '2'), line('b', 8, '3')],
  ]);
  expect(merged.map((each) => each.server + each.text)).toEqual(['a1', 'b1', 'a2', 'aclock set back', 'b2', 'b3', 'a4']);
});
