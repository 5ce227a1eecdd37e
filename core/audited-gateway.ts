// What the gateway's settings are changed by goes into the audit: who, what, and whether it worked. Never a token.
import type { Actor } from '../contract/server.ts';
import type { DefinitionFinding } from '../contract/trust.ts';
import type { TokensApi, ToolCallApi, ToolsApi } from './api/engine-api.ts';
import type { Approval } from './gateway/trust/trust.ts';

export type Audit = (by: Actor, action: string, target: string, ok: boolean, detail: string | null) => void;

/** Whoever accepts a changed definition is kept with which it was. */
export async function auditedApproval(wish: Approval, by: Actor, work: () => Promise<DefinitionFinding[]>, audit: Audit) {
  const target = wish.name === undefined ? wish.server : `${wish.server}.${wish.name}`;
  try {
    const found = await work();
    const names = found.map(({ kind, name }) => `${kind} ${name}`);
    audit(by, 'approve tools', target, true, names.join(', ').slice(0, 2_000) || 'its definitions as they are now');
    return found;
  } catch (error) {
    audit(by, 'approve tools', target, false, error instanceof Error ? error.message : String(error));
    throw error;
  }
}

export function auditedTokens(tokens: () => TokensApi, audit: Audit): TokensApi {
  function made<T>(by: Actor, action: string, name: string, work: () => T): T {
    try {
      const result = work();
      audit(by, action, name, true, null);
      return result;
    } catch (error) {
      audit(by, action, name, false, error instanceof Error ? error.message : String(error));
      throw error;
    }
  }
  return {
    list: () => tokens().list(),
    add: (wish, by) => made(by, 'add token', wish.name, () => tokens().add(wish, by)),
    revoke: (name, by) => made(by, 'revoke token', name, () => tokens().revoke(name, by)),
  };
}

export function auditedTools(tools: () => ToolsApi, audit: Audit): ToolsApi {
  async function made<T>(by: Actor, action: string, tool: string, detail: string | null, work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      audit(by, action, tool, true, detail);
      return result;
    } catch (error) {
      audit(by, action, tool, false, error instanceof Error ? error.message : String(error));
      throw error;
    }
  }
  return {
    hide: (tool, by) => made(by, 'hide tool', tool, null, () => tools().hide(tool, by)),
    show: (tool, by) => made(by, 'show tool', tool, null, () => tools().show(tool, by)),
    rename: (tool, name, by) => made(by, 'rename tool', tool, name && `to ${name}`, () => tools().rename(tool, name, by)),
  };
}

/** Which tool a person called, and what came of it. Never its arguments: they may be secret. */
export function auditedCall(call: () => ToolCallApi, audit: Audit): ToolCallApi {
  return async (wish, by, signal) => {
    try {
      const answer = await call()(wish, by, signal);
      audit(by, 'call tool', wish.tool, answer.outcome === 'ok', signal.aborted ? 'cancelled' : (answer.error?.message ?? null));
      return answer;
    } catch (error) {
      audit(by, 'call tool', wish.tool, false, error instanceof Error ? error.message : String(error));
      throw error;
    }
  };
}
