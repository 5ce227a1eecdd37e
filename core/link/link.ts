// One MCP connection to one server, whatever carries it.
import type { Duplex, Readable, Writable } from 'node:stream';

/** `handshake`: revisions up to 2025-11-25, opened by `initialize`. `stateless`: 2026-07-28, opened by `server/discover`. */
export type Generation = 'handshake' | 'stateless';

export type JsonRpcId = string | number;
export interface JsonRpcMessage {
  jsonrpc: '2.0';
  id?: JsonRpcId | null;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { code: number; message: string; data?: unknown };
}

/** Carries messages and knows nothing of their meaning. `close` is idempotent; after it nothing is called any more. */
export interface Carrier {
  send(message: JsonRpcMessage): Promise<void>;
  onMessage: (message: JsonRpcMessage) => void;
  /** the other side is gone; `reason` in words */
  onClose: (reason: string) => void;
  /** something that is no message: garbage on stdout, an oversized line. Never fatal by itself. */
  onNoise: (text: string) => void;
  /** told once, when it is agreed: an HTTP carrier names the revision in a header of every request */
  setRevision?(revision: string): void;
  close(): Promise<void>;
}

export interface StdioPipes {
  stdin: Writable;
  stdout: Readable;
}
export type Pipes = StdioPipes | Duplex;

export interface ToolInfo {
  name: string;
  title?: string;
  description?: string;
  inputSchema?: unknown;
  outputSchema?: unknown;
  annotations?: Record<string, unknown>;
}

export interface LinkEvents {
  /** progress of opening, for the card */
  onStep(step: 'initialize' | 'tools'): void;
  /** the tool list after it was read again because the server said that it changed */
  onTools(tools: ToolInfo[]): void;
  onNoise(text: string): void;
  /** the link is unusable from now on; not called after `close()` */
  onClosed(reason: string): void;
}

export interface OpenedLink {
  readonly generation: Generation;
  readonly protocolVersion: string;
  readonly serverInfo: { name: string; version: string } | null;
  /** what the server declared, as it came */
  readonly capabilities: Record<string, unknown>;
  readonly instructions: string | null;
  /** as of the last reading */
  readonly tools: ToolInfo[];
  /** one liveness check: `ping`, or `server/discover` for the stateless generation. Rejects with a LinkError. */
  check(timeoutMs: number): Promise<{ latencyMs: number }>;
  /** `counted: false` for what says nothing about the server's work, such as a subscription that stays open: see `inFlight` */
  request(method: string, params: unknown, options: { timeoutMs: number; signal?: AbortSignal; counted?: boolean }): Promise<unknown>;
  /** calls in flight besides checks: a server that works on one is not asked whether it lives */
  inFlight(): { count: number; oldestMs: number; oldestTimeoutMs: number };
  /** rejects everything in flight with `reason`. Ends no process and no pipe: those belong to whoever made them. */
  close(reason?: string): Promise<void>;
}

export interface OpenOptions {
  events: LinkEvents;
  clientInfo: { name: string; version: string };
  /** for the whole opening, tool list included */
  timeoutMs: number;
  /** which generation to try first; `handshake` when nothing is known. Remember `OpenedLink.generation` after a success. */
  generation?: Generation;
  signal?: AbortSignal;
}

/** `mend`: a retry may help. `fatal`: it cannot (401/403 from a remote): give up at once. */
export class LinkError extends Error {
  readonly kind: 'mend' | 'fatal';
  readonly next: string | null;
  /** the server fell silent or ended at the very first request: the next run should try this generation first */
  readonly tryFirst: Generation | null;
  constructor(message: string, kind: 'mend' | 'fatal' = 'mend', next: string | null = null, tryFirst: Generation | null = null) {
    super(message);
    this.name = 'LinkError';
    this.kind = kind;
    this.next = next;
    this.tryFirst = tryFirst;
  }
}

/** The server answered, and its answer is an error. It lives; the error is for whoever asked. */
export class AnswerError extends Error {
  readonly code: number;
  readonly data: unknown;
  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.name = 'AnswerError';
    this.code = code;
    this.data = data;
  }
}
