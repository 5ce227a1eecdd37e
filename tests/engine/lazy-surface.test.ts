// The lazy surface end to end: four real servers, the official clients of both generations, over HTTP and through `connect`. Who is shown it is said by a
// profile, a token, or the config for a client's name; what is found and called through it is what a direct call would be.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bin, entry, LiveEngine, until } from '../support/live-engine.ts';

const config = `gateway:
  profiles:
    few: { surface: lazy }
    looking: { surface: lazy, management: true, tools: { deny: ["filesystem.write_*"] } }
  clients:
    lazy-one: { surface: lazy }
    looker: { profile: looking }
`;
const lazy = ['search_tools', 'describe_tool', 'call_tool'];
let engine: LiveEngine;
beforeAll(async () => {
  engine = new LiveEngine({ config });
  mkdirSync(join(engine.folder, 'files'));
  writeFileSync(join(engine.folder, 'files', 'note.txt'), 'a note');
  engine.writeMcp({
    everything: { command: bin('mcp-server-everything'), args: ['stdio'] },
    filesystem: { command: bin('mcp-server-filesystem'), args: [join(engine.folder, 'files')] },
    memory: { command: bin('mcp-server-memory'), env: { MEMORY_FILE_PATH: join(engine.folder, 'memory.json') } },
    'sequential-thinking': { command: bin('mcp-server-sequential-thinking') },
  });
  await engine.start();
  for (const name of ['everything', 'filesystem', 'memory', 'sequential-thinking']) await engine.running(name, 30_000);
});
afterAll(() => engine.close());

type Result = { content: { type: string; text?: string }[]; structuredContent?: unknown; isError?: boolean };
interface Used {
  names(): Promise<string[]>;
  call(
    name: string,
    args: Record<string, unknown>,
    options?: { onprogress?(progress: { progress: number }): void; signal?: AbortSignal },
  ): Promise<Result>;
  close(): Promise<void>;
}
type Mode = 'legacy' | { pin: '2026-07-28' };
interface How {
  path?: string;
  token?: string;
  name?: string;
  args?: string[];
  env?: Record<string, string>;
}
const capabilities = { elicitation: { form: {} } };
const httpOptions = ({ token = engine.token }: How) => ({ requestInit: { headers: { authorization: `Bearer ${token}` } } });
const address = ({ path = '/mcp' }: How) => new URL(engine.url + path);
const command = ({ args = [], env = {} }: How) => ({
  command: process.execPath,
  args: [entry, 'connect', ...args],
  env: { ...engine.env, ...env },
  stderr: 'pipe' as const,
});

async function v2(mode: Mode, transport: HttpV2 | StdioV2, { name = 'real' }: How): Promise<Used> {
  const client = new ClientV2({ name, version: '1' }, { capabilities, versionNegotiation: { mode } });
  client.setRequestHandler('elicitation/create', () => ({ action: 'decline' }));
  await client.connect(transport);
  return {
    names: async () => (await client.listTools()).tools.map((tool) => tool.name),
    call: async (tool, args, options) => (await client.callTool({ name: tool, arguments: args }, options)) as Result,
    close: () => client.close(),
  };
}
async function v1(transport: HttpV1 | StdioV1, { name = 'real' }: How): Promise<Used> {
  const client = new ClientV1({ name, version: '1' }, { capabilities });
  client.setRequestHandler(ElicitRequestSchema, () => ({ action: 'decline' as const }));
  await client.connect(transport as Parameters<ClientV1['connect']>[0]);
  return {
    names: async () => (await client.listTools()).tools.map((tool) => tool.name),
    call: async (tool, args, options) => (await client.callTool({ name: tool, arguments: args }, undefined, options)) as Result,
    close: () => client.close(),
  };
}
const overHttp: Record<string, (how: How) => Promise<Used>> = {
  'SDK v2, handshake': (how) => v2('legacy', new HttpV2(address(how), httpOptions(how)), how),
  'SDK v2, stateless': (how) => v2({ pin: '2026-07-28' }, new HttpV2(address(how), httpOptions(how)), how),
  'SDK v1': (how) => v1(new HttpV1(address(how), httpOptions(how)), how),
};
const throughConnect: Record<string, (how: How) => Promise<Used>> = {
  'SDK v2, handshake': (how) => v2('legacy', new StdioV2(command(how)), how),
  'SDK v2, stateless': (how) => v2({ pin: '2026-07-28' }, new StdioV2(command(how)), how),
  'SDK v1': (how) => v1(new StdioV1(command(how)), how),
};
const json = ({ content }: Result) => JSON.parse(content[0]!.text!);
async function using<T>(opened: Promise<Used>, work: (client: Used) => Promise<T>): Promise<T> {
  const client = await opened;
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}
const namesOf = (opened: Promise<Used>) => using(opened, (client) => client.names());
const shownLazy = (names: string[]) => JSON.stringify(names) === JSON.stringify(lazy);

