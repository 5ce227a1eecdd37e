import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keptArguments, mostKept } from '../../core/decide/kept-arguments.ts';

const secret = 'ghp_0123456789abcdefghijABCDEFGHIJ012345';

describe('arguments that are kept', () => {
  it('are JSON, with what is secret by name or by shape masked', () => {
    expect(keptArguments({ path: '/a', n: 3, on: true, none: null, list: [1, 'b'] })).toBe(
      '{"path":"/a","n":3,"on":true,"none":null,"list":[1,"b"]}',
    );
    expect(keptArguments({ password: 'hunter2', pin: 1234, header: `Bearer ${secret}`, args: ['--token', 'abc', 'x'] })).toBe(
      '{"password":"******","pin":"******","header":"Bearer ******","args":["--token","******","x"]}',
    );
    expect(keptArguments({ deep: { er: [{ apiKey: 'x' }] } })).toBe('{"deep":{"er":[{"apiKey":"******"}]}}');
    expect(keptArguments(undefined)).toBe('null');
  });

  it('are cut, and cost no more than that, however long, wide or deep they are', () => {
    let deep: unknown = 'x';
    for (let n = 0; n < 100_000; n += 1) deep = [deep];
    for (const large of [
      { text: 'x'.repeat(50_000_000) },
      Array.from({ length: 500_000 }, (_, n) => n),
      deep,
      'y'.repeat(9_000),
      Array.from({ length: 5_000 }, () => 'word '.repeat(2_000)),
    ]) {
      keptArguments(large);
      const began = performance.now();
      expect(keptArguments(large).length).toBeLessThanOrEqual(mostKept);
      expect(performance.now() - began).toBeLessThan(1_000);
    }
  });

  it('a secret that the cut goes through is not shown in part', () => {
    for (let at = mostKept - 60; at < 2 * mostKept + 60; at += 7) {
      const kept = keptArguments({ text: `${'-'.repeat(at)} ${secret} ${'-'.repeat(100)}` });
      expect(kept).not.toContain('0123456789');
    }
  });

  it('any value: never throws, never longer than what is kept, and JSON unless it was cut', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const kept = keptArguments(value);
        expect(kept.length).toBeLessThanOrEqual(mostKept);
        if (!kept.endsWith('…')) JSON.parse(kept);
      }),
    );
  });
});
