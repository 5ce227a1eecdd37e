// Results and errors in the form that a generation expects of them.
import type { JsonRpcId } from '../../link/link.ts';
import { isRecord } from '../../link/message.ts';
import type { EngineLog } from '../../store/logs.ts';
import { RpcError, rpcCodes } from '../gateway.ts';
import { serverInfoKey } from './envelope.ts';

export interface ServerInfo {
  name: string;
  version: string;
}

export function answerText(id: JsonRpcId, result: unknown): string {
  return JSON.stringify({ jsonrpc: '2.0', id, result: result ?? {} });
}

export function errorText(id: JsonRpcId | null, error: RpcError): string {
  const { code, message, data } = error;
  return JSON.stringify({ jsonrpc: '2.0', id, error: { code, message, ...(data === undefined ? {} : { data }) } });
}

/** Whatever was thrown, as an answer. What is no answer is our own fault: it goes to the log, and not to the client. */
export function rpcErrorOf(error: unknown, method: string, log: EngineLog): RpcError {
  if (error instanceof RpcError) return error;
  // answers of servers have a code as well
  if (error instanceof Error && 'code' in error && typeof error.code === 'number') {
    return new RpcError(error.code, error.message, 'data' in error ? error.data : undefined);
  }
  log.error('a request of a client failed unexpectedly', {
    method,
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
  return new RpcError(rpcCodes.internal, 'Something went wrong inside the engine. Its log, logs/roundhouse.log, says what.');
}

/** Servers of the stateless generation say more in a result than earlier clients know; one that is strict would refuse it. */
export function forHandshake(result: unknown): unknown {
  if (!isRecord(result) || result.resultType === undefined) return result;
  const { resultType, ttlMs, cacheScope, ...rest } = result;
  if (!isRecord(rest._meta) || !(serverInfoKey in rest._meta)) return rest;
  const { [serverInfoKey]: _, ...meta } = rest._meta;
  return { ...rest, _meta: meta };
}

const cacheable = new Set([
  'tools/list',
  'prompts/list',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'server/discover',
]);

export function forStateless(method: string, result: unknown, serverInfo: ServerInfo): Record<string, unknown> {
  const given = isRecord(result) ? result : {};
  // whatever server answered: whom the client speaks with is the gateway
  const dressed: Record<string, unknown> = {
    ...given,
    resultType: typeof given.resultType === 'string' ? given.resultType : 'complete',
    _meta: { ...(isRecord(given._meta) ? given._meta : {}), [serverInfoKey]: serverInfo },
  };
  if (cacheable.has(method) && dressed.resultType === 'complete') {
    if (!(Number.isSafeInteger(given.ttlMs) && (given.ttlMs as number) >= 0)) dressed.ttlMs = 0;
    if (given.cacheScope !== 'public' && given.cacheScope !== 'private') dressed.cacheScope = 'private';
  }
  return dressed;
}

/** A resource that is not there has another code in each generation. */
export function errorForStateless(method: string, error: RpcError): RpcError {
  if (method !== 'resources/read' || error.code !== rpcCodes.resourceNotFound) return error;
  return new RpcError(rpcCodes.invalidParams, error.message, error.data);
}
