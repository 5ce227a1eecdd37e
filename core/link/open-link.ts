// Opens one connection: greet, read the tools, keep them current. The same for pipes and for HTTP.
import { type Greeting, greet } from './greet.ts';
import {
  AnswerError,
  type AskOptions,
  type Carrier,
  LinkError,
  type OpenedLink,
  type OpenOptions,
  type ServerRequest,
  type ToolInfo,
} from './link.ts';
import { startTimer } from './long-timer.ts';
import { isRecord } from './message.ts';
import { Peer, type RequestOptions } from './peer.ts';
import { Questions } from './questions.ts';
import { readTools } from './read-tools.ts';
import { envelope, headerMismatch, methodNotFound, statelessRevision, unsupportedRevision, withEnvelope } from './revisions.ts';
import { ToolHeaders } from './tool-headers.ts';
import { ToolWatch } from './tool-watch.ts';

const READ_TOOLS_MS = 30_000;
const LISTEN_AGAIN_MS = 5_000;
const DOUBT_MS = 10_000;

/** Opens the carrier's connection. When it rejects, the carrier is closed; the process behind it is the caller's. */
export async function openLink(carrier: Carrier, options: OpenOptions): Promise<OpenedLink> {
  const { events, clientInfo, declare, signal } = options;
  const end = performance.now() + options.timeoutMs;
  const leftMs = () => Math.max(1, end - performance.now());
  let link: Link | null = null;
  const peer: Peer = new Peer(carrier, {
    onNotification(method, params) {
      if (method === 'notifications/cancelled') return questions.cancelled(params);
      link?.heard(method);
      events.onNotification?.(method, params);
    },
    onNoise: (text) => events.onNoise(text),
    onClosed(reason) {
      questions.end(reason);
      link?.ended(reason);
    },
    takeRequest: (message) => questions.take(message),
  });
  const onRequest = events.onRequest && ((request: ServerRequest) => events.onRequest!(request));
  const questions = new Questions(onRequest, (message) => peer.send(message));
  try {
    events.onStep('initialize');
    const agreed = (revision: string) => carrier.setRevision?.(revision);
    const greeting = await greet(peer, { first: options.generation ?? 'handshake', clientInfo, declare, agreed, leftMs, signal });
    link = new Link(peer, questions, greeting, options, carrier.hasHeaders === true);
    events.onStep('tools');
    await link.readFirst(leftMs, signal);
    if (peer.closed !== null) throw new LinkError(peer.closed);
    link.listen();
    return link;
  } catch (error) {
    link?.stopWatching();
    questions.end('the connection was closed');
    await peer.close();
    throw error;
  }
}

class Link implements OpenedLink {
  readonly generation: Greeting['generation'];
  readonly protocolVersion: string;
  readonly serverInfo: Greeting['serverInfo'];
  readonly capabilities: Record<string, unknown>;
  readonly instructions: string | null;
  tools: ToolInfo[] = [];
  readonly #peer: Peer;
  readonly #questions: Questions;
  readonly #options: OpenOptions;
  readonly #meta: Record<string, unknown> | null;
  readonly #watch: ToolWatch;
  /** null: nothing travels in headers here */
  readonly #headers: ToolHeaders | null;
  #ready = false;
  #changedEarly = false;
  #stopWaiting: (() => void) | null = null;

