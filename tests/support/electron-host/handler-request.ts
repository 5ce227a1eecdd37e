// A request as a handler of protocol.handle sees it: of the scheme's URL, and without what only Chromium's network stack adds
// to HTTP.
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { fromLoopback } from './address.ts';

const ofTheNetwork = /^(host|connection|accept-encoding|accept-language|cookie|cache-control|pragma|dnt|content-length|sec-.*)$/i;

export function asHandlerSees(incoming: IncomingMessage): Request | null {
  const origin = fromLoopback(`http://${incoming.headers.host}`);
  if (origin.startsWith('http:')) return null; // another name for this port: not one of the app's
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined && !ofTheNetwork.test(name)) headers.set(name, fromLoopback(String(value)));
  }
  if (headers.get('origin') === 'null') headers.delete('origin');
  const method = incoming.method ?? 'GET';
  const hasBody = method !== 'GET' && method !== 'HEAD' && (incoming.headers['content-length'] ?? '0') !== '0';
  const isChunked = incoming.headers['transfer-encoding'] !== undefined;
  const body = hasBody || isChunked ? { body: Readable.toWeb(incoming) as unknown as ReadableStream, duplex: 'half' } : {};
  const request = new Request(`${origin}${incoming.url}`, { method, headers, ...body });
  const initiator = initiatorOf(incoming, origin);
  return initiator === undefined ? request : Object.assign(request, { initiatorOrigin: initiator });
}

/** Absent where the browser itself asked, as by loadURL. */
function initiatorOf({ headers }: IncomingMessage, own: string): string | undefined {
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'none') return undefined;
  if (site === 'same-origin') return own;
  const from = headers.origin ?? headers.referer;
  return from && from !== 'null' ? fromLoopback(new URL(from).origin) : 'null';
}
