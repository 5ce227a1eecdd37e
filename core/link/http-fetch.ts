// fetch over node:http with an agent of its own, so that closing one connection to a remote closes every socket of it at once.
// Never follows a redirect: whoever calls decides whether its headers may go there.
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { pipeline, type Readable, Transform, type TransformCallback } from 'node:stream';
import { TooLargeError } from './link.ts';
import { MAX_MESSAGE_BYTES } from './message.ts';

export interface OwnFetch {
  fetch(url: string | URL, init?: RequestInit): Promise<Response>;
  close(): void;
}

const NEWLINE = 0x0a;
const BODILESS = new Set([101, 204, 205, 304]);

export function ownFetch(): OwnFetch {
  // node's own options for HTTP_PROXY and friends, the same that its global agents honour
  const shared = { keepAlive: true, maxSockets: 64, proxyEnv: process.env.NODE_USE_ENV_PROXY === '1' ? process.env : undefined };
  const http = new HttpAgent(shared);
  const https = new HttpsAgent(shared);
  const all = new AbortController();
  return {
    fetch: (url, init = {}) => {
      const target = new URL(url);
      const secure = target.protocol === 'https:';
      const signal = init.signal ? AbortSignal.any([init.signal, all.signal]) : all.signal;
      if (signal.aborted) return Promise.reject(signal.reason);
      return new Promise((resolve, reject) => {
        const outgoing = (secure ? httpsRequest : httpRequest)(
          target,
          { method: init.method ?? 'GET', headers: headersOf(init.headers), agent: secure ? https : http, signal },
          (incoming) => resolve(answer(incoming)),
        );
        outgoing.on('error', reject);
        outgoing.end(init.body ?? undefined);
      });
    },
    close: () => {
      all.abort(new DOMException('the connection was closed', 'AbortError'));
      http.destroy();
      https.destroy();
    },
  };
}

function headersOf(given: RequestInit['headers']): Record<string, string> {
  const headers = Object.fromEntries(new Headers(given));
  headers['user-agent'] ??= 'roundhouse'; // some front ends refuse whoever has no name
  headers['accept-encoding'] = 'identity'; // nothing here unpacks
  return headers;
}

function answer(incoming: IncomingMessage): Response {
  const status = incoming.statusCode ?? 502;
  const headers = new Headers();
  for (let at = 0; at + 1 < incoming.rawHeaders.length; at += 2) headers.append(incoming.rawHeaders[at]!, incoming.rawHeaders[at + 1]!);
  const init = { status, statusText: incoming.statusMessage, headers };
  if (BODILESS.has(status)) {
    incoming.resume();
    return new Response(null, init);
  }
  const isStream = headers.get('content-type')?.startsWith('text/event-stream') ?? false;
  // the end of either is the other's; whoever reads the body hears of it there
  const body = pipeline(incoming, new Bounded(isStream), () => {});
  return new Response(webStreamOf(body), init);
}

/** Node's own bridge throws where nobody can catch it when a body is cancelled while its next piece is on the way. */
function webStreamOf(body: Readable): ReadableStream<Uint8Array> {
  let over = false;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const end = (how: () => void) => {
        if (over) return;
        over = true;
        how();
      };
      body.on('data', (chunk: Buffer) => {
        if (over) return;
        controller.enqueue(chunk);
        if ((controller.desiredSize ?? 0) <= 0) body.pause();
      });
      body.once('end', () => end(() => controller.close()));
      body.once('error', (error) => end(() => controller.error(error)));
      // destroyed without a word: whoever reads must not wait for ever
      body.once('close', () => end(() => controller.error(new Error('the connection was closed'))));
      body.pause();
    },
    pull: () => void body.resume(),
    cancel() {
      over = true;
      body.destroy();
    },
  });
}

/** Whoever reads a body keeps all of a message until it is whole: one that does not end ends here. */
class Bounded extends Transform {
  readonly #byLine: boolean;
  #bytes = 0;

  constructor(byLine: boolean) {
    super();
    this.#byLine = byLine;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const end = this.#byLine ? chunk.lastIndexOf(NEWLINE) : -1;
    this.#bytes = end < 0 ? this.#bytes + chunk.length : chunk.length - end - 1;
    if (this.#bytes <= MAX_MESSAGE_BYTES) done(null, chunk);
    else done(new TooLargeError(`its answer has more than ${MAX_MESSAGE_BYTES / 2 ** 20} MiB, which is too much for one message`));
  }
}
