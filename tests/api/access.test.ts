import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routeList } from '../../contract/routes/table.ts';
import { type Served, serveFake, token } from '../support/api-server.ts';
import { raw } from '../support/raw-http.ts';

let api: Served;
beforeAll(async () => {
  api = await serveFake();
});
afterAll(() => api.close());

const bodies: Record<string, string> = { addServer: '{"name":"x","command":"y"}' };
const cases = routeList.map(([name, route]) => ({
  name,
  method: route.method,
  path: route.path.replace('{name}', 'files'),
  access: route.access,
  headers: (route.media === 'websocket'
    ? { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' }
    : {}) as Record<string, string>,
  body: bodies[name],
}));
// what is no route is no way around either
const more = [
  '/',
  '/assets/x.js',
  '/api/v1/nothing',
  '/..%2f..%2fetc/passwd',
  '/API/v1/servers',
  '//api/v1/servers',
  '/api/v1/servers/',
].map((path) => ({ name: path, method: 'GET', path, access: 'token', headers: {}, body: undefined }));
const all = [...cases, ...more];
const guarded = all.filter((route) => route.access !== 'open');
const ask = ({ method, path, headers, body }: (typeof all)[number], given: Record<string, string> = {}, search = '') =>
  raw({ port: api.port }, method, path + search, { ...headers, ...(body ? { 'content-type': 'application/json' } : {}), ...given }, body);

describe('who may ask', () => {
  test.each(guarded)('$method $path: 401 without, with a wrong and with a query-string token', async (route) => {
    const askedBefore = [...api.engine.asked];
    for (const [given, search] of [
      [{}, ''],
      [{ authorization: 'Bearer wrong' }, ''],
      [{ authorization: `Basic ${token}` }, ''],
      [{ authorization: 'Bearer ' }, ''],
      [{}, `?token=${token}`],
      [{}, `?access_token=${token}&authorization=Bearer%20${token}`],
      [{ cookie: `roundhouse_${api.port}=${token}` }, ''],
    ] as const) {
      const answer = await ask(route, given, search);
      // a sign-in link without a code is refused for what it lacks
      const refused = route.access === 'code' ? [400, 401] : [401];
      expect(refused, JSON.stringify(given) + search).toContain(answer.status);
      expect(answer.headers['set-cookie']).toBeUndefined();
      if (answer.status === 401) {
        expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
        expect(JSON.parse(answer.text).code).toBe('unauthorized');
      }
    }
    expect(api.engine.asked).toEqual(askedBefore);
  });

  test.each(all)('$method $path: 403 for a foreign Host or Origin, token or not', async (route) => {
    const askedBefore = [...api.engine.asked];
    const port = api.port;
    const hosts = [
      'evil.example',
      `evil.example:${port}`,
      'localhost',
      `localhost:${port + 1}`,
      `127.0.0.1.evil.example:${port}`,
      `localhost.:${port}`,
      `user@localhost:${port}`,
      `0.0.0.0:${port}`,
      'x'.repeat(300),
    ];
    const origins = [
      'http://evil.example',
      'null',
      'https://localhost',
      `http://localhost:${port}.evil.example`,
      `http://localhost:${port + 1}`,
      'file://',
      `http://localhost:${port}`,
    ];
    for (const given of [{}, api.bearer] as Record<string, string>[]) {
      for (const host of hosts) {
        const answer = await ask(route, { ...given, host });
        expect([answer.status, JSON.parse(answer.text).code], host).toEqual([403, 'foreign-host']);
      }
      for (const origin of origins) {
        const answer = await ask(route, { ...given, host: `127.0.0.1:${port}`, origin });
        expect([answer.status, JSON.parse(answer.text).code], origin).toEqual([403, 'foreign-origin']);
      }
    }
    expect(api.engine.asked).toEqual(askedBefore);
  });

  test('another port of this machine is same-site for a browser, and still foreign', async () => {
    const given = { ...api.bearer, 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' };
    expect((await raw({ port: api.port }, 'GET', '/api/v1/servers', given)).status).toBe(403);
    expect((await raw({ port: api.port }, 'GET', '/api/v1/servers', { ...given, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });

  test('its own names and its own origin are let in', async () => {
    for (const name of ['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]']) {
      const host = `${name}:${api.port}`;
      const answer = await raw({ port: api.port }, 'GET', '/api/v1/servers', {
        ...api.bearer,
        host,
        origin: `http://${name.toLowerCase()}:${api.port}`,
      });
      expect(answer.status, name).toBe(200);
    }
  });

  test('only health and readiness are free', async () => {
    expect(cases.filter((route) => route.access === 'open').map((route) => route.path)).toEqual(['/health', '/ready']);
    expect((await raw({ port: api.port }, 'GET', '/health')).text).toBe('{"ok":true}');
    expect((await raw({ port: api.port }, 'GET', '/ready')).text).toBe('{"ready":true}');
    expect((await raw({ port: api.port }, 'POST', '/health')).status).toBe(401);
  });

  test('the local socket asks for the token too', async () => {
    expect((await raw({ socketPath: api.socket! }, 'GET', '/api/v1/servers', { host: 'localhost' })).status).toBe(401);
    expect((await raw({ socketPath: api.socket! }, 'GET', '/api/v1/servers', { host: 'localhost', ...api.bearer })).status).toBe(200);
    expect((await raw({ socketPath: api.socket! }, 'GET', '/api/v1/servers', { host: 'evil.example', ...api.bearer })).status).toBe(403);
  });
});

test('a request without a Host, or with one that is no name, is foreign', async () => {
  const ask = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(api.port, '127.0.0.1', () => socket.end(text));
      let answer = '';
      socket.on('data', (chunk) => {
        answer += chunk;
      });
      socket.on('error', reject);
      socket.on('close', () => resolve(answer));
    });
  const bearer = `Authorization: Bearer ${token}\r\n\r\n`;
  for (const text of [
    `GET /api/v1/servers HTTP/1.0\r\n${bearer}`,
    `GET /api/v1/servers HTTP/1.1\r\nConnection: close\r\nHost: \r\n${bearer}`,
    `GET /api/v1/servers HTTP/1.1\r\nConnection: close\r\nHost: a b\r\n${bearer}`,
    `GET http://evil.example/api/v1/servers HTTP/1.1\r\nConnection: close\r\nHost: evil.example\r\n${bearer}`,
  ]) {
    expect(await ask(text), text).toMatch(/^HTTP\/1\.1 403 [\s\S]*foreign-host/);
  }
});

test('the desktop app checks its sender itself: its page needs no token, and asks as the ui', async () => {
  const ask = (method: string, path: string) => api.handler(new Request(`app://roundhouse${path}`, { method }), { kind: 'desktop' });
  expect(await (await ask('GET', '/api/v1/servers')).json()).toHaveLength(2);
  expect((await ask('POST', '/api/v1/servers/files/start')).status).toBe(200);
  expect(api.engine.asked.at(-1)).toBe('start {"names":["files"]} by ui');
  const stream = await ask('GET', '/api/v1/stream');
  expect(api.engine.watchers).toBe(1);
  await stream.body!.cancel();
  expect(api.engine.watchers).toBe(0);
});

describe('beyond loopback', () => {
  test('needs allowed hosts, and has the Host of health and readiness unchecked', async () => {
    const wide = await serveFake({ rules: { host: '0.0.0.0', allowedHosts: ['box.lan', 'gate.lan:8443'] } });
    const host = (name: string) => raw({ port: wide.port }, 'GET', '/api/v1/servers', { ...wide.bearer, host: name });
    try {
      expect((await host('box.lan')).status).toBe(200);
      expect((await host('box.lan:1234')).status).toBe(200);
      expect((await host('gate.lan:8443')).status).toBe(200);
      expect((await host('gate.lan')).status).toBe(403);
      expect((await host('10.0.0.9')).status).toBe(403);
      expect((await raw({ port: wide.port }, 'GET', '/health', { host: '10.0.0.9' })).status).toBe(200);
      expect((await raw({ port: wide.port }, 'GET', '/ready', { host: '10.0.0.9' })).status).toBe(200);
      expect((await raw({ port: wide.port }, 'GET', '/health', { host: '10.0.0.9', origin: 'http://evil.example' })).status).toBe(403);
    } finally {
      await wide.close();
    }
  });

  test('an empty list is refused before anything listens', async () => {
    await expect(serveFake({ rules: { host: '0.0.0.0', allowedHosts: [] } })).rejects.toMatchObject({ code: 'config-invalid' });
  });
});
