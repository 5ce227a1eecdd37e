// Servers that clients do not share: real servers behind a real engine, used by official clients over HTTP and through the bridge.
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  CreateMessageRequestSchema,
  ListRootsRequestSchema,
  LoggingMessageNotificationSchema,
  ResourceUpdatedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { afterEach, describe, expect, it } from 'vitest';
import { bin, entry, LiveEngine, server, until } from '../support/live-engine.ts';

let engine: LiveEngine;
const clients: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close().catch(() => undefined);
  await engine.close();
});

type Transport = Parameters<Client['connect']>[0];
const start = (mcpJson: Record<string, unknown>, config: string) => {
  engine = new LiveEngine({ mcpJson, config });
  return engine.start();
};
const asleep = (name: string) => engine.until(name, (view) => view.state === 'idle');
const longWait = { timeout: 30_000 };

interface Options {
  label?: string;
  /** the client's own */
  token?: string;
  root?: string;
}

/** Over HTTP, with the engine's own token unless said. */
async function overHttp({ label, token, root }: Options = {}): Promise<Client> {
  const client = new Client({ name: 'isolation-tests', version: '1' }, { capabilities: root === undefined ? {} : { roots: {} } });
  if (root !== undefined) client.setRequestHandler(ListRootsRequestSchema, () => ({ roots: [{ uri: `file://${root}` }] }));
  const headers = { authorization: `Bearer ${token ?? engine.token}`, ...(label === undefined ? {} : { 'x-roundhouse-client': label }) };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${engine.url}/mcp`), { requestInit: { headers } }) as Transport);
  clients.push(client);
  return client;
}

async function byBridge(cwd: string, ...more: string[]): Promise<Client> {
  const client = new Client({ name: 'isolation-tests', version: '1' });
  const args = [entry, 'connect', '--client', 'tests', ...more];
  await client.connect(new StdioClientTransport({ command: process.execPath, args, env: engine.env, cwd, stderr: 'pipe' }));
  clients.push(client);
  return client;
}

const call = async (client: Pick<Client, 'callTool'>, name: string, args: Record<string, unknown> = {}): Promise<string> =>
  JSON.stringify((await client.callTool({ name, arguments: args }, undefined, longWait)).content);
const remember = (client: Client, name: string) =>
  call(client, 'memory__create_entities', { entities: [{ name, entityType: 'test', observations: [] }] });
const recall = (client: Client) => call(client, 'memory__read_graph');
const copiesOf = async (name: string) => (await engine.servers()).filter((view) => view.instanceOf === name);

/** As a client that ends its session. */
async function gone(client: Client): Promise<void> {
  await (client.transport as StreamableHTTPClientTransport).terminateSession();
  await client.close();
}

describe('isolation: per-client', () => {
  it('gives each client a memory of its own, shows who uses it, and takes it away with the server', async () => {
    // the server keeps its memory in a file below its folder: each copy has a folder of its own
    await start({}, '');
    const script = 'cd "$(mktemp -d)" && MEMORY_FILE_PATH=$PWD/memory.json exec "$0"';
    writeFileSync(
      engine.configFile,
      JSON.stringify({ servers: { memory: { command: ['sh', '-c', script, bin('mcp-server-memory')], isolation: 'per-client' } } }),
    );
    const base = await asleep('memory');
    expect(base).toMatchObject({ isolation: 'per-client', instances: [], wanted: 'up', run: 1 });
    const [red, redAgain, blue] = [await overHttp({ label: 'red' }), await overHttp({ label: 'red' }), await overHttp({ label: 'blue' })];
    await Promise.all([remember(red, 'cherry'), remember(blue, 'sky')]);
    expect(await recall(redAgain)).toContain('cherry');
    expect(await recall(redAgain)).not.toContain('sky');
    expect(await recall(blue)).toContain('sky');
    expect(await recall(blue)).not.toContain('cherry');
    // who says nothing that could be relied on is alone
    const [one, other] = [await overHttp(), await overHttp()];
    await remember(one, 'secret');
    expect(await recall(other)).not.toContain('secret');

    const copies = await copiesOf('memory');
    expect(copies.map(({ name }) => name).sort()).toEqual(['memory~1', 'memory~2', 'memory~3', 'memory~4']);
    expect(copies.map(({ users }) => users![0]).sort()).toEqual(['blue', 'isolation-tests', 'isolation-tests', 'red']);
    expect((await engine.server('memory')).instances).toHaveLength(4);
    expect((await engine.server('memory')).state).toBe('idle');
    const shown = (await engine.run('status')).out;
    expect(shown).toMatch(/\n\s*memory .*\n\s+memory~1 /);
    expect(shown).toContain('for red');
    const { out } = await engine.run('inspect', 'memory');
    expect(out).toMatch(/copy\s+memory~\d, Healthy, for blue/);

    for (const verb of ['disable', 'remove']) {
      expect(await engine.run('servers', verb, 'memory~1')).toMatchObject({ code: 1, err: expect.stringContaining('is a copy of memory') });
    }
    expect((await engine.run('pause', 'memory')).code).toBe(0);
    expect((await copiesOf('memory')).every(({ paused }) => paused !== null)).toBe(true);
    expect((await engine.run('resume', 'memory')).code).toBe(0);
    expect((await engine.run('logs', 'memory~1')).out).toContain('started (run 1');

    // who is alone takes the copy along
    await gone(one);
    await gone(other);
    await until('two copies to be left', async () => (await copiesOf('memory')).length === 2);

    expect((await engine.run('restart', 'memory')).code).toBe(0);
    expect((await copiesOf('memory')).map(({ run }) => run)).toEqual([2, 2]);
    expect((await engine.run('stop', 'memory')).code).toBe(0);
    expect(await copiesOf('memory')).toEqual([]);
    expect(engine.alive()).toEqual([]);
    await expect(recall(red)).rejects.toThrow(/memory is stopped/);
    expect((await engine.run('start', 'memory')).code).toBe(0);
    expect(await recall(red)).not.toContain('cherry');
    expect((await engine.run('servers', 'disable', 'memory')).code).toBe(0);
    await until('no copy to be left', async () => (await copiesOf('memory')).length === 0);
  });

  it('knows a client by its own token, in every session, and by no name that it gives itself', async () => {
    await start({ keeps: server('keeps.mjs') }, 'servers: { keeps: { isolation: per-client } }');
    await asleep('keeps');
    const tokenOf = async (name: string) => (await engine.api<{ token: string }>('POST', '/clients/tokens', { name })).token;
    const [red, blue] = [await tokenOf('red'), await tokenOf('blue')];
    await call(await overHttp({ token: red }), 'keeps__keep', { text: 'rose' });
    expect(await call(await overHttp({ token: red }), 'keeps__kept')).toContain('rose');
    for (const stranger of [{ token: blue }, { token: blue, label: 'red' }, { label: 'red' }, {}]) {
      expect(await call(await overHttp(stranger), 'keeps__kept')).not.toContain('rose');
    }
    // the stateless generation has no sessions: a token is one client there, too
    const modern = new ClientV2({ name: 'modern', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
    await modern.connect(new HttpV2(new URL(`${engine.url}/mcp`), { requestInit: { headers: { authorization: `Bearer ${red}` } } }));
    clients.push(modern);
    expect(JSON.stringify(await modern.callTool({ name: 'keeps__kept', arguments: {} }, longWait))).toContain('rose');
  });

  it('goes with a changed definition, and leaves it alone when another server changes', async () => {
    const servers = (version: number, more = {}) =>
      JSON.stringify({ servers: { echo: { ...server('echo-min.mjs', '--v', version), isolation: 'per-client', ...more } } });
    await start({}, servers(1));
    await asleep('echo');
    const client = await overHttp({ label: 'red' });
    await call(client, 'echo__echo', { text: 'x' });
    expect((await engine.server('echo~1')).run).toBe(1);
    engine.writeMcp({ other: server('echo-min.mjs', '--other') });
    await engine.running('other');
    expect(await engine.server('echo~1')).toMatchObject({ run: 1, state: 'running' });
    writeFileSync(engine.configFile, servers(2));
    await engine.until('echo~1', (view) => view.state === 'running' && view.run === 2);
    await call(client, 'echo__echo', { text: 'x' });
    writeFileSync(engine.configFile, servers(2, { isolation: 'shared' }));
    await engine.until('echo', (view) => view.state === 'running' && view.isolation === undefined);
    await until('the copy to be gone', async () => (await copiesOf('echo')).length === 0);
    await call(client, 'echo__echo', { text: 'x' });
  });
});

describe('what a copy says', () => {
  it('reaches the clients that use it, and nobody else: log messages, updates, questions', async () => {
    await start({ keeps: server('keeps.mjs'), asks: server('asks-back.mjs') }, 'defaults: { isolation: exclusive }');
    await asleep('keeps');
    await asleep('asks');
    const heard = await Promise.all(
      ['red', 'blue'].map(async (label) => {
        const client = new Client({ name: label, version: '1' }, { capabilities: { sampling: {} } });
        const said: string[] = [];
        client.setNotificationHandler(
          LoggingMessageNotificationSchema,
          ({ params }) => void said.push(`log ${params.logger} ${params.data}`),
        );
        client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => void said.push(`updated ${params.uri}`));
        client.setRequestHandler(CreateMessageRequestSchema, () => ({
          model: label,
          role: 'assistant',
          content: { type: 'text', text: label },
        }));
        const requestInit = { headers: { authorization: `Bearer ${engine.token}` } };
        await client.connect(new StreamableHTTPClientTransport(new URL(`${engine.url}/mcp`), { requestInit }) as Transport);
        clients.push(client);
        return { client, said, label };
      }),
    );
    const [red, blue] = [heard[0]!, heard[1]!];
    for (const { client } of heard) {
      await client.setLoggingLevel('debug');
      await client.subscribeResource({ uri: 'note://kept' });
    }
    await call(red.client, 'keeps__keep', { text: 'rose' });
    await until('red to hear of it', () => red.said.length === 2);
    expect(red.said.sort()).toEqual(['log keeps rose', 'updated note://kept']);
    expect(JSON.stringify(await blue.client.readResource({ uri: 'note://kept' }))).not.toContain('rose');
    expect(JSON.stringify(await red.client.readResource({ uri: 'note://kept' }))).toContain('rose');
    await call(blue.client, 'keeps__keep', { text: 'sky' });
    await until('blue to hear of it', () => blue.said.length === 2);
    expect([red.said.length, blue.said.filter((line) => line.includes('rose'))]).toEqual([2, []]);

    // both ask at once: each copy asks its own client
    const question = { method: 'sampling/createMessage', params: { maxTokens: 1, messages: [] } };
    const asked = await Promise.all(
      heard.map(({ client }) => client.callTool({ name: 'asks__ask', arguments: question }, undefined, longWait)),
    );
    expect(asked.map((answer) => JSON.stringify(answer.structuredContent).match(/"model":"(\w+)"/)?.[1])).toEqual(['red', 'blue']);

    // a copy that crashes comes back, and is told again what is watched
    const name = (await copiesOf('keeps')).find(({ users }) => users!.includes('red'))!.name;
    await expect(call(red.client, 'keeps__crash')).rejects.toThrow(new RegExp(`${name} (exited with code 5|closed its connection)`));
    await engine.until(name, (view) => view.state === 'running' && view.run === 2);
    expect(await call(blue.client, 'keeps__kept')).toContain('sky');
    await call(red.client, 'keeps__keep', { text: 'again' });
    await until('red to hear of it again', () => red.said.filter((line) => line.startsWith('updated')).length === 2);
    await red.client.unsubscribeResource({ uri: 'note://kept' });
  });
});

describe('isolation: exclusive', () => {
  it('gives each session a copy, which ends with it; its questions and progress are its own', async () => {
    await start(
      { everything: { command: bin('mcp-server-everything'), args: ['stdio'] } },
      'servers: { everything: { isolation: exclusive } }',
    );
    await asleep('everything');
    const [one, two] = [await overHttp({ label: 'same' }), await overHttp({ label: 'same' })];
    const progress: number[][] = [[], []];
    await Promise.all(
      [one, two].map((client, at) =>
        client.callTool({ name: 'everything__trigger-long-running-operation', arguments: { duration: 1, steps: at + 2 } }, undefined, {
          ...longWait,
          onprogress: ({ progress: done }) => progress[at]!.push(done),
        }),
      ),
    );
    expect(progress.map((steps) => steps.at(-1))).toEqual([2, 3]);
    expect((await copiesOf('everything')).map(({ state }) => state)).toEqual(['running', 'running']);
    await gone(one);
    await until('its copy to be gone', async () => (await copiesOf('everything')).length === 1);
    const third = await overHttp();
    expect(await call(third, 'everything__echo', { message: 'third' })).toContain('third');
    expect((await copiesOf('everything')).map(({ name }) => name).sort()).toEqual(['everything~1', 'everything~2']);
  });

  it('a stateless client that is known by nothing has a copy for one request alone', async () => {
    await start({ echo: server('echo-min.mjs') }, 'servers: { echo: { isolation: exclusive } }');
    await asleep('echo');
    const client = new ClientV2({ name: 'modern', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
    const requestInit = { headers: { authorization: `Bearer ${engine.token}` } };
    await client.connect(new HttpV2(new URL(`${engine.url}/mcp`), { requestInit }));
    clients.push(client);
    for (let round = 0; round < 20; round += 1) await client.callTool({ name: 'echo__echo', arguments: { text: 'x' } }, longWait);
    await until('no copy to be left', async () => (await copiesOf('echo')).length === 0);
  });

  it('refuses more than 16 copies, in words', async () => {
    await start({ echo: server('echo-min.mjs') }, 'servers: { echo: { isolation: exclusive } }');
    await asleep('echo');
    const many = await Promise.all(Array.from({ length: 17 }, () => overHttp()));
    for (const client of many.slice(0, 16)) await call(client, 'echo__echo', { text: 'x' });
    await expect(call(many[16]!, 'echo__echo', { text: 'x' })).rejects.toThrow(/echo runs 16 times already/);
    await engine.kill();
    await until('no copy to survive the engine', () => engine.alive().length === 0);
  });
});

describe('isolation: per-workspace', () => {
  const filesystem = () => ({ command: bin('mcp-server-filesystem'), args: ['${WORKSPACE}'] });

  it('gives each folder its own server, by the folder in which the bridge runs', async () => {
    await start({ files: filesystem() }, 'servers: { files: { isolation: per-workspace } }');
    await asleep('files');
    const folders = ['red', 'blue'].map((name) => realpathSync(mkdirSync(join(engine.folder, name), { recursive: true })!));
    for (const folder of folders) writeFileSync(join(folder, 'note.txt'), `in ${folder}`);
    const [red, blue] = [await byBridge(folders[0]!), await byBridge(engine.folder, '--workspace', folders[1]!)];
    expect(await call(red, 'files__read_text_file', { path: join(folders[0]!, 'note.txt') })).toContain(`in ${folders[0]}`);
    expect(await call(blue, 'files__read_text_file', { path: join(folders[1]!, 'note.txt') })).toContain(`in ${folders[1]}`);
    expect(await call(blue, 'files__read_text_file', { path: join(folders[0]!, 'note.txt') })).toMatch(/denied|outside/i);
    const again = await overHttp({ root: folders[0]! });
    expect(await call(again, 'files__list_allowed_directories')).toContain(folders[0]!);
    expect((await copiesOf('files')).map(({ workspace }) => workspace).sort()).toEqual([...folders].sort());
    await expect(call(await overHttp(), 'files__list_allowed_directories')).rejects.toThrow(/did not say which.*--workspace DIR/);
  });

  it('a shared server that names it is warned about', async () => {
    await start({ echo: { ...server('echo-min.mjs'), env: { ROOT: '${WORKSPACE}' } } }, '');
    const view = await engine.running('echo');
    expect(view.warnings.join()).toMatch(/names \$\{WORKSPACE\}.*isolation: per-workspace/);
  });
});

describe('copies that nobody uses', () => {
  it('are removed after the idle time of the server, and made again', async () => {
    await start({ echo: server('echo-min.mjs') }, 'servers: { echo: { isolation: per-client, idle: 500ms } }');
    await asleep('echo');
    const client = await overHttp({ label: 'red' });
    await call(client, 'echo__echo', { text: 'x' });
    await until('the copy to be removed', async () => (await copiesOf('echo')).length === 0);
    expect(engine.alive()).toEqual([]);
    expect(await call(client, 'echo__echo', { text: 'again' })).toContain('again');
  });
});
