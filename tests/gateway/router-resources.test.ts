import { describe, expect, it } from 'vitest';
import { said, stage, until } from './support/clients.ts';
import { Refusal, type ServerSpec, text } from './support/servers.ts';

/** a server with two resources, a template and two prompts, that says which of them it was asked for */
function library(name: string, more: ServerSpec = {}): ServerSpec {
  const list = {
    resources: [
      { uri: 'memo://shared', name: 'shared' },
      { uri: `memo://${name}`, name },
    ],
  };
  return {
    capabilities: { resources: { subscribe: true, listChanged: true }, prompts: { listChanged: true }, completions: {} },
    ...more,
    methods: {
      'resources/list': () => list,
      'resources/templates/list': () => ({
        resourceTemplates: [
          { uriTemplate: 'note://{id}', name: 'note' },
          { uriTemplate: `${name}://{id}`, name: 'own' },
        ],
      }),
      'resources/read': ({ uri }) => ({ contents: [{ uri, text: `${uri} of ${name}` }] }),
      'resources/subscribe': () => ({}),
      'resources/unsubscribe': () => ({}),
      'prompts/list': () => ({ prompts: [{ name: 'greet', arguments: [{ name: 'who' }] }] }),
      'prompts/get': (params) => ({
        messages: [{ role: 'user', content: { type: 'text', text: JSON.stringify({ from: name, ...params }) } }],
      }),
      'completion/complete': ({ ref, argument }) => ({ completion: { values: [name, JSON.stringify(ref), JSON.stringify(argument)] } }),
      ...more.methods,
    },
  };
}

