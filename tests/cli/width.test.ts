import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pad, truncate, truncateMiddle, widthOf, wrap } from '../../cli/print/width.ts';

const words = fc.string({ unit: fc.constantFrom('a', 'B', '-', 'é', 'e\u0301', '日', '本', '👍', '👩‍💻', ' ') });

describe('width', () => {
  it.each([
    ['plain', 5],
    ['日本', 4],
    ['e\u0301', 1],
    ['👍', 2],
    ['👩‍💻', 2],
    ['● ok', 4],
    ['', 0],
  ])('%j takes %i cells', (text, cells) => {
    expect(widthOf(text)).toBe(cells);
  });

  it('never cuts to more cells than there are, and leaves alone what fits', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 0, max: 30 }), (text, room) => {
        for (const cut of [truncate(text, room), truncateMiddle(text, room)]) {
          expect(widthOf(cut)).toBeLessThanOrEqual(room);
          if (widthOf(text) <= room) expect(cut).toBe(text);
        }
      }),
    );
  });

  it('pads to the very width', () => {
    fc.assert(fc.property(words, (text) => widthOf(pad(text, 80)) === Math.max(80, widthOf(text))));
  });

  it('says that it cut, and keeps both ends of a path', () => {
    expect(truncate('filesystem', 6)).toBe('files…');
    expect(truncateMiddle('/home/me/projects/roundhouse/.mcp.json', 20)).toMatch(/^\/home\/m….*\.mcp\.json$/);
  });

  it('wraps at words', () => {
    expect(wrap('one two three four', 9)).toEqual(['one two', 'three', 'four']);
    expect(wrap('incomprehensibilities', 5)).toEqual(['incomprehensibilities']);
  });
});
