// A remote as a carrier: the SDK's HTTP transports over sockets of our own. What a status or a broken connection means is decided here, in
// the fetch that both transports use: their own errors tell too little, and their event source reconnects without a new handshake.
import type { JSONRPCMessage, Transport, TransportSendOptions } from '@modelcontextprotocol/client';
import type { RemoteLaunch } from '../../contract/server.ts';
import { type OwnFetch, ownFetch } from './http-fetch.ts';
import { type Carrier, type JsonRpcId, type JsonRpcMessage, LinkError } from './link.ts';
import { isId, isMessage, isRecord } from './message.ts';
import type { Credentials } from './oauth/sign-in.ts';
import { isGone, nameOf, needsSignIn, redirected, refused, StatusError, unreachable } from './remote-words.ts';
import { within } from './within.ts';

const FAREWELL_MS = 300;
const SHOWN_CHARACTERS = 500;
const HIDDEN_CHARACTERS = 5_000;

interface ConnectOptions {
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  credentials?: Credentials | null | undefined;
}

interface OpenRequest {
  resolve(): void;
  abort: AbortController;
  stateless: boolean;
}

export class RemoteCarrier implements Carrier {
  onMessage: (message: JsonRpcMessage) => void = () => {};
  onClose: (reason: string, error?: LinkError) => void = () => {};
  onNoise: (text: string) => void = () => {};
  readonly hasHeaders: boolean;
  /** statuses without a protocol answer in their body: perhaps the older transport is spoken there */
  readonly refusals: number[] = [];
  readonly #url: string;
  readonly #kind: RemoteLaunch['type'];
  readonly #sockets: OwnFetch = ownFetch();
  readonly #open = new Map<JsonRpcId, OpenRequest>();
  readonly #credentials: Credentials | null;
  readonly #origin: string;
  #transport!: Transport & { terminateSession?(): Promise<void> };
  #state: 'opening' | 'open' | 'gone' | 'closed' = 'opening';
  #failure: LinkError | null = null;

  private constructor(launch: RemoteLaunch, credentials: Credentials | null) {
    this.#url = launch.url;
    this.#kind = launch.type;
    this.hasHeaders = launch.type === 'http';
    this.#credentials = credentials;
    this.#origin = URL.canParse(launch.url) ? new URL(launch.url).origin : '';
  }

  static async connect(launch: RemoteLaunch, options: ConnectOptions): Promise<RemoteCarrier> {
    const carrier = new RemoteCarrier(launch, options.credentials ?? null);
    try {
      await carrier.#connect(launch, options);
    } catch (error) {
      await carrier.close();
      throw error instanceof LinkError ? error : unreachable(launch.url, error);
    }
    return carrier;
  }