describe('resources', () => {
  it('of all servers are one list; an equal URI of a later server has its mount, and each leads to its own', async () => {
    const { upstreams, client } = stage();
    await upstreams.start('one', library('one'));
    await upstreams.start('two', library('two'));
    const me = client();
    expect(await me.uris()).toEqual(['memo://shared', 'memo://one', 'two+memo://shared', 'memo://two']);
    const templates = (await me.request('resources/templates/list')).resourceTemplates as { uriTemplate: string }[];
    expect(templates.map(({ uriTemplate }) => uriTemplate)).toEqual(['note://{id}', 'one://{id}', 'two+note://{id}', 'two://{id}']);
    for (const [uri, of] of Object.entries({
      'memo://shared': 'memo://shared of one',
      'two+memo://shared': 'memo://shared of two',
      'memo://two': 'memo://two of two',
      'note://7': 'note://7 of one',
      'two+note://7': 'note://7 of two',
      'two://7': 'two://7 of two',
      'memo://two/unlisted': 'memo://two/unlisted of two',
    })) {
      expect(await me.request('resources/read', { uri })).toEqual({ contents: [{ uri, text: of }] });
    }
  });

  it('are named in results as the client has to ask for them', async () => {
    const { upstreams, client } = stage();
    const link = { type: 'resource_link', uri: 'memo://shared', name: 'x' };
    const inside = { type: 'resource', resource: { uri: 'memo://unlisted', text: 't' } };
    const answers = { methods: { 'tools/call': () => ({ content: [link, inside, { type: 'text', text: 'memo://shared' }] }) } };
    await upstreams.start('one', library('one', answers));
    await upstreams.start('two', library('two', answers));
    const me = client();
    await me.uris();
    expect((await me.call('one__echo')).content).toEqual([link, inside, { type: 'text', text: 'memo://shared' }]);
    expect((await me.call('two__echo')).content).toEqual([
      { ...link, uri: 'two+memo://shared' },
      { ...inside, resource: { uri: 'two+memo://unlisted', text: 't' } },
      { type: 'text', text: 'memo://shared' },
    ]);
  });

  it('that nobody has are not found, in the words of the protocol', async () => {
    const { upstreams, client } = stage();
    await upstreams.start('one', library('one'));
    await expect(client().request('resources/read', { uri: 'http://elsewhere' })).resolves.toMatchObject({
      contents: [{ text: 'http://elsewhere of one' }],
    });
    await upstreams.start('two', library('two'));
    await expect(client().request('resources/read', { uri: 'http://elsewhere' })).rejects.toMatchObject({
      code: -32002,
      data: { uri: 'http://elsewhere' },
    });
    await expect(client().request('resources/read', {})).rejects.toMatchObject({ code: -32602 });
  });

  it('are read once somebody asks, page by page, and again when the server says so', async () => {
    const { upstreams, client } = stage();
    const entries = Array.from({ length: 25 }, (_, n) => ({ uri: `memo://${n}`, name: `${n}` }));
    const paged = {
      'resources/list': ({ cursor }: { cursor?: unknown }) => {
        const from = Number(cursor ?? 0);
        return { resources: entries.slice(from, from + 10), ...(from + 10 < entries.length ? { nextCursor: String(from + 10) } : {}) };
      },
    };
    const server = await upstreams.start('s', { capabilities: { resources: { listChanged: true } }, methods: paged });
    const me = client();
    me.listen();
    await me.names();
    expect(server.count('resources/list')).toBe(0);
    expect(await me.uris()).toHaveLength(25);
    expect(server.count('resources/list')).toBe(3);
    await me.uris();
    expect(server.count('resources/list')).toBe(3);
    server.notify('notifications/resources/list_changed');
    await until(() => server.count('resources/list') === 6);
    entries.push({ uri: 'memo://new', name: 'new' });
    for (let n = 0; n < 20; n += 1) server.notify('notifications/resources/list_changed');
    await until(() => me.changes.length > 0);
    expect(me.changes).toEqual(['resources']);
    expect(await me.uris()).toHaveLength(26);
    expect(server.count('resources/list')).toBeLessThan(16);
  });

  it('a list that never ends, or goes in circles, is bounded', async () => {
    const { upstreams, client } = stage();
    const server = await upstreams.start('circle', {
      capabilities: { resources: {} },
      methods: { 'resources/list': () => ({ resources: [{ uri: 'a://b' }], nextCursor: 'again' }) },
    });
    expect(await client().uris()).toEqual(['a://b']);
    expect(server.count('resources/list')).toBe(2);
  });

  it('a server that does not answer its list keeps nobody waiting for ever', async () => {
    const { upstreams, client } = stage();
    await upstreams.start('slow', { capabilities: { prompts: {} }, methods: { 'prompts/list': () => new Promise(() => {}) } });
    await upstreams.start('good', library('good'));
    expect(await client({ timeoutMs: 300 }).names('prompts')).toEqual(['good__greet']);
  });

  it('are watched once per server, for all who want it, and again after a restart', async () => {
    const { upstreams, client, router } = stage();
    let server = await upstreams.start('one', library('one'));
    const [a, b, c] = [client(), client(), client()];
    for (const me of [a, b, c]) me.listen();
    const uri = 'memo://one';
    await Promise.all([a.request('resources/subscribe', { uri }), b.request('resources/subscribe', { uri })]);
    await a.request('resources/subscribe', { uri });
    expect(server.count('resources/subscribe')).toBe(1);
    server.notify('notifications/resources/updated', { uri });
    server.notify('notifications/resources/updated', { uri: 'memo://one/part' });
    server.notify('notifications/resources/updated', { uri: 'memo://other' });
    await until(() => b.updates.length === 2);
    expect([a.updates, c.updates]).toEqual([['memo://one', 'memo://one/part'], []]);
    server.crash();
    await until(() => upstreams.get('one')!.link === null);
    server = await upstreams.start('one', library('one'));
    await until(() => server.count('resources/subscribe') === 1);
    await a.request('resources/unsubscribe', { uri });
    expect(server.count('resources/unsubscribe')).toBe(0);
    server.notify('notifications/resources/updated', { uri });
    await until(() => b.updates.length === 3);
    expect(a.updates.length).toBe(2);
    router.leave(b.caller.id);
    await until(() => server.count('resources/unsubscribe') === 1);
  });

  it('a server that refuses to watch says so to the client, and is asked again the next time', async () => {
    const { upstreams, client } = stage();
    let refuse = true;
    const server = await upstreams.start(
      'one',
      library('one', {
        methods: {
          'resources/subscribe': () => {
            if (refuse) throw new Refusal(-32050, 'not today', { when: 'tomorrow' });
            return {};
          },
        },
      }),
    );
    const uri = 'memo://one';
    await expect(client().request('resources/subscribe', { uri })).rejects.toMatchObject({ code: -32050, data: { when: 'tomorrow' } });
    refuse = false;
    expect(await client().request('resources/subscribe', { uri })).toEqual({});
    expect(server.count('resources/subscribe')).toBe(2);
  });

  it('updates of a URI with a mount are told under the name that the client knows', async () => {
    const { upstreams, client } = stage();
    await upstreams.start('one', library('one'));
    const two = await upstreams.start('two', library('two'));
    const me = client();
    me.listen();
    await me.request('resources/subscribe', { uri: 'two+memo://shared' });
    expect(two.heard.at(-1)).toMatchObject({ method: 'resources/subscribe', params: { uri: 'memo://shared' } });
    two.notify('notifications/resources/updated', { uri: 'memo://shared' });
    await until(() => me.updates.length === 1);
    expect(me.updates).toEqual(['two+memo://shared']);
  });
});

