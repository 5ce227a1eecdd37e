// A tool's schema may ask that some of its arguments are repeated in headers of the request (`x-mcp-header`), so that proxies can route by
// them. What a schema asks for, and what a call then says. Pure.
import { isRecord } from './message.ts';

export interface Repeated {
  /** keys of the argument */
  path: readonly string[];
  /** without `Mcp-Param-` */
  header: string;
  isNumber: boolean;
}

export interface Repeats {
  declared: readonly Repeated[];
  /** why the schema asks for what the protocol does not allow: such a tool is not for clients over HTTP */
  fault: string | null;
}

interface Place {
  schema: unknown;
  path: readonly string[];
  /** by `properties` alone; what stands anywhere else names no single argument */
  reachable: boolean;
}

/** deeper than any honest schema; servers write them, and must not make us copy long paths */
const DEEPEST = 32;
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const types: readonly unknown[] = ['string', 'integer', 'boolean'];
const one = [
  'items',
  'contains',
  'additionalProperties',
  'unevaluatedProperties',
  'unevaluatedItems',
  'propertyNames',
  'not',
  'if',
  'then',
  'else',
];
const lists = ['items', 'prefixItems', 'oneOf', 'anyOf', 'allOf'];
const tables = ['patternProperties', 'dependentSchemas', '$defs', 'definitions'];

export function repeatsIn(inputSchema: unknown): Repeats {
  const declared: Repeated[] = [];
  const names = new Set<string>();
  let fault: string | null = null;
  // no recursion: a schema nests as deep as its server likes
  const open: Place[] = [{ schema: inputSchema, path: [], reachable: true }];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const { schema, path, reachable } = place;
    if (!isRecord(schema)) continue;
    const header = schema['x-mcp-header'];
    if (header !== undefined) {
      const isArgument = reachable && path.length > 0;
      fault ??= faultOf(header, schema.type, isArgument, names);
      if (typeof header === 'string') names.add(header.toLowerCase());
      if (isArgument && typeof header === 'string' && token.test(header)) {
        declared.push({ path, header, isNumber: schema.type === 'integer' || schema.type === 'number' });
      }
    }
    open.push(...inside(schema, path, reachable));
  }
  return { declared, fault };
}

function faultOf(header: unknown, type: unknown, isArgument: boolean, names: ReadonlySet<string>): string | null {
  const named = JSON.stringify(header)?.slice(0, 80);
  if (!isArgument) return `x-mcp-header ${named} stands where it names no argument`;
  if (typeof header !== 'string' || !token.test(header)) return `x-mcp-header ${named} cannot be part of a header's name`;
  if (!types.includes(type)) return `x-mcp-header ${named} is for strings, integers and booleans only`;
  return names.has(header.toLowerCase()) ? `x-mcp-header ${named} is there twice` : null;
}

function inside(schema: Record<string, unknown>, path: readonly string[], reachable: boolean): Place[] {
  const found: Place[] = [];
  const goesOn = reachable && path.length < DEEPEST;
  const { properties } = schema;
  if (isRecord(properties)) {
    for (const [key, child] of Object.entries(properties)) {
      found.push(goesOn ? { schema: child, path: [...path, key], reachable } : { schema: child, path, reachable: false });
    }
  }
  const add = (child: unknown) => {
    if (typeof child === 'object' && child !== null) found.push({ schema: child, path, reachable: false });
  };
  for (const key of one) add(schema[key]);
  for (const key of lists) if (Array.isArray(schema[key])) for (const child of schema[key]) add(child);
  for (const key of tables) if (isRecord(schema[key])) for (const child of Object.values(schema[key])) add(child);
  return found;
}

/** What is null or left out has no header, and neither has what no header can say. */
export function repeatedHeaders(declared: readonly Repeated[], args: unknown): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const { path, header } of declared) {
    const said = saidAs(valueAt(args, path));
    if (said !== null) headers[`Mcp-Param-${header}`] = encodeHeader(said);
  }
  return headers;
}

/** null: it has no header. Numbers that differ from what another JSON reader takes them for have none. */
export function saidAs(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'number' || !Number.isFinite(value)) return null;
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? null : String(value);
}

export function valueAt(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const key of path) found = isRecord(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  return found;
}

/** What a header cannot carry as it is goes as `=?base64?…?=`. */
export function encodeHeader(value: string): string {
  const isPlain = /^[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?$/.test(value) && !(value.startsWith('=?base64?') && value.endsWith('?='));
  return isPlain ? value : `=?base64?${Buffer.from(value).toString('base64')}?=`;
}
