// The protocol's own names. Handshake revisions are agreed once by `initialize`; the stateless one is named in every request.
import { isRecord } from './message.ts';

/** newest first; what a server may answer to `initialize` */
export const handshakeRevisions: readonly string[] = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05', '2024-10-07'];
export const statelessRevision = '2026-07-28';

/** answers that tell a server of the other generation from one that is broken */
export const unsupportedRevision = -32022;
export const methodNotFound = -32601;
/** headers of a request and its body disagree, or headers are missing */
export const headerMismatch = -32020;

/** The revisions that an error answer names as supported. */
export function supportedIn(data: unknown): readonly string[] {
  return isRecord(data) && Array.isArray(data.supported) ? data.supported.filter((one) => typeof one === 'string').slice(0, 50) : [];
}

export interface ClientInfo {
  name: string;
  version: string;
}

/** `_meta` of every request in the stateless generation. */
export function envelope(clientInfo: ClientInfo, declare: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    'io.modelcontextprotocol/protocolVersion': statelessRevision,
    'io.modelcontextprotocol/clientInfo': clientInfo,
    'io.modelcontextprotocol/clientCapabilities': declare,
  };
}

/** `params` with the envelope; what the caller put into `_meta` wins, so that a gateway can pass its client's own */
export function withEnvelope(params: unknown, meta: Record<string, unknown>): Record<string, unknown> {
  const given = isRecord(params) ? params : {};
  return { ...given, _meta: { ...meta, ...(isRecord(given._meta) ? given._meta : {}) } };
}

/** stateless servers name themselves in `_meta` of their results */
export function serverInfoOf(value: unknown): ClientInfo | null {
  return isRecord(value) && typeof value.name === 'string' ? { name: value.name, version: String(value.version ?? '') } : null;
}
