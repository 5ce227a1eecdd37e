// Answers that are no answer of a server: problem documents before a client is let in, JSON-RPC errors after.
import type { ServerResponse } from 'node:http';
import type { Failure } from '../../../contract/errors.ts';
import { problemResponse } from '../../api/problem.ts';
import type { JsonRpcId } from '../../link/link.ts';

export function sendProblem(response: ServerResponse, failure: Failure, more: Record<string, string> = {}): void {
  if (response.headersSent) return;
  const problem = problemResponse(failure, more);
  void problem.text().then((text) => {
    if (response.destroyed || response.headersSent) return;
    // what else the client has to say is not read
    const close = response.req.complete ? {} : { connection: 'close' };
    response.writeHead(problem.status, { ...Object.fromEntries(problem.headers), ...close, 'content-length': Buffer.byteLength(text) });
    response.end(text);
  });
}

export interface RpcRefusal {
  status: number;
  code: number;
  message: string;
  data?: unknown;
  id?: JsonRpcId | null;
  headers?: Record<string, string>;
}

export function sendRefusal(response: ServerResponse, { status, code, message, data, id = null, headers }: RpcRefusal): void {
  if (response.headersSent || response.destroyed) return;
  const text = JSON.stringify({ jsonrpc: '2.0', id, error: { code, message, ...(data === undefined ? {} : { data }) } });
  const close = response.req.complete ? {} : { connection: 'close' };
  response.writeHead(status, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    ...headers,
    ...close,
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

/** Nothing to say but that it was taken. */
export function sendStatus(response: ServerResponse, status: number): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { 'content-length': 0 });
  response.end();
}
