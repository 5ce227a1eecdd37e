// Servers for the tests of the router: real links over real pipes to servers in this process or in processes of their own, and the
// `Upstreams` that hold them.
import { type Duplex, duplexPair } from 'node:stream';
import { RpcError, rpcCodes, type Upstream, type UpstreamRequest, type Upstreams } from '../../../core/gateway/gateway.ts';
import type { Generation, JsonRpcMessage, OpenedLink, Pipes, ToolInfo } from '../../../core/link/link.ts';
import { openStdio } from '../../../core/link/open-stdio.ts';

export type Params = Record<string, unknown>;
export interface Talk {
  /** of the request that is being answered */
  id: string | number;
  meta: Params;
  notify(method: string, params?: unknown): void;
  ask(method: string, params: unknown): Promise<unknown>;
}
export type Methods = Record<string, (params: Params, talk: Talk) => unknown>;

export interface ServerSpec {
  tools?: (string | ToolInfo)[];
  capabilities?: Params;
  generation?: Generation;
  instructions?: string;
  methods?: Methods;
}

export const tool = (name: string): ToolInfo => ({ name, description: `the tool ${name}`, inputSchema: { type: 'object' } });
export const text = (value: unknown) => ({ content: [{ type: 'text', text: typeof value === 'string' ? value : JSON.stringify(value) }] });
/** thrown by a method of a server: its answer is this error */
export class Refusal extends Error {
  readonly code: number;
  readonly data: unknown;
  constructor(code: number, message: string, data?: unknown) {
    super(message);
    this.code = code;
    this.data = data;
  }
}
export const silence = Symbol('no answer');

/** A server that lives in this process, at the other end of a pipe. */
export class LocalServer {
  readonly heard: JsonRpcMessage[] = [];
  tools: (string | ToolInfo)[];
  readonly #methods: Methods;
  readonly #pipe: Duplex;
  readonly #waiting = new Map<unknown, (message: JsonRpcMessage) => void>();
  #asked = 0;
  readonly clientEnd: Duplex;

  constructor(spec: ServerSpec) {
    [this.#pipe, this.clientEnd] = duplexPair({ readableHighWaterMark: 1 << 20, writableHighWaterMark: 1 << 20 });
    this.tools = spec.tools ?? ['echo'];
    const capabilities = { tools: { listChanged: true }, ...spec.capabilities };
    const handshake: Methods = {
      initialize: (params) => ({
        protocolVersion: params.protocolVersion,
        capabilities,
        serverInfo: { name: 'local', version: '1' },
        instructions: spec.instructions,
      }),
    };
    const stateless: Methods = {
      'server/discover': () => ({
        resultType: 'complete',
        supportedVersions: ['2026-07-28'],
        capabilities,
        ttlMs: 0,
        cacheScope: 'private',
      }),
    };
    this.#methods = {
      ...(spec.generation === 'stateless' ? stateless : handshake),
      ping: () => ({}),
      'tools/list': () => ({ tools: this.tools.map((one) => (typeof one === 'string' ? tool(one) : one)) }),
      'tools/call': (params) => text(params.arguments ?? {}),
      ...spec.methods,
    };
    let rest = '';
    this.#pipe.setEncoding('utf8').on('data', (piece: string) => {
      const lines = (rest + piece).split('\n');
      rest = lines.pop()!;
      for (const line of lines) this.#hear(JSON.parse(line));
    });
    this.#pipe.on('error', () => {});
  }

  /** how often a method was called */
  count(method: string): number {
    return this.heard.filter((message) => message.method === method).length;
  }

  notify(method: string, params?: unknown): void {
    this.#send({ jsonrpc: '2.0', method, params });
  }

  ask(method: string, params: unknown): Promise<unknown> {
    const id = `s${++this.#asked}`;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ result, error }) => (error ? reject(Object.assign(new Error(error.message), error)) : resolve(result)));
      this.#send({ jsonrpc: '2.0', id, method, params });
    });
  }

  /** its pipe ends, as when its process does */
  crash(): void {
    this.#pipe.destroy();
  }

  #send(message: JsonRpcMessage): void {
    if (!this.#pipe.destroyed) this.#pipe.write(`${JSON.stringify(message)}\n`);
  }

  #hear(message: JsonRpcMessage): void {
    this.heard.push(message);
    const { id, method } = message;
    if (method === undefined) this.#waiting.get(id)?.(message);
    else if (id !== undefined && id !== null) void this.#answer(id, method, (message.params ?? {}) as Params);
  }

  async #answer(id: string | number, method: string, params: Params): Promise<void> {
    const talk: Talk = {
      id,
      meta: (params._meta ?? {}) as Params,
      notify: (name, said) => this.notify(name, said),
      ask: (name, asked) => this.ask(name, asked),
    };
    try {
      const answer = this.#methods[method];
      if (!answer) throw new Refusal(-32601, `no method ${method}`);
      const result = await answer(params, talk);
      if (result !== silence) this.#send({ jsonrpc: '2.0', id, result });
    } catch (error) {
      const { code, message, data } = error as Refusal;
      this.#send({ jsonrpc: '2.0', id, error: { code: code ?? -32603, message, ...(data === undefined ? {} : { data }) } });
    }
  }
}

