// The URIs that clients see. A URI of one server alone stays as it is; when several servers have it, the first in their order keeps it,
// and the others' get `MOUNT+` before their scheme: `files-2+memo://insights`, which is a URI again. Pure.
import { createHash } from 'node:crypto';

/** What clients see → where it is. */
export interface UriRoute {
  server: string;
  own: string;
}

export interface UriTable {
  /** server → its own URI → the one that clients see */
  outward: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** servers that have one with a mount before it: their answers name URIs too */
  mounted: ReadonlySet<string>;
}

/** A scheme's alphabet without `+`, in lower case: schemes are compared without regard to case. Function of the name alone. */
export function mountOf(server: string): string {
  if (/^[a-z][a-z0-9.-]{0,39}$/.test(server)) return server;
  const plain = server.toLowerCase().replace(/[^a-z0-9.-]/g, '-');
  const hash = createHash('sha256').update(server).digest('hex').slice(0, 8);
  return `${/^[a-z]/.test(plain) ? '' : 's-'}${plain.slice(0, 30)}-${hash}`;
}

export const mounted = (server: string, uri: string) => `${mountOf(server)}+${uri}`;

/** `offers` in the order of the servers. */
export function nameUris(offers: readonly { server: string; uris: readonly string[] }[]): UriTable {
  const owner = new Map<string, string>();
  for (const { server, uris } of offers) for (const uri of uris) if (!owner.has(uri)) owner.set(uri, server);
  const outward = new Map<string, Map<string, string>>();
  const withMount = new Set<string>();
  for (const { server, uris } of offers) {
    const table = new Map<string, string>();
    for (const uri of uris) {
      if (owner.get(uri) === server) table.set(uri, uri);
      else {
        // `b+memo://x` may be somebody's own URI: then the mount is said again, which is found by table all the same
        let name = mounted(server, uri);
        while (owner.has(name)) name = mounted(server, name);
        owner.set(name, server);
        table.set(uri, name);
        withMount.add(server);
      }
    }
    outward.set(server, table);
  }
  return { outward, mounted: withMount };
}

/** `files-2+memo://x` → where it is, when such a server is known. For URIs that no list holds. */
export function unmount(uri: string, servers: Iterable<string>): UriRoute | null {
  const plus = uri.indexOf('+');
  if (plus < 1) return null;
  const mount = uri.slice(0, plus).toLowerCase();
  for (const server of servers) if (mountOf(server) === mount) return { server, own: uri.slice(plus + 1) };
  return null;
}

/**
 * How much of a URI is a template's own text, -1 when it does not match. Expressions match anything: the server decides, this
 * only finds out which one to ask. Linear in the length, whatever the template is.
 */
export function matched(template: string, uri: string): number {
  const literals = template.split(/\{[^{}]*\}/);
  const last = literals.length - 1;
  if (last === 0) return template === uri ? uri.length : -1;
  if (!uri.startsWith(literals[0]!)) return -1;
  let at = literals[0]!.length;
  let length = at;
  for (const literal of literals.slice(1, last)) {
    const found = uri.indexOf(literal, at);
    if (found < 0) return -1;
    at = found + literal.length;
    length += literal.length;
  }
  const end = literals[last]!;
  return uri.length - end.length >= at && uri.endsWith(end) ? length + end.length : -1;
}

export const schemeOf = (uri: string) => /^[A-Za-z][A-Za-z0-9+.-]*:/.exec(uri)?.[0].toLowerCase() ?? null;
