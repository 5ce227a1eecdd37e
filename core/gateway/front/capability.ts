// What a client said it can be asked.
import { isRecord } from '../../link/message.ts';
import { RpcError, rpcCodes } from '../gateway.ts';

/** null: it may be asked this. */
export function cannotBeAsked(method: string, params: unknown, capabilities: Record<string, unknown>): RpcError | null {
  const required = requiredFor(method, params);
  if (required !== null && holds(capabilities, required)) return null;
  return new RpcError(
    rpcCodes.methodNotFound,
    required === null ? `No client can be asked for ${method}.` : `This client did not declare what ${method} needs.`,
    required === null ? undefined : { requiredCapabilities: required },
  );
}

function requiredFor(method: string, params: unknown): Record<string, Record<string, unknown>> | null {
  const given = isRecord(params) ? params : {};
  switch (method) {
    case 'elicitation/create':
      return { elicitation: given.mode === 'url' ? { url: {} } : { form: {} } };
    case 'sampling/createMessage':
      return { sampling: given.tools !== undefined || given.toolChoice !== undefined ? { tools: {} } : {} };
    case 'roots/list':
      return { roots: {} };
    default:
      return null;
  }
}

function holds(capabilities: Record<string, unknown>, required: Record<string, Record<string, unknown>>): boolean {
  for (const [name, parts] of Object.entries(required)) {
    const declared = capabilities[name];
    if (!isRecord(declared)) return false;
    for (const part of Object.keys(parts)) {
      // before there were modes, elicitation without one meant forms
      const implied = name === 'elicitation' && part === 'form' && declared.url === undefined;
      if (declared[part] === undefined && !implied) return false;
    }
  }
  return true;
}
