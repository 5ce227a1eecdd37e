// Clients of the router, without a transport.
import type { Caller, CallRecord, Exchange, Listener, ProfileRules } from '../../../core/gateway/gateway.ts';
import { createRouter, type RouterParts, type RunningRouter } from '../../../core/gateway/router.ts';
import type { Generation } from '../../../core/link/link.ts';
import { TestUpstreams } from './servers.ts';

type Params = Record<string, unknown>;

export interface Stage {
  upstreams: TestUpstreams;
  router: RunningRouter;
  records: CallRecord[];
  client(options?: ClientOptions): Client;
}

export interface ClientOptions {
  label?: string;
  /** its own unless said: several may be one client */
  owner?: string;
  profile?: string;
  capabilities?: Params;
  generation?: Generation;
  timeoutMs?: number;
  /** answers of the person or program at the client */
  answer?(method: string, params: unknown): unknown;
}

export function stage(parts: Partial<RouterParts> & { rules?: ProfileRules[] } = {}): Stage {
  const upstreams = new TestUpstreams();
  const records: CallRecord[] = [];
  const rules = parts.rules ?? [];
  const router = createRouter({
    upstreams,
    profiles: () => rules,
    record: (call) => void records.push(call),
    serverInfo: { name: 'roundhouse', version: '1' },
    changedPauseMs: 20,
    ...parts,
  });
  return { upstreams, router, records, client: (options = {}) => new Client(router, options) };
}

let lastId = 0;

export class Client implements Listener {
  readonly caller: Caller;
  readonly notified: { method: string; params: Params }[] = [];
  readonly asked: { method: string; params: unknown }[] = [];
  readonly changes: string[] = [];
  readonly updates: string[] = [];
  readonly logs: Params[] = [];
  readonly #router: RunningRouter;
  readonly #options: ClientOptions;

  constructor(router: RunningRouter, options: ClientOptions) {
    this.#router = router;
    this.#options = options;
    const generation = options.generation ?? 'handshake';
    this.caller = {
      id: `caller-${++lastId}`,
      owner: options.owner ?? `owner-${lastId}`,
      label: options.label ?? `client-${lastId}`,
      clientInfo: { name: 'test', version: '1' },
      generation,
      protocolVersion: generation === 'handshake' ? '2025-11-25' : '2026-07-28',
      capabilities: options.capabilities ?? {},
      profile: router.profile(options.profile ?? 'default') ?? { name: options.profile!, management: false },
    };
  }

  request(method: string, params: Params = {}, options: { signal?: AbortSignal; timeoutMs?: number } = {}): Promise<Params> {
    const exchange: Exchange = {
      caller: this.caller,
      signal: options.signal ?? new AbortController().signal,
      timeoutMs: options.timeoutMs ?? this.#options.timeoutMs ?? 20_000,
      notify: (name, said) => void this.notified.push({ method: name, params: said as Params }),
      ask: async (name, asked) => {
        this.asked.push({ method: name, params: asked });
        return this.#options.answer?.(name, asked);
      },
    };
    return this.#router.handle(method, params, exchange) as Promise<Params>;
  }

  call(name: string, args: Params = {}, more: Params & { signal?: AbortSignal; timeoutMs?: number } = {}): Promise<Params> {
    const { signal, timeoutMs, ...rest } = more;
    return this.request('tools/call', { name, arguments: args, ...rest }, { signal, timeoutMs });
  }

  async names(kind: 'tools' | 'prompts' = 'tools'): Promise<string[]> {
    const result = await this.request(`${kind}/list`);
    return (result[kind] as { name: string }[]).map(({ name }) => name);
  }

  async uris(): Promise<string[]> {
    const result = await this.request('resources/list');
    return (result.resources as { uri: string }[]).map(({ uri }) => uri);
  }

  listen(): () => void {
    return this.#router.listen(this);
  }

  changed(topic: string): void {
    this.changes.push(topic);
  }

  resourceUpdated(uri: string): void {
    this.updates.push(uri);
  }

  log(params: Params): void {
    this.logs.push(params);
  }
}

/** the text of a tool's result, parsed */
export const said = (result: Params): unknown => JSON.parse((result.content as { text: string }[])[0]!.text);

export async function until(condition: () => boolean, ms = 15_000): Promise<void> {
  const end = performance.now() + ms;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`still not so after ${ms} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