  async #connect(launch: RemoteLaunch, limits: ConnectOptions): Promise<void> {
    const url = parse(launch);
    const sdk = await import('@modelcontextprotocol/client');
    const options = { fetch: this.#fetch, requestInit: { headers: launch.headers } };
    const transport: Transport =
      this.#kind === 'sse' ? new sdk.SSEClientTransport(url, options) : new sdk.StreamableHTTPClientTransport(url, options);
    this.#transport = transport;
    transport.onmessage = (message) => this.#receive(message as JsonRpcMessage);
    transport.onerror = (error) => this.#heard(error);
    try {
      await within(transport.start(), limits, () => unreachable(this.#url, { code: 'ETIMEDOUT' }));
    } catch (error) {
      throw this.#failure ?? error; // the event source keeps only the text of what went wrong
    }
  }

  async send(message: JsonRpcMessage, headers?: Record<string, string>): Promise<void> {
    if (this.#state === 'gone' || this.#state === 'closed') throw new LinkError('the connection is closed');
    if (message.method !== undefined && isId(message.id)) return this.#request(message, message.id, headers);
    const cancelled = message.method === 'notifications/cancelled' && isRecord(message.params) ? message.params.requestId : undefined;
    const open = isId(cancelled) ? this.#open.get(cancelled) : undefined;
    // in the stateless generation the end of the request's own stream is what tells the server
    if (!open?.stateless) await this.#post(message);
    open?.abort.abort();
    open?.resolve();
  }

  setRevision(revision: string): void {
    this.#transport.setProtocolVersion?.(revision);
    if (this.#state === 'opening') this.#state = 'open';
  }

  async close(): Promise<void> {
    if (this.#state === 'closed') return;
    const said = this.#state === 'open';
    this.#state = 'closed';
    for (const open of this.#open.values()) open.resolve();
    this.#open.clear();
    const farewell = said ? this.#transport.terminateSession?.() : undefined;
    // a courtesy, so that the remote need not keep the session: never waited for long
    if (farewell) await within(farewell, { timeoutMs: FAREWELL_MS }, () => new LinkError('no farewell')).catch(() => {});
    await this.#transport?.close().catch(() => {});
    this.#sockets.close();
  }

  /** Settles when the request is answered, so that a stream that ends without the answer can reject. */
  #request(message: JsonRpcMessage, id: JsonRpcId, headers?: Record<string, string>): Promise<void> {
    const abort = new AbortController();
    return new Promise((resolve, reject) => {
      const settle = (error?: Error) => {
        this.#open.delete(id);
        if (error) reject(error);
        else resolve();
      };
      this.#open.set(id, { resolve: settle, abort, stateless: isEnveloped(message) });
      const onRequestStreamEnd = () => settle(new LinkError(`${nameOf(this.#url)} ended the connection before its answer`));
      const options = { requestSignal: abort.signal, onRequestStreamEnd, ...(headers ? { headers } : {}) };
      this.#post(message, options).catch((error: Error) => settle(error));
    });
  }

  async #post(message: JsonRpcMessage, options: TransportSendOptions = {}): Promise<void> {
    try {
      await this.#transport.send(message as JSONRPCMessage, options);
    } catch (error) {
      const inside = error instanceof StatusError ? answerIn(error.text, message.id) : null;
      if (inside) return this.#receive(inside);
      if (error instanceof StatusError) this.refusals.push(error.status);
      throw error instanceof LinkError ? error : unreachable(this.#url, error);
    }
  }

  readonly #fetch = async (url: string | URL, init: RequestInit = {}): Promise<Response> => {
    let response: Response;
    try {
      response = this.#credentials ? await this.#signed(this.#credentials, url, init) : await this.#sockets.fetch(url, init);
    } catch (error) {
      if (error instanceof LinkError) {
        this.#failure = error;
        throw error;
      }
      if (init.signal?.aborted || this.#state === 'closed') throw error;
      const failure = unreachable(this.#url, error);
      this.#failure = failure;
      if (isGone(error)) this.#lose(failure.message);
      throw failure;
    }
    if (response.ok) return response;
    const failure = await this.#judge(response, init);
    if (!failure) return response;
    this.#failure = failure;
    throw failure;
  };

  /** With the token of the sign-in, if there is one, and once more with another when that one was refused: what is refused was not done. */
  async #signed(credentials: Credentials, url: string | URL, init: RequestInit): Promise<Response> {
    const held = credentials.token();
    const token = typeof held === 'object' && held !== null ? await held : held;
    // a token is for this origin alone, whatever a remote names as its address
    const isOurs = (url instanceof URL ? url : new URL(url)).origin === this.#origin;
    const first = await this.#sockets.fetch(url, token === null || !isOurs ? init : withToken(init, token));
    if ((first.status !== 401 && first.status !== 403) || !isOurs || !this.#counts(init)) return first;
    const other = await credentials.refused(token, first, false);
    if (other === null) return first;
    await first.body?.cancel();
    const second = await this.#sockets.fetch(url, withToken(init, other));
    if (second.status === 401 || second.status === 403) await credentials.refused(other, second, true);
    return second;
  }

  /** What is answered to anything else says nothing about the server: there are some that refuse the stream that may be asked for. */
  #counts(init: RequestInit): boolean {
    return init.method === 'POST' || (this.#kind === 'sse' && this.#state === 'opening');
  }

  /** null: the SDK knows best (no stream offered, a redirect within the origin, no farewell wanted) */
  async #judge(response: Response, init: RequestInit): Promise<LinkError | null> {
    const { status } = response;
    const location = response.headers.get('location');
    if (status >= 300 && status < 400 && location !== null) {
      const elsewhere = !URL.canParse(location, this.#url) || new URL(location, this.#url).origin !== new URL(this.#url).origin;
      if (!elsewhere) return null;
      await response.body?.cancel();
      return redirected(this.#url, status, location);
    }
    const session = new Headers(init.headers).has('mcp-session-id');
    if (session && status === 404 && init.method !== 'DELETE') this.#lose(`${nameOf(this.#url)} forgot the session`);
    if (!this.#counts(init)) return null;
    const text = await response.text().catch(() => '');
    if (status === 401 || status === 403) {
      const failure = needsSignIn(this.#url, status, this.#credentials?.nextStep());
      // the token has run out: connecting anew says so for good. A 403 may be about one call alone.
      if (status === 401) this.#lose(failure.message, failure);
      return failure;
    }
    // what servers answer that keep sessions, but not this one
    if (session && status === 400 && /session/i.test(text)) this.#lose(`${nameOf(this.#url)} forgot the session`);
    return refused(this.#url, status, text, this.#credentials?.hide(text.slice(0, HIDDEN_CHARACTERS)));
  }

  #receive(message: JsonRpcMessage): void {
    if (this.#state === 'closed' || this.#state === 'gone') return;
    if (message.method === undefined && isId(message.id)) this.#open.get(message.id)?.resolve();
    this.onMessage(message);
  }

  #heard(error: Error): void {
    if (this.#state === 'closed' || this.#state === 'gone' || error instanceof LinkError) return;
    // the older transport is one stream: a new one would be a new session that nobody greeted
    if (this.#kind === 'sse' && error.message.startsWith('SSE error')) this.#lose(`${nameOf(this.#url)} ended the connection`);
    else this.onNoise(error.message.slice(0, SHOWN_CHARACTERS));
  }

  #lose(reason: string, error?: LinkError): void {
    if (this.#state !== 'open') return;
    this.#state = 'gone';
    this.onClose(reason, error);
    void this.#transport.close().catch(() => {});
    this.#sockets.close();
  }
}

function parse(launch: RemoteLaunch): URL {
  const next = 'Correct its entry in the config file.';
  if (!URL.canParse(launch.url)) throw new LinkError(`its url is not a URL: ${launch.url.slice(0, 80)}`, 'fatal', next);
  const url = new URL(launch.url);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new LinkError(`its url begins with ${url.protocol}// and not with http:// or https://`, 'fatal', next);
  try {
    new Headers(launch.headers);
  } catch {
    // never the value: it may be a secret
    throw new LinkError(
      `one of its headers (${Object.keys(launch.headers).join(', ')}) has a name or value that HTTP does not allow`,
      'fatal',
      next,
    );
  }
  return url;
}

function withToken(init: RequestInit, token: string): RequestInit {
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${token}`);
  return { ...init, headers };
}

function isEnveloped({ params }: JsonRpcMessage): boolean {
  return isRecord(params) && isRecord(params._meta) && 'io.modelcontextprotocol/protocolVersion' in params._meta;
}

/** A 4xx may carry the protocol's own answer; its id is often left out. */
function answerIn(text: string, id: JsonRpcMessage['id']): JsonRpcMessage | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  return isId(id) && isMessage(value) && value.error ? { jsonrpc: '2.0', id, error: value.error } : null;
}
