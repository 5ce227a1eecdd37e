import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sanitise } from '../../cli/print/sanitise.ts';

const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\x1b',
        '\x1b[',
        '\x1b]',
        '\x1bP',
        '\x1b[31m',
        '\x9b',
        '\x9d',
        '\x07',
        '\x1b\\',
        '\x9c',
        'm',
        ';',
        '?',
        '>',
        '2J',
        '0;title',
        '\r',
        '\n',
        '\x00',
        '\u202e',
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

describe('sanitise', () => {
  it('lets no escape but SGR through, whatever comes', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const rest = sanitise(text, true).replaceAll(/\x1b\[[0-9;:]*m/g, '');
        expect(rest).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
      }),
      { numRuns: 2_000 },
    );
  });

  it('lets no escape at all through without colours', () => {
    fc.assert(
      fc.property(hostile, (text) => !/[\x00-\x1f\x7f-\x9f]/.test(sanitise(text, false))),
      { numRuns: 1_000 },
    );
  });

  it('keeps plain text as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'ß', '日', '👍', ' ', '[', ']') }), (text) => sanitise(text, true) === text),
    );
  });

  it.each([
    ['\x1b[31mred\x1b[0m text', '\x1b[31mred\x1b[0m text\x1b[0m', 'colours stay and end'],
    ['\x1b[2Jcleared', 'cleared', 'clear screen'],
    ['\x1b]0;title\x07after', 'after', 'window title'],
    ['\x1b]52;c;ZXZpbA==\x1b\\after', 'after', 'clipboard'],
    ['\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\', 'link', 'hyperlink'],
    ['\x1b[>4;1mx', 'x', 'not SGR though it ends in m'],
    ['\x1b[?25lx', 'x', 'private mode'],
    ['\x1bPq#0\x1b\\x', 'x', 'device control'],
    ['\x9b31mx', 'x', 'eight-bit introducer'],
    ['fake\rline', 'fakeline', 'carriage return'],
    ['a\nb', 'a b', 'line break'],
    ['a\tb', 'a    b', 'tab'],
    ['\x1b', '', 'lone escape'],
    ['\x1b[', '', 'unfinished'],
    ['\x1bcx', 'x', 'reset'],
  ])('%j becomes %j (%s)', (text, clean) => {
    expect(sanitise(text, true)).toBe(clean);
  });

  it('takes linear time on a flood of unfinished sequences', () => {
    const started = performance.now();
    sanitise('\x1b]'.repeat(500_000), true);
    sanitise(`\x1b[${'0;'.repeat(500_000)}`, true);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
