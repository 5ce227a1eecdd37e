// What servers say and ask beside their answers, and what they are told of us.
import { afterEach, describe, expect, it } from 'vitest';
import { AnswerError, type OpenedLink, type OpenOptions, type ServerRequest, TooLargeError } from '../../core/link/link.ts';
import { openRemote } from '../../core/link/open-remote.ts';
import { openStdio } from '../../core/link/open-stdio.ts';
import { withFixture } from '../conformance/fixture-process.ts';
import { LocalServer, silence } from '../gateway/support/servers.ts';
import { clientInfo, fixture, freePort, killAll, open, real, type Server, said, until, watched } from './support/children.ts';

afterEach(killAll);

const declare = { roots: { listChanged: true }, sampling: { tools: {} }, elicitation: { form: {}, url: {} } };
const timeoutMs = 10_000;

interface Heard {
  notified: { method: string; params: unknown }[];
  asked: ServerRequest[];
}

function conversing(answer: (request: ServerRequest) => unknown): { events: OpenOptions['events']; heard: Heard } {
  const heard: Heard = { notified: [], asked: [] };
  const events: OpenOptions['events'] = {
    ...watched().events,
    onNotification: (method, params) => void heard.notified.push({ method, params }),
    async onRequest(request) {
      heard.asked.push(request);
      return answer(request);
    },
  };
  return { events, heard };
}

async function converse(server: Server, answer: (request: ServerRequest) => unknown) {
  const { events, heard } = conversing(answer);
  const { link } = await open(server, { declare, events });
  return { link, heard };
}

const call = (link: OpenedLink, name: string, args: unknown = {}, more: object = {}) =>
  link.request('tools/call', { name, arguments: args }, { timeoutMs, ...more }) as Promise<{ structuredContent: Record<string, unknown> }>;
const given = async (link: OpenedLink, name: string, args: unknown = {}) => (await call(link, name, args)).structuredContent;
const forever = () => new Promise(() => {});

function answerAsClient({ method }: ServerRequest): unknown {
  switch (method) {
    case 'sampling/createMessage':
      return { role: 'assistant', model: 'test', content: { type: 'text', text: 'forty-two' } };
    case 'elicitation/create':
      return { action: 'accept', content: { name: 'Ada' } };
    case 'roots/list':
      return { roots: [{ uri: 'file:///home/ada', name: 'work' }] };
    default:
      throw new AnswerError(-32601, `no ${method}`);
  }
}

describe('mcp-server-everything asks its client', () => {
  async function overPipes() {
    return converse(real('mcp-server-everything', ['stdio']), answerAsClient);
  }
  async function overHttp(kind: 'streamableHttp' | 'sse') {
    const port = await freePort();
    const server = real('mcp-server-everything', [kind], { PORT: String(port) });
    await said(server, /port/i, 'stderr');
    const { events, heard } = conversing(answerAsClient);
    const launch = {
      type: kind === 'sse' ? 'sse' : 'http',
      url: `http://127.0.0.1:${port}/${kind === 'sse' ? 'sse' : 'mcp'}`,
      headers: {},
    } as const;
    return { link: await openRemote(launch, { events, clientInfo, declare, timeoutMs: 15_000 }), heard };
  }
  it.each([
    ['stdio', overPipes],
    ['streamable HTTP', () => overHttp('streamableHttp')],
    ['the older transport', () => overHttp('sse')],
  ])('for a sample, a form and its roots, and tells of its progress, over %s', async (_, connect) => {
    const { link, heard } = await connect();
    // these it offers only to whoever declared that it can be asked, and only once it was greeted
    await until(() =>
      ['trigger-sampling-request', 'trigger-elicitation-request', 'get-roots-list'].every((name) =>
        link.tools.some((tool) => tool.name === name),
      ),
    );
    expect(JSON.stringify(await call(link, 'trigger-sampling-request', { prompt: 'what?' }))).toContain('forty-two');
    expect(JSON.stringify(await call(link, 'trigger-elicitation-request'))).toContain('Ada');
    expect(JSON.stringify(await call(link, 'get-roots-list'))).toContain('file:///home/ada');
    expect(new Set(heard.asked.map(({ method }) => method))).toEqual(
      new Set(['sampling/createMessage', 'elicitation/create', 'roots/list']),
    );
    const slow = { name: 'trigger-long-running-operation', arguments: { duration: 0.3, steps: 3 }, _meta: { progressToken: 'mine' } };
    await link.request('tools/call', slow, { timeoutMs });
    await until(() => heard.notified.filter(({ method }) => method === 'notifications/progress').length === 3);
    expect(heard.notified.find(({ method }) => method === 'notifications/progress')!.params).toMatchObject({
      progressToken: 'mine',
      progress: 1,
    });
    await link.close();
  });
});