describe('prompts and completion', () => {
  it('prompts have names as tools have, and reach their server under its own', async () => {
    const { upstreams, client, records } = stage();
    await upstreams.start('one', library('one'));
    await upstreams.start('two', library('two'));
    const me = client();
    // not even a list was asked for yet
    const result = await me.request('prompts/get', { name: 'two__greet', arguments: { who: 'you' }, _meta: { trace: 1 } });
    const { content } = (result.messages as { content: { text: string } }[])[0]!;
    expect(JSON.parse(content.text)).toEqual({ from: 'two', name: 'greet', arguments: { who: 'you' }, _meta: { trace: 1 } });
    expect(await me.names('prompts')).toEqual(['one__greet', 'two__greet']);
    await expect(me.request('prompts/get', { name: 'greet' })).rejects.toMatchObject({ code: -32602 });
    expect(records).toMatchObject([{ method: 'prompts/get', target: 'two__greet', server: 'two' }]);
  });

  it('completion reaches the server of the prompt or of the template', async () => {
    const { upstreams, client } = stage();
    await upstreams.start('one', library('one'));
    await upstreams.start('two', library('two'));
    const me = client();
    const argument = { name: 'who', value: 'y' };
    const values = async (ref: unknown) =>
      ((await me.request('completion/complete', { ref, argument })).completion as { values: string[] }).values.slice(0, 2);
    expect(await values({ type: 'ref/prompt', name: 'two__greet' })).toEqual(['two', '{"type":"ref/prompt","name":"greet"}']);
    expect(await values({ type: 'ref/resource', uri: 'two+note://{id}' })).toEqual(['two', '{"type":"ref/resource","uri":"note://{id}"}']);
    expect(await values({ type: 'ref/resource', uri: 'one://{id}' })).toEqual(['one', '{"type":"ref/resource","uri":"one://{id}"}']);
    for (const ref of [null, { type: 'ref/prompt' }, { type: 'ref/other', name: 'x' }, { type: 'ref/prompt', name: 'x' }]) {
      await expect(values(ref)).rejects.toMatchObject({ code: -32602 });
    }
  });
});

