// What the router makes of requests, against upstreams that do as told. Long: one table of cases over one staged gateway.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ProfileRules, RpcError } from '../../core/gateway/gateway.ts';
import { textOf } from '../../core/gateway/serialised.ts';
import { said, stage, until } from './support/clients.ts';
import { Refusal, silence, text, tool } from './support/servers.ts';

const soon = () => new Promise((resolve) => setTimeout(resolve, 60));

describe('tools', () => {
  it('of all servers are one list, in the order of the servers, and each call reaches its own', async () => {
    const { upstreams, client, records } = stage();
    const who = (name: string) => ({
      tools: ['echo', 'who'],
      methods: { 'tools/call': ({ name: own }: { name?: unknown }) => text({ name, own }) },
    });
    await upstreams.start('b', who('b'));
    await upstreams.start('a', who('a'));
    const one = client({ label: 'me' });
    expect(await one.names()).toEqual(['b__echo', 'b__who', 'a__echo', 'a__who']);
    expect(said(await one.call('a__who'))).toEqual({ name: 'a', own: 'who' });
    expect(said(await one.call('b__echo'))).toEqual({ name: 'b', own: 'echo' });
    expect(records).toMatchObject([
      { client: 'me', profile: 'default', server: 'a', method: 'tools/call', target: 'a__who', outcome: 'ok' },
      { server: 'b', target: 'b__echo', outcome: 'ok' },
    ]);
    expect(records[0]!.resultBytes).toBeGreaterThan(20);
  });

  it('pass definitions and results on as they are, `_meta` and all', async () => {
    const { upstreams, client } = stage();
    const full = { ...tool('full'), title: 'T', outputSchema: { type: 'object' }, icons: [{ src: 'x' }], _meta: { a: 1 }, unknown: [null] };
    const result = {
      content: [{ type: 'image', data: 'AA==', mimeType: 'image/png' }],
      structuredContent: { n: 1e21 },
      _meta: { x: 'y' },
      more: true,
    };
    const server = await upstreams.start('s', { tools: [full], methods: { 'tools/call': () => result } });
    const one = client();
    expect((await one.request('tools/list')).tools).toEqual([{ ...full, name: 's__full' }]);
    expect(await one.call('s__full', { deep: [{}] }, { _meta: { trace: 't' }, other: 1 })).toEqual(result);
    expect(server.heard.at(-1)!.params).toEqual({ name: 'full', arguments: { deep: [{}] }, _meta: { trace: 't' }, other: 1 });
  });

  it('fail as their server says: same code, same words, same data', async () => {
    const { upstreams, client, records } = stage();
    await upstreams.start('s', {
      methods: {
        'tools/call': () => {
          throw new Refusal(-32099, 'no more ink', { cartridge: 'cyan' });
        },
      },
    });
    await expect(client().call('s__echo')).rejects.toMatchObject({
      name: 'RpcError',
      code: -32099,
      message: 'no more ink',
      data: { cartridge: 'cyan' },
    });
    expect(records).toMatchObject([{ outcome: 'error' }]);
  });

  it('that are not there, methods that nobody has, and calls without a name are refused in words', async () => {
    const { client } = stage();
    await expect(client().call('nobody__nothing')).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining('nobody__nothing'),
    });
    await expect(client().request('tools/call')).rejects.toMatchObject({ code: -32602 });
    for (const method of ['tasks/list', 'constructor', 'toString']) {
      await expect(client().request(method)).rejects.toMatchObject({ code: -32601 });
    }
  });

  it('a failed tool is a result, and recorded as one that failed', async () => {
    const { upstreams, client, records } = stage();
    await upstreams.start('s', { methods: { 'tools/call': () => ({ ...text('no'), isError: true }) } });
    expect(await client().call('s__echo')).toMatchObject({ isError: true });
    expect(records).toMatchObject([{ outcome: 'tool-error' }]);
  });

  it('change for whoever listens, once per burst, and only when the list differs', async () => {
    const { upstreams, client } = stage({ rules: [{ name: 'only-a', servers: ['a'], management: false }] });
    const a = await upstreams.start('a');
    const b = await upstreams.start('b');
    const [all, onlyA] = [client(), client({ profile: 'only-a' })];
    all.listen();
    const stop = onlyA.listen();
    await soon();
    expect([all.changes, onlyA.changes]).toEqual([[], []]);
    b.tools = ['echo', 'new'];
    for (let n = 0; n < 5; n += 1) b.notify('notifications/tools/list_changed');
    await until(() => all.changes.length > 0);
    await soon();
    expect([all.changes, onlyA.changes]).toEqual([['tools'], []]);
    expect(await all.names()).toEqual(['a__echo', 'b__echo', 'b__new']);
    b.notify('notifications/tools/list_changed'); // but it did not
    await soon();
    expect(all.changes).toEqual(['tools']);
    stop();
    a.crash();
    await until(() => all.changes.length === 2);
    expect(onlyA.changes).toEqual([]);
    expect(await onlyA.names()).toEqual([]);
  });

  it('are withdrawn with their server and come back with it; nobody is told of a restart that is quick enough', async () => {
    const { upstreams, client } = stage({ changedPauseMs: 200 });
    const first = await upstreams.start('s');
    const one = client();
    one.listen();
    first.crash();
    await until(() => !upstreams.get('s')!.offered);
    expect(await one.names()).toEqual([]);
    await upstreams.start('s');
    expect(await one.names()).toEqual(['s__echo']);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(one.changes).toEqual([]);
  });

  it('are told to whoever has read what was so for a moment', async () => {
    const { upstreams, client } = stage({ changedPauseMs: 200 });
    const first = await upstreams.start('s');
    const [one, other] = [client(), client()];
    one.listen();
    expect(await one.names()).toEqual(['s__echo']);
    first.crash();
    await until(() => !upstreams.get('s')!.offered);
    expect(await one.names()).toEqual([]);
    await upstreams.start('s');
    // another one has it as it is, which helps the first one nothing
    expect(await other.names()).toEqual(['s__echo']);
    await until(() => one.changes.length > 0);
    expect(await one.names()).toEqual(['s__echo']);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(one.changes).toEqual(['tools']);
  });

  it('of a sleeping server stay in the list, and a call wakes it', async () => {
    const { upstreams, client } = stage();
    await upstreams.start('s');
    upstreams.down('s', true);
    upstreams.wake = (name) => upstreams.start(name);
    const one = client();
    expect(await one.names()).toEqual(['s__echo']);
    expect(said(await one.call('s__echo', { a: 1 }))).toEqual({ a: 1 });
  });

  it('keep their names whoever is down: a call to a server that restarts waits for it, within the client’s time', async () => {
    const { upstreams, client } = stage();
    const server = await upstreams.start('s');
    const one = client();
    await one.names();
    server.crash();
    await until(() => upstreams.get('s')!.link === null);
    upstreams.wake = () => new Promise(() => {});
    await expect(one.call('s__echo', {}, { timeoutMs: 50 })).rejects.toMatchObject({ code: -32000, message: 's did not start in time.' });
    upstreams.wake = async (name) => {
      await soon();
      await upstreams.start(name);
    };
    expect(said(await one.call('s__echo', { b: 2 }))).toEqual({ b: 2 });
  });

  it('are waited for in the first seconds of a server, by lists and by calls of what a client knew before', async () => {
    const { upstreams, client } = stage();
    upstreams.define('files', 'down');
    const starts: Promise<unknown>[] = [];
    upstreams.wake = (name) => {
      if (name === 'down') return Promise.reject(new RpcError(-32000, 'down is stopped. Start it.'));
      starts[0] ??= soon().then(() => upstreams.start(name));
      return starts[0];
    };
    const [lists, calls] = await Promise.all([client().names(), client().call('files__echo', { a: 1 })]);
    expect([lists, said(calls)]).toEqual([['files__echo'], { a: 1 }]);
    expect(starts.length).toBe(1);
    await expect(client().call('down__echo')).rejects.toMatchObject({ code: -32000, message: 'down is stopped. Start it.' });
    upstreams.define('other-files', 'file');
    await expect(client().call('files__other')).rejects.toMatchObject({ code: -32602 });
    await expect(client().call('other__echo')).rejects.toMatchObject({ code: -32602 });
  });

  it('a list of 50 × 20 costs next to nothing when it is asked for again, text included', async () => {
    const { upstreams, client } = stage();
    for (let n = 0; n < 50; n += 1) {
      const tools = Array.from({ length: 20 }, (_, at) => ({ ...tool(`tool-${at}`), description: 'd'.repeat(200) }));
      await upstreams.start(`server-${n}`, { tools });
    }
    const one = client();
    await one.names();
    const times: number[] = [];
    for (let n = 0; n < 20; n += 1) {
      const startedAt = performance.now();
      const list = await one.request('tools/list');
      expect(textOf(list)!.length).toBeGreaterThan(100_000);
      times.push(performance.now() - startedAt);
      expect((list.tools as unknown[]).length).toBe(1_000);
    }
    expect(times.sort((a, b) => a - b)[10]).toBeLessThan(5);
  });

  it('beyond 10,000 come in pages, and never lose one', async () => {
    const { upstreams, client } = stage();
    await upstreams.start('big', { tools: Array.from({ length: 10_500 }, (_, at) => `t${at}`) });
    const one = client();
    const first = await one.request('tools/list');
    const second = await one.request('tools/list', { cursor: first.nextCursor });
    expect([(first.tools as unknown[]).length, (second.tools as unknown[]).length, second.nextCursor]).toEqual([10_000, 500, undefined]);
    for (const cursor of ['17', 'x', '20000', 5])
      await expect(one.request('tools/list', { cursor })).rejects.toMatchObject({ code: -32602 });
  });
});

