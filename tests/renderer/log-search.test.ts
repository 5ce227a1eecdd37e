// A pattern finds the lines that the browser's own search would find, and is stopped when it takes too long.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choiceOf, logQueryOf, withoutSearch } from '../../renderer/view/log-filter.ts';
import { searchOf } from '../../renderer/view/log-search.ts';

const slow = 'logs.pattern.slow';
const long = (seed: string, length: number) => seed.repeat(Math.ceil(length / seed.length)).slice(0, length);
const still = () => 0;

describe('a pattern', () => {
  const pieces = fc.constantFrom(
    'a',
    'b',
    'ab',
    '.',
    '.*',
    '.*?',
    '.*.*',
    '\\.',
    '\\.*',
    '\\w+',
    '[ab]*',
    '(a|b)',
    'a?',
    'a{2}',
    '^',
    '$',
    '|',
  );
  it('finds the same lines as the search of the browser', () => {
    fc.assert(
      fc.property(
        fc.array(pieces, { minLength: 1, maxLength: 6 }),
        fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '.', ' ') })),
        (parts, lines) => {
          const source = parts.join('');
          let asked: RegExp;
          try {
            asked = new RegExp(source, 'gi');
          } catch {
            return;
          }
          const { find, fault } = searchOf(source, true, still);
          if (fault !== null) return;
          for (const line of lines) {
            const isFound = [...line.matchAll(asked)].some(([text]) => text !== '');
            // what a useless start has taken is not marked; where it was all, the line has no more than that
            if (isFound !== find!(line).length > 0)
              expect([source, line, isFound]).toEqual([source, line, /^(\.\*\??)+/.test(source) && isFound ? 'an empty hit' : !isFound]);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('of a useless start is no slower than without it', () => {
    const lines = Array.from({ length: 2_000 }, (_, at) => long(`12:00:0${at % 10} GET /api/status/${at} took ${at % 97}ms; `, 205));
    const cpu = (run: () => unknown) => {
      const began = process.cpuUsage();
      run();
      const { user, system } = process.cpuUsage(began);
      return (user + system) / 1000;
    };
    const bare = cpu(() => lines.map((line) => [...line.matchAll(/.*foo/gi)]));
    const ours = cpu(() => lines.map(searchOf('.*foo', true, still).find!));
    expect(ours).toBeLessThan(bare / 2);
  });

  it('that takes too long with all lines finds nothing more, and says so', () => {
    let now = 0;
    // each look at the clock costs a millisecond
    const search = searchOf('a.*b', true, () => now++);
    for (let at = 0; at < 200; at++) expect(search.find!('a b')).toEqual([[0, 3]]);
    // it gets time back for what comes later
    now += 100_000;
    for (let at = 0; at < 200; at++) expect(search.find!('a b')).toEqual([[0, 3]]);
    expect(search.fault).toBe(null);
    for (let at = 0; at < 400; at++) search.find!('a b');
    expect(search.fault).toBe(slow);
    now += 100_000;
    expect(search.find!('a b')).toEqual([]);
  });

  it('that was stopped leaves the lines as they are without it', () => {
    const choice = withoutSearch(choiceOf(logQueryOf(new URLSearchParams({ q: 'x', re: '1', only: '1' }))));
    expect(choice.search.fault).toBe(slow);
    expect(choice.filter.only).toBe(null);
  });
});
