import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { LogFilter, NumberedLine } from '../../renderer/view/log-lines.ts';
import { type Filtered, filtered, placeOf, recount, type SourceCounts } from '../../renderer/view/log-rows.ts';
import { searchOf } from '../../renderer/view/log-search.ts';
import { line } from '../support/page-state.ts';

const finder = (text: string) => searchOf(text, false).find;
const filter: LogFilter = { names: null, levels: new Set(['info', 'warn', 'error']), engine: false, only: finder('x') };
const numbered = (id: number, text: string): NumberedLine => ({ ...line('a', text), id });

it('a filter over a log that grows and leaves shows what a filter over the whole would', () => {
  const steps = fc.array(fc.record({ more: fc.array(fc.constantFrom('x', 'y', 'xy')), most: fc.integer({ min: 0, max: 20 }) }));
  fc.assert(
    fc.property(steps, (all) => {
      let [lines, id]: [NumberedLine[], number] = [[], 0];
      let last: Filtered | null = null;
      for (const { more, most } of all) {
        lines = [...lines, ...more.map((text) => numbered(id++, text))];
        lines = lines.slice(Math.max(0, lines.length - most));
        last = filtered(last, lines, filter);
        expect(last.rows.map((row) => row.id)).toEqual(lines.filter(({ text }) => text.includes('x')).map((row) => row.id));
      }
    }),
  );
});

it('another filter looks at all lines again, and nothing new changes nothing', () => {
  const lines = [numbered(1, 'x'), numbered(2, 'y')];
  const first = filtered(null, lines, filter);
  expect(filtered(first, [...lines], filter).rows).toBe(first.rows);
  expect(filtered(first, lines, { ...filter, only: finder('y') }).rows).toEqual([lines[1]]);
});

it('finds the place of a line by its number', () => {
  const lines = [3, 5, 9].map((id) => numbered(id, ''));
  expect([0, 3, 4, 5, 9, 10].map((id) => placeOf(lines, id))).toEqual([0, 0, 1, 1, 2, 3]);
});

it('counts lines, warnings and errors by server, without the engine’s marks, and forgets those that left', () => {
  const lines = [
    line('a', '1'),
    line('a', '2', { level: 'error' }),
    line('b', '3', { level: 'warn' }),
    line('a', 'x', { stream: 'engine' }),
  ].map((each, id) => ({ ...each, id }));
  const none: SourceCounts = new Map();
  const counts = recount(none, lines, []);
  expect(Object.fromEntries(counts)).toEqual({ a: { lines: 2, warnings: 0, errors: 1 }, b: { lines: 1, warnings: 1, errors: 0 } });
  expect(Object.fromEntries(recount(counts, [], lines.slice(1)))).toEqual({ a: { lines: 1, warnings: 0, errors: 0 } });
  expect(none.size).toBe(0);
});
