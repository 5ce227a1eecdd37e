// The official clients, both generations, over HTTP and through `roundhouse connect`, with four real servers behind the engine.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { CreateMessageRequestSchema, ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bin, LiveEngine } from '../support/live-engine.ts';
import { carriersOf, textOf } from '../support/real-client.ts';

const servers = ['everything', 'filesystem', 'memory', 'sequential-thinking'];
const info = { name: 'real-client', version: '1' };
const sampled = { model: 'none', role: 'assistant' as const, content: { type: 'text' as const, text: 'sampled by the client' } };
const elicited = { action: 'decline' as const };
const capabilities = { sampling: {}, elicitation: { form: {} }, roots: { listChanged: true } };

let engine: LiveEngine;
beforeAll(async () => {
  engine = new LiveEngine();
  mkdirSync(join(engine.folder, 'files'));
  engine.writeMcp({
    everything: { command: bin('mcp-server-everything'), args: ['stdio'] },
    filesystem: { command: bin('mcp-server-filesystem'), args: [join(engine.folder, 'files')] },
    memory: { command: bin('mcp-server-memory'), env: { MEMORY_FILE_PATH: join(engine.folder, 'memory.json') } },
    'sequential-thinking': { command: bin('mcp-server-sequential-thinking') },
  });
  await engine.start();
  for (const name of servers) await engine.running(name, 30_000);
});
afterAll(() => engine.close());

/** What a client does here, whatever it is made of. */
interface Used {
  tools(): Promise<string[]>;
  call(
    name: string,
    args: Record<string, unknown>,
    onProgress?: (progress: number) => void,
  ): Promise<{ [key: string]: unknown; content: unknown[] }>;
  resources(): Promise<{ uri: string; name: string }[]>;
  read(uri: string): Promise<unknown[]>;
  prompts(): Promise<string[]>;
  prompt(name: string, args: Record<string, string>): Promise<unknown[]>;
  close(): Promise<void>;
}

const { address, requestInit, command } = carriersOf(() => engine);

type Mode = 'legacy' | 'auto' | { pin: '2026-07-28' };

async function v2(mode: Mode, transport: HttpV2 | StdioV2): Promise<Used> {
  const client = new ClientV2(info, { capabilities, versionNegotiation: { mode } });
  client.setRequestHandler('sampling/createMessage', () => sampled);
  client.setRequestHandler('elicitation/create', () => elicited);
  client.setRequestHandler('roots/list', () => ({ roots: [] }));
  await client.connect(transport);
  return {
    tools: async () => (await client.listTools()).tools.map((tool) => tool.name),
    call: async (name, args, onProgress) =>
      (await client.callTool(
        { name, arguments: args },
        onProgress ? { onprogress: ({ progress }) => onProgress(progress) } : {},
      )) as Awaited<ReturnType<Used['call']>>,
    resources: async () => (await client.listResources()).resources,
    read: async (uri) => (await client.readResource({ uri })).contents,
    prompts: async () => (await client.listPrompts()).prompts.map((prompt) => prompt.name),
    prompt: async (name, args) => (await client.getPrompt({ name, arguments: args })).messages,
    close: () => client.close(),
  };
}

async function v1(transport: HttpV1 | StdioV1): Promise<Used> {
  const client = new ClientV1(info, { capabilities });
  client.setRequestHandler(CreateMessageRequestSchema, () => sampled);
  client.setRequestHandler(ElicitRequestSchema, () => elicited);
  // its own types disagree with each other where properties may be undefined
  await client.connect(transport as Parameters<typeof client.connect>[0]);
  return {
    tools: async () => (await client.listTools()).tools.map((tool) => tool.name),
    call: async (name, args, onProgress) =>
      (await client.callTool(
        { name, arguments: args },
        undefined,
        onProgress ? { onprogress: ({ progress }) => onProgress(progress) } : {},
      )) as Awaited<ReturnType<Used['call']>>,
    resources: async () => (await client.listResources()).resources,
    read: async (uri) => (await client.readResource({ uri })).contents,
    prompts: async () => (await client.listPrompts()).prompts.map((prompt) => prompt.name),
    prompt: async (name, args) => (await client.getPrompt({ name, arguments: args })).messages,
    close: () => client.close(),
  };
}

const clients: Record<string, () => Promise<Used>> = {
  'SDK v2 over HTTP, handshake': () => v2('legacy', new HttpV2(address(), { requestInit: requestInit() })),
  'SDK v2 over HTTP, stateless': () => v2({ pin: '2026-07-28' }, new HttpV2(address(), { requestInit: requestInit() })),
  'SDK v2 over HTTP, its own choice': () => v2('auto', new HttpV2(address(), { requestInit: requestInit() })),
  'SDK v2 through connect, handshake': () => v2('legacy', new StdioV2(command())),
  'SDK v2 through connect, stateless': () => v2({ pin: '2026-07-28' }, new StdioV2(command())),
  'SDK v2 through connect, its own choice': () => v2('auto', new StdioV2(command())),
  'SDK v1 over HTTP': () => v1(new HttpV1(address(), { requestInit: requestInit() })),
  'SDK v1 through connect': () => v1(new StdioV1(command())),
};

describe.each(Object.keys(clients))('%s', (which) => {
  let client: Used;
  beforeAll(async () => {
    client = await clients[which]!();
  });
  afterAll(() => client?.close());

  it('sees the tools of all four servers', async () => {
    const names = await client.tools();
    for (const name of ['everything__echo', 'filesystem__read_text_file', 'memory__read_graph', 'sequential-thinking__sequentialthinking'])
      expect(names).toContain(name);
    expect(names.length).toBeGreaterThan(35);
  });

  it('calls each server', async () => {
    expect(textOf(await client.call('everything__echo', { message: which }))).toBe(`Echo: ${which}`);
    const path = join(engine.folder, 'files', 'note.txt');
    await client.call('filesystem__write_file', { path, content: `written: ${which}` });
    expect(textOf(await client.call('filesystem__read_text_file', { path }))).toBe(`written: ${which}`);
    const entity = { name: which, entityType: 'client', observations: ['was here'] };
    await client.call('memory__create_entities', { entities: [entity] });
    expect(textOf(await client.call('memory__open_nodes', { names: [which] }))).toContain('was here');
    const thought = { thought: 'one', thoughtNumber: 1, totalThoughts: 1, nextThoughtNeeded: false };
    expect(textOf(await client.call('sequential-thinking__sequentialthinking', thought))).toContain('"thoughtNumber": 1');
  });

  it('gets structured content, and images', async () => {
    const weather = await client.call('everything__get-structured-content', { location: 'Chicago' });
    expect(weather.structuredContent).toMatchObject({ conditions: expect.any(String) });
    const { content } = await client.call('everything__get-tiny-image', {});
    expect(content).toContainEqual(expect.objectContaining({ type: 'image', mimeType: 'image/png' }));
  });

  it('hears of progress', async () => {
    const heard: number[] = [];
    await client.call('everything__trigger-long-running-operation', { duration: 0.3, steps: 3 }, (progress) => heard.push(progress));
    // the last one may come in the same breath as the answer, and the SDK forgets whom to tell
    expect([
      [1, 2],
      [1, 2, 3],
    ]).toContainEqual(heard);
  });

  it('reads resources and prompts', async () => {
    const resources = await client.resources();
    expect(resources.length).toBeGreaterThan(5);
    expect(await client.read(resources[0]!.uri)).toHaveLength(1);
    expect(await client.prompts()).toContain('everything__simple-prompt');
    expect(await client.prompt('everything__simple-prompt', {})).toHaveLength(1);
  });
});