describe.each(Object.keys(overHttp))('over HTTP, %s', (which) => {
  const open = (how: How) => overHttp[which]!(how);

  it('the profile, the token and the name in the address choose', async () => {
    expect((await namesOf(open({}))).length).toBeGreaterThan(35);
    expect(shownLazy(await namesOf(open({ path: '/mcp/p/few' })))).toBe(true);
    expect(shownLazy(await namesOf(open({ path: '/mcp?client=lazy-one' })))).toBe(true);
    expect((await namesOf(open({ path: '/mcp/p/ops?client=nobody' }))).length).toBeGreaterThan(40);
    const name = which.replace(/\W/g, '');
    const of = (more: object) => engine.api<{ token: string }>('POST', '/clients/tokens', { ...more });
    expect(shownLazy(await namesOf(open({ token: (await of({ name: `lazy-${name}`, surface: 'lazy' })).token })))).toBe(true);
    const full = await of({ name: `full-${name}`, profile: 'few', surface: 'full' });
    expect((await namesOf(open({ token: full.token }))).length).toBeGreaterThan(35);
    // the rules of the profile that the name leads to, and its management tools beside the three
    expect((await namesOf(open({ path: '/mcp?client=looker' }))).slice(0, 4)).toEqual([...lazy, 'service_status']);
  });

  it('how a client introduces itself counts in the handshake generation alone', async () => {
    expect(shownLazy(await namesOf(open({ name: 'lazy-one' })))).toBe(which !== 'SDK v2, stateless');
  });
});

describe.each(Object.keys(throughConnect))('through connect, %s', (which) => {
  const open = (how: How) => throughConnect[which]!(how);

  it('the name that the bridge was given counts in both generations', async () => {
    expect(shownLazy(await namesOf(open({ args: ['--client', 'lazy-one'] })))).toBe(true);
    expect((await namesOf(open({ args: ['--client', 'somebody'] }))).length).toBeGreaterThan(35);
    expect(shownLazy(await namesOf(open({ args: ['--profile', 'few'] })))).toBe(true);
  });

  it('finds, describes and calls the tools of four servers', async () => {
    await using(open({ args: ['--client', 'lazy-one'] }), async (client) => {
      const find = async (query: string) => json(await client.call('search_tools', { query })).tools[0].name as string;
      expect(await find('read a text file')).toBe('filesystem__read_text_file');
      expect(await find('add facts about a person to the knowledge graph')).toMatch(/^memory__/);
      expect(await find('directory tree')).toBe('filesystem__directory_tree');
      expect(await find('move or rename a file')).toBe('filesystem__move_file');
      expect(await find('think step by step')).toBe('sequential-thinking__sequentialthinking');
      expect(await find('sum of two numbers')).toBe('everything__get-sum');
      expect(await find('echo')).toBe('everything__echo');
      expect(await find('delete relations')).toBe('memory__delete_relations');
      const described = json(await client.call('describe_tool', { name: 'filesystem__read_text_file' }));
      expect(described).toMatchObject({ name: 'filesystem__read_text_file', inputSchema: { properties: { path: {} } } });
      const path = join(engine.folder, 'files', 'note.txt');
      const direct = await client.call('filesystem__read_text_file', { path });
      expect(await client.call('call_tool', { name: 'filesystem__read_text_file', arguments: { path } })).toEqual(direct);
      const weather = await client.call('call_tool', { name: 'everything__get-structured-content', arguments: { location: 'Chicago' } });
      expect(weather.structuredContent).toMatchObject({ conditions: expect.any(String) });
      const failed = await client.call('call_tool', { name: 'filesystem__read_text_file', arguments: { path: '/nowhere' } });
      expect(failed.isError).toBe(true);
      const [call] = await engine.api<object[]>('GET', '/calls?limit=1');
      expect(call).toMatchObject({ client: 'lazy-one', server: 'filesystem', target: 'filesystem__read_text_file', outcome: 'tool-error' });
    });
  });

  it('carries progress, questions and cancellation', async () => {
    await using(open({ args: ['--client', 'lazy-one'] }), async (client) => {
      const heard: number[] = [];
      const work = { name: 'everything__trigger-long-running-operation', arguments: { duration: 1.5, steps: 3 } };
      await client.call('call_tool', work, { onprogress: ({ progress }) => heard.push(progress) });
      // the last ones may come in the same breath as the answer, and the SDK forgets whom to tell
      expect(heard.length).toBeGreaterThan(0);
      expect(heard).toEqual([1, 2, 3].slice(0, heard.length));
      const asked = await client.call('call_tool', { name: 'everything__trigger-elicitation-request', arguments: {} });
      expect(JSON.stringify(asked.content)).toMatch(/decline/i);
      const abort = new AbortController();
      const long = { name: 'everything__trigger-long-running-operation', arguments: { duration: 60, steps: 60 } };
      const given = client.call('call_tool', long, { signal: abort.signal, onprogress: () => abort.abort() });
      await expect(given).rejects.toThrow();
      await until('the cancelled call', async () => {
        const [call] = await engine.api<{ target: string; outcome: string }[]>('GET', '/calls?limit=1');
        return call?.outcome === 'cancelled' && call.target === 'everything__trigger-long-running-operation';
      });
    });
  });
});

