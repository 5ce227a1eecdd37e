// The router over processes: the servers that people use, and the ones that misbehave.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fixture, killAll, real, type Server } from '../link/support/children.ts';
import { said, stage, until } from './support/clients.ts';
import type { TestUpstreams } from './support/servers.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'roundhouse-router-'));
  await writeFile(join(folder, 'hello.txt'), 'hello');
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(killAll);

async function run(upstreams: TestUpstreams, name: string, server: Server): Promise<Server> {
  await upstreams.connect(name, { stdin: server.child.stdin!, stdout: server.child.stdout! });
  return server;
}

describe('real servers', () => {
  it('four of them behind one router, each tool under its name, each call at its server', async () => {
    const { upstreams, client } = stage();
    await run(upstreams, 'everything', real('mcp-server-everything', ['stdio']));
    await run(upstreams, 'files', real('mcp-server-filesystem', [folder]));
    await run(upstreams, 'memory', real('mcp-server-memory', [], { MEMORY_FILE_PATH: join(folder, 'memory.jsonl') }));
    await run(upstreams, 'thinking', real('mcp-server-sequential-thinking', []));
    const me = client({ capabilities: { sampling: {}, roots: {}, elicitation: {} } });
    me.listen();
    const names = await me.names();
    expect(names).toEqual(
      expect.arrayContaining(['everything__echo', 'files__read_text_file', 'memory__read_graph', 'thinking__sequentialthinking']),
    );
    expect(new Set(names).size).toBe(names.length);
    expect(JSON.stringify(await me.call('files__read_text_file', { path: join(folder, 'hello.txt') }))).toContain('hello');
    expect(JSON.stringify(await me.call('everything__echo', { message: 'tally-ho' }))).toContain('tally-ho');
    expect(await me.call('memory__read_graph')).toHaveProperty('content');

    const uris = await me.uris();
    expect(uris.length).toBeGreaterThan(3);
    const { contents } = (await me.request('resources/read', { uri: uris[0] })) as { contents: { uri: string }[] };
    expect(contents[0]!.uri).toBe(uris[0]);
    const templates = (await me.request('resources/templates/list')).resourceTemplates as { uriTemplate: string }[];
    expect(templates.length).toBeGreaterThan(0);
    const filled = templates[0]!.uriTemplate.replace(/\{[^}]*\}/g, '1');
    expect(await me.request('resources/read', { uri: filled })).toHaveProperty('contents');

    const prompts = await me.names('prompts');
    expect(prompts.every((name) => name.startsWith('everything__'))).toBe(true);
    expect(await me.request('prompts/get', { name: prompts.find((name) => name.includes('simple')) })).toHaveProperty('messages');
    expect(await me.request('logging/setLevel', { level: 'debug' })).toEqual({});
  });

  it('progress of a long operation arrives, and a cancelled one ends', async () => {
    const { upstreams, client } = stage();
    await run(upstreams, 'everything', real('mcp-server-everything', ['stdio']));
    const me = client();
    const name = (await me.names()).find((one) => one.includes('long-running') || one.includes('longRunning'))!;
    await me.call(name, { duration: 0.3, steps: 3 }, { _meta: { progressToken: 'p' } });
    expect(me.notified.map(({ params }) => [params.progressToken, params.progress])).toEqual([
      ['p', 1],
      ['p', 2],
      ['p', 3],
    ]);
    const abort = new AbortController();
    const calling = me.call(name, { duration: 60, steps: 2 }, { signal: abort.signal });
    setTimeout(() => abort.abort(), 50);
    await expect(calling).rejects.toMatchObject({ message: 'The request was cancelled.' });
  });
});

describe('servers that misbehave', () => {
  it('one that crashes in the middle of a call: the call fails within a second, and only it', async () => {
    const { upstreams, client, records } = stage();
    const crashing = await run(upstreams, 'crash', fixture('crash.mjs', '--on-call'));
    await run(upstreams, 'good', fixture('echo-min.mjs'));
    upstreams.words.set('crash', 'crash ended with code 1');
    const startedAt = performance.now();
    const [failed, fine] = await Promise.allSettled([client().call('crash__echo'), client().call('good__echo', { a: 1 })]);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(failed).toMatchObject({ status: 'rejected', reason: { code: -32000, message: 'crash ended with code 1' } });
    expect(fine.status).toBe('fulfilled');
    await crashing.exit;
    expect(await client().names()).toEqual(['good__echo']);
    expect(records.map(({ server, outcome }) => [server, outcome]).sort()).toEqual([
      ['crash', 'error'],
      ['good', 'ok'],
    ]);
  });

  it('answers out of order, twice and to nobody go to those who asked', async () => {
    const { upstreams, client } = stage();
    await run(upstreams, 'mixed', fixture('out-of-order.mjs', '--batch', 10));
    const results = await Promise.all(Array.from({ length: 10 }, (_, n) => client().call('mixed__echo', { n })));
    expect(results.map((result) => said(result))).toEqual(Array.from({ length: 10 }, (_, n) => ({ n })));
  });

  it('10,000 tools are listed, and the last of them is called', async () => {
    const { upstreams, client } = stage();
    await run(upstreams, 'many', fixture('many-tools.mjs', '--count', 10_000));
    const names = await client().names();
    expect(names.length).toBe(10_000);
    expect(await client().call(names.at(-1)!, {})).toHaveProperty('content');
  });

  it('tools that change are told to whoever listens', async () => {
    const { upstreams, client } = stage();
    await run(upstreams, 'grows', fixture('changing-tools.mjs', '--burst', 10));
    const me = client();
    me.listen();
    await me.call('grows__grow');
    await until(() => me.changes.length > 0);
    expect(await me.names()).toEqual(['grows__grow', 'grows__grown-1']);
    expect(me.changes).toEqual(['tools']);
  });

  it('stateless ones are called like all others', async () => {
    const { upstreams, client } = stage();
    await run(upstreams, 'new', fixture('stateless-min.mjs'));
    expect(said(await client().call('new__echo', { a: 1 }))).toEqual({ a: 1 });
    expect(upstreams.get('new')!.link!.generation).toBe('stateless');
  });
});
