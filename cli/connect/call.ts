// A request of the client that is not answered yet.
import type { ClientRequest } from 'node:http';
import { recordOf } from './headers.ts';

export type JsonRpcId = string | number;

export interface Call {
  /** what is still to be answered: one, or those of a batch */
  open: Set<JsonRpcId>;
  method: string;
  params: unknown;
  body: Buffer;
  /** of the stateless generation; null: it belongs to the session */
  headers: Record<string, string> | null;
  /** a subscription: it outlives an engine */
  isListen: boolean;
  isAcknowledged: boolean;
  isCancelled: boolean;
  /** a subscription whose engine went: the next one gets it */
  isParked: boolean;
  /** the last word of a subscription, until it is known whether the engine goes */
  lastWord: Buffer | string | null;
  began: number;
  /** it waits for an engine until then; null: it has not waited */
  giveUpAt: number | null;
  request: ClientRequest | null;
}

export function callOf(ids: JsonRpcId[], body: Buffer, about: Partial<Pick<Call, 'method' | 'params' | 'headers'>> = {}): Call {
  const { method = 'batch', params, headers = null } = about;
  return {
    open: new Set(ids),
    method,
    params,
    body,
    headers,
    isListen: headers !== null && method === 'subscriptions/listen',
    isAcknowledged: false,
    isCancelled: false,
    isParked: false,
    lastWord: null,
    began: performance.now(),
    giveUpAt: null,
    request: null,
  };
}

export function isId(value: unknown): value is JsonRpcId {
  return typeof value === 'string' || typeof value === 'number';
}

/** the server behind a call, or the engine before it, is gone */
export const goneCode = -32000;

export function errorAnswer(id: JsonRpcId | null, code: number, message: string): string {
  return JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } });
}

/** What a status other than a good one says, as an answer to this request. */
export function refusalAnswer(id: JsonRpcId, status: number, text: string): string {
  const error = (parsed(text) as { error?: { code?: unknown; message?: unknown } } | null)?.error;
  // the protocol's own answer; its id is often left out
  if (typeof error?.code === 'number' && typeof error.message === 'string') return JSON.stringify({ jsonrpc: '2.0', id, error });
  return errorAnswer(id, goneCode, refusalWords(status, text));
}

export function refusalWords(status: number, text: string): string {
  const said = parsed(text) as { detail?: unknown; error?: { message?: unknown } } | null;
  const words = said?.detail ?? said?.error?.message;
  return typeof words === 'string'
    ? words
    : `The Roundhouse engine refused this with status ${status}. Its log, roundhouse.log, may say why.`;
}

/** Whether we are there is ours to say. */
export function pong(call: Call): string {
  const [id] = call.open;
  return JSON.stringify({ jsonrpc: '2.0', id, result: {} });
}

/** undefined: no JSON, or no object */
export function messageIn(json: Buffer | string): Record<string, unknown> | undefined {
  return recordOf(parsed(json.toString()));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // no JSON: the status has to do
  }
}