describe('what it costs', () => {
  it('is said for either surface, by tool, server and profile', async () => {
    const { profiles, callers } = await engine.api<{
      profiles: { name: string; surface: string; tokens: { full: number; lazy: number; servers: Record<string, number> } }[];
      callers: object[];
    }>('GET', '/gateway');
    const { surface, tokens } = profiles.find(({ name }) => name === 'default')!;
    expect(surface).toBe('full');
    expect(tokens.full).toBeGreaterThan(4_000);
    expect(tokens.lazy).toBeLessThan(500);
    expect(Object.values(tokens.servers).reduce((sum, one) => sum + one, 0)).toBe(tokens.full);
    const tools = await engine.api<{ tokens: number; server: string }[]>('GET', '/tools');
    const memory = tools.filter(({ server }) => server === 'memory').reduce((sum, one) => sum + one.tokens, 0);
    expect(tokens.servers.memory).toBe(memory);
    expect(profiles.find(({ name }) => name === 'few')).toMatchObject({ surface: 'lazy', tokens: { full: tokens.full } });
    expect(callers).toContainEqual(expect.objectContaining({ label: 'lazy-one', surface: 'lazy' }));
    const listed = await engine.run('tools', 'list');
    expect(listed.err).toMatch(
      /^About [\d,]+ tokens as the full list \(bytes of JSON \/ 4\): everything [\d,]+, filesystem [\d,]+, .*; as the lazy surface about \d+\.\n$/,
    );
  });
});

describe('a change of the config', () => {
  it('reaches a client that is connected: it is told, and is shown the other surface', async () => {
    const client = new ClientV2({ name: 'late', version: '1' }, { versionNegotiation: { mode: 'legacy' } });
    let told = 0;
    client.setNotificationHandler('notifications/tools/list_changed', () => void told++);
    await client.connect(new HttpV2(address({}), httpOptions({})));
    const names = async () => (await client.listTools()).tools.map((tool) => tool.name);
    expect(shownLazy(await names())).toBe(false);
    writeFileSync(
      engine.configFile,
      readFileSync(engine.configFile, 'utf8').replace('lazy-one:', 'late: { surface: lazy }\n    lazy-one:'),
    );
    await until('the client to be told', () => told > 0);
    expect(shownLazy(await names())).toBe(true);
    writeFileSync(engine.configFile, config);
    await until('the full list', async () => !shownLazy(await names()));
    await client.close();
  });
});
