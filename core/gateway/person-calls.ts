// Tools that a person calls by hand, from the page or a script: the way of every client, through the router, and recorded as such a call.
import { randomUUID } from 'node:crypto';
import { Failure } from '../../contract/errors.ts';
import type { ToolCallAnswer } from '../../contract/routes/tool-calls.ts';
import type { Actor } from '../../contract/server.ts';
import type { ToolCallApi } from '../api/engine-api.ts';
import { handshakeRevisions } from '../link/revisions.ts';
import { type Caller, RpcError, rpcCodes } from './gateway.ts';
import type { RunningRouter } from './router.ts';
import { findTool } from './tool-edits.ts';

/** as long as a person may look at a call that does not end; they can give it up before */
const PATIENCE_MS = 10 * 60_000;

export function createPersonCalls(router: RunningRouter, version: string): ToolCallApi {
  return async ({ tool, arguments: given = {} }, by, signal) => {
    const found = findTool(router.tools('default')!, tool);
    if (found.hidden)
      throw new Failure('conflict', `${found.key} is hidden from clients. Show it first: roundhouse tools show ${found.key}`);
    const caller = callerFor(by, router, version);
    const startedAt = performance.now();
    const ms = () => Math.round(performance.now() - startedAt);
    const params = { name: found.definition.name, arguments: given };
    try {
      const result = await router.handle('tools/call', params, {
        caller,
        signal,
        timeoutMs: PATIENCE_MS,
        notify: () => {},
        ask: async (method) => {
          throw new RpcError(rpcCodes.methodNotFound, `${method} cannot be answered here: a person called this tool by hand.`);
        },
      });
      return answerOf(result, ms());
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      return { outcome: 'error', ms: ms(), result: null, error: { code: error.code, message: error.message } };
    } finally {
      router.leave(caller.id);
    }
  };
}

function answerOf(result: unknown, ms: number): ToolCallAnswer {
  const record = result as Record<string, unknown>;
  return { outcome: record.isError === true ? 'tool-error' : 'ok', ms, result: record, error: null };
}

/** Known as what it is among the clients, with no more rights than they have by default. */
function callerFor(by: Actor, router: RunningRouter, version: string): Caller {
  const id = `by-hand-${randomUUID()}`;
  const name = by === 'ui' ? 'dashboard' : by;
  return {
    id,
    owner: id,
    label: name,
    client: null,
    workspace: null,
    clientInfo: { name: `roundhouse-${name}`, version },
    generation: 'handshake',
    protocolVersion: handshakeRevisions[0]!,
    capabilities: {},
    profile: { ...router.profile('default')!, surface: 'full' },
  };
}
