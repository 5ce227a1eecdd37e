// What every request of the stateless generation says about itself, in its `_meta` and again in its headers.
import type { IncomingHttpHeaders } from 'node:http';
import { isRecord } from '../../link/message.ts';
import { statelessRevision, unsupportedRevision } from '../../link/revisions.ts';
import { rpcCodes } from '../gateway.ts';
import type { RpcRefusal } from './refuse.ts';

const versionKey = 'io.modelcontextprotocol/protocolVersion';
const capabilitiesKey = 'io.modelcontextprotocol/clientCapabilities';
const infoKey = 'io.modelcontextprotocol/clientInfo';
const logLevelKey = 'io.modelcontextprotocol/logLevel';
export const serverInfoKey = 'io.modelcontextprotocol/serverInfo';
export const subscriptionKey = 'io.modelcontextprotocol/subscriptionId';

const headerMismatch = -32020;

export interface Envelope {
  protocolVersion: string;
  capabilities: Record<string, unknown>;
  clientInfo: { name: string; version: string } | null;
  logLevel: string | null;
}

/** `_meta` when it claims a revision by itself: that, and nothing else, makes a request one of the stateless generation. */
export function claimOf(params: unknown): Record<string, unknown> | null {
  if (!isRecord(params) || !isRecord(params._meta)) return null;
  return versionKey in params._meta ? params._meta : null;
}

/** a header that names this generation, without a claim in the body */
export function isStatelessRevision(revision: string | undefined): boolean {
  return revision !== undefined && /^\d{4}-\d\d-\d\d$/.test(revision) && revision >= statelessRevision;
}

export function readEnvelope(meta: Record<string, unknown>): Envelope | RpcRefusal {
  const version = meta[versionKey];
  const capabilities = meta[capabilitiesKey];
  const info = meta[infoKey];
  if (typeof version !== 'string') return malformed(versionKey, 'it must be a string');
  if (capabilities === undefined) return malformed(capabilitiesKey, 'missing');
  if (!isRecord(capabilities)) return malformed(capabilitiesKey, 'it must be an object');
  if (info !== undefined && !(isRecord(info) && typeof info.name === 'string' && typeof info.version === 'string')) {
    return malformed(infoKey, 'it must have a name and a version');
  }
  const level = meta[logLevelKey];
  return {
    protocolVersion: version,
    capabilities,
    clientInfo: info === undefined ? null : (info as { name: string; version: string }),
    logLevel: typeof level === 'string' ? level : null,
  };
}

function malformed(key: string, problem: string): RpcRefusal {
  return {
    status: 400,
    code: rpcCodes.invalidParams,
    message: `The _meta of this request is not as protocol ${statelessRevision} has it: ${key}: ${problem}.`,
    data: { envelope: { key, problem } },
  };
}

/** a header promises the stateless generation, and the body does not keep it */
export function missingEnvelope(revision: string): RpcRefusal {
  return {
    status: 400,
    code: rpcCodes.invalidParams,
    message: `The headers name protocol ${revision}, but the request has no _meta with ${versionKey} and ${capabilitiesKey}.`,
    data: { envelope: { missing: [versionKey, capabilitiesKey] } },
  };
}

/** Revision and headers, in the order in which the protocol lists them; null: all is well. */
export function checkHeaders(headers: IncomingHttpHeaders, method: string, params: unknown, revision: string): RpcRefusal | null {
  const named = one(headers['mcp-protocol-version']);
  if (named !== undefined && named !== revision) return mismatch(named, `the body names protocol version ${revision}`);
  const asked = one(headers['mcp-method']);
  if (asked !== undefined && asked !== method) return mismatch(asked, `the body names method ${method}`);
  if (revision !== statelessRevision) {
    return {
      status: 400,
      code: unsupportedRevision,
      message: `Unsupported protocol version: ${revision}`,
      data: { supported: [statelessRevision], requested: revision },
    };
  }
  if (named === undefined) return mismatch('(missing)', 'MCP-Protocol-Version is required');
  if (asked === undefined) return mismatch('(missing)', 'Mcp-Method is required');
  const target = targetOf(method, params);
  if (target === null) return null;
  const given = one(headers['mcp-name']);
  if (given === undefined) return mismatch('(missing)', `Mcp-Name is required, as the body names ${target}`);
  const name = decodeHeader(given);
  if (name === null) return mismatch(given, 'Mcp-Name is not valid Base64');
  return name === target ? null : mismatch(given, `the body names ${target}`);
}

export function mismatch(header: string, body: string): RpcRefusal {
  return {
    status: 400,
    code: headerMismatch,
    message: `The headers and the body of this request disagree: ${body}; the header: ${header}.`,
    data: { mismatch: { header, body } },
  };
}

const targets = new Map([
  ['tools/call', 'name'],
  ['prompts/get', 'name'],
  ['resources/read', 'uri'],
  ['tasks/get', 'taskId'],
  ['tasks/update', 'taskId'],
  ['tasks/cancel', 'taskId'],
]);

/** what a request is about: a tool, a prompt, a resource */
export function targetOf(method: string, params: unknown): string | null {
  const field = targets.get(method);
  const value = field && isRecord(params) ? params[field] : undefined;
  return typeof value === 'string' ? value : null;
}

function one(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value.replace(/^[ \t]+|[ \t]+$/g, '') : undefined;
}

/** Values that a header cannot carry come as `=?base64?…?=`; null: it is none. */
export function decodeHeader(value: string): string | null {
  if (!value.startsWith('=?base64?') || !value.endsWith('?=')) return value;
  const text = value.slice(9, -2);
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(text, 'base64'));
  } catch {
    return null;
  }
}
