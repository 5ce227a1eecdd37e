import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keysOf } from '../../renderer/parts/row-keys.ts';

const windows = fc.array(fc.uniqueArray(fc.integer({ min: -40, max: 40 }), { maxLength: 20 }), { minLength: 1, maxLength: 12 });

describe('keys of rows', () => {
  it('are a row’s own while it is in the window, and then go to one that comes', () => {
    expect(keysOf(new Map(), [5, 6, 7])).toEqual([0, 1, 2]);
    const one = new Map([
      [5, 0],
      [6, 1],
      [7, 2],
    ]);
    expect(keysOf(one, [6, 7, 8])).toEqual([1, 2, 0]);
    expect(keysOf(one, [20, 21, 22, 23])).toEqual([0, 1, 2, 3]);
  });

  it('are never given twice, and stay with their row', () => {
    fc.assert(
      fc.property(windows, (seen) => {
        let before: ReadonlyMap<number, number> = new Map();
        for (const ids of seen) {
          const keys = keysOf(before, ids);
          expect(new Set(keys).size).toBe(ids.length);
          for (const [at, id] of ids.entries()) if (before.has(id)) expect(keys[at]).toBe(before.get(id));
          before = new Map(ids.map((id, at) => [id, keys[at]!]));
        }
      }),
    );
  });
});
