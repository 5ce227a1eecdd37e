// The envelope of JSON-RPC, checked by hand: this is on the path of every call, and the payload is nobody's business here.
import type { JsonRpcId, JsonRpcMessage } from './link.ts';

/** what a server makes us hold that never ends its message */
export const MAX_MESSAGE_BYTES = 32 * 1024 * 1024;

export function isMessage(value: unknown): value is JsonRpcMessage {
  if (typeof value !== 'object' || value === null) return false;
  const message = value as Record<string, unknown>;
  if (message.jsonrpc !== '2.0') return false;
  if (message.id !== undefined && message.id !== null && !isId(message.id)) return false;
  if (message.method !== undefined) return typeof message.method === 'string';
  if (message.id === undefined) return false;
  return 'result' in message || isAnswerError(message.error);
}

export function isId(value: unknown): value is JsonRpcId {
  return typeof value === 'string' || typeof value === 'number';
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isAnswerError(value: unknown): boolean {
  return isRecord(value) && typeof value.code === 'number' && typeof value.message === 'string';
}
