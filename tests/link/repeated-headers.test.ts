// Arguments that travel in headers as well: which ones, in which form, and which tools are refused.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkParamHeaders } from '../../core/gateway/front/param-headers.ts';
import { encodeHeader, repeatedHeaders, repeatsIn } from '../../core/link/repeated-headers.ts';
import { ToolHeaders } from '../../core/link/tool-headers.ts';

const region = { type: 'string', 'x-mcp-header': 'Region' };
const object = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more });

describe('what a schema asks for', () => {
  it('is found at any depth of properties', () => {
    const schema = object({
      region,
      at: object({ deep: object({ n: { type: 'integer', 'x-mcp-header': 'N' } }) }),
      other: { type: 'string' },
    });
    const { declared, fault } = repeatsIn(schema);
    expect(fault).toBeNull();
    expect([...declared].sort((a, b) => a.path.length - b.path.length)).toEqual([
      { path: ['region'], header: 'Region', isNumber: false },
      { path: ['at', 'deep', 'n'], header: 'N', isNumber: true },
    ]);
  });

  it.each<[string, object]>([
    ['an empty name', object({ a: { type: 'string', 'x-mcp-header': '' } })],
    ['a name that is none', object({ a: { type: 'string', 'x-mcp-header': 'Two Words' } })],
    ['a name with a line end', object({ a: { type: 'string', 'x-mcp-header': 'a\r\nb' } })],
    ['a name that is no text', object({ a: { type: 'string', 'x-mcp-header': 7 } })],
    ['an object', object({ a: { type: 'object', 'x-mcp-header': 'A' } })],
    ['a number that need not be whole', object({ a: { type: 'number', 'x-mcp-header': 'A' } })],
    ['no type', object({ a: { 'x-mcp-header': 'A' } })],
    ['the same name twice', object({ a: region, b: { ...region, 'x-mcp-header': 'REGION' } })],
    ['the whole', { ...object({}), 'x-mcp-header': 'A' }],
    ['items of a list', object({ a: { type: 'array', items: region } })],
    ['alternatives', object({ a: { anyOf: [region, { type: 'null' }] } })],
    ['a definition', object({}, { $defs: { place: region } })],
    ['properties of alternatives', object({}, { oneOf: [object({ region })] })],
    ['further than anybody goes', Array.from({ length: 40 }).reduce<object>((inner) => object({ a: inner }), object({ region }))],
  ])('is a fault for %s', (_, schema) => {
    expect(repeatsIn(schema).fault).toMatch(/^x-mcp-header /);
  });

  it('is not what only looks like it', () => {
    const schema = object({ 'x-mcp-header': { type: 'string' }, a: { type: 'object', default: { 'x-mcp-header': '' }, enum: [region] } });
    expect(repeatsIn(schema)).toEqual({ declared: [], fault: null });
    for (const strange of [null, undefined, true, 'text', [], { properties: 7, anyOf: {}, items: null, $defs: [] }]) {
      expect(repeatsIn(strange)).toEqual({ declared: [], fault: null });
    }
  });

  it('is found out of a schema of any depth and size without harm', () => {
    let deep: object = object({ region });
    for (let level = 0; level < 100_000; level += 1) deep = object({ a: deep });
    const startedAt = performance.now();
    expect(repeatsIn(deep).fault).not.toBeNull();
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });
});

describe('headers of a call', () => {
  const value = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary' }),
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
  );

  it('are those that our own front agrees with, whatever the arguments are', () => {
    const { declared } = repeatsIn(
      object({ a: { ...region, 'x-mcp-header': 'A' }, b: object({ c: { type: 'integer', 'x-mcp-header': 'B' } }) }),
    );
    const schema = object({ a: { ...region, 'x-mcp-header': 'A' }, b: object({ c: { type: 'integer', 'x-mcp-header': 'B' } }) });
    fc.assert(
      fc.property(value, value, (a, c) => {
        // lone halves of surrogate pairs are no text, and reach nobody as they are
        const args = JSON.parse(
          JSON.stringify({ a: typeof a === 'string' ? a.toWellFormed() : a, b: { c: typeof c === 'string' ? c.toWellFormed() : c } }),
        );
        const headers = repeatedHeaders(declared, args);
        for (const text of Object.values(headers)) expect(text).toMatch(/^[\t\x20-\x7e]+$/);
        expect(checkParamHeaders(schema, { arguments: args }, lowered(headers))).toBeNull();
      }),
    );
  });

  it('leave out what is null, not there, or nothing that a header says', () => {
    const { declared } = repeatsIn(object({ a: region }));
    for (const args of [undefined, null, {}, { a: null }, { a: {} }, { a: ['x'] }, { a: 2 ** 60 }, { b: 'x' }, 'text']) {
      expect(repeatedHeaders(declared, args)).toEqual({});
    }
    expect(repeatedHeaders([{ path: ['toString', 'name'], header: 'A', isNumber: false }], {})).toEqual({});
  });

  it.each([
    ['us-west1', 'us-west1'],
    ['us west 1', 'us west 1'],
    ['', '=?base64??='],
    [' padded', '=?base64?IHBhZGRlZA==?='],
    ['padded ', '=?base64?cGFkZGVkIA==?='],
    ['\tx', '=?base64?CXg=?='],
    ['a\r\nb', '=?base64?YQ0KYg==?='],
    ['世界', '=?base64?5LiW55WM?='],
    ['=?base64?eA==?=', '=?base64?PT9iYXNlNjQ/ZUE9PT89?='],
  ])('say %j as %j', (text, said) => expect(encodeHeader(text)).toBe(said));
});

describe('tools of a remote', () => {
  it('are left out with a word when they ask for what the protocol does not allow', () => {
    const heard: string[] = [];
    const headers = new ToolHeaders();
    const good = { name: 'good', inputSchema: object({ region }) };
    const plain = { name: 'plain', inputSchema: object({}) };
    const bad = { name: 'bad', inputSchema: object({ region: { ...region, type: 'array' } }) };
    expect(headers.sift([good, bad, plain], (text) => heard.push(text))).toEqual([good, plain]);
    expect(heard).toEqual(['the tool bad is left out: x-mcp-header "Region" is for strings, integers and booleans only']);
    expect(headers.for({ name: 'good', arguments: { region: 'x' } })).toEqual({ 'Mcp-Param-Region': 'x' });
    expect(headers.for({ name: 'plain', arguments: { region: 'x' } })).toBeUndefined();
    expect(headers.for(undefined)).toBeUndefined();
  });
});

const lowered = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, text]) => [name.toLowerCase(), text]));
