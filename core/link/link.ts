// One MCP connection to one server, whatever carries it.
import type { Duplex, Readable, Writable } from 'node:stream';
import type { Credentials } from './oauth/sign-in.ts';

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
  /** each message travels with headers of its own, which others may read on its way */
  readonly hasHeaders?: boolean;
  /** `headers`: for a carrier that has them */
  send(message: JsonRpcMessage, headers?: Record<string, string>): Promise<void>;
  /** `bytes`: its size as it came, when the carrier knows */
  onMessage: (message: JsonRpcMessage, bytes?: number) => void;
  /** the other side is gone; `reason` in words, `error` when there is more to know: what waits for an answer gets it */
  onClose: (reason: string, error?: LinkError) => void;
  /** something that is no message: garbage on stdout, an oversized line. Never fatal by itself. */
  onNoise: (text: string) => void;
  /** an answer was dropped because it has too many bytes: whoever waits for it need not wait */
  onTooLarge?: (id: JsonRpcId, bytes: number) => void;
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

/** A request of a server. `signal` aborts when the server gives it up, or is gone: no answer is sent then. */
export interface ServerRequest {
  id: JsonRpcId;
  method: string;
  params: unknown;
  signal: AbortSignal;
}

export interface LinkEvents {
  /** progress of opening, for the card */
  onStep(step: 'initialize' | 'tools'): void;
  /** the tool list after it was read again because the server said that it changed */
  onTools(tools: ToolInfo[]): void;
  onNoise(text: string): void;
  /** the link is unusable from now on; not called after `close()` */
  onClosed(reason: string): void;
  /** each one as it came, from the first message on; but for cancellations, which belong to their requests */
  onNotification?(method: string, params: unknown): void;
  /**
   * Answers a request of the server, from the first message on. Rejects with an error that has a code, and perhaps data, which go to the
   * server as they are. Without it a server may ask for nothing. `ping` never comes here.
   */
  onRequest?(request: ServerRequest): Promise<unknown>;
}

export interface AskOptions {
  timeoutMs: number;
  /** the server is told that it need not go on, with the reason of the signal when it has one in words */
  signal?: AbortSignal;
  /** false for what says nothing about the server's work, such as a subscription that stays open: see `inFlight` */
  counted?: boolean;
  /** told before the answer is given, how many bytes its message had; never, when the carrier does not know */
  onSize?(bytes: number): void;
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
  /** Parameters and result are passed as they are. A stateless server gets the envelope added; what `params._meta` has of it wins. */
  request(method: string, params: unknown, options: AskOptions): Promise<unknown>;
  /** Tells the server something. Never rejects. Those of the stateless generation have nothing to be told, and are not. */
  notify(method: string, params?: unknown): Promise<void>;
  /** calls in flight besides checks: a server that works on one is not asked whether it lives */
  inFlight(): { count: number; oldestMs: number; oldestTimeoutMs: number };
  /** rejects everything in flight with `reason`. Ends no process and no pipe: those belong to whoever made them. */
  close(reason?: string): Promise<void>;
}

export interface OpenOptions {
  events: LinkEvents;
  clientInfo: { name: string; version: string };
  /** capabilities to declare: what a server may ask for. None, when left out */
  declare?: Record<string, unknown>;
  /** for the whole opening, tool list included */
  timeoutMs: number;
  /** which generation to try first; `handshake` when nothing is known. Remember `OpenedLink.generation` after a success. */
  generation?: Generation;
  signal?: AbortSignal;
  /** of a remote: what speaks for us there. None, when its entry brings its own token */
  credentials?: Credentials | null;
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

/** The server did what it was asked, and answered with more than can be taken. The link lives. */
export class TooLargeError extends LinkError {}

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