  constructor(peer: Peer, questions: Questions, greeting: Greeting, options: OpenOptions, hasHeaders: boolean) {
    this.generation = greeting.generation;
    this.protocolVersion = greeting.protocolVersion;
    this.serverInfo = greeting.serverInfo;
    this.capabilities = greeting.capabilities;
    this.instructions = greeting.instructions;
    this.#peer = peer;
    this.#questions = questions;
    this.#options = options;
    this.#meta = greeting.generation === 'stateless' ? envelope(options.clientInfo, options.declare) : null;
    this.#headers = hasHeaders && this.#meta ? new ToolHeaders() : null;
    this.#watch = new ToolWatch(
      () => this.#read(() => READ_TOOLS_MS),
      (tools) => {
        this.tools = tools;
        options.events.onTools(tools);
      },
      (error) => options.events.onNoise(`its tools changed, but could not be read again: ${error.message}`),
    );
  }

  request(method: string, params: unknown, options: AskOptions): Promise<unknown> {
    return this.#headers ? this.#askOverHttp(this.#headers, method, params, options) : this.#ask(method, params, options);
  }

  async notify(method: string, params?: unknown): Promise<void> {
    if (!this.#meta) await this.#peer.notify(method, params);
  }

  async check(timeoutMs: number): Promise<{ latencyMs: number }> {
    const startedAt = performance.now();
    try {
      await this.#ask(this.#meta ? 'server/discover' : 'ping', undefined, { timeoutMs, counted: false });
    } catch (error) {
      // whoever answers lives, even when it does not know the method
      if (!(error instanceof AnswerError)) throw error;
      if (this.#headers && isOfAnotherGeneration(error)) throw this.#lose();
    }
    return { latencyMs: performance.now() - startedAt };
  }

  inFlight(): { count: number; oldestMs: number; oldestTimeoutMs: number } {
    return this.#peer.inFlight();
  }

  async close(reason?: string): Promise<void> {
    this.stopWatching();
    this.#questions.end(reason ?? 'the connection was closed');
    await this.#peer.close(reason);
  }

  async readFirst(leftMs: () => number, signal?: AbortSignal): Promise<void> {
    this.tools = await this.#read(leftMs, signal);
    this.#ready = true;
    if (this.#changedEarly) this.#watch.changed(); // while the first list was being read
  }

  heard(method: string): void {
    if (method !== 'notifications/tools/list_changed') return;
    if (this.#ready) this.#watch.changed();
    else this.#changedEarly = true;
  }

  ended(reason: string): void {
    this.stopWatching();
    if (this.#ready) this.#options.events.onClosed(reason);
  }

  stopWatching(): void {
    this.#watch.stop();
    this.#stopWaiting?.();
  }

  /**
   * Stateless servers tell of changes only to whoever listens, within one request that stays open. Its end says nothing about the
   * server: it is asked again after a while, unless it answered that it does not offer this.
   */
  listen(): void {
    const { events } = this.#options;
    const lists = (events.onNotification ? ['tools', 'prompts', 'resources'] : ['tools']).filter((list) =>
      changes(this.capabilities[list]),
    );
    if (!this.#meta || lists.length === 0 || this.#peer.closed !== null) return;
    const again = () => {
      if (this.#peer.closed !== null) return;
      this.#stopWaiting = startTimer(LISTEN_AGAIN_MS, () => {
        // what changed while nobody listened
        for (const list of lists) {
          if (list === 'tools') this.#watch.changed();
          events.onNotification?.(`notifications/${list}/list_changed`, {});
        }
        this.listen();
      });
    };
    const params = { notifications: Object.fromEntries(lists.map((list) => [`${list}ListChanged`, true])) };
    this.#ask('subscriptions/listen', params, { timeoutMs: Number.POSITIVE_INFINITY, counted: false }).then(again, (error: Error) => {
      if (!(error instanceof AnswerError)) again();
    });
  }

  async #read(leftMs: () => number, signal?: AbortSignal): Promise<ToolInfo[]> {
    if (!isRecord(this.capabilities.tools)) return [];
    const ask = (method: string, params: Record<string, unknown>) =>
      this.#ask(method, params, { timeoutMs: leftMs(), signal, counted: false });
    const onNoise = (text: string) => this.#options.events.onNoise(text);
    const tools = await readTools(ask, onNoise);
    return this.#headers ? this.#headers.sift(tools, onNoise) : tools;
  }

  /** What refuses a request before it is worked on says something of the server as well. The request is not sent again: see whoever asked. */
  async #askOverHttp(wanted: ToolHeaders, method: string, params: unknown, options: AskOptions): Promise<unknown> {
    const headers = method === 'tools/call' ? wanted.for(params) : undefined;
    try {
      return await this.#ask(method, params, headers ? { ...options, headers } : options);
    } catch (error) {
      if (error instanceof AnswerError) {
        // its tools want other headers than we know of
        if (error.code === headerMismatch) this.#watch.changed();
        else if (error.code === unsupportedRevision) void this.check(DOUBT_MS).catch(() => {}); // what it finds is told to whoever holds the link
      }
      throw error;
    }
  }

  /** A remote may be another one behind the same address, that does not speak this any more: then it has to be greeted anew. */
  #lose(): LinkError {
    const reason = `it does not speak ${statelessRevision} any more`;
    if (this.#peer.closed === null) {
      void this.close(reason);
      this.#options.events.onClosed(reason);
    }
    return new LinkError(reason);
  }

  #ask(method: string, params: unknown, options: RequestOptions): Promise<unknown> {
    return this.#peer.request(method, this.#meta ? withEnvelope(params, this.#meta) : params, options);
  }
}

/** What a server answers to `server/discover` that knows no such thing, or knows sessions only. */
function isOfAnotherGeneration({ code, message }: AnswerError): boolean {
  return code === methodNotFound || code === unsupportedRevision || /session|initiali[sz]/i.test(message);
}

function changes(capability: unknown): boolean {
  return isRecord(capability) && capability.listChanged === true;
}
