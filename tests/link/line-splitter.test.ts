import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSplitter } from '../../core/link/line-splitter.ts';

type Out = ['line' | 'rejected', string, number, boolean];

function split(chunks: Buffer[], maxBytes = 1_000_000, onSpent: (chunk: Buffer) => void = () => {}): Out[] {
  const out: Out[] = [];
  const splitter = new LineSplitter(maxBytes, {
    onLine: (line) => out.push(['line', line.toString('utf8'), line.length, false]),
    onRejected: (head, bytes, tail) => out.push(['rejected', head.toString('utf8'), bytes, tail !== null]),
  });
  for (const chunk of chunks) if (splitter.feed(chunk)) onSpent(chunk);
  splitter.end();
  return out;
}

function cut(whole: Buffer, places: number[]): Buffer[] {
  const at = [...new Set(places.map((place) => place % (whole.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, n) => whole.subarray(from, at[n] ?? whole.length));
}

const line = fc.oneof(
  fc.json(),
  fc.string({ unit: 'grapheme' }).map((text) => JSON.stringify({ text })),
  fc.constantFrom(
    '',
    ' ',
    '\r',
    'listening on stdio',
    '[1,2]',
    '{"half":',
    '\t{"indented":1}',
    'é'.repeat(3_000),
    `{"x":"${'y'.repeat(400)}"}`,
  ),
  fc.string().map((text) => text.replaceAll('\n', ' ')),
);

describe('LineSplitter', () => {
  it('gives the same lines whatever the chunks are', () => {
    fc.assert(
      fc.property(
        fc.array(line),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.array(fc.nat()),
        fc.constantFrom(10, 300, 1_000_000),
        (lines, end, last, places, max) => {
          const whole = Buffer.from(lines.join(end) + (last ? end : ''));
          expect(split(cut(whole, places), max)).toEqual(split([whole], max));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('gives every message whole and in order', () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.string(), fc.jsonValue())), fc.array(fc.nat()), (messages, places) => {
        const whole = Buffer.from(messages.map((message) => `${JSON.stringify(message)}\n`).join(''));
        expect(split(cut(whole, places)).map(([, text]) => text)).toEqual(messages.map((message) => JSON.stringify(message)));
      }),
    );
  });

  it('drops the rest of a message that passes the limit, counts it, and goes on with the next line', () => {
    const long = `{"x":"${'y'.repeat(5_000)}"}`;
    const out = split(cut(Buffer.from(`${long}\n{"ok":1}\n`), [700, 1_400, 2_100, 4_000]), 1_000);
    expect(out).toEqual([
      ['rejected', long.slice(0, 2_000), long.length, true],
      ['line', '{"ok":1}', 8, false],
    ]);
  });

  it('keeps only the beginning of a line that is no message', () => {
    const out = split(cut(Buffer.from(`${'g'.repeat(50_000)}\n[]\n`), [10, 30_000, 49_999]));
    expect(out).toEqual([
      ['rejected', 'g'.repeat(2_000), 50_000, false],
      ['line', '[]', 2, false],
    ]);
  });

  it('refers to nothing any more of a chunk that it calls spent', () => {
    const line = fc.oneof(
      fc.constant('{"a":1}'),
      fc.constant('garbage'),
      fc.constant('[1]'),
      fc.constant(' \r'),
      fc.constant(`{${'x'.repeat(90)}`),
    );
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat()), (lines, places) => {
        const chunks = cut(Buffer.from(lines.join('\n')), places);
        const whole = split(chunks, 50);
        expect(split(chunks, 50, (chunk) => chunk.fill('!'))).toEqual(whole);
      }),
    );
    expect(new LineSplitter(50, { onLine() {}, onRejected() {} }).feed(Buffer.from('no message'))).toBe(true);
  });
});
