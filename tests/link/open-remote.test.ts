import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { RemoteLaunch } from '../../contract/server.ts';
import type { OpenOptions } from '../../core/link/link.ts';
import { openRemote } from '../../core/link/open-remote.ts';
import { unreachable } from '../../core/link/remote-words.ts';
import { clientInfo, fixture, freePort, killAll, real, type Server, said, until, watched } from './support/children.ts';

const servers: HttpServer[] = [];
afterEach(async () => {
  await killAll();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function open(launch: Partial<RemoteLaunch>, options: Partial<OpenOptions> = {}) {
  const { seen, events } = watched();
  const full: RemoteLaunch = { type: 'http', url: '', headers: {}, ...launch };
  const link = await openRemote(full, { events, clientInfo, timeoutMs: 15_000, ...options });
  return { link, seen };
}

async function remote(...args: (string | number)[]): Promise<{ server: Server; url: string }> {
  const server = fixture('http-mcp.mjs', ...args);
  const [, url] = await said(server, /listening (\S+)/);
  return { server, url: url! };
}

async function everything(kind: 'streamableHttp' | 'sse'): Promise<{ server: Server; port: number }> {
  const port = await freePort();
  const server = real('mcp-server-everything', [kind], { PORT: String(port) });
  await said(server, /listening on port|running on port/i, 'stderr').catch(() => said(server, /port/i));
  return { server, port };
}

const sockets = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;

async function closesPromptly(link: { close(): Promise<void> }, before: number): Promise<void> {
  const startedAt = performance.now();
  await link.close();
  expect(performance.now() - startedAt).toBeLessThan(500);
  await until(() => sockets() <= before);
}

describe('openRemote with a real server', () => {
  it('opens streamable HTTP, calls, checks, and leaves no socket', async () => {
    const { port } = await everything('streamableHttp');
    const before = sockets();
    const { link, seen } = await open({ url: `http://127.0.0.1:${port}/mcp` });
    expect(link).toMatchObject({ generation: 'handshake', protocolVersion: '2025-11-25' });
    expect(link.tools.length).toBeGreaterThanOrEqual(10);
    expect((await link.check(5_000)).latencyMs).toBeGreaterThan(0);
    const result = await link.request('tools/call', { name: 'echo', arguments: { message: 'hello' } }, { timeoutMs: 5_000 });
    expect(JSON.stringify(result)).toContain('hello');
    await closesPromptly(link, before);
    expect(seen.closed).toEqual([]);
  });

  it.each(['sse', 'http'] as const)('opens the older transport when its type is %s', async (type) => {
    const { port, server } = await everything('sse');
    const before = sockets();
    const { link } = await open({ type, url: `http://127.0.0.1:${port}/sse` });
    expect(link.tools.length).toBeGreaterThanOrEqual(10);
    const result = await link.request('tools/call', { name: 'echo', arguments: { message: 'hello' } }, { timeoutMs: 5_000 });
    expect(JSON.stringify(result)).toContain('hello');
    await closesPromptly(link, before);
    expect(server.child.exitCode).toBeNull();
  });

  it('notices that the older transport lost its stream', async () => {
    const { port, server } = await everything('sse');
    const { link, seen } = await open({ type: 'sse', url: `http://127.0.0.1:${port}/sse` });
    const call = link.request(
      'tools/call',
      { name: 'trigger-long-running-operation', arguments: { duration: 30, steps: 3 } },
      { timeoutMs: 60_000 },
    );
    const refused = expect(call).rejects.toThrow(/(ended|broke) the connection/);
    server.child.kill('SIGKILL');
    await until(() => seen.closed.length > 0);
    await refused;
    expect(seen.closed).toEqual([`127.0.0.1:${port} ended the connection`]);
  });
});

describe('openRemote and the generations', () => {
  it.each(['handshake', 'stateless'] as const)('opens a stateless server, %s first', async (generation) => {
    const { url } = await remote('--stateless');
    const { link } = await open({ url }, { generation });
    expect(link).toMatchObject({ generation: 'stateless', protocolVersion: '2026-07-28', tools: [{ name: 'echo' }] });
    expect((await link.check(5_000)).latencyMs).toBeGreaterThan(0);
    await link.close();
  });

  it('waits until a strict server took the end of the handshake, and names the revision from then on', async () => {
    const { url } = await remote('--strict');
    const { link } = await open({ url });
    expect(link.tools).toHaveLength(1);
    await link.close();
  });

  it('opens a handshake server after it refused the stateless generation', async () => {
    const { url } = await remote();
    const { link } = await open({ url }, { generation: 'stateless' });
    expect(link.generation).toBe('handshake');
    await link.close();
  });
});

describe('openRemote when something is wrong', () => {
  it.each([
    [['--token', 'secret'], 401],
    [['--forbid'], 403],
  ])('gives up at once on %s', async (args, status) => {
    const { url } = await remote(...args);
    const opening = open({ url, headers: { Authorization: 'Bearer wrong' } });
    await expect(opening).rejects.toMatchObject({ kind: 'fatal', message: `${new URL(url).host} needs sign-in: it answered ${status}` });
    await expect(opening).rejects.toMatchObject({ next: expect.stringContaining('headers') });
    await expect(open({ type: 'sse', url })).rejects.toMatchObject({ kind: 'fatal', message: expect.stringContaining('needs sign-in') });
  });

  it('gives up at once as well when it is refused after the greeting', async () => {
    const { url } = await remote('--token', 'secret', '--expire-after', 2);
    const opening = open({ url, headers: { Authorization: 'Bearer secret' } });
    await expect(opening).rejects.toMatchObject({ kind: 'fatal', message: expect.stringContaining('needs sign-in') });
  });

  it('closes when its token has run out, and the next connection is refused for good', async () => {
    const { url } = await remote('--token', 'secret', '--expire-after', 5);
    const headers = { Authorization: 'Bearer secret' };
    const { link, seen } = await open({ url, headers });
    while (seen.closed.length === 0) await link.check(5_000).catch(() => {});
    expect(seen.closed).toEqual([`${new URL(url).host} needs sign-in: it answered 401`]);
    await link.close();
    await expect(open({ url, headers })).rejects.toMatchObject({ kind: 'fatal' });
  });

  it('sends the headers of its entry', async () => {
    const { url, server } = await remote('--token', 'secret');
    const { link } = await open({ url, headers: { Authorization: 'Bearer secret' } });
    await link.close();
    expect(server.stderr()).not.toContain('authorization=-');
  });

  it('never takes its headers to another origin', async () => {
    const asked: string[] = [];
    const thief = createServer((request, response) => {
      asked.push(String(request.headers.authorization));
      response.writeHead(200).end();
    }).listen(0, '127.0.0.1');
    servers.push(thief);
    await once(thief, 'listening');
    const { url } = await remote('--redirect', `http://127.0.0.1:${(thief.address() as AddressInfo).port}/mcp`);
    for (const type of ['http', 'sse'] as const) {
      const opening = open({ type, url, headers: { Authorization: 'Bearer secret' } });
      await expect(opening).rejects.toMatchObject({ message: expect.stringContaining('redirects to'), kind: 'mend' });
    }
    expect(asked).toEqual([]);
  });

  it('says in plain words that nobody listens, or that the host is unknown', async () => {
    const port = await freePort();
    await expect(open({ url: `http://127.0.0.1:${port}/mcp` })).rejects.toMatchObject({
      message: `127.0.0.1:${port} refused the connection`,
      kind: 'mend',
      next: 'Start that server, or correct the URL in its entry.',
      tryFirst: null,
    });
    await expect(open({ type: 'sse', url: `http://127.0.0.1:${port}/sse` })).rejects.toThrow('refused the connection');
    await expect(open({ url: 'http://nowhere.invalid/mcp' })).rejects.toThrow(
      /nowhere\.invalid (is an unknown host name|could not be looked up)/,
    );
    expect(
      unreachable('https://a.example/x', Object.assign(new Error('self-signed certificate'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })),
    ).toMatchObject({
      message: 'a.example has a certificate that is not trusted here (self-signed certificate)',
    });
  });

  it('says that a port speaks no TLS', async () => {
    const { url } = await remote();
    await expect(open({ url: url.replace('http:', 'https:') })).rejects.toThrow('does not speak TLS there');
  });

  it.each([{ url: 'not a url' }, { url: 'ftp://x/y' }, { url: 'http://127.0.0.1:1/', headers: { 'X-Key': 'a\nb' } }])(
    'gives up on an entry that cannot work: %o',
    async (launch) => {
      await expect(open(launch)).rejects.toMatchObject({ name: 'LinkError', kind: 'fatal' });
    },
  );

  it.each([['--hang'], ['--slow', 5_000]])(
    'keeps to its time with a remote that does not answer (%s), and leaves no socket',
    async (...args) => {
      const { url } = await remote(...args);
      const before = sockets();
      await expect(open({ url }, { timeoutMs: 300 })).rejects.toThrow('initialize was not answered within');
      await until(() => sockets() <= before);
    },
  );

  it('names the status of a remote that is broken, and retries may help', async () => {
    const { url } = await remote('--status', 503);
    await expect(open({ url })).rejects.toMatchObject({ message: `${new URL(url).host} answered 503: no`, kind: 'mend' });
    const absent = await remote('--status', 404);
    await expect(open({ url: absent.url })).rejects.toMatchObject({
      message: `${new URL(absent.url).host} answered 404: no`,
      kind: 'mend',
    });
  });

  it('asks for a new connection when the remote forgot the session', async () => {
    const { url } = await remote('--drop-after', 6, '--silent-get');
    const { link, seen } = await open({ url });
    while (seen.closed.length === 0) await link.check(5_000).catch(() => {});
    expect(seen.closed).toEqual([`${new URL(url).host} forgot the session`]);
    await expect(link.check(1_000)).rejects.toThrow('forgot the session');
    await link.close();
  });

  it('notices that the remote is gone, and rejects what was in flight', async () => {
    const { url, server } = await remote('--slow', 100);
    const { link, seen } = await open({ url });
    const call = link.request('tools/call', { name: 'echo' }, { timeoutMs: 60_000 });
    const refused = expect(call).rejects.toThrow(/broke the connection|refused the connection/);
    server.child.kill('SIGKILL');
    await refused;
    // a socket that was kept open may break first; a new one finds nobody
    while (seen.closed.length === 0) await expect(link.check(5_000)).rejects.toThrow(/(broke|refused) the connection/);
    expect(seen.closed).toEqual([`${new URL(url).host} refused the connection`]);
  });

  it('rejects a call whose stream ended without its answer, and lives on', async () => {
    const { url } = await remote('--cut');
    const { link } = await open({ url });
    await expect(link.request('tools/call', { name: 'echo' }, { timeoutMs: 60_000 })).rejects.toThrow('before its answer');
    expect((await link.check(5_000)).latencyMs).toBeGreaterThan(0);
    await link.close();
  });

  it('frees the sockets of cancelled calls in both generations', async () => {
    for (const args of [[], ['--stateless']]) {
      const { url } = await remote('--slow', 400, ...args);
      const { link } = await open({ url });
      const abort = new AbortController();
      const calls = Array.from({ length: 10 }, () =>
        link.request('tools/call', { name: 'echo' }, { timeoutMs: 60_000, signal: abort.signal }),
      );
      await until(() => sockets() >= 10);
      abort.abort();
      const results = await Promise.allSettled(calls);
      expect(results.every(({ status }) => status === 'rejected')).toBe(true);
      expect(link.inFlight().count).toBe(0);
      await closesPromptly(link, 0);
    }
  });
});
