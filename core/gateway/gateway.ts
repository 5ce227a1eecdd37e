// What the gateway's parts agree on. A *front* speaks MCP with clients (Streamable HTTP in both generations; the stdio bridge is a client of
// that). The *router* knows servers, names and profiles, and nothing of transports. *Upstreams* are the links of running servers.
import type { KeptCall } from '../../contract/calls.ts';
import type { CallLimits } from '../../contract/server.ts';
import type { Surface } from '../../contract/surface.ts';
import type { Generation, JsonRpcId, OpenedLink } from '../link/link.ts';

/** An answer with an error, as JSON-RPC has it. Codes and data of servers pass through unchanged. */
export class RpcError extends Error {
  readonly code: number;
  readonly data: unknown;
  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.name = 'RpcError';
    this.code = code;
    this.data = data;
  }
}

export const rpcCodes = {
  parse: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internal: -32603,
  /** the server behind a call ended, cannot be reached, or did not answer in time */
  upstreamGone: -32000,
  resourceNotFound: -32002,
  /** stateless generation: the request needs something of its client that this did not declare */
  missingCapability: -32021,
} as const;

/** What a server asks at once comes in messages of its own: so long after the first of them the others count as asked together with it. */
export const togetherMs = 40;

export interface ProfileRules {
  /** as in the URL */
  name: string;
  /** globs over server names; undefined: all */
  servers?: string[];
  /** globs over `server.tool` */
  tools?: { allow?: string[]; deny?: string[] };
  /** adds the management tools, unprefixed */
  management: boolean;
  /** what its clients are shown, left out: everything. Of a caller: what this client is shown */
  surface?: Surface;
}

/** Who asks. One session of the handshake generation; one request in the stateless one. */
export interface Caller {
  /** never reused while the engine lives */
  readonly id: string;
  /** who this is, as far as can be known: its session, its bridge, its own token, or else this request alone. Callers with equal owners are one client. */
  readonly owner: string;
  /** name of its token, or how it introduced itself: for people alone, as several may be called the same */
  readonly label: string;
  /** name of its own token, or under which its bridge runs, told apart; null: only its own word for itself. Sessions with an equal one are one client's. */
  readonly client?: string | null;
  /** the folder that it works in, as its bridge says */
  readonly workspace?: string | null;
  readonly clientInfo: { name: string; version: string };
  readonly generation: Generation;
  readonly protocolVersion: string;
  /** what it declared; decides what may be asked of it */
  readonly capabilities: Record<string, unknown>;
  readonly profile: ProfileRules;
}

/** One request of a client under way. */
export interface Exchange {
  readonly caller: Caller;
  /** aborted when the client cancels, or is gone */
  readonly signal: AbortSignal;
  /** the client's own time limit, when it is known */
  readonly timeoutMs: number;
  /** belongs to this request: progress, log messages. Never blocks; a reader that is too slow loses its connection, not we our memory. */
  notify(method: string, params: unknown): void;
  /**
   * Asks the client something while its request is open: sampling/createMessage, elicitation/create, roots/list. The front decides how:
   * a request on the stream, or an input-required round trip. Rejects with RpcError when the client cannot or will not.
   */
  ask(method: string, params: unknown, options: { signal: AbortSignal }): Promise<unknown>;
}

/** What a client that listens is told outside of its requests. */
export type Topic = 'tools' | 'resources' | 'prompts';
export interface Listener {
  readonly caller: Caller;
  /** a list of this profile is another one now */
  changed(topic: Topic): void;
  resourceUpdated(uri: string): void;
  log(params: Record<string, unknown>): void;
}

export interface Router {
  /** capabilities, server info and instructions: the same for `initialize` and `server/discover` */
  introduce(profile: ProfileRules): {
    capabilities: Record<string, unknown>;
    serverInfo: { name: string; version: string };
    instructions?: string;
  };
  /** every request but initialize, server/discover, ping and subscriptions/listen. Rejects with RpcError. */
  handle(method: string, params: unknown, exchange: Exchange): Promise<unknown>;
  /** a client's notification (roots/list_changed); cancellation and progress are the front's */
  hear(method: string, params: unknown, caller: Caller): void;
  /** tells the listener of changes until the returned function is called */
  listen(listener: Listener): () => void;
  /** the caller is gone: what it subscribed to is dropped */
  leave(callerId: string): void;
  profile(name: string): ProfileRules | null;
  /** the input schema of a tool under the name that this profile knows it by: it may ask that arguments are repeated in headers */
  inputSchema?(profile: ProfileRules, tool: string): unknown;
}

/** A server's request to whoever called it: answered with a result, or rejected with RpcError. */
export interface UpstreamRequest {
  id: JsonRpcId;
  method: string;
  params: unknown;
  signal: AbortSignal;
}

export interface Upstream {
  readonly name: string;
  /** null: not connected now */
  readonly link: OpenedLink | null;
  /** may its tools be offered: it serves, or it is asleep and wakes on a call. With a link: a call can be sent now */
  readonly offered: boolean;
  /** it is about to be restarted: a call waits for that */
  readonly held?: boolean;
  /** while it is asleep: the link that it had, for what it said of itself */
  readonly slept?: Pick<OpenedLink, 'capabilities' | 'instructions'> | null;
  /** what the config allows its calls; left out: the usual */
  readonly calls?: CallLimits;
  /** it sleeps when nobody calls: when it was used last, in monotonic milliseconds. null: it stays up, and nobody counts */
  readonly naps?: { usedAt: number } | null;
  /** it serves nobody itself: each class of callers has a copy of its own, see `Copies` */
  readonly isolated?: boolean;
  /** it is such a copy, and in no list */
  readonly instanceOf?: string;
}

/** Copies of servers that are not shared. */
export interface Copies {
  /** Name of the copy that this caller uses; made when there is none. Fails with RpcError. */
  take(server: string, exchange: Exchange): string | Promise<string>;
  names(server: string): readonly string[];
  /** Is this copy one of the caller's? */
  belongs(name: string, caller: Caller): boolean;
  leave(callerId: string): void;
  /** the folders that it works in are other ones now */
  moved(caller: Caller): void;
}

/** The servers as the router sees them. */
export interface Upstreams {
  list(): Upstream[];
  get(name: string): Upstream | null;
  /** a link that can be used: waits for one that starts or restarts, wakes one that sleeps. Rejects with RpcError and the reason in words. */
  ready(name: string, options: { timeoutMs: number; signal: AbortSignal }): Promise<OpenedLink>;
  /** why calls of it fail now, with its last words: for errors of calls that were under way */
  lastWords(name: string): { message: string; data: Record<string, unknown> };
  /** a link opened, closed, or its tools changed; the definitions changed */
  onChange(listener: (name: string) => void): () => void;
  /** notifications of servers, as they come */
  onNotification(listener: (name: string, method: string, params: unknown) => void): () => void;
  readonly copies?: Copies;
  /** requests of servers; one listener: the router */
  onRequest(answer: (name: string, request: UpstreamRequest) => Promise<unknown>): void;
}

/** One finished call, for the UI, the history and the counters. */
export type CallRecord = Omit<KeptCall, 'seq'>;