describe('the two generations', () => {
  const envelope = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'c', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': { elicitation: {} },
  };
  const mirror: ServerSpec = { methods: { 'tools/call': (params) => ({ ...text(params), resultType: 'complete' }) } };

  it('what a stateless client says about itself does not reach a server of the handshake, everything else does', async () => {
    const { upstreams, client } = stage();
    await upstreams.start('old', { ...mirror });
    const me = client({ generation: 'stateless' });
    expect(said(await me.call('old__echo', {}, { _meta: envelope }))).toEqual({ name: 'echo', arguments: {} });
    const sent = said(await me.call('old__echo', {}, { _meta: { ...envelope, trace: 1, progressToken: 'p' } })) as { _meta: unknown };
    expect(sent._meta).toEqual({ trace: 1, progressToken: expect.any(Number) });
  });

  it('a stateless server hears of a client of the handshake what it may ask of it', async () => {
    const { upstreams, client } = stage();
    await upstreams.start('new', { ...mirror, generation: 'stateless' });
    const me = client({ capabilities: { sampling: {} } });
    await me.request('logging/setLevel', { level: 'warning' });
    const { _meta } = said(await me.call('new__echo', {}, { _meta: { trace: 1 } })) as { _meta: Record<string, unknown> };
    expect(_meta).toMatchObject({
      trace: 1,
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': { sampling: {} },
      'io.modelcontextprotocol/logLevel': 'warning',
    });
  });

  it('between equals of the stateless generation the envelope passes as it is', async () => {
    const { upstreams, client } = stage();
    await upstreams.start('new', { ...mirror, generation: 'stateless' });
    const sent = said(await client({ generation: 'stateless' }).call('new__echo', {}, { _meta: { ...envelope, trace: 1 } }));
    expect(sent).toEqual({ name: 'echo', arguments: {}, _meta: { ...envelope, trace: 1 } });
  });

  it('log messages reach a stateless client only with a request that asks for them', async () => {
    const { upstreams, client } = stage();
    const server = await upstreams.start('old', {
      capabilities: { logging: {} },
      methods: {
        'logging/setLevel': () => ({}),
        'tools/call': (_, talk) => {
          talk.notify('notifications/message', { level: 'debug', data: 1 });
          talk.notify('notifications/message', { level: 'error', data: 2 });
          return text('ok');
        },
      },
    });
    const [asks, does] = [client({ generation: 'stateless' }), client({ generation: 'stateless' })];
    asks.listen();
    await does.call('old__echo', {}, { _meta: envelope });
    await asks.call('old__echo', {}, { _meta: { ...envelope, 'io.modelcontextprotocol/logLevel': 'info' } });
    expect([does.notified.length, asks.notified.map(({ params }) => params.level)]).toEqual([0, ['error']]);
    expect(server.heard.find(({ method }) => method === 'logging/setLevel')!.params).toEqual({ level: 'info' });
    server.notify('notifications/message', { level: 'error', data: 3 });
    await expect(server.ask('roots/list', {})).rejects.toThrow(); // heard, then
    await does.call('old__echo', {}, { _meta: envelope });
    expect(asks.logs).toEqual([]);
  });

  it('a stateless server that needs input is asked again with it for a client of the handshake, and answers a stateless one itself', async () => {
    const { upstreams, client } = stage();
    await upstreams.start('new', {
      generation: 'stateless',
      methods: {
        'tools/call': (params) => {
          const { inputResponses, requestState } = params as { inputResponses?: Record<string, unknown>; requestState?: string };
          if (inputResponses) return { resultType: 'complete', ...text({ inputResponses, requestState, name: params.name }) };
          const inputRequests = {
            sure: { method: 'elicitation/create', params: { message: 'sure?', requestedSchema: { type: 'object' } } },
          };
          return { resultType: 'input_required', inputRequests, requestState: 'state' };
        },
      },
    });
    const person = client({ capabilities: { elicitation: {} }, answer: () => ({ action: 'accept', content: { yes: true } }) });
    expect(said(await person.call('new__echo'))).toEqual({
      name: 'echo',
      requestState: 'state',
      inputResponses: { sure: { action: 'accept', content: { yes: true } } },
    });
    expect(person.asked).toMatchObject([{ method: 'elicitation/create', params: { message: 'sure?' } }]);
    const modern = client({ generation: 'stateless' });
    expect(await modern.call('new__echo', {}, { _meta: envelope })).toMatchObject({ resultType: 'input_required', requestState: 'state' });
  });

  it('resources of a stateless server are watched by listening, until nobody wants it any more', async () => {
    const { upstreams, client } = stage();
    const server = await upstreams.start(
      'new',
      library('new', { generation: 'stateless', methods: { 'subscriptions/listen': () => new Promise(() => {}) } }),
    );
    const me = client();
    me.listen();
    await me.request('resources/subscribe', { uri: 'memo://new' });
    // the link itself listens too, for lists that change
    const asked = () =>
      server.heard.filter(({ params }) => (params as { notifications?: object })?.notifications).map(({ params }) => params);
    await until(() => asked().length === 2);
    expect(asked()[1]).toMatchObject({ notifications: { resourceSubscriptions: ['memo://new'] } });
    expect(upstreams.get('new')!.link!.inFlight().count).toBe(0);
    server.notify('notifications/resources/updated', { uri: 'memo://new' });
    await until(() => me.updates.length === 1);
    await me.request('resources/unsubscribe', { uri: 'memo://new' });
    await until(() => server.count('notifications/cancelled') === 1);
  });
});

describe('introduction', () => {
  it('declares everything, and gathers the instructions of the servers that the profile shows', async () => {
    const { upstreams, router } = stage({ rules: [{ name: 'p', servers: ['two'], management: false }] });
    await upstreams.start('one', { instructions: 'First of all.' });
    await upstreams.start('two', { instructions: 'x'.repeat(10_000) });
    await upstreams.start('three');
    const all = router.introduce(router.profile('default')!);
    expect(all).toMatchObject({
      serverInfo: { name: 'roundhouse' },
      capabilities: { tools: { listChanged: true }, resources: { subscribe: true }, logging: {}, completions: {} },
    });
    expect(all.instructions).toMatch(/^# one\nFirst of all\.\n\n# two\nx{4000} \[…\]$/);
    expect(router.introduce(router.profile('p')!).instructions).not.toContain('First');
  });
});
