import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Items, itemsOf, itemWith, shapeOf } from '../../renderer/view/log-items.ts';
import type { NumberedLine } from '../../renderer/view/log-lines.ts';
import { placesOf, rowHeight } from '../../renderer/view/log-places.ts';
import { searchOf } from '../../renderer/view/log-search.ts';
import { line } from '../support/page-state.ts';

const filter = {};
const from = (open: ReadonlySet<number> = new Set(), find: Items['from']['find'] = null) => ({ filter, find, open });
const lines = (...texts: string[]): NumberedLine[] => texts.map((text, id) => ({ ...line('git', text), id }));
/** as it reads: a number for a line, brackets for a fold */
const told = ({ items }: Items) =>
  items.map((item) => (item.kind === 'line' ? `${item.id}` : `[${item.lines.map(({ id }) => id).join(' ')}]`)).join(' ');

describe('lines that repeat', () => {
  it('are folded from the third on', () => {
    expect(told(itemsOf(null, lines('a', 'a', 'b'), from()))).toBe('0 1 2');
    expect(told(itemsOf(null, lines('a', 'a', 'a', 'a', 'b'), from()))).toBe('0 [1 2 3] 4');
  });

  it('are the same apart from times and ids, and not apart from counters', () => {
    expect(shapeOf('2026-11-21T12:00:01.5Z failed 3f2a9c01-77aa')).toBe(shapeOf('2026-11-21T12:00:02.9Z failed 99aa88bb-00ff'));
    expect(shapeOf('12:00:01 retry')).toBe(shapeOf('12:00:09 retry'));
    expect(shapeOf('line 1')).not.toBe(shapeOf('line 2'));
  });

  it('stand apart by server, level and whatever comes between', () => {
    const rows = lines('a', 'a', 'a', 'a');
    expect(told(itemsOf(null, rows.with(1, { ...rows[1]!, server: 'files' }), from()))).toBe('0 1 2 3');
    expect(told(itemsOf(null, rows.with(2, { ...rows[2]!, level: 'error' }), from()))).toBe('0 1 2 3');
    expect(told(itemsOf(null, rows.with(2, { ...rows[2]!, stream: 'engine' }), from()))).toBe('0 1 2 3');
  });

  it('are shown below their fold when it is open', () => {
    expect(told(itemsOf(null, lines('a', 'a', 'a', 'a', 'b'), from(new Set([1]))))).toBe('0 [1 2 3] 1 2 3 4');
  });

  it('are the same however they came, and whatever left at the head', () => {
    const texts = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(texts, fc.array(fc.nat(40), { maxLength: 6 }), fc.nat(20), (all, cuts, head) => {
        const rows = lines(...all);
        const steps = [...new Set(cuts.map((cut) => Math.min(cut, rows.length)))].sort((a, b) => a - b);
        let grown: Items | null = null;
        for (const step of [...steps, rows.length]) grown = itemsOf(grown, rows.slice(0, step), from());
        expect(told(grown!)).toBe(told(itemsOf(null, rows, from())));
        // what left is shown no more, and every line that stayed is there once
        const left = rows.slice(Math.min(head, rows.length - 1));
        const more = { ...line('git', 'z'), id: rows.length };
        const after = itemsOf(grown, [...left, more], from());
        const ids = after.items.flatMap((item) => (item.kind === 'line' ? [item.id] : item.lines.map(({ id }) => id)));
        expect(ids).toEqual([...left.map(({ id }) => id), more.id]);
      }),
    );
  });

  it('are found where they are, or where they are hidden', () => {
    const closed = itemsOf(null, lines('a', 'a', 'a', 'a', 'b'), from()).items;
    expect([0, 1, 3, 4, 9].map((id) => itemWith(closed, id))).toEqual([0, 1, 1, 2, -1]);
    const opened = itemsOf(null, lines('a', 'a', 'a', 'a', 'b'), from(new Set([1]))).items;
    expect([0, 1, 3, 4].map((id) => itemWith(opened, id))).toEqual([0, 2, 4, 5]);
  });
});

describe('a search', () => {
  it('knows the lines in which it is found, folded ones too', () => {
    const { find } = searchOf('A', false);
    expect(itemsOf(null, lines('a', 'a', 'a', 'b', 'ca'), from(new Set(), find)).hits).toEqual([0, 1, 2, 4]);
  });

  it('takes patterns, and says what is none or may take for ever', () => {
    expect(searchOf('err(or)?\\s+\\d+', true).find?.('an ERROR 17 and err 3')).toEqual([
      [3, 11],
      [16, 21],
    ]);
    expect(searchOf('(', true)).toEqual({ find: null, fault: 'logs.pattern.wrong' });
    expect(searchOf('x*', true).find?.('aaa')).toEqual([]);
    for (const slow of ['(a+)+$', '((a*)*)b', '(a|a)*$', '(\\w+\\s?)+$', '(?:x+x+)+y', '([a-z]+)*\\d'])
      expect(searchOf(slow, true).fault, slow).toBe('logs.pattern.slow');
    for (const fine of ['a+b*', '(foo|bar)', '(\\d{3})+', '[(+*)]+', '\\(a+\\)+', '(?:ab)*c'])
      expect(searchOf(fine, true).fault, fine).toBe(null);
  });

  it('finds nothing in nothing', () => {
    expect(searchOf('', true)).toEqual({ find: null, fault: null });
  });
});

describe('places of rows', () => {
  const { items } = itemsOf(null, lines('short', 'x'.repeat(95), 'end'), from());

  it('are even, wrapped by columns, or moved by what is open', () => {
    expect(placesOf(items, null, null).total).toBe(3 * rowHeight);
    const wrapped = placesOf(items, 40, null);
    expect([0, 1, 2].map((index) => wrapped.top(index) / rowHeight)).toEqual([0, 1, 4]);
    expect([0, 17, 18, 71, 72, 999].map((y) => wrapped.at(y))).toEqual([0, 0, 1, 1, 2, 2]);
    const open = placesOf(items, null, { index: 1, height: 100 });
    expect([0, 1, 2].map((index) => open.top(index))).toEqual([0, 18, 136]);
    expect([35, 36, 135, 136].map((y) => open.at(y))).toEqual([1, 1, 1, 2]);
    expect(open.total).toBe(154);
  });

  it('know signs that are two wide', () => {
    expect(placesOf(itemsOf(null, lines('日'.repeat(30)), from()).items, 40, null).total).toBe(2 * rowHeight);
  });
});
