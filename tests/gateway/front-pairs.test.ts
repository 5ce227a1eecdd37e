// Clients and servers of both generations in their four pairs, through the front and the router.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Stage, stage } from './support/clients.ts';
import { eventually, type ServedFront, serveFront, token } from './support/serve-front.ts';
import { type LocalServer, type ServerSpec, text } from './support/servers.ts';

let whole: Stage;
let served: ServedFront;
const servers: Record<string, LocalServer> = {};
const question = { message: 'which?', requestedSchema: { type: 'object', properties: { n: { type: 'number' } } } };
const capabilities = { resources: { subscribe: true, listChanged: true }, prompts: {}, logging: {} };
const listed = { contents: [{ uri: 'mem://x', text: 'content' }] };

const earlier: ServerSpec = {
  tools: ['echo', 'ask', 'step', 'wait'],
  capabilities,
  methods: {
    'resources/list': () => ({ resources: [{ uri: 'mem://earlier', name: 'x' }] }),
    'resources/read': () => listed,
    'resources/subscribe': () => ({}),
    'logging/setLevel': () => ({}),
    'prompts/list': () => ({ prompts: [] }),
    'tools/call': async (params, talk) => {
      if (params.name === 'ask') return text(await talk.ask('elicitation/create', question));
      if (params.name === 'wait') return new Promise(() => {});
      if (params.name === 'step') {
        for (const progress of [1, 2]) talk.notify('notifications/progress', { progressToken: talk.meta.progressToken, progress });
      }
      return text(params.arguments ?? {});
    },
  },
};
const later: ServerSpec = {
  ...earlier,
  generation: 'stateless',
  methods: {
    ...earlier.methods,
    'tools/list': () => ({
      resultType: 'complete',
      ttlMs: 0,
      cacheScope: 'private',
      tools: ['echo', 'ask', 'step', 'wait'].map((name) => ({ name, inputSchema: { type: 'object' } })),
    }),
    'resources/list': () => ({
      resultType: 'complete',
      ttlMs: 0,
      cacheScope: 'private',
      resources: [{ uri: 'mem://later', name: 'x' }],
    }),
    'resources/read': () => ({ ...listed, resultType: 'complete', ttlMs: 7, cacheScope: 'public' }),
    'tools/call': async (params, talk) => {
      if (params.name !== 'ask') return { ...((await earlier.methods!['tools/call']!(params, talk)) as object), resultType: 'complete' };
      if (params.requestState !== 'mine') {
        const inputRequests = { which: { method: 'elicitation/create', params: question } };
        return { resultType: 'input_required', inputRequests, requestState: 'mine' };
      }
      return { ...text((params.inputResponses as Record<string, unknown>).which), resultType: 'complete' };
    },
  },
};

beforeAll(async () => {
  whole = stage();
  for (const [name, spec] of Object.entries({ earlier, later })) {
    servers[name] = await whole.upstreams.start(name, spec);
    expect(whole.upstreams.get(name)!.link!.generation).toBe(spec.generation ?? 'handshake');
  }
  served = await serveFront({ router: whole.router });
});
afterAll(async () => {
  await served.close();
  whole.router.close();
});

describe.each([
  ['handshake', 'legacy' as const],
  ['stateless', { pin: '2026-07-28' }],
])('a client of the %s generation', (generation, mode) => {
  let client: Client;
  beforeAll(async () => {
    client = new Client({ name: generation, version: '1' }, { capabilities: { elicitation: {} }, versionNegotiation: { mode } });
    client.setRequestHandler('elicitation/create', async ({ params }) => {
      expect(params).toMatchObject({ message: 'which?' });
      return { action: 'accept' as const, content: { n: 7 } };
    });
    const requestInit = { headers: { authorization: `Bearer ${token}` } };
    await client.connect(new StreamableHTTPClientTransport(new URL(served.url), { requestInit }));
  });
  afterAll(() => client.close());
  const said = async (name: string, options = {}) =>
    ((await client.callTool({ name, arguments: { a: 1 } }, options)) as { content: { text: string }[] }).content[0]!.text;

  test('sees the tools of both', async () => {
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['earlier__echo', 'later__echo', 'later__ask']),
    );
  });

  describe.each(['earlier', 'later'])('at the %s server', (server) => {
    test('calls', async () => {
      expect(await said(`${server}__echo`)).toBe('{"a":1}');
    });

    test('is asked for input', async () => {
      expect(JSON.parse(await said(`${server}__ask`))).toEqual({ action: 'accept', content: { n: 7 } });
    });

    test('hears of progress', async () => {
      const steps: number[] = [];
      await said(`${server}__step`, { onprogress: ({ progress }: { progress: number }) => void steps.push(progress) });
      expect(steps).toEqual([1, 2]);
    });

    test('reads', async () => {
      const { contents } = await client.readResource({ uri: `mem://${server}` });
      expect(contents[0]).toMatchObject({ text: 'content' });
    });

    test('cancels, and the server hears of it', async () => {
      const before = servers[server]!.count('notifications/cancelled');
      const stop = new AbortController();
      const waiting = said(`${server}__wait`, { signal: stop.signal });
      await eventually(() => servers[server]!.heard.at(-1)?.method === 'tools/call', 'the call arrived');
      stop.abort();
      await expect(waiting).rejects.toThrow();
      await eventually(() => servers[server]!.count('notifications/cancelled') === before + 1, 'the server was told');
    });
  });
});
