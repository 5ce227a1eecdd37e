import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LinkError } from '../../core/link/link.ts';
import { fixture, killAll, open, real, until } from './support/children.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'roundhouse-link-'));
  await writeFile(join(folder, 'hello.txt'), 'hello');
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(killAll);

const call = (name: string, args: Record<string, unknown> = {}) => ['tools/call', { name, arguments: args }] as const;

describe('openStdio with real servers', () => {
  const servers: [string, string[], number, Record<string, string>?][] = [
    ['mcp-server-everything', ['stdio'], 10],
    ['mcp-server-filesystem', ['FOLDER'], 10],
    ['mcp-server-memory', [], 9, { MEMORY_FILE_PATH: 'FOLDER/memory.jsonl' }],
    ['mcp-server-sequential-thinking', [], 1],
  ];
  it.each(servers)('opens %s, lists its tools, checks and calls it', async (name, args, atLeast, env = {}) => {
    const at = (text: string) => text.replace('FOLDER', folder);
    const server = real(name, args.map(at), Object.fromEntries(Object.entries(env).map(([key, value]) => [key, at(value)])));
    const { link, seen } = await open(server);
    expect(link.generation).toBe('handshake');
    expect(link.protocolVersion).toBe('2025-11-25');
    expect(link.serverInfo?.name).toBeTruthy();
    expect(link.tools.length).toBeGreaterThanOrEqual(atLeast);
    expect(link.tools[0]).toMatchObject({ name: expect.any(String), inputSchema: { type: 'object' } });
    expect((await link.check(5_000)).latencyMs).toBeLessThan(5_000);
    expect(seen).toMatchObject({ steps: ['initialize', 'tools'], closed: [] });
    if (name === 'mcp-server-filesystem') {
      const result = await link.request(...call('read_text_file', { path: join(folder, 'hello.txt') }), { timeoutMs: 5_000 });
      expect(JSON.stringify(result)).toContain('hello');
    }
    // what was asked is nothing: closing the link leaves the process, the end of stdin ends it
    await link.close();
    server.child.stdin!.end();
    await server.exit;
    expect(seen.closed).toEqual([]);
  });
});

describe('openStdio and the generations', () => {
  it.each([
    ['echo-min.mjs', [], 'handshake', '2025-11-25', 'echo-min'],
    ['echo.sh', [], 'handshake', '2025-11-25', 'echo-sh'],
    ['old-revision.mjs', [], 'handshake', '2024-11-05', 'old-revision'],
    ['old-revision.mjs', ['--picky', '--revision', '2025-03-26'], 'handshake', '2025-03-26', 'old-revision'],
    ['old-revision.mjs', ['--revision', '2024-10-07'], 'handshake', '2024-10-07', 'old-revision'],
    ['stateless-min.mjs', [], 'stateless', '2026-07-28', 'stateless-min'],
    ['stateless-sdk.mjs', [], 'stateless', '2026-07-28', 'stateless-sdk'],
    ['stateless-sdk.mjs', ['--both'], 'handshake', '2025-11-25', 'stateless-sdk'],
  ])('opens %s %s by the handshake first', async (name, args, generation, protocolVersion, serverName) => {
    const server = fixture(name, ...args);
    const { link } = await open(server);
    expect(link).toMatchObject({ generation, protocolVersion, serverInfo: { name: serverName } });
    expect(link.tools.length).toBeGreaterThan(0);
    expect((await link.check(5_000)).latencyMs).toBeGreaterThan(0);
    expect(await link.request(...call(link.tools[0]!.name), { timeoutMs: 5_000 })).toHaveProperty('content');
    await link.close();
  });

  it.each([
    ['stateless-min.mjs', ['--strict'], 'stateless'],
    ['stateless-sdk.mjs', ['--both'], 'stateless'],
    ['echo-min.mjs', [], 'handshake'],
    ['echo.sh', [], 'handshake'],
  ])('opens %s %s when stateless is tried first', async (name, args, generation) => {
    const { link } = await open(fixture(name, ...args), { generation: 'stateless' });
    expect(link.generation).toBe(generation);
    expect((await link.check(5_000)).latencyMs).toBeGreaterThan(0);
    await link.close();
  });

  it('says which generation to try first when the server ended at the first request', async () => {
    await expect(open(fixture('stateless-min.mjs', '--strict'))).rejects.toMatchObject({
      name: 'LinkError',
      kind: 'mend',
      tryFirst: 'stateless',
    });
    const strict = open(fixture('strict-initialize.mjs'), { generation: 'stateless' });
    await expect(strict).rejects.toMatchObject({ message: 'it closed its output', tryFirst: 'handshake' });
    const { link } = await open(fixture('strict-initialize.mjs'));
    expect(link.tools).toHaveLength(1);
    await link.close();
  });

  it('names the answer of a server that speaks no known revision', async () => {
    await expect(open(fixture('old-revision.mjs', '--revision', '1999-01-01'))).rejects.toThrow(
      'it answered initialize with protocol version "1999-01-01", which is not known here',
    );
    await expect(open(fixture('old-revision.mjs', '--picky', '--revision', '2030-01-01'))).rejects.toThrow(
      'it answered initialize with an error: Unsupported protocol version (it speaks 2030-01-01)',
    );
  });
});