describe('requests of a server', () => {
  it('are answered with results, with errors and their data, and one at a time is nobody’s limit', async () => {
    const { link, heard } = await converse(fixture('asks-back.mjs'), ({ method, params }) => {
      if (method === 'sampling/createMessage') throw new AnswerError(-1, 'no model here', { tried: ['one'] });
      if (method === 'broken') throw new Error('a secret of ours');
      return { method, params };
    });
    await until(() => heard.asked.length === 2);
    // ping is answered, but not asked
    expect(await given(link, 'answers')).toMatchObject({ ping: { result: {} }, 'roots/list': { result: { method: 'roots/list' } } });
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, n) => given(link, 'ask', { method: 'elicitation/create', params: { n } })),
    );
    expect(all).toEqual(Array.from({ length: 50 }, (_, n) => ({ result: { method: 'elicitation/create', params: { n } } })));
    const refused = await given(link, 'ask', { method: 'sampling/createMessage' });
    expect(refused).toMatchObject({ error: { code: -1, message: 'no model here', data: { tried: ['one'] } } });
    expect(await given(link, 'ask', { method: 'broken' })).toMatchObject({
      error: { code: -32603, message: 'the client could not answer' },
    });
    await link.close();
  });

  it('are refused at once when nobody listens, as before', async () => {
    const { link } = await open(fixture('asks-back.mjs'));
    await until(() => link.inFlight().count === 0);
    expect(await given(link, 'ask', { method: 'roots/list' })).toMatchObject({ code: -32601 });
    await link.close();
  });

  it('are heard before the link is open', async () => {
    const { link } = await converse(fixture('asks-back.mjs', '--early'), () => ({ roots: [] }));
    expect(await given(link, 'answers')).toMatchObject({ early: { result: { roots: [] } } });
    await link.close();
  });

  it('are called off when the server gives them up, and not answered any more', async () => {
    const { link, heard } = await converse(fixture('asks-back.mjs'), ({ method, signal }) =>
      method === 'elicitation/create'
        ? new Promise((resolve) => signal.addEventListener('abort', () => resolve({ action: 'accept' })))
        : {},
    );
    expect(await given(link, 'give-up', { after: 20 })).toEqual({ late: false });
    const request = heard.asked.find(({ method }) => method === 'elicitation/create')!;
    expect(request.signal.reason).toMatchObject({ message: 'asked somebody else' });
    await link.close();
  });

  it('are called off when the server dies, and when the link is closed', async () => {
    const dying = await converse(fixture('asks-back.mjs'), forever);
    await expect(call(dying.link, 'crash')).rejects.toThrow('it closed its output');
    expect(dying.heard.asked.at(-1)!.signal.aborted).toBe(true);
    const closing = await converse(fixture('asks-back.mjs'), forever);
    const open = call(closing.link, 'ask', { method: 'roots/list' });
    await until(() => closing.heard.asked.length === 3);
    await closing.link.close('that is enough');
    await expect(open).rejects.toThrow('that is enough');
    expect(closing.heard.asked.map(({ signal }) => signal.aborted)).toEqual([true, true, true]);
  });
});

describe('what a server is told', () => {
  it('hears our notifications, and why a call was given up', async () => {
    const { link } = await converse(fixture('asks-back.mjs'), forever);
    await link.notify('notifications/roots/list_changed');
    const abort = new AbortController();
    const asked = call(link, 'ask', { method: 'elicitation/create' }, { signal: abort.signal });
    abort.abort(new Error('the client is gone'));
    await expect(asked).rejects.toThrow('tools/call was cancelled');
    const { told } = (await given(link, 'told')) as { told: { method: string; params: unknown }[] };
    expect(told).toEqual([
      { method: 'notifications/initialized' },
      { method: 'notifications/roots/list_changed' },
      { method: 'notifications/cancelled', params: { requestId: expect.anything(), reason: 'the client is gone' } },
    ]);
    await link.close();
  });

  it('knows what the client of each request can do, in the stateless generation', async () => {
    const { link } = await converse(fixture('stateless-sdk.mjs'), forever);
    const capabilities = async (_meta?: object) => {
      const result = await link.request('tools/call', { name: 'capabilities', arguments: {}, _meta }, { timeoutMs });
      return JSON.parse((result as { content: [{ text: string }] }).content[0].text);
    };
    expect(await capabilities()).toEqual(declare);
    expect(await capabilities({ 'io.modelcontextprotocol/clientCapabilities': { roots: {} } })).toEqual({ roots: {} });
    await link.notify('notifications/roots/list_changed'); // there is no such thing here: it is not sent
    expect(await capabilities()).toEqual(declare);
    await link.close();
  });
});

