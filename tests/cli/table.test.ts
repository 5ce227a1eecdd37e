import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Column, table } from '../../cli/print/table.ts';
import { widthOf } from '../../cli/print/width.ts';

const columns: Column[] = [
  { title: 'NAME', min: 6 },
  { title: 'STATE' },
  { title: 'CPU', align: 'right', drop: 1 },
  { title: 'SOURCE', min: 6, drop: 2 },
];
const rows = [
  ['filesystem', '● Healthy', '0.4 %', 'claude-code, mcp-json'],
  ['db', '✖ Crashed', '–', 'roundhouse'],
];

describe('table', () => {
  it('aligns columns and leaves no blanks at the ends', () => {
    expect(table(columns, rows, null)).toEqual([
      'NAME        STATE        CPU  SOURCE',
      'filesystem  ● Healthy  0.4 %  claude-code, mcp-json',
      'db          ✖ Crashed      –  roundhouse',
    ]);
  });

  it('shrinks what may shrink before anything goes', () => {
    expect(table(columns, rows, 40)).toEqual([
      'NAME        STATE        CPU  SOURCE',
      'filesystem  ● Healthy  0.4 %  claude-co…',
      'db          ✖ Crashed      –  roundhouse',
    ]);
  });

  it('then leaves out the least important column', () => {
    expect(table(columns, rows, 28)[0]).toBe('NAME        STATE        CPU');
    expect(table(columns, rows, 17)[0]).toBe('NAME    STATE');
  });

  it('fits every width that its fixed columns fit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 17, max: 120 }),
        fc.array(fc.tuple(fc.string(), fc.constant('● ok'), fc.string({ maxLength: 6 }), fc.string())),
        (width, random) => {
          const plain = random.map((row) => row.map((cell) => cell.replaceAll(/[^\x20-\x7e]/g, 'x')));
          for (const line of table(columns, plain, width)) expect(widthOf(line)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });

  it('paints the text and not the blanks', () => {
    const painted = table([{ title: 'A' }, { title: 'B' }], [[{ text: 'x', paint: (text) => `<${text}>` }, 'y']], null);
    expect(painted[1]).toBe('<x>  y');
    const wide = table([{ title: 'LONG' }, { title: 'B' }], [[{ text: 'x', paint: (text) => `<${text}>` }, 'y']], null);
    expect(wide[1]).toBe('<x>     y');
  });
});
