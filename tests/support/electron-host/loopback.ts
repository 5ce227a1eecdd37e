// The carrier between Chromium and the handlers of protocol.handle. The port comes from the userData folder where it can, so that
// the page's origin, and with it its local storage, is the same at the next start.
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { headerToLoopback, knowPort } from './address.ts';
import { asHandlerSees } from './handler-request.ts';
import { getPath } from './paths.ts';
import { handlerOf } from './protocol.ts';

let starting: Promise<number> | null = null;

/** The port. */
export function startLoopback(): Promise<number> {
  starting ??= open();
  return starting;
}

async function open(): Promise<number> {
  const server = createServer({ keepAliveTimeout: 60_000 }, (incoming, outgoing) => void answer(incoming, outgoing));
  const digest = createHash('sha256').update(getPath('userData')).digest();
  const wanted = 20_000 + (digest.readUInt16BE(0) % 12_000);
  const port = await listen(server, wanted).catch(() => listen(server, 0)); // somebody has it: any other
  knowPort(port);
  return port;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const request = asHandlerSees(incoming);
  const handler = request && handlerOf(new URL(request.url).protocol.slice(0, -1));
  if (!handler) return fail(outgoing);
  try {
    const response = await handler(request);
    if (response.type === 'error') return fail(outgoing);
    send(response, outgoing);
  } catch (error) {
    console.error(error);
    fail(outgoing);
  }
}

/** A network error for the page. A connection that breaks would be tried again; an answer that contradicts itself is not. */
function fail(outgoing: ServerResponse): void {
  outgoing.socket?.end('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n');
}

function send(response: Response, outgoing: ServerResponse): void {
  outgoing.sendDate = false;
  for (const [name, value] of response.headers) {
    // the protocols of Electron have no cookies; a connection is ours, not the handler's
    if (/^(set-cookie|connection|keep-alive|transfer-encoding)$/i.test(name)) continue;
    outgoing.setHeader(name, headerToLoopback(value));
  }
  outgoing.writeHead(response.status, response.statusText || undefined);
  if (!response.body) return void outgoing.end();
  // a stream is begun when it is: its headers must not wait for the first chunk
  outgoing.flushHeaders();
  const body = Readable.fromWeb(response.body as ReadableStream);
  body.on('error', () => outgoing.destroy());
  // The page let go of it: the body is cancelled. As in Electron, `request.signal` is not aborted.
  outgoing.on('close', () => body.destroy());
  body.pipe(outgoing);
}
