// A tool's schema may ask that some of its arguments are repeated in headers (`x-mcp-header`), so that proxies can route by them.
// Whoever relies on that must be able to trust it: header and body have to agree.
import type { IncomingHttpHeaders } from 'node:http';
import { isRecord } from '../../link/message.ts';
import { type Repeated, repeatsIn, saidAs, valueAt } from '../../link/repeated-headers.ts';
import { decodeHeader, mismatch } from './envelope.ts';
import type { RpcRefusal } from './refuse.ts';

const known = new WeakMap<object, readonly Repeated[]>();

export function checkParamHeaders(schema: unknown, params: unknown, headers: IncomingHttpHeaders): RpcRefusal | null {
  if (!isRecord(schema)) return null;
  let declared = known.get(schema);
  if (!declared) {
    declared = repeatsIn(schema).declared;
    known.set(schema, declared);
  }
  if (declared.length === 0) return null;
  const args = isRecord(params) ? params.arguments : undefined;
  for (const { path, header, isNumber } of declared) {
    const value = valueAt(args, path);
    const said = saidAs(value);
    if (said === null) continue;
    const name = `Mcp-Param-${header}`;
    const given = headers[name.toLowerCase()];
    const body = `the body carries ${path.join('.')} = ${JSON.stringify(value)}`;
    if (typeof given !== 'string') return mismatch('(missing)', `${name} is required, as ${body}`);
    const decoded = decodeHeader(given);
    if (decoded === null) return mismatch(given, `${name} is not valid Base64`);
    const same = isNumber && typeof value === 'number' && /^-?\d+(\.\d+)?$/.test(decoded) ? Number(decoded) === value : decoded === said;
    if (!same) return mismatch(given, body);
  }
  return null;
}