describe('a remote of the stateless generation', () => {
  it('tells of progress on the stream of its request, and answers with what it needs', async () => {
    await withFixture('stateless', async (url) => {
      const { events, heard } = conversing(forever);
      const link = await openRemote({ type: 'http', url, headers: {} }, { events, clientInfo, declare, timeoutMs: 15_000 });
      expect(link.generation).toBe('stateless');
      const _meta = { progressToken: 'mine' };
      await link.request('tools/call', { name: 'test_tool_with_progress', arguments: {}, _meta }, { timeoutMs });
      const progress = heard.notified.filter(({ method }) => method === 'notifications/progress');
      expect(progress.map(({ params }) => params)).toMatchObject([0, 50, 100].map((at) => ({ progressToken: 'mine', progress: at })));
      const asked = (await call(link, 'test_input_required_result_elicitation')) as object;
      expect(asked).toMatchObject({ resultType: 'input_required', inputRequests: expect.any(Object) });
      await link.close();
    });
  });
});

describe('lists of a stateless server', () => {
  const capabilities = { tools: { listChanged: true }, prompts: { listChanged: true }, resources: {} };
  const listening = (server: LocalServer) =>
    server.heard.find(({ method }) => method === 'subscriptions/listen')?.params as { notifications: object };
  const methods = { 'subscriptions/listen': () => silence };

  it('are listened to as far as somebody hears of it', async () => {
    const server = new LocalServer({ generation: 'stateless', capabilities, methods });
    const { events, heard } = conversing(forever);
    const link = await openStdio(server.clientEnd, { events, clientInfo, timeoutMs });
    await until(() => listening(server) !== undefined);
    expect(listening(server).notifications).toEqual({ toolsListChanged: true, promptsListChanged: true });
    server.notify('notifications/prompts/list_changed');
    await until(() => heard.notified.length === 1);
    expect(heard.notified[0]!.method).toBe('notifications/prompts/list_changed');
    await link.close();
  });

  it('are listened to for the tools alone when nobody else asks', async () => {
    const server = new LocalServer({ generation: 'stateless', capabilities, methods });
    const link = await openStdio(server.clientEnd, { events: watched().events, clientInfo, timeoutMs });
    await until(() => listening(server) !== undefined);
    expect(listening(server).notifications).toEqual({ toolsListChanged: true });
    await link.close();
  });
});

describe('the size of answers', () => {
  it('is told with them', async () => {
    const { link } = await open(fixture('huge-answer.mjs'));
    const sizes: number[] = [];
    await call(link, 'huge', { bytes: 100_000 }, { onSize: (bytes: number) => sizes.push(bytes) });
    expect(sizes).toEqual([expect.closeTo(100_070, -2)]);
    await link.close();
  });

  it.each([[], ['--id-last']])('ends a call at once when it is beyond all measure, and no other %s', async (...args) => {
    const server = fixture('huge-answer.mjs', ...args);
    const { link, seen } = await open(server);
    const before = process.memoryUsage().rss;
    const calls = [1_000, 100 * 2 ** 20, 1_000].map((bytes) => call(link, 'huge', { bytes }, { timeoutMs: 60_000 }));
    const [first, huge, last] = await Promise.allSettled(calls);
    expect([first!.status, last!.status]).toEqual(['fulfilled', 'fulfilled']);
    expect((huge as PromiseRejectedResult).reason).toBeInstanceOf(TooLargeError);
    expect((huge as PromiseRejectedResult).reason.message).toBe('its answer has 100 MiB, which is too much for one message');
    expect(seen.noise).toEqual([expect.stringMatching(/is too long for a message and was dropped/)]);
    expect(process.memoryUsage().rss - before).toBeLessThan(96 * 2 ** 20);
    await link.close();
  });

  it.each([[], ['--plain']])('ends a call to a remote as well, and keeps the connection %s', async (...args) => {
    const server = fixture('http-mcp.mjs', '--huge', 300 * 2 ** 20, ...args);
    const [, url] = await said(server, /listening (\S+)/);
    const { seen, events } = watched();
    const link = await openRemote({ type: 'http', url: url!, headers: {} }, { events, clientInfo, timeoutMs: 15_000 });
    const before = process.memoryUsage().rss;
    const startedAt = performance.now();
    await expect(call(link, 'huge', {}, { timeoutMs: 60_000 })).rejects.toThrow(
      /too much for one message|ended the connection before its answer/,
    );
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 2 ** 20);
    expect((await link.check(5_000)).latencyMs).toBeGreaterThan(0);
    expect(seen.closed).toEqual([]);
    await link.close();
  });
});
