// A tool's schema may ask that some of its arguments are repeated in headers (`x-mcp-header`), so that proxies can route by them.
// Whoever relies on that must be able to trust it: header and body have to agree.
import type { IncomingHttpHeaders } from 'node:http';
import { isRecord } from '../../link/message.ts';
import { decodeHeader, mismatch } from './envelope.ts';
import type { RpcRefusal } from './refuse.ts';

interface Declared {
  path: string[];
  header: string;
  isNumber: boolean;
}

const known = new WeakMap<object, Declared[]>();
const deepest = 32;

export function checkParamHeaders(schema: unknown, params: unknown, headers: IncomingHttpHeaders): RpcRefusal | null {
  if (!isRecord(schema)) return null;
  let declared = known.get(schema);
  if (!declared) {
    declared = [];
    collect(schema, [], declared);
    known.set(schema, declared);
  }
  if (declared.length === 0) return null;
  const args = isRecord(params) ? params.arguments : undefined;
  for (const { path, header, isNumber } of declared) {
    const value = at(args, path);
    if (typeof value !== 'string' && typeof value !== 'boolean' && typeof value !== 'number') continue;
    if (typeof value === 'number' && (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))) continue;
    const name = `Mcp-Param-${header}`;
    const given = headers[name.toLowerCase()];
    const body = `the body carries ${path.join('.')} = ${JSON.stringify(value)}`;
    if (typeof given !== 'string') return mismatch('(missing)', `${name} is required, as ${body}`);
    const decoded = decodeHeader(given);
    if (decoded === null) return mismatch(given, `${name} is not valid Base64`);
    const same =
      isNumber && typeof value === 'number' && /^-?\d+(\.\d+)?$/.test(decoded) ? Number(decoded) === value : decoded === String(value);
    if (!same) return mismatch(given, body);
  }
  return null;
}

/** Only what is reached by `properties` alone can be declared. */
function collect(schema: Record<string, unknown>, path: string[], into: Declared[]): void {
  const header = schema['x-mcp-header'];
  if (path.length > 0 && typeof header === 'string' && /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(header)) {
    into.push({ path, header, isNumber: schema.type === 'integer' || schema.type === 'number' });
  }
  if (!isRecord(schema.properties) || path.length >= deepest) return;
  for (const [key, property] of Object.entries(schema.properties)) if (isRecord(property)) collect(property, [...path, key], into);
}

function at(value: unknown, path: string[]): unknown {
  let found = value;
  for (const key of path) found = isRecord(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  return found;
}