export class TestUpstreams implements Upstreams {
  readonly words = new Map<string, string>();
  readonly #upstreams = new Map<string, Upstream>();
  readonly #changed = new Set<(name: string) => void>();
  readonly #notified = new Set<(name: string, method: string, params: unknown) => void>();
  #answer: (name: string, request: UpstreamRequest) => Promise<unknown> = () => Promise.reject(new Error('nobody answers'));
  /** what `ready` does for a server without a link */
  wake: (name: string) => Promise<unknown> = () => Promise.reject(new Error('it does not start'));

  /** defined, but not running */
  define(...names: string[]): void {
    for (const name of names) this.#upstreams.set(name, { name, link: null, offered: false });
    for (const name of names) this.#tell(name);
  }

  async start(name: string, spec: ServerSpec = {}): Promise<LocalServer> {
    const server = new LocalServer(spec);
    await this.connect(name, server.clientEnd, spec.generation);
    return server;
  }

  async connect(name: string, pipes: Pipes, generation: Generation = 'handshake'): Promise<OpenedLink> {
    const link = await openStdio(pipes, {
      clientInfo: { name: 'roundhouse', version: '0' },
      declare: { sampling: {}, elicitation: {}, roots: {} },
      timeoutMs: 20_000,
      generation,
      events: {
        onStep: () => {},
        onNoise: () => {},
        onTools: () => this.#tell(name),
        onClosed: () => this.down(name),
        onNotification: (method, params) => {
          for (const listener of this.#notified) listener(name, method, params);
        },
        onRequest: (request) => this.#answer(name, request),
      },
    });
    this.set(name, { link, offered: true });
    return link;
  }

  set(name: string, change: Partial<Upstream>): void {
    const before = this.#upstreams.get(name) ?? { name, link: null, offered: false };
    this.#upstreams.set(name, { ...before, ...change });
    this.#tell(name);
  }

  down(name: string, asleep = false): void {
    if (this.#upstreams.has(name)) this.set(name, { link: null, offered: asleep });
  }

  remove(name: string): void {
    this.#upstreams.delete(name);
    this.#tell(name);
  }

  list(): Upstream[] {
    return [...this.#upstreams.values()];
  }

  get(name: string): Upstream | null {
    return this.#upstreams.get(name) ?? null;
  }

  async ready(name: string, { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal }): Promise<OpenedLink> {
    const late = new Promise((_, reject) => {
      const timer = setTimeout(() => reject(new RpcError(rpcCodes.upstreamGone, `${name} did not start in time.`)), timeoutMs);
      signal.addEventListener('abort', () => clearTimeout(timer));
      timer.unref();
    });
    await Promise.race([this.wake(name), late]);
    return this.get(name)!.link!;
  }

  lastWords(name: string): { message: string; data: Record<string, unknown> } {
    return { message: this.words.get(name) ?? `${name} has ended.`, data: { state: 'crashed' } };
  }

  onChange(listener: (name: string) => void): () => void {
    this.#changed.add(listener);
    return () => this.#changed.delete(listener);
  }

  onNotification(listener: (name: string, method: string, params: unknown) => void): () => void {
    this.#notified.add(listener);
    return () => this.#notified.delete(listener);
  }

  onRequest(answer: (name: string, request: UpstreamRequest) => Promise<unknown>): void {
    this.#answer = answer;
  }

  #tell(name: string): void {
    for (const listener of this.#changed) listener(name);
  }
}
