import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { connectionLimit } from '../../core/api/crowd.ts';
import { localSocketPath } from '../../core/api/local-socket.ts';
import { createRunFiles, runFile } from '../../core/api/run-files.ts';
import { serveFake, token, until } from '../support/api-server.ts';
import { serverView } from '../support/fake-engine.ts';
import { raw } from '../support/raw-http.ts';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
async function serve(...options: Parameters<typeof serveFake>) {
  const api = await serveFake(...options);
  closing.push(api.close);
  return api;
}
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'rh-run-'));
  closing.push(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

describe('the port', () => {
  test('that is taken is refused by the name of its holder', async () => {
    const first = await serve();
    await expect(serveFake({}, { port: first.port, portHolder: async () => ({ pid: 42, command: 'node' }) })).rejects.toMatchObject({
      code: 'conflict',
      message: `Port ${first.port} is in use by node (pid 42). Stop it, or choose another port: --port N, or http.port in roundhouse.yaml.`,
    });
  });

  test('an address that is not ours is refused', async () => {
    await expect(serveFake({ rules: { host: '203.0.113.7', allowedHosts: ['x'] } })).rejects.toMatchObject({ code: 'config-invalid' });
  });

  test('more connections than there is room for are refused with a reason', async () => {
    const api = await serve({}, { mostConnections: 3 });
    const idle = await Promise.all(
      [1, 2, 3].map(
        () =>
          new Promise<Socket>((resolve) =>
            connect(api.port, '127.0.0.1').once('connect', function (this: Socket) {
              resolve(this);
            }),
          ),
      ),
    );
    const refused = await raw({ port: api.port }, 'GET', '/health');
    expect([refused.status, JSON.parse(refused.text).code]).toEqual([429, 'too-many']);
    for (const socket of idle) socket.destroy();
    let status = 0;
    while (status !== 200) status = (await raw({ port: api.port }, 'GET', '/health')).status;
  });

  test('the limit follows the limit of open files', () => {
    expect([128, 1024, 65_536, Number.POSITIVE_INFINITY, 10].map(connectionLimit)).toEqual([38, 576, 2000, 2000, 16]);
  });

  test('slow requests are closed', async () => {
    const api = await serve({}, { requestMs: 600 });
    const beginnings = [
      '',
      'GET /health HTTP/1.1\r\n',
      `POST /api/v1/servers/start HTTP/1.1\r\nHost: 127.0.0.1:${api.port}\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{`,
    ];
    const sockets = await Promise.all(
      Array.from({ length: 60 }, (_, at) => beginnings[at % 3]!).map(
        (beginning) =>
          new Promise<{ closed: boolean }>((resolve) => {
            const state = { closed: false };
            const socket = connect(api.port, '127.0.0.1', () => {
              if (beginning) socket.write(beginning);
              resolve(state);
            });
            socket.resume();
            socket.on('error', () => {});
            socket.on('close', () => {
              state.closed = true;
            });
          }),
      ),
    );
    await until('all closed', () => sockets.every((socket) => socket.closed));
    expect((await raw({ port: api.port }, 'GET', '/health')).status).toBe(200);
  });

  test('lets an answer under way finish when it closes, and cuts what never ends', async () => {
    const api = await serve({}, { closeMs: 400 });
    let finish: (() => void) | null = null;
    api.engine.act = () =>
      new Promise((resolve) => {
        finish = () => resolve([]);
      });
    const answer = raw({ port: api.port }, 'POST', '/api/v1/servers/start', api.bearer);
    await until('under way', () => finish !== null);
    const closed = api.close();
    finish!();
    expect((await answer).status).toBe(200);
    await closed;

    const other = await serve({}, { closeMs: 200 });
    let asked = false;
    other.engine.act = () => {
      asked = true;
      return new Promise(() => {});
    };
    const never = raw({ port: other.port }, 'POST', '/api/v1/servers/start', other.bearer).catch((error) => error);
    await until('asked', () => asked);
    const began = performance.now();
    await other.close();
    expect(performance.now() - began).toBeLessThan(2000);
    expect(await never).toBeInstanceOf(Error);
  });
});

describe.skipIf(process.platform === 'win32')('the local socket', () => {
  test('is its owner’s alone, serves the same, and goes with the engine', async () => {
    const api = await serve();
    expect(statSync(api.socket!).mode & 0o777).toBe(0o600);
    const answer = await raw({ socketPath: api.socket! }, 'GET', '/api/v1/servers', { host: 'localhost', ...api.bearer });
    expect(JSON.parse(answer.text)).toHaveLength(2);
    await api.close();
    expect(() => statSync(api.socket!)).toThrow();
  });

  test('left behind by a killed engine is replaced; one that answers, or a file, is not', async () => {
    const run = folder();
    const path = join(run, 'daemon.sock');
    const dead = createServer();
    await new Promise<void>((resolve) => dead.listen(path, resolve));
    // as after kill -9: the file stays, nobody listens
    const { link, unlink, rename } = await import('node:fs/promises');
    await link(path, `${path}.kept`);
    await new Promise((resolve) => dead.close(resolve));
    await unlink(path).catch(() => {});
    await rename(`${path}.kept`, path);
    expect((await serve({}, { socket: path })).socket).toBe(path);

    const warned: string[] = [];
    const log = { info() {}, error() {}, warn: (message: string) => void warned.push(message) };
    expect((await serve({}, { socket: path, log })).socket).toBeNull();
    const file = join(run, 'file');
    writeFileSync(file, 'mine');
    expect((await serve({}, { socket: file, log })).socket).toBeNull();
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect(warned).toHaveLength(2);
  });

  test('is left out where the path is too long for one', () => {
    expect(localSocketPath(`/tmp/${'x'.repeat(200)}`, 'linux')).toBeNull();
    expect(localSocketPath('/tmp/rh/run', 'linux')).toBe('/tmp/rh/run/daemon.sock');
    expect(localSocketPath('C:\\x', 'win32')).toMatch(/^\\\\\.\\pipe\\roundhouse-[0-9a-f]{16}$/);
  });
});

describe('the run files', () => {
  const facts = { pid: 1, startedAt: '2026-11-21T08:00:00.000Z', url: 'http://127.0.0.1:1', socket: null, version: '0.1.0' };
  const mode = (file: string) => statSync(file).mode & 0o777;

  test('are private, whole, and gone afterwards', () => {
    const run = join(folder(), 'run');
    mkdirSync(run, { mode: 0o755 });
    writeFileSync(join(run, 'token'), 'old', { mode: 0o644 });
    writeFileSync(join(run, 'daemon.json'), '{}', { mode: 0o644 });
    const files = createRunFiles(run);
    expect(readdirSync(run)).toEqual(['token']);
    files.announce(facts);
    if (process.platform !== 'win32')
      expect([mode(run), mode(join(run, 'token')), mode(join(run, 'daemon.json'))]).toEqual([0o700, 0o600, 0o600]);
    expect(readFileSync(join(run, 'token'), 'utf8')).toBe(files.token);
    expect(Buffer.from(files.token, 'base64url')).toHaveLength(32);
    expect(runFile.parse(JSON.parse(readFileSync(join(run, 'daemon.json'), 'utf8')))).toEqual({ ...facts, tokenFile: join(run, 'token') });
    expect(createRunFiles(run).token).not.toBe(files.token);
    files.withdraw();
    expect(readdirSync(run)).toEqual(['token']);
  });

  test('of another engine are left alone, own ones removed', () => {
    const run = folder();
    const files = createRunFiles(run);
    files.announce(facts);
    files.withdraw();
    expect(readdirSync(run)).toEqual([]);
    files.withdraw();
  });
});

describe('the WebSocket', () => {
  const open = (api: Awaited<ReturnType<typeof serveFake>>, search = '', headers: Record<string, string> = api.bearer) =>
    new WebSocket(`${api.url.replace('http', 'ws')}/api/v1/socket${search}`, { headers });

  test('carries the messages of the stream', async () => {
    const api = await serve();
    const socket = open(api);
    const got: { kind: string }[] = [];
    socket.on('message', (data) => got.push(JSON.parse(String(data))));
    await until('snapshot', () => got.length === 1);
    expect(api.engine.watchers).toBe(1);
    api.engine.emit({ type: 'server.updated', server: 'files', view: serverView('files') });
    await until('event', () => got.length === 2);
    expect(got.map((message) => message.kind)).toEqual(['snapshot', 'event']);
    const later = open(api, '?since=10&instance=one');
    const replayed: unknown[] = [];
    later.on('message', (data) => replayed.push(JSON.parse(String(data))));
    await until('replay', () => replayed.length === 1);
    expect(replayed[0]).toMatchObject({ kind: 'event', event: { seq: 11 } });
    socket.close();
    later.terminate();
    await until('nobody looks', () => api.engine.watchers === 0 && api.handler.openStreams() === 0);
  });

  test('is closed with a reason at shutdown', async () => {
    const api = await serve();
    const socket = open(api);
    let closed: [number, string] | null = null;
    socket.on('close', (code, reason) => {
      closed = [code, String(reason)];
    });
    await until('open', () => api.engine.watchers === 1);
    await api.close();
    await until('closed', () => closed !== null);
    expect(closed).toEqual([1001, 'The engine is shutting down.']);
  });

  test('opens nowhere else, and not with a wrong question', async () => {
    const api = await serve();
    const upgrade = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    };
    const status = async (path: string) => (await raw({ port: api.port }, 'GET', path, { ...upgrade, ...api.bearer })).status;
    expect(await status('/api/v1/socket')).toBe(101);
    expect(await status('/api/v1/stream')).toBe(404);
    expect(await status('/api/v1/socket?since=x')).toBe(400);
  });

  test('a slow reader is dropped', async () => {
    const api = await serve();
    const socket = open(api);
    // before it is open here, too, a pause is ignored
    await new Promise((done) => socket.once('open', done));
    await until('open', () => api.engine.watchers === 1);
    socket.pause();
    const view = serverView('files', { description: 'x'.repeat(100_000) });
    let sent = 0;
    await until('dropped', () => {
      api.engine.emit({ type: 'server.updated', server: 'files', view });
      sent++;
      return api.engine.subscribers === 0;
    });
    expect(sent).toBeLessThan(200);
    socket.terminate();
  });
});