describe('profiles', () => {
  const rules = [
    { name: 'work', servers: ['git*', 'db'], tools: { deny: ['github.delete_*'] }, management: false },
    { name: 'reader', tools: { allow: ['*.read*', 'files@cursor.list'] }, management: false },
    { name: 'nothing', tools: { allow: [] }, management: false },
    { name: 'nobody', servers: [], management: false },
  ];

  it('show what they allow, and nothing else can be called', async () => {
    const { upstreams, client } = stage({ rules });
    await upstreams.start('github', { tools: ['read_repo', 'delete_repo', 'repos/list'] });
    await upstreams.start('files@cursor', { tools: ['list', 'read', 'write'] });
    const names = Object.fromEntries(
      await Promise.all(
        ['work', 'reader', 'nothing', 'nobody', 'default'].map(async (profile) => [profile, await client({ profile }).names()]),
      ),
    );
    expect(names).toMatchObject({ work: ['github__read_repo', 'github__repos/list'], nothing: [], nobody: [] });
    expect(names.reader).toEqual([
      'github__read_repo',
      expect.stringMatching(/^files_cursor__list_/),
      expect.stringMatching(/^files_cursor__read_/),
    ]);
    expect(names.default).toHaveLength(6);
    for (const profile of Object.keys(names)) {
      for (const name of names.default!) {
        const calling = client({ profile }).call(name);
        if (names[profile]!.includes(name)) await calling;
        else await expect(calling).rejects.toMatchObject({ code: -32602, message: expect.stringContaining('There is no tool') });
      }
    }
  });

  it('hide resources and prompts of servers that they do not show', async () => {
    const { upstreams, client } = stage({ rules });
    await upstreams.start('secret', {
      capabilities: { resources: { subscribe: true }, prompts: {} },
      methods: {
        'resources/list': () => ({ resources: [{ uri: 'memo://x', name: 'x' }] }),
        'resources/templates/list': () => ({ resourceTemplates: [{ uriTemplate: 'memo://{y}', name: 'y' }] }),
        'prompts/list': () => ({ prompts: [{ name: 'p' }] }),
        'resources/read': () => ({ contents: [] }),
      },
    });
    const [all, work] = [client(), client({ profile: 'work' })];
    expect([await all.uris(), await work.uris()]).toEqual([['memo://x'], []]);
    expect([await all.names('prompts'), await work.names('prompts')]).toEqual([['secret__p'], []]);
    await all.request('resources/read', { uri: 'memo://z' });
    for (const uri of ['memo://x', 'memo://z', 'secret+memo://x']) {
      await expect(work.request('resources/read', { uri })).rejects.toMatchObject({ code: -32002, data: { uri } });
      await expect(work.request('resources/subscribe', { uri })).rejects.toMatchObject({ code: -32002 });
    }
    await expect(work.request('prompts/get', { name: 'secret__p' })).rejects.toMatchObject({ code: -32602 });
    await expect(work.request('completion/complete', { ref: { type: 'ref/prompt', name: 'secret__p' } })).rejects.toMatchObject({
      code: -32602,
    });
  });

  it('are in force as they are now: what is denied later is gone at once, and a profile that is gone lets nobody in', async () => {
    let current: ProfileRules[] = [{ name: 'p', management: false }];
    const { upstreams, client, router } = stage({ profiles: () => current });
    await upstreams.start('s');
    const one = client({ profile: 'p' });
    one.listen();
    expect(await one.names()).toEqual(['s__echo']);
    current = [{ name: 'p', tools: { deny: ['s.echo'] }, management: false }];
    await expect(one.call('s__echo')).rejects.toMatchObject({ code: -32602 });
    router.refresh();
    await until(() => one.changes.length === 1);
    current = [];
    expect(router.profile('p')).toBeNull();
    await expect(one.request('tools/list')).rejects.toMatchObject({ code: -32600 });
    expect(router.profile('ops')).toMatchObject({ management: true });
  });

  it('a call is allowed exactly when its name is listed', async () => {
    const glob = fc.constantFrom('*', 'a.*', 'b.x', '*.x', 'a.{x,y}', '!a.*', 'b.*', '');
    const globs = fc.option(fc.array(glob, { maxLength: 3 }), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(
        globs,
        globs,
        fc.option(fc.array(fc.constantFrom('a', 'b', '*'), { maxLength: 2 }), { nil: undefined }),
        async (allow, deny, servers) => {
          const { upstreams, client, router } = stage({ rules: [{ name: 'p', servers, tools: { allow, deny }, management: false }] });
          for (const name of ['a', 'b']) await upstreams.start(name, { tools: ['x', 'y'] });
          const one = client({ profile: 'p' });
          const listed = await one.names();
          for (const name of ['a__x', 'a__y', 'b__x', 'b__y']) {
            const result = await one.call(name).then(
              () => true,
              () => false,
            );
            expect(result).toBe(listed.includes(name));
          }
          if (allow?.length === 0 || servers?.length === 0) expect(listed).toEqual([]);
          router.close();
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('what a server says while it works', () => {
  it('50 callers with equal progress tokens get their own progress and their own results', async () => {
    const { upstreams, client } = stage();
    await upstreams.start('s', {
      methods: {
        'tools/call': async (params, talk) => {
          const { n } = params.arguments as { n: number };
          const { progressToken } = talk.meta;
          for (let step = 1; step <= 3; step += 1) {
            await new Promise((resolve) => setTimeout(resolve, (n * 7) % 11));
            talk.notify('notifications/progress', { progressToken, progress: step, total: 3, message: `of ${n}` });
          }
          return text({ n, token: progressToken });
        },
      },
    });
    const clients = Array.from({ length: 50 }, () => client());
    const results = await Promise.all(
      clients.map((one, n) => one.call('s__echo', { n }, { _meta: { progressToken: n % 2 ? 7 : 'seven' } })),
    );
    const tokens = results.map((result) => (said(result) as { token: number }).token);
    expect(new Set(tokens).size).toBe(50);
    for (const [n, one] of clients.entries()) {
      expect((said(results[n]!) as { n: number }).n).toBe(n);
      expect(one.notified).toEqual(
        [1, 2, 3].map((progress) => ({
          method: 'notifications/progress',
          params: { progressToken: n % 2 ? 7 : 'seven', progress, total: 3, message: `of ${n}` },
        })),
      );
    }
  });

  it('progress with the token of another server’s call reaches nobody', async () => {
    const { upstreams, client } = stage();
    let token: unknown;
    await upstreams.start('honest', {
      methods: {
        'tools/call': async (_, talk) => {
          token = talk.meta.progressToken;
          await soon();
          return text('done');
        },
      },
    });
    const liar = await upstreams.start('liar');
    const one = client();
    const calling = one.call('honest__echo', {}, { _meta: { progressToken: 1 } });
    await until(() => token !== undefined);
    liar.notify('notifications/progress', { progressToken: token, progress: 99 });
    await calling;
    expect(one.notified).toEqual([]);
  });

  it('progress begins the client’s time again; silence ends it, and the server is told', async () => {
    const { upstreams, client } = stage();
    const server = await upstreams.start('s', {
      methods: {
        'tools/call': async (params, talk) => {
          const { steps } = params.arguments as { steps: number };
          for (let n = 0; n < steps; n += 1) {
            await new Promise((resolve) => setTimeout(resolve, 60));
            talk.notify('notifications/progress', { progressToken: talk.meta.progressToken, progress: n });
          }
          return steps > 0 ? text('done') : silence;
        },
      },
    });
    const more = { _meta: { progressToken: 't' }, timeoutMs: 200 };
    expect(await client().call('s__echo', { steps: 8 }, more)).toEqual(text('done'));
    await expect(client().call('s__echo', { steps: 0 }, more)).rejects.toMatchObject({ code: -32000, data: { timedOut: true } });
    await expect(client().call('s__echo', { steps: 0 }, { timeoutMs: 50 })).rejects.toMatchObject({
      code: -32000,
      data: { timedOut: true },
    });
    await until(() => server.count('notifications/cancelled') === 2);
  });

  it('a cancelled call is cancelled at the server, and recorded so', async () => {
    const { upstreams, client, records } = stage();
    const server = await upstreams.start('s', { methods: { 'tools/call': () => silence } });
    const abort = new AbortController();
    const calling = client().call('s__echo', {}, { signal: abort.signal });
    await until(() => server.count('tools/call') === 1);
    abort.abort();
    await expect(calling).rejects.toMatchObject({ name: 'RpcError' });
    await until(() => server.count('notifications/cancelled') === 1);
    const call = server.heard.find(({ method }) => method === 'tools/call')!;
    expect(server.heard.at(-1)!.params).toMatchObject({ requestId: call.id });
    expect(records).toMatchObject([{ outcome: 'cancelled' }]);
  });

  it('a crash in the middle of calls fails each of them at once, with its last words, and sends nothing again', async () => {
    const { upstreams, client } = stage();
    const server = await upstreams.start('s', { methods: { 'tools/call': () => silence } });
    upstreams.words.set('s', 's ended with code 1: the flux capacitor is empty');
    const calls = Array.from({ length: 20 }, () => client().call('s__echo', {}, { _meta: { progressToken: 1 } }));
    await until(() => server.count('tools/call') === 20);
    const again = upstreams.start;
    const startedAt = performance.now();
    server.crash();
    const next = await again.call(upstreams, 's');
    for (const call of calls) {
      await expect(call).rejects.toMatchObject({
        code: -32000,
        message: expect.stringContaining('flux capacitor'),
        data: { server: 's', state: 'crashed' },
      });
    }
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(next.count('tools/call')).toBe(0);
    expect(said(await client().call('s__echo', { again: 1 }))).toEqual({ again: 1 });
  });

  it('questions go to the client that called, when it can be asked', async () => {
    const { upstreams, client } = stage();
    const ask = {
      'tools/call': async (_: unknown, talk: { ask(method: string, params: unknown): Promise<unknown> }) => {
        const answer = await talk
          .ask('elicitation/create', { message: 'really?' })
          .catch((error) => ({ code: error.code, message: error.message }));
        return text(answer);
      },
    };
    const server = await upstreams.start('s', { methods: ask });
    const able = client({ label: 'able', capabilities: { elicitation: {} }, answer: () => ({ action: 'accept' }) });
    expect(said(await able.call('s__echo'))).toEqual({ action: 'accept' });
    expect(able.asked).toEqual([{ method: 'elicitation/create', params: { message: 'really?' } }]);
    expect(said(await client({ label: 'unable' }).call('s__echo'))).toMatchObject({
      code: -32601,
      message: expect.stringContaining('does not offer elicitation'),
    });
    await expect(server.ask('roots/list', {})).rejects.toMatchObject({ code: -32601, message: expect.stringContaining('no client') });
    await expect(server.ask('something/else', {})).rejects.toMatchObject({ code: -32601 });
  });

  it('a question goes to nobody when calls of several clients are open and it could be either’s', async () => {
    const { upstreams, client } = stage();
    const waiting: (() => void)[] = [];
    const server = await upstreams.start('s', {
      methods: { 'tools/call': () => new Promise((resolve) => waiting.push(() => resolve(text('ok')))) },
    });
    const make = (owner: string) => client({ label: 'all the same', owner, capabilities: { sampling: {} }, answer: () => ({ by: owner }) });
    const [one, sameAgain, other, deaf] = [make('one'), make('one'), make('other'), client({ label: 'deaf' })];
    const calls = [one.call('s__echo'), sameAgain.call('s__echo')];
    await until(() => waiting.length === 2);
    // one client alone can be meant, and of its calls the latest
    expect(await server.ask('sampling/createMessage', {})).toEqual({ by: 'one' });
    expect([one.asked.length, sameAgain.asked.length]).toEqual([0, 1]);
    // what is in the question may be the other one's, whether that can be asked or not
    for (const another of [deaf, other]) {
      calls.push(another.call('s__echo'));
      await until(() => waiting.length === calls.length);
      await expect(server.ask('sampling/createMessage', {})).rejects.toMatchObject({
        code: -32601,
        message: expect.stringContaining('several clients'),
      });
    }
    for (const go of waiting) go();
    await Promise.all(calls);
    expect([one.asked.length, other.asked.length, deaf.asked.length]).toEqual([0, 0, 0]);
  });

  it('log messages go to the client it works for, else to all that see it, each at its own level', async () => {
    const { upstreams, client } = stage({ rules: [{ name: 'blind', servers: [], management: false }] });
    const waiting: (() => void)[] = [];
    const server = await upstreams.start('s', {
      capabilities: { logging: {} },
      methods: { 'logging/setLevel': () => ({}), 'tools/call': () => new Promise((resolve) => waiting.push(() => resolve(text('ok')))) },
    });
    const [talkative, quiet, unasked, blind] = [client(), client(), client(), client({ profile: 'blind' })];
    for (const one of [talkative, quiet, unasked, blind]) one.listen();
    await talkative.request('logging/setLevel', { level: 'debug' });
    await quiet.request('logging/setLevel', { level: 'error' });
    expect(server.heard.filter(({ method }) => method === 'logging/setLevel').map(({ params }) => params)).toEqual([{ level: 'debug' }]);
    for (const level of ['debug', 'info', 'error']) server.notify('notifications/message', { level, data: level });
    await until(() => talkative.logs.length === 3);
    expect(talkative.logs[0]).toEqual({ level: 'debug', data: 'debug', logger: 's' });
    expect([quiet, unasked, blind].map((one) => one.logs.map(({ level }) => level))).toEqual([['error'], ['info', 'error'], []]);
    const calling = quiet.call('s__echo');
    await until(() => server.count('tools/call') === 1);
    for (const level of ['info', 'alert']) server.notify('notifications/message', { level, logger: 'mine', data: 1 });
    await until(() => quiet.notified.length === 1);
    waiting[0]!();
    await calling;
    expect(quiet.notified).toEqual([{ method: 'notifications/message', params: { level: 'alert', logger: 'mine', data: 1 } }]);
    expect(talkative.logs.length).toBe(3);
    server.crash();
    await until(() => upstreams.get('s')!.link === null);
    const next = await upstreams.start('s', { capabilities: { logging: {} } });
    await until(() => next.count('logging/setLevel') === 1);
    await expect(quiet.request('logging/setLevel', { level: 'loud' })).rejects.toMatchObject({ code: -32602 });
  });
});

describe('guard rails', () => {
  it('a result that is too big fails with its size and the limit', async () => {
    const { upstreams, client } = stage({ limits: { resultBytes: 10_000 } });
    await upstreams.start('s', { methods: { 'tools/call': (params) => text('x'.repeat((params.arguments as { n: number }).n)) } });
    await client().call('s__echo', { n: 9_000 });
    await expect(client().call('s__echo', { n: 20_000 })).rejects.toMatchObject({
      code: -32603,
      message: expect.stringMatching(/20 KiB.*10 KiB/),
    });
  });

  it('a server works on so many calls at a time; the rest waits, and what is too much is refused', async () => {
    const { upstreams, client } = stage({ limits: { perServer: 2, waiting: 2 } });
    const waiting: (() => void)[] = [];
    const server = await upstreams.start('s', {
      methods: { 'tools/call': () => new Promise((resolve) => waiting.push(() => resolve(text('ok')))) },
    });
    await upstreams.start('other');
    const abort = new AbortController();
    const calls = [
      client().call('s__echo'),
      client().call('s__echo'),
      client().call('s__echo'),
      client().call('s__echo', {}, { signal: abort.signal }),
    ];
    await until(() => waiting.length === 2);
    await expect(client().call('s__echo')).rejects.toMatchObject({ code: -32000, message: expect.stringContaining('works on 2 requests') });
    await client().call('other__echo');
    abort.abort();
    await expect(calls[3]).rejects.toMatchObject({ message: 'The request was cancelled.' });
    expect(server.count('tools/call')).toBe(2);
    waiting[0]!();
    await until(() => waiting.length === 3);
    for (const go of waiting) go();
    await Promise.all(calls.slice(0, 3));
    await expect(
      client()
        .call('s__echo', {}, { timeoutMs: 1_000 })
        .catch((error) => error.data),
    ).resolves.toMatchObject({ timedOut: true });
  });
});
