import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longest, passesFilter, piecesOf, plain, seriesOf } from '../../renderer/view/log-lines.ts';
import { searchOf } from '../../renderer/view/log-search.ts';
import { line } from '../support/page-state.ts';

const finder = (text: string) => searchOf(text, false).find;
const all = { names: null, levels: new Set(['info', 'warn', 'error'] as const), engine: false, only: null };

describe('the filter', () => {
  it('by server, level and text, whatever the case', () => {
    const one = line('git', 'Status \u001b[31mFAILED\u001b[0m', { level: 'error' });
    expect(passesFilter(one, all)).toBe(true);
    expect(passesFilter(one, { ...all, names: new Set(['files']) })).toBe(false);
    expect(passesFilter(one, { ...all, levels: new Set(['info']) })).toBe(false);
    expect(passesFilter(one, { ...all, only: finder('status failed') })).toBe(true);
    expect(passesFilter(one, { ...all, only: finder('[31m') })).toBe(false);
  });

  it('keeps the marks of the engine at every level', () => {
    const mark = line('git', 'exited with code 1', { stream: 'engine', level: 'debug' });
    expect(passesFilter(mark, { ...all, levels: new Set() })).toBe(true);
    expect(passesFilter(mark, { ...all, only: finder('started') })).toBe(false);
  });
});

describe('the pieces of a line', () => {
  it('take colours from escape sequences', () => {
    expect(piecesOf('a \u001b[1m\u001b[91mred\u001b[0m b', null)).toEqual([
      { text: 'a ', className: '', hit: false },
      { text: 'red', className: 'a-red a-bold', hit: false },
      { text: ' b', className: '', hit: false },
    ]);
  });

  it('mark what was searched', () => {
    expect(
      piecesOf('Rate limit, rate LIMIT', finder('rate limit'))
        .filter(({ hit }) => hit)
        .map(({ text }) => text),
    ).toEqual(['Rate limit', 'rate LIMIT']);
  });

  it('leave markup alone: text is text', () => {
    const text = '<img src=x onerror=alert(1)> &amp; </span>';
    expect(
      piecesOf(text, null)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text);
  });

  it('cut a line that is too long and say so', () => {
    const [piece] = piecesOf('x'.repeat(longest + 7), null);
    expect(piece!.text.length).toBeLessThan(longest + 40);
    expect(piece!.text).toMatch(/… 7 more characters$/);
  });

  it('hold no control character and nothing that reverses text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ maxLength: 3 }), (text, search) => {
        const shown = piecesOf(text, finder(search))
          .map((piece) => piece.text)
          .join('');
        expect(shown).not.toMatch(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/);
      }),
    );
  });

  it('say the same with and without a search', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1, maxLength: 2 }), (text, search) => {
        const join = (pieces: { text: string }[]) => pieces.map((piece) => piece.text).join('');
        expect(join(piecesOf(text, finder(search)))).toBe(join(piecesOf(text, null)));
      }),
    );
  });

  it('plain text has no sequences', () => expect(plain('\u001b[1;31mx\u001b[0m\ty')).toBe('x    y'));
});

it('gives neighbours in the list different colours', () => {
  const series = seriesOf(['c', 'a', 'b']);
  expect([series.get('a'), series.get('b'), series.get('c')]).toEqual([1, 2, 3]);
});
