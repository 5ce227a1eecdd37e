// The lazy surface at the router: what is listed, what is found, and that a call through it is a direct call in everything but its name.
import { describe, expect, it } from 'vitest';
import { isReservedToolName } from '../../core/decide/tool-names.ts';
import type { CallRecord } from '../../core/gateway/gateway.ts';
import { lazyTools } from '../../core/gateway/lazy.ts';
import type { Judges } from '../../core/gateway/trust/trust.ts';
import { Client, stage, until } from './support/clients.ts';
import { Refusal, type ServerSpec, silence, text, tool } from './support/servers.ts';

const rules = [
  { name: 'few', management: false, surface: 'lazy' as const },
  { name: 'some', management: false, surface: 'lazy' as const, servers: ['files'], tools: { deny: ['files.delete'] } },
];
const files: ServerSpec = {
  tools: [
    {
      ...tool('read'),
      description: 'Reads a file.\nAnd more that nobody needs in a list.',
      inputSchema: { type: 'object', properties: { path: { type: 'string' } } },
    },
    { ...tool('write'), description: 'Writes a file.' },
    { ...tool('delete'), description: 'Deletes a file.' },
    { ...tool('copy'), description: `Copies a file. ${'x '.repeat(300)}` },
  ],
};
const lazy = ['search_tools', 'describe_tool', 'call_tool'];
const json = (result: unknown) => JSON.parse((result as { content: { text: string }[] }).content[0]!.text);
const words = (result: unknown) => (result as { content: { text: string }[] }).content[0]!.text;
const search = async (client: Client, query: string, more = {}) => json(await client.call('search_tools', { query, ...more }));

