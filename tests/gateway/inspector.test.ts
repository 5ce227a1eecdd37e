// The Inspector's command line as a client, over HTTP and through `roundhouse connect`.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bin, entry, LiveEngine } from '../support/live-engine.ts';

const program = join(import.meta.dirname, '..', '..', 'node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js');
const folder = mkdtempSync(join(tmpdir(), 'rh-inspector-'));
let engine: LiveEngine;
beforeAll(async () => {
  engine = new LiveEngine();
  engine.writeMcp({ everything: { command: bin('mcp-server-everything'), args: ['stdio'] } });
  await engine.start();
  await engine.running('everything', 30_000);
  writeFileSync(
    join(folder, 'servers.json'),
    JSON.stringify({
      mcpServers: {
        http: { type: 'streamable-http', url: `${engine.url}/mcp`, headers: { Authorization: `Bearer ${engine.token}` } },
        connect: { type: 'stdio', command: process.execPath, args: [entry, 'connect', '--client', 'inspector'], env: engine.env },
      },
    }),
  );
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

async function inspect(server: string, ...args: string[]): Promise<Record<string, unknown>> {
  const call = [program, '--cli', '--config', join(folder, 'servers.json'), '--server', server, ...args];
  // its own files belong below a home of its own
  const env = { ...process.env, HOME: folder, CI: '1' };
  const child = spawn(process.execPath, call, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env });
  let [out, err] = ['', ''];
  child.stdout.on('data', (piece) => {
    out += piece;
  });
  child.stderr.on('data', (piece) => {
    err += piece;
  });
  const code = await new Promise((done) => child.once('close', done));
  if (code !== 0) throw new Error(`the Inspector ended with ${code}: ${err}${out}`);
  return JSON.parse(out);
}

describe.each(['http', 'connect'])('the Inspector over %s', (server) => {
  it('lists tools', async () => {
    const { tools } = (await inspect(server, '--method', 'tools/list')) as { tools: { name: string; inputSchema: object }[] };
    expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining(['everything__echo', 'everything__get-sum']));
    for (const { inputSchema } of tools) expect(inputSchema).toMatchObject({ type: 'object' });
  });

  it('calls a tool', async () => {
    const call = ['--method', 'tools/call', '--tool-name', 'everything__get-sum', '--tool-arg', 'a=2', 'b=40'];
    expect(JSON.stringify(await inspect(server, ...call))).toContain('42');
  });

  it('reads a resource and gets a prompt', async () => {
    const { resources } = (await inspect(server, '--method', 'resources/list')) as { resources: { uri: string }[] };
    const read = await inspect(server, '--method', 'resources/read', '--uri', resources[0]!.uri);
    expect(read.contents).toHaveLength(1);
    const prompt = await inspect(server, '--method', 'prompts/get', '--prompt-name', 'everything__simple-prompt');
    expect(prompt.messages).toHaveLength(1);
  });
});
