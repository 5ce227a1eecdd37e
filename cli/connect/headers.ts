// Headers that the stateless generation wants beside a request: they repeat what the body says, so that proxies need not read it.
import { parse, resolve } from 'node:path';

const versionKey = 'io.modelcontextprotocol/protocolVersion';

/** what `mcp-name` repeats, by method */
const nameField: Record<string, string> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
  'tasks/get': 'taskId',
  'tasks/update': 'taskId',
  'tasks/cancel': 'taskId',
};

/** null: the message does not speak for itself, so it belongs to the session */
export function statelessHeaders(method: string, params: unknown): Record<string, string> | null {
  const fields = recordOf(params);
  const version = recordOf(fields?._meta)?.[versionKey];
  if (typeof version !== 'string') return null;
  const headers: Record<string, string> = { 'mcp-protocol-version': headerValue(version), 'mcp-method': headerValue(method) };
  const name = Object.hasOwn(nameField, method) ? fields?.[nameField[method]!] : undefined;
  if (typeof name === 'string') headers['mcp-name'] = headerValue(name);
  return headers;
}

/** The folder that the client works in: what it says, or where it runs us. Clients that are started from a menu run us in no folder worth the name. */
export function workspaceHeader(said?: string): Record<string, string> {
  try {
    const folder = resolve(said ?? process.cwd());
    return said === undefined && folder === parse(folder).root ? {} : { 'roundhouse-workspace': encodeURIComponent(folder) };
  } catch {
    return {}; // the current folder was deleted
  }
}

/** Text that HTTP would change or refuse goes as base64, in the protocol's own wrapping. */
export function headerValue(text: string): string {
  const isPlain = /^[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?$/.test(text) && !/^=\?base64\?.*\?=$/.test(text);
  return isPlain ? text : `=?base64?${Buffer.from(text, 'utf8').toString('base64')}?=`;
}

export function recordOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
}