describe('the list', () => {
  it('is the three tools, and the servers that they find', async () => {
    const { upstreams, client } = stage({ rules });
    await upstreams.start('files', files);
    await upstreams.start('other');
    const { tools } = (await client({ profile: 'few' }).request('tools/list')) as { tools: { name: string; description: string }[] };
    expect(tools.map(({ name }) => name)).toEqual(lazy);
    expect(tools[0]!.description).toContain('There are tools of: files, other.');
    const some = (await client({ profile: 'some' }).request('tools/list')) as { tools: typeof tools };
    expect(some.tools[0]!.description).toContain('There are tools of: files.');
    expect(await client().names()).not.toContain('search_tools');
  });

  it('does not change with the tools, so nobody is told', async () => {
    const { upstreams, client } = stage({ rules });
    const server = await upstreams.start('files', files);
    const [full, few] = [client(), client({ profile: 'few' })];
    full.listen();
    few.listen();
    await few.names();
    server.tools = ['new'];
    server.notify('notifications/tools/list_changed');
    await until(() => full.changes.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(few.changes).toEqual([]);
    expect((await search(few, 'new')).tools[0].name).toBe('files__new');
  });

  it('keeps other lists as they are', async () => {
    const { upstreams, client } = stage({ rules });
    await upstreams.start('s', {
      capabilities: { prompts: {} },
      methods: { 'prompts/list': () => ({ prompts: [{ name: 'p' }] }) },
    });
    expect(await client({ profile: 'few' }).request('prompts/list')).toMatchObject({ prompts: [{ name: 's__p' }] });
  });

  it('its names belong to nobody else', async () => {
    const { upstreams, client } = stage({ rules, prefixOf: () => '' });
    await upstreams.start('thief', { tools: lazy });
    for (const name of await client().names()) expect(lazy).not.toContain(name);
    expect(lazyTools([]).every(({ name }) => isReservedToolName(name))).toBe(true);
  });

  it('is a client’s own when its profile is not lazy', async () => {
    const { upstreams, router } = stage();
    await upstreams.start('files', files);
    const one = new Client(router, {});
    Object.assign(one.caller, { profile: { ...one.caller.profile, surface: 'lazy' } });
    expect(await one.names()).toEqual(lazy);
    const {
      tools,
      tokens: { full, lazy: found, servers },
    } = router.costs('default')!;
    expect(servers).toEqual({ files: full });
    expect(tools).toEqual({ full: 4, lazy: lazy.length });
    expect(found).toBeGreaterThan(100);
  });
});

describe('search_tools', () => {
  it('answers with names and a line each, and with schemas when there are few', async () => {
    const { upstreams, client } = stage({ rules });
    await upstreams.start('files', files);
    const few = client({ profile: 'few' });
    const { tools } = await search(few, 'file');
    expect(tools).toHaveLength(4);
    expect(tools[0]).toEqual({ name: expect.stringMatching(/^files__/), description: expect.not.stringContaining('\n') });
    for (const { description } of tools) expect(description.length).toBeLessThan(220);
    expect(await search(few, 'reads')).toEqual({
      tools: [
        { name: 'files__read', description: 'Reads a file.', inputSchema: { type: 'object', properties: { path: { type: 'string' } } } },
      ],
    });
    expect(await search(few, 'file', { limit: 1 })).toMatchObject({ tools: [{}], more: 3 });
    expect(words(await few.call('search_tools', { query: 'xylophone' }))).toMatch(/No tool matches .* 4 tools of: files/);
    expect(await few.call('search_tools', {})).toMatchObject({ isError: true });
  });

  it('finds nothing that the profile hides, and waits for servers in their first seconds', async () => {
    const { upstreams, client } = stage({ rules });
    upstreams.define('files');
    upstreams.wake = () => upstreams.start('files', files);
    const some = client({ profile: 'some' });
    expect((await search(some, 'file')).tools.map(({ name }: { name: string }) => name)).not.toContain('files__delete');
    expect(await some.call('describe_tool', { name: 'files__delete' })).toMatchObject({ isError: true });
    await expect(some.call('call_tool', { name: 'files__delete', arguments: {} })).rejects.toMatchObject({ code: -32602 });
  });
});

describe('a tool that is held back', () => {
  it('is neither found nor described, and a call says why, as a direct one does', async () => {
    const judges: Judges = {
      modeOf: () => 'enforce',
      judge: (server, kind) => new Set(server === 'files' && kind === 'tools' ? ['write'] : []),
      forget() {},
    };
    const { upstreams, client } = stage({ rules, judges });
    await upstreams.start('files', files);
    const few = client({ profile: 'few' });
    const found = (await search(few, 'file')).tools.map(({ name }: { name: string }) => name);
    expect(found).toContain('files__read');
    expect(found).not.toContain('files__write');
    expect(await few.call('describe_tool', { name: 'files__write' })).toMatchObject({ isError: true });
    const direct = await client()
      .call('files__write')
      .catch((error: Error) => error.message);
    await expect(few.call('call_tool', { name: 'files__write' })).rejects.toThrow(String(direct));
  });
});

describe('describe_tool', () => {
  it('gives the whole definition, by the gateway’s name or SERVER.TOOL, and says what is near', async () => {
    const { upstreams, client } = stage({ rules });
    const odd = { ...tool('odd'), outputSchema: { type: 'object' }, _meta: { a: 1 } };
    await upstreams.start('files', { tools: [odd] });
    const few = client({ profile: 'few' });
    expect(json(await few.call('describe_tool', { name: 'files__odd' }))).toEqual({ ...odd, name: 'files__odd' });
    expect(json(await few.call('describe_tool', { name: 'files.odd' }))).toEqual({ ...odd, name: 'files__odd' });
    expect(words(await few.call('describe_tool', { name: 'odd_one' }))).toContain('Did you mean files__odd?');
  });
});

describe('call_tool', () => {
  const through = (client: Client, name: string, args?: unknown, more = {}) =>
    client.call('call_tool', { name, ...(args === undefined ? {} : { arguments: args }) }, more);

  it('passes arguments, `_meta` and whatever else, and the result as it is; the record names the real tool', async () => {
    const { upstreams, client, records } = stage({ rules });
    const result = { content: [{ type: 'image', data: 'AA==', mimeType: 'image/png' }], structuredContent: { n: 1 }, _meta: { x: 1 } };
    const server = await upstreams.start('s', { methods: { 'tools/call': () => result } });
    const few = client({ profile: 'few', label: 'me' });
    expect(await through(few, 's__echo', { deep: [{}] }, { _meta: { trace: 't' }, other: 1 })).toEqual(result);
    expect(server.heard.at(-1)!.params).toEqual({ name: 'echo', arguments: { deep: [{}] }, _meta: { trace: 't' }, other: 1 });
    await through(few, 's__echo');
    expect(server.heard.at(-1)!.params).toEqual({ name: 'echo' });
    await through(few, 's__echo', '{"a":1}'); // as models write it now and then
    expect(server.heard.at(-1)!.params).toEqual({ name: 'echo', arguments: { a: 1 } });
    expect(records).toHaveLength(3);
    expect(records[0]).toMatchObject({
      client: 'me',
      server: 's',
      method: 'tools/call',
      target: 's__echo',
      outcome: 'ok',
    } satisfies Partial<CallRecord>);
  });

  it('fails as the direct call does', async () => {
    const { upstreams, client, records } = stage({ rules });
    await upstreams.start('s', {
      methods: {
        'tools/call': ({ arguments: args }) => {
          if ((args as { soft?: boolean }).soft) return { ...text('no'), isError: true };
          throw new Refusal(-32099, 'no more ink', { cartridge: 'cyan' });
        },
      },
    });
    const few = client({ profile: 'few' });
    await expect(through(few, 's__echo', {})).rejects.toMatchObject({ code: -32099, message: 'no more ink', data: { cartridge: 'cyan' } });
    expect(await through(few, 's__echo', { soft: true })).toMatchObject({ isError: true });
    await expect(through(few, 'nobody__nothing')).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining('nobody__nothing'),
    });
    await expect(through(few, 'search_tools', { query: 'x' })).rejects.toMatchObject({ code: -32602 });
    expect(records.map(({ outcome }) => outcome)).toEqual(['error', 'tool-error']);
    for (const wrong of [{}, { name: 7 }, { name: 's__echo', arguments: [1] }, { name: 's__echo', arguments: 'no json' }])
      expect(await few.call('call_tool', wrong)).toMatchObject({ isError: true });
  });

  it('carries progress, questions and cancellation', async () => {
    const { upstreams, client } = stage({ rules });
    const server = await upstreams.start('s', {
      tools: ['work', 'hang'],
      methods: {
        async 'tools/call'({ name }, talk) {
          if (name === 'hang') return silence;
          talk.notify('notifications/progress', { progressToken: talk.meta.progressToken, progress: 1 });
          return text(await talk.ask('elicitation/create', { message: '?', requestedSchema: { type: 'object', properties: {} } }));
        },
      },
    });
    const few = client({ profile: 'few', capabilities: { elicitation: {} }, answer: () => ({ action: 'decline' }) });
    expect(json(await through(few, 's__work', {}, { _meta: { progressToken: 'mine' } }))).toEqual({ action: 'decline' });
    expect(few.notified).toMatchObject([{ method: 'notifications/progress', params: { progressToken: 'mine', progress: 1 } }]);
    const abort = new AbortController();
    const hanging = few.request('tools/call', { name: 'call_tool', arguments: { name: 's__hang' } }, { signal: abort.signal });
    const failed = expect(hanging).rejects.toThrow();
    await until(() => server.count('tools/call') === 2);
    abort.abort();
    await failed;
    await until(() => server.count('notifications/cancelled') === 1);
  });

  it('takes a tool by its own name too: who knew it before goes on', async () => {
    const { upstreams, client } = stage({ rules });
    await upstreams.start('s');
    expect(await client({ profile: 'few' }).call('s__echo', { a: 1 })).toMatchObject({ content: [{ text: '{"a":1}' }] });
  });
});