describe('openStdio with misbehaving servers', () => {
  it('gives up in time on one that never answers, and says what to do', async () => {
    const server = fixture('never-ready.mjs');
    const opening = open(server, { timeoutMs: 300 });
    await expect(opening).rejects.toMatchObject({
      message: expect.stringMatching(/^initialize was not answered within \d+ ms$/),
      kind: 'mend',
      tryFirst: 'stateless',
    });
    await expect(opening).rejects.toMatchObject({ next: expect.stringContaining('start.timeout') });
    expect(server.child.exitCode).toBeNull();
  });

  it('stops opening when it is told to', async () => {
    const abort = new AbortController();
    const opening = open(fixture('never-ready.mjs'), { signal: abort.signal });
    abort.abort();
    await expect(opening).rejects.toThrow(LinkError);
  });

  it.each(['exit-0.mjs', 'exit-code.mjs'])('rejects at once when the server ends instead of answering: %s', async (name) => {
    await expect(open(fixture(name))).rejects.toThrow(LinkError);
  });

  it('rejects what is in flight, once, the moment the server crashes', async () => {
    const server = fixture('crash.mjs', '--on-call');
    const { link, seen } = await open(server);
    const calls = Array.from({ length: 5 }, () => link.request(...call('echo'), { timeoutMs: 60_000 }));
    const results = await Promise.allSettled(calls);
    expect(results.map(({ status }) => status)).toEqual(Array(5).fill('rejected'));
    expect(results[0]).toMatchObject({ reason: { name: 'LinkError' } });
    await until(() => seen.closed.length > 0);
    expect(seen.closed).toEqual(['it closed its output']);
    await expect(link.check(1_000)).rejects.toThrow(LinkError);
  });

  it.each([[], ['--block']])('finds a server that stopped answering by its check %s', async (...args) => {
    const { link } = await open(fixture('hang.mjs', ...args));
    await expect(link.check(200)).rejects.toThrow(/^ping was not answered within 200 ms$/);
    await link.close();
  });

  it('takes any answer to a check for a sign of life', async () => {
    const { link } = await open(fixture('no-ping.mjs'));
    expect((await link.check(5_000)).latencyMs).toBeGreaterThan(0);
    await link.close();
  });

  it('reads around garbage on stdout', async () => {
    const { link, seen } = await open(fixture('garbage-stdout.mjs', '--every', 20));
    await until(() => seen.noise.includes('debug: still here'));
    expect(seen.noise.slice(0, 2)).toEqual(['Server running on stdio', expect.stringContaining('[31m')]);
    expect(seen.noise).toContain('{"jsonrpc":"1.0","hello":true}');
    expect((await link.check(5_000)).latencyMs).toBeGreaterThan(0);
    await link.close();
  });

  it('understands batches with CRLF', async () => {
    const { link, seen } = await open(fixture('batches.mjs'));
    expect(link.tools).toHaveLength(1);
    expect(seen.noise).toEqual([]);
    await link.close();
  });

  it('keeps 64 requests apart that are answered out of order, and twice', async () => {
    const { link } = await open(fixture('out-of-order.mjs', '--batch', 64));
    const calls = Array.from({ length: 64 }, (_, n) => link.request(...call('echo', { n }), { timeoutMs: 20_000 }));
    expect(link.inFlight()).toMatchObject({ count: 64, oldestTimeoutMs: 20_000 });
    const results = await Promise.all(calls);
    results.forEach((result, n) => {
      expect(result).toEqual({ content: [{ type: 'text', text: `{"n":${n}}` }] });
    });
    await link.close();
  });

  it('answers what the server asks', async () => {
    const { link } = await open(fixture('asks-back.mjs'));
    const answers = async () =>
      (await link.request(...call('answers'), { timeoutMs: 5_000 })) as { structuredContent: Record<string, unknown> };
    let last = await answers();
    while (Object.keys(last.structuredContent).length < 3) last = await answers();
    expect(last.structuredContent).toEqual({
      ping: { result: {} },
      'roots/list': { code: -32601 },
      'sampling/createMessage': { code: -32601 },
    });
    await link.close();
  });

  it('reads 10,000 tools in pages, and never more than it should', async () => {
    const { link, seen } = await open(fixture('many-tools.mjs'));
    expect(link.tools).toHaveLength(10_000);
    expect(link.tools.at(-1)?.name).toBe('tool-9999');
    await link.close();
    const loop = await open(fixture('many-tools.mjs', '--loop'));
    expect(loop.link.tools).toHaveLength(200);
    expect(loop.seen.noise).toEqual([expect.stringContaining('same page again')]);
    await loop.link.close();
    const endless = await open(fixture('many-tools.mjs', '--endless', '--page', 5_000));
    expect(endless.link.tools).toHaveLength(50_000);
    expect(endless.seen.noise).toEqual([expect.stringContaining('does not end')]);
    await endless.link.close();
    expect(seen.noise).toEqual([]);
  });

  it('reads the tools again after a burst of changes, once', async () => {
    const { link, seen } = await open(fixture('changing-tools.mjs', '--burst', 500));
    await link.request(...call('grow'), { timeoutMs: 5_000 });
    await until(() => seen.tools.length > 0);
    expect(seen.tools[0]?.map(({ name }) => name)).toEqual(['grow', 'grown-1']);
    expect(link.tools).toHaveLength(2);
    await link.check(5_000);
    expect(seen.tools.length).toBeLessThanOrEqual(2);
    await link.close();
  });

  it.each([
    ['stateless-min.mjs', ['--every', '50']],
    ['stateless-sdk.mjs', []],
  ])('hears of changed tools in the stateless generation: %s', async (name, args) => {
    const { link, seen } = await open(fixture(name, ...args));
    if (args.length === 0) await link.request(...call('grow'), { timeoutMs: 5_000 });
    await until(() => seen.tools.length > 0);
    expect(seen.tools[0]!.length).toBeGreaterThan(1);
    expect(link.inFlight().count).toBe(0);
    await link.close();
  });

  it('does not count checks as work, and lets a slow call run on', async () => {
    const { link } = await open(fixture('slow.mjs', '--delay', 300, '--only', 'tools/call'));
    const slow = link.request(...call('echo', { n: 1 }), { timeoutMs: 20_000 });
    expect((await link.check(5_000)).latencyMs).toBeLessThan(5_000);
    expect(link.inFlight().count).toBe(1);
    expect(await slow).toEqual({ content: [{ type: 'text', text: '{"n":1}' }] });
    expect(link.inFlight().count).toBe(0);
    await link.close();
  });
});
