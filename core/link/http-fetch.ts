// fetch over node:http with an agent of its own, so that closing one connection to a remote closes every socket of it at once.
// Never follows a redirect: whoever calls decides whether its headers may go there.
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';

export interface OwnFetch {
  fetch(url: string | URL, init?: RequestInit): Promise<Response>;
  close(): void;
}

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
  return new Response(Readable.toWeb(incoming) as ReadableStream, init);
}
