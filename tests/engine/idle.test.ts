// Servers that sleep when nobody calls them: real servers behind a real engine, woken by the official client.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ResourceUpdatedNotificationSchema, ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterEach, describe, expect, it } from 'vitest';
import { bin, fixture, LiveEngine, server, sleep, until } from '../support/live-engine.ts';

let engine: LiveEngine;
const clients: Client[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  await engine.close();
});

const start = (mcpJson: Record<string, unknown>, config: string) => {
  engine = new LiveEngine({ mcpJson, config });
  return engine.start();
};

async function connect(): Promise<{ client: Client; changes: string[] }> {
  const client = new Client({ name: 'idle-tests', version: '1' });
  const changes: string[] = [];
  client.setNotificationHandler(ToolListChangedNotificationSchema, () => void changes.push('tools'));
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${engine.url}/mcp`), {
      requestInit: { headers: { authorization: `Bearer ${engine.token}` } },
    }) as Parameters<Client['connect']>[0],
  );
  clients.push(client);
  return { client, changes };
}

const asleep = (name: string) => engine.until(name, (view) => view.state === 'idle');
const namesOf = async (client: Client) => (await client.listTools()).tools.map(({ name }) => name);

describe('a server that nobody calls', () => {
  it('sleeps without a process, keeps its tools, and wakes for a call', async () => {
    await start({ echo: server('echo-min.mjs') }, 'servers: { echo: { idle: 300ms } }');
    const first = await asleep('echo');
    expect(first).toMatchObject({ wanted: 'up', pid: null, reason: null, tools: 1, restarts: 0, run: 1 });
    expect(engine.alive()).toEqual([]);
    expect((await engine.run('status')).code).toBe(0);
    expect((await engine.run('health', 'echo')).code).toBe(0);
    const { client, changes } = await connect();
    expect(await namesOf(client)).toEqual(['echo__echo']);
    const answer = await client.callTool({ name: 'echo__echo', arguments: { text: 'awake' } }, undefined, { timeout: 20_000 });
    expect(JSON.stringify(answer.content)).toContain('awake');
    expect(await engine.until('echo', (view) => view.state === 'idle' && view.run === 2)).toMatchObject({ restarts: 0, wanted: 'up' });
    expect(await namesOf(client)).toEqual(['echo__echo']);
    expect(changes).toEqual([]);
    expect((await engine.events('echo')).some(({ type }) => type === 'server.idle')).toBe(true);
  });

  it('wakes for what it was never asked for before: resources and prompts', async () => {
    await start({ everything: { command: bin('mcp-server-everything'), args: ['stdio'] } }, 'servers: { everything: { idle: 1s } }');
    await asleep('everything');
    const { client } = await connect();
    const { resources } = await client.listResources();
    expect(resources.length).toBeGreaterThan(0);
    expect((await client.listPrompts()).prompts.length).toBeGreaterThan(0);
    expect((await engine.server('everything')).run).toBe(1);
    const read = await client.readResource({ uri: resources[0]!.uri }, { timeout: 30_000 });
    expect(read.contents).toHaveLength(1);
    // what is watched keeps it awake
    client.setNotificationHandler(ResourceUpdatedNotificationSchema, () => undefined);
    await client.subscribeResource({ uri: resources[0]!.uri });
    await sleep(2_500);
    expect((await engine.server('everything')).state).toBe('running');
    await client.unsubscribeResource({ uri: resources[0]!.uri });
    await asleep('everything');
  });

  it('stays awake while it works, however long that takes', async () => {
    await start({ slow: server('slow.mjs', '--delay', 2500, '--only', 'tools/call') }, 'servers: { slow: { idle: 300ms } }');
    await asleep('slow');
    const { client } = await connect();
    await client.callTool({ name: 'slow__echo', arguments: { text: 'x' } }, undefined, { timeout: 20_000 });
    expect((await engine.server('slow')).run).toBe(2);
    await asleep('slow');
  });

  it('that cannot be woken says why, with its last words', async () => {
    const flag = `${process.pid}-flag`;
    await start({}, '');
    const file = join(engine.folder, flag);
    engine.writeMcp({
      moody: {
        command: 'sh',
        args: [
          '-c',
          `if test -e "$0"; then echo 'the database is gone' >&2; exit 3; fi; exec "$1" "$2"`,
          file,
          process.execPath,
          fixture('echo-min.mjs'),
        ],
      },
    });
    writeFileSync(engine.configFile, 'servers: { moody: { idle: 300ms, restart: { max: 1 } } }');
    await asleep('moody');
    writeFileSync(file, '');
    const { client } = await connect();
    await expect(client.callTool({ name: 'moody__echo', arguments: { text: 'x' } }, undefined, { timeout: 20_000 })).rejects.toThrow(
      /moody has crashed: exited with code 3.*Its last line: the database is gone/,
    );
    expect((await engine.run('status')).code).toBe(3);
  });
});

describe('people and sleeping servers', () => {
  it('stop, start, restart, pause and the end of the engine work as with any other', async () => {
    await start({ echo: server('echo-min.mjs') }, 'defaults: { idle: 300ms }');
    await asleep('echo');
    expect((await engine.run('stop', 'echo')).code).toBe(0);
    expect(await engine.server('echo')).toMatchObject({ state: 'stopped', wanted: 'down' });
    const { client } = await connect();
    expect(await namesOf(client)).toEqual([]);
    expect((await engine.run('start', 'echo')).code).toBe(0);
    await asleep('echo');
    const { run } = await engine.server('echo');
    expect((await engine.run('restart', 'echo')).code).toBe(0);
    await engine.until('echo', (view) => view.state === 'idle' && view.run > run);
    expect((await engine.run('pause', 'echo')).code).toBe(0);
    expect((await engine.run('start', 'echo')).code).toBe(0);
    await sleep(1_000);
    expect((await engine.server('echo')).state).toBe('running');
    expect((await engine.run('resume', 'echo')).code).toBe(0);
    await asleep('echo');
  });

  it('a server does not sleep while one that depends on it is up, and wakes with it', async () => {
    await start(
      { base: server('echo-min.mjs'), user: server('echo-min.mjs', '--x') },
      'servers: { base: { idle: 200ms }, user: { idle: 1500ms, dependsOn: [base] } }',
    );
    await engine.running('user');
    expect((await engine.server('base')).run).toBe(1);
    await asleep('user');
    expect((await asleep('base')).run).toBe(1);
    const { client } = await connect();
    await client.callTool({ name: 'user__echo', arguments: { text: 'x' } }, undefined, { timeout: 20_000 });
    expect([(await engine.server('user')).run, (await engine.server('base')).run]).toEqual([2, 2]);
  });

  it('a remote server is let go and connected again', async () => {
    await start({}, '');
    const { spawn } = await import('node:child_process');
    const remote = spawn(process.execPath, [fixture('http-mcp.mjs'), '--port', '0'], { stdio: ['ignore', 'pipe', 'pipe'] });
    try {
      let said = '';
      remote.stdout.on('data', (chunk) => {
        said += chunk;
      });
      await until('its address', () => /listening \S+\n/.test(said));
      const url = /listening (\S+)/.exec(said)![1];
      writeFileSync(engine.configFile, `servers: { far: { url: "${url}", idle: 300ms } }`);
      await asleep('far');
      const { client } = await connect();
      const [tool] = await namesOf(client);
      await client.callTool({ name: tool!, arguments: { text: 'x' } }, undefined, { timeout: 20_000 });
      expect((await engine.server('far')).run).toBe(2);
      await asleep('far');
    } finally {
      remote.kill();
    }
  });
});
