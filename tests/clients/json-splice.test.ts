// Changes of JSON that somebody else owns: whatever it looks like, only what is meant changes.
import fc from 'fast-check';
import { type ParseError, parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { placesIn } from '../../core/clients/json-place.ts';
import { withoutProperties, withProperty, withValue } from '../../core/clients/json-splice.ts';

const read = (text: string): Record<string, Record<string, unknown>> => {
  const errors: ParseError[] = [];
  const value = parse(text.replace(/^\ufeff/, ''), errors, { allowTrailingComma: true });
  expect(errors, text).toEqual([]);
  return value;
};
/** A client that takes no trailing comma takes none afterwards. */
const takesCommas = (text: string): boolean => {
  const errors: ParseError[] = [];
  parse(text.replace(/^\ufeff/, ''), errors, { allowTrailingComma: false });
  return errors.length > 0;
};
const entry = { command: '/usr/bin/node', args: ['connect', '--client', 'x'], env: { A: 'b' } };

// --- files as people and programs leave them: every gap is anything that JSON with comments allows ---
interface Style {
  eol: string;
  gaps: boolean;
  comments: boolean;
}
const styles = fc.record({ eol: fc.constantFrom('\n', '\r\n'), gaps: fc.boolean(), comments: fc.boolean() });
const gapOf = ({ eol, gaps, comments }: Style) =>
  fc
    .array(
      fc.oneof(
        fc.constantFrom(' ', '\t', eol, `${eol}  `, `${eol}\t\t`),
        ...(comments
          ? [fc.integer({ min: 0, max: 99 }).map((n) => `/* c${n} */`), fc.integer({ min: 0, max: 99 }).map((n) => `// l${n} "{,${eol}`)]
          : []),
      ),
      { maxLength: gaps ? 3 : 0 },
    )
    .map((pieces) => pieces.join(''));
const scalars = fc.constantFrom(
  '12345678901234567890123',
  '1.0',
  '1e400',
  '-0',
  'true',
  'null',
  '"ä\\u0001\\n"',
  '"// no { comment"',
  '"a,}"',
);
const values = (style: Style, depth: number): fc.Arbitrary<string> =>
  depth === 0
    ? scalars
    : fc.oneof(
        scalars,
        fc
          .tuple(fc.array(values(style, depth - 1), { maxLength: 3 }), gapOf(style))
          .map(([items, gap]) => `[${gap}${items.join(`,${gap}`)}]`),
        maps(style, depth - 1, keys, fc.constant(undefined)),
      );
const keys = fc.constantFrom('a', 'b', 'env', 'mcpServers', '__proto__', 'x/y', 'with space', 'servers2', 'ü');
function maps(style: Style, depth: number, names: fc.Arbitrary<string>, servers: fc.Arbitrary<string | undefined>): fc.Arbitrary<string> {
  const pairs = fc.uniqueArray(fc.tuple(names, values(style, depth), gapOf(style), gapOf(style), gapOf(style)), {
    selector: ([key]) => key,
    maxLength: 4,
  });
  return fc.tuple(pairs, servers, gapOf(style), fc.nat(4), fc.boolean()).map(([list, own, gap, at, trailing]) => {
    const texts = list
      .filter(([key]) => own === undefined || key !== 'mcpServers')
      .map(([key, value, ...g]) => `${g[0]}${JSON.stringify(key)}${g[1]}:${g[2]}${value}${g[0]}`);
    if (own !== undefined) texts.splice(Math.min(at, texts.length), 0, `${gap}"mcpServers"${gap}: ${own}`);
    return `{${texts.join(',')}${trailing && texts.length > 0 && style.comments ? ',' : ''}${gap}}`;
  });
}
const files = styles.chain((style) =>
  fc
    .tuple(maps(style, 2, keys, maps(style, 2, keys, fc.constant(undefined))), gapOf(style), fc.constantFrom('', '\ufeff'), gapOf(style))
    .map(([map, gap, bom, end]) => `${bom}${gap}${map}${end}`),
);

/** What is left of `longer` when the characters of `shorter` are taken out of it, in order; null when they are not all there. */
function rest(longer: string, shorter: string): string | null {
  let left = '';
  let at = 0;
  for (const char of longer) {
    if (at < shorter.length && shorter.startsWith(char, at)) at += char.length;
    else left += char;
  }
  return at === shorter.length ? left : null;
}
const comments = (text: string) => [...text.matchAll(/\/\* c\d+ \*\/|\/\/ l\d+ "\{,/g)].map((match) => match[0]);

describe('any file', () => {
  it('gets an entry, and every byte that was there is still there', () =>
    fc.assert(
      fc.asyncProperty(files, async (text) => {
        const { servers } = await placesIn(text, 'mcpServers', 'f');
        const next = withProperty(text, servers!, { key: 'roundhouse', value: entry });
        const [before, after] = [read(text), read(next)];
        expect(after).toEqual({ ...before, mcpServers: { ...before.mcpServers, roundhouse: entry } });
        if (!takesCommas(text)) expect(takesCommas(next), next).toBe(false);
        const added = rest(next, text);
        expect(added, next).not.toBeNull();
        // the entry, a comma and white space
        expect(next.length - text.length).toBe(added!.length);
        const mine = (await placesIn(next, 'mcpServers', 'f')).servers!.properties.at(-1)!;
        expect(text).not.toContain(next.slice(mine.from, mine.to));
        const outside = next.slice(0, mine.from) + next.slice(mine.to);
        expect(rest(outside, text)!.replaceAll(/[\s,]/g, '')).toBe('');
        // and it goes without a trace, but for the white space of a map that was empty
        const back = withoutProperties(next, (await placesIn(next, 'mcpServers', 'f')).servers!, new Set(['roundhouse']));
        expect(back.replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
      }),
      { numRuns: 1500 },
    ));

  it('loses the entries that are meant and nothing else', () =>
    fc.assert(
      fc.asyncProperty(files, fc.func(fc.boolean()), async (text, chosen) => {
        const { servers } = await placesIn(text, 'mcpServers', 'f');
        const gone = servers!.properties.filter(({ key }) => chosen(key));
        const next = withoutProperties(text, servers!, new Set(gone.map(({ key }) => key)));
        const [before, after] = [read(text), read(next)];
        for (const { key } of gone) delete before.mcpServers![key];
        expect(after).toEqual(before);
        expect(rest(text, next)).not.toBeNull();
        if (!takesCommas(text)) expect(takesCommas(next), next).toBe(false);
        // what remains is there to the byte, comments between the entries too
        const left = (await placesIn(next, 'mcpServers', 'f')).servers!;
        const raw = (of: string) => (one: { from: number; to: number }) => of.slice(one.from, one.to);
        expect(left.properties.map(raw(next))).toEqual(servers!.properties.filter((one) => !gone.includes(one)).map(raw(text)));
        let outside = text;
        for (const { from, to } of gone.toReversed()) outside = outside.slice(0, from) + outside.slice(to);
        expect(comments(next)).toEqual(comments(outside));
      }),
      { numRuns: 1500 },
    ));

  it('gets another value where one is replaced', () =>
    fc.assert(
      fc.asyncProperty(files, async (text) => {
        const { servers } = await placesIn(text, 'mcpServers', 'f');
        for (const property of servers!.properties) {
          const next = withValue(text, servers!, property, entry);
          expect(next.startsWith(text.slice(0, property.colon[1])) && next.endsWith(text.slice(property.to))).toBe(true);
          expect(read(next).mcpServers![property.key]).toEqual(entry);
        }
      }),
      { numRuns: 300 },
    ));

  it('gets its map when it has none', () =>
    fc.assert(
      fc.asyncProperty(files, async (text) => {
        const { root, servers } = await placesIn(text, 'other', 'f');
        expect(servers).toBeNull();
        const next = withProperty(text, root, { key: 'other', value: { roundhouse: entry } });
        expect(read(next)).toEqual({ ...read(text), other: { roundhouse: entry } });
        expect(rest(next, text)).not.toBeNull();
      }),
      { numRuns: 500 },
    ));
});

describe('the manner of the file', () => {
  const add = async (text: string) =>
    withProperty(text, (await placesIn(text, 'mcpServers', 'f')).servers!, { key: 'rh', value: { command: 'c' } });
  it.each([
    ['{"mcpServers":{}}', '{"mcpServers":{"rh":{"command":"c"}}}'],
    ['{ "mcpServers": { "a": {} } }', '{ "mcpServers": { "a": {}, "rh": {"command":"c"} } }'],
    ['{\n  "mcpServers": {}\n}\n', '{\n  "mcpServers": {\n    "rh": {\n      "command": "c"\n    }\n  }\n}\n'],
    [
      '{\r\n\t"mcpServers": {\r\n\t\t"a": {} // x\r\n\t}\r\n}',
      '{\r\n\t"mcpServers": {\r\n\t\t"a": {}, // x\r\n\t\t"rh": {\r\n\t\t\t"command": "c"\r\n\t\t}\r\n\t}\r\n}',
    ],
    ['{\n "mcpServers": {\n  "a": {},\n },\n}', '{\n "mcpServers": {\n  "a": {},\n  "rh": {\n   "command": "c"\n  },\n },\n}'],
  ])('%j', async (before, after) => {
    expect(await add(before)).toBe(after);
    if (before.includes('"a"'))
      expect(withoutProperties(after, (await placesIn(after, 'mcpServers', 'f')).servers!, new Set(['rh']))).toBe(before);
  });

  it('takes whole lines out, and leaves comments', async () => {
    const text = '{\n  "mcpServers": {\n    // first\n    "a": { "x": 1 },\n    "b": {\n      "y": 2\n    } // of b\n  }\n}\n';
    const { servers } = await placesIn(text, 'mcpServers', 'f');
    expect(withoutProperties(text, servers!, new Set(['a']))).toBe(text.replace('    "a": { "x": 1 },\n', ''));
    expect(withoutProperties(text, servers!, new Set(['b']))).toBe(
      '{\n  "mcpServers": {\n    // first\n    "a": { "x": 1 }\n    // of b\n  }\n}\n',
    );
  });
});

describe('what is refused', () => {
  it.each([
    ['', 'is empty'],
    [' \n', 'is empty'],
    ['{', 'is not valid JSON at line 1, column 2'],
    ['{"mcpServers": {}\n"a": 1}', 'is not valid JSON at line 2, column 1'],
    ['{"mcpServers": {}} trailing', 'is not valid JSON'],
    ['[]', 'is not a JSON object'],
    ['{"mcpServers": []}', 'has a "mcpServers" that is no map'],
    ['{"mcpServers": null}', 'has a "mcpServers" that is no map'],
    ['{"mcpServers": {}, "mcpServers": {}}', 'has "mcpServers" twice'],
    ['{"mcpServers": {"a": {}, "\\u0061": {}}}', 'has "a" twice'],
    ['['.repeat(50_000), 'is nested too deeply'],
  ])('%#', async (text, why) => {
    await expect(placesIn(text, 'mcpServers', '/f.json')).rejects.toThrow(`/f.json ${why}`);
  });
});
