import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalDefinition, changeOf, differences, type Pins } from '../../core/decide/pins.ts';

const shuffled = (value: unknown, turn: (all: unknown[]) => unknown[], key = ''): unknown => {
  if (Array.isArray(value)) {
    const all = value.map((one) => shuffled(one, turn));
    return ['required', 'enum', 'anyOf'].includes(key) ? turn(all) : all;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([inner, one]) => [inner, shuffled(one, turn, inner)] as [string, unknown]);
  return Object.fromEntries(turn(entries) as [string, unknown][]);
};

describe('the canonical form of a definition', () => {
  const definition = fc.dictionary(fc.constantFrom('name', 'required', 'enum', 'anyOf', 'description', 'x', '__proto__'), fc.jsonValue());

  it('is the same in every order of keys and of sets', () => {
    fc.assert(
      fc.property(definition, (one) => {
        expect(canonicalDefinition(shuffled(one, (all) => [...all].reverse()))).toBe(canonicalDefinition(one));
      }),
    );
  });

  it('is another one when anything else is', () => {
    const plain = (value: unknown) => JSON.parse(canonicalDefinition(value)) as unknown;
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        const isSame = canonicalDefinition(one) === canonicalDefinition(other);
        expect(isSame).toBe(JSON.stringify(plain(one)) === JSON.stringify(plain(other)));
        if (!isSame) expect(one).not.toEqual(other);
      }),
    );
    const base = { name: 'a', title: 'A', inputSchema: { properties: { b: { const: [1, 2] } } }, _meta: { c: ['x', 'y'] } };
    const others = [
      { ...base, name: 'b' },
      { ...base, title: 'A ' },
      { ...base, extra: null },
      { ...base, inputSchema: { properties: { b: { const: [2, 1] } } } },
      { ...base, _meta: { c: ['y', 'x'] } },
    ];
    expect(new Set([base, ...others].map(canonicalDefinition)).size).toBe(others.length + 1);
  });
});

describe('against what was pinned', () => {
  const pins = (lost: boolean): Pins => ({
    lost,
    kinds: new Map([['tools', new Map([['read', { hash: 'a', text: null, approved: false }]])]]),
  });

  it.each([
    ['read', 'a', null, null],
    ['read', 'b', 'changed', 'changed'],
    ['write', 'a', 'new', 'unknown'],
    ['__proto__', 'a', 'new', 'unknown'],
  ] as const)('%s with hash %s', (name, hash, usually, whenLost) => {
    expect(changeOf(pins(false), 'tools', name, hash)).toBe(usually);
    expect(changeOf(pins(true), 'tools', name, hash)).toBe(whenLost);
  });

  it('differences are named by their path, bounded, and show what is hidden', () => {
    expect(differences({ a: { b: ['x', 'y'] }, gone: 1 }, { a: { b: ['x', 'z'] }, come: 'in\u200b' })).toEqual([
      { path: 'a.b[1]', before: 'y', after: 'z' },
      { path: 'gone', before: '1', after: null },
      { path: 'come', before: null, after: 'in[U+200B]' },
    ]);
    const long = 'x'.repeat(5_000);
    const [cut] = differences({ a: `${long}before${long}` }, { a: `${long}after${long}` });
    expect(cut!.before).toMatch(/^…x{60}before/);
    expect(cut!.after!.length).toBeLessThan(450);
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`k${at}`, at]));
    expect(differences(many, {})).toHaveLength(20);
  });

  it('there is a difference exactly when the values differ', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        const isSame = JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
        expect(differences(one, other).length > 0).toBe(!isSame);
      }),
    );
  });
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  );
}
