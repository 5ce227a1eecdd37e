// A router of a few tools in memory: a stand-in for the real one, so that the front is tested alone.
import {
  type Caller,
  type Exchange,
  type Listener,
  type ProfileRules,
  type Router,
  RpcError,
  rpcCodes,
} from '../../../core/gateway/gateway.ts';

export interface FakeRouter extends Router {
  readonly calls: { method: string; params: unknown; caller: Caller }[];
  readonly heard: { method: string; params: unknown; caller: Caller }[];
  readonly listeners: Set<Listener>;
  readonly left: string[];
  readonly aborted: { tool: string; at: number; reason: string }[];
  profiles: Map<string, ProfileRules>;
  /** `slow` calls that run now */
  running: number;
}

const text = (said: string) => ({ content: [{ type: 'text', text: said }] });
const object = { type: 'object', properties: {} };
const tools = [
  'echo',
  'slow',
  'progress',
  'confirm',
  'chain',
  'flood',
  'gen',
  'fail',
  'deep',
  'caller',
  'log',
  'two',
  'upstream-input',
  'plain-bug',
];
const routed = {
  type: 'object',
  properties: { region: { type: 'string', 'x-mcp-header': 'Region' }, size: { type: 'integer', 'x-mcp-header': 'Size' } },
};

export function createFakeRouter(): FakeRouter {
  const router: FakeRouter = {
    calls: [],
    heard: [],
    listeners: new Set(),
    left: [],
    aborted: [],
    running: 0,
    profiles: new Map(['default', 'work'].map((name) => [name, { name, management: false }])),
    introduce: (profile) => ({
      capabilities: {
        tools: { listChanged: true },
        resources: { listChanged: true, subscribe: true },
        prompts: { listChanged: true },
        logging: {},
        completions: {},
      },
      serverInfo: { name: 'roundhouse', version: '1.2.3' },
      instructions: `profile ${profile.name}`,
    }),
    profile: (name) => router.profiles.get(name) ?? null,
    hear: (method, params, caller) => void router.heard.push({ method, params, caller }),
    listen(listener) {
      router.listeners.add(listener);
      return () => router.listeners.delete(listener);
    },
    leave: (id) => void router.left.push(id),
    inputSchema: (_profile, tool) => (tool === 'routed' ? routed : undefined),
    async handle(method, params, exchange) {
      router.calls.push({ method, params, caller: exchange.caller });
      const given = (params ?? {}) as { name: string; arguments?: Record<string, unknown>; uri?: string };
      switch (method) {
        case 'tools/list':
          return {
            tools: [...tools.map((name) => ({ name, inputSchema: object })), { name: 'routed', inputSchema: routed }],
          };
        case 'tools/call':
          return callTool(given.name, given.arguments ?? {}, params as Record<string, unknown>, exchange);
        case 'resources/list':
          return { resources: [{ uri: 'mem://one', name: 'one' }] };
        case 'resources/subscribe':
          if (given.uri?.startsWith('mem://')) return {};
          throw new RpcError(rpcCodes.resourceNotFound, 'no such resource', { uri: given.uri });
        case 'resources/read':
          if (given.uri === 'mem://one') return { contents: [{ uri: 'mem://one', text: '1' }] };
          throw new RpcError(rpcCodes.resourceNotFound, 'no such resource', { uri: given.uri });
        case 'logging/setLevel':
          return {};
        default:
          throw new RpcError(rpcCodes.methodNotFound, `no ${method}`);
      }
    },
  };

  async function callTool(
    name: string,
    args: Record<string, unknown>,
    params: Record<string, unknown>,
    exchange: Exchange,
  ): Promise<unknown> {
    switch (name) {
      case 'echo':
        if (args.waitMs) await new Promise((resume) => setTimeout(resume, Number(args.waitMs)));
        return text(`Echo: ${args.message}`);
      case 'routed':
        return text(JSON.stringify(args));
      case 'caller':
        return text(JSON.stringify({ ...exchange.caller, profile: exchange.caller.profile.name }));
      case 'slow': {
        router.running++;
        return await new Promise((_, reject) => {
          exchange.signal.addEventListener('abort', () => {
            router.running--;
            router.aborted.push({ tool: String(args.tag ?? 'slow'), at: performance.now(), reason: String(exchange.signal.reason) });
            reject(new RpcError(rpcCodes.upstreamGone, 'cancelled'));
          });
        });
      }
      case 'progress':
        for (let step = 1; step <= 3; step++) {
          // whatever token the server was given, the client knows its own
          exchange.notify('notifications/progress', { progressToken: 'upstream', progress: step, total: 3 });
          await new Promise((resume) => setTimeout(resume, Number(args.everyMs ?? 5)));
        }
        return text('done');
      case 'log':
        for (const level of ['debug', 'warning']) exchange.notify('notifications/message', { level, data: `at ${level}` });
        return text('logged');
      case 'confirm': {
        const answer = (await exchange.ask(
          'elicitation/create',
          { message: String(args.question ?? 'sure?'), requestedSchema: { type: 'object', properties: { sure: { type: 'boolean' } } } },
          { signal: exchange.signal },
        )) as { action: string; content?: unknown };
        return text(`${answer.action}: ${JSON.stringify(answer.content ?? null)}`);
      }
      case 'chain': {
        const said: unknown[] = [];
        for (let round = 1; round <= Number(args.rounds); round++) {
          const params = { message: `round ${round}`, requestedSchema: { type: 'object', properties: { n: { type: 'number' } } } };
          said.push(
            ((await exchange.ask('elicitation/create', params, { signal: exchange.signal })) as { content: { n: number } }).content.n,
          );
        }
        return text(said.join(','));
      }
      case 'two': {
        const { signal } = exchange;
        const [one, other] = await Promise.all([
          exchange.ask('roots/list', undefined, { signal }),
          exchange.ask('sampling/createMessage', { messages: [], maxTokens: 1 }, { signal }),
        ]);
        return text(JSON.stringify([one, other]));
      }
      case 'upstream-input':
        if (params.requestState === 'parked:theirs') return text(`got ${JSON.stringify(params.inputResponses)}`);
        if (params.requestState !== undefined) return text(`strange state ${params.requestState}`);
        return {
          resultType: 'input_required',
          inputRequests: { name: { method: 'elicitation/create', params: { message: 'name?', requestedSchema: object } } },
          requestState: 'parked:theirs',
        };
      case 'flood':
        for (let sent = 0; !exchange.signal.aborted && sent < Number(args.messages); sent++) {
          exchange.notify('notifications/progress', { progress: sent, message: 'x'.repeat(64 * 1024) });
          if (sent % 16 === 0) await new Promise((resume) => setImmediate(resume));
        }
        return text('flooded');
      case 'gen':
        return text('y'.repeat(Number(args.n)));
      case 'fail':
        throw new RpcError(Number(args.code ?? -32000), 'it failed', { detail: 7 });
      case 'plain-bug':
        throw new TypeError('secret detail');
      case 'deep': {
        let nested: unknown = null;
        for (let level = 0; level < 200_000; level++) nested = [nested];
        return { structuredContent: nested, content: [] };
      }
      default:
        throw new RpcError(rpcCodes.invalidParams, `no tool ${name}`);
    }
  }
  return router;
}
