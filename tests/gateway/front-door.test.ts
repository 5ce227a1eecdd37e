// Who gets to speak, and what is refused before anybody listens.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isFrontPath } from '../../core/gateway/front/front.ts';
import { raw } from '../support/raw-http.ts';
import { call, type ServedFront, serveFront, stateless, token } from './support/serve-front.ts';

let served: ServedFront;
const digest = (text: string) => createHash('sha256').update(text).digest('hex');
beforeAll(async () => {
  const tokens = new Map([
    [digest('of-work'), { label: 'worker', profile: 'work' }],
    [digest('of-any'), { label: 'anybody' }],
  ]);
  served = await serveFront({ clientToken: (given) => tokens.get(given) ?? null, limits: { bodyBytes: 256 * 1024 } });
});
afterAll(() => served.close());

const initialize = { jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {} } };

describe('the door', () => {
  const auth = { authorization: `Bearer ${token}` };
  const refused: [string, Record<string, string>, number, string][] = [
    ['a foreign Host, with the token', { ...auth, host: 'evil.example' }, 403, 'foreign-host'],
    ['another port in Host', { ...auth, host: '127.0.0.1:1' }, 403, 'foreign-host'],
    ['a foreign Host wins over a missing token', { host: 'evil.example' }, 403, 'foreign-host'],
    ['a foreign Origin, with the token', { ...auth, origin: 'https://evil.example' }, 403, 'foreign-origin'],
    ['a foreign Origin wins over a wrong token', { authorization: 'Bearer x', origin: 'https://evil.example' }, 403, 'foreign-origin'],
    ['a page of another port', { ...auth, 'sec-fetch-site': 'same-site' }, 403, 'foreign-origin'],
    ['no token', {}, 401, 'unauthorized'],
    ['a wrong token', { authorization: 'Bearer wrong' }, 401, 'unauthorized'],
    ['the token in another scheme', { authorization: `Basic ${token}` }, 401, 'unauthorized'],
    ['the token as a cookie', { cookie: `roundhouse=${token}` }, 401, 'unauthorized'],
  ];
  test.each(refused)('%s', async (_, headers, status, code) => {
    for (const path of ['/mcp', '/mcp/p/work', '/mcp/p/nobody', '/mcp/other', '/mcp?token=front-token']) {
      for (const method of ['POST', 'GET', 'DELETE', 'OPTIONS', 'PUT']) {
        const body = method === 'POST' || method === 'PUT' ? JSON.stringify(initialize) : undefined;
        const answer = await raw({ port: served.port }, method, path, { ...headers, 'content-type': 'application/json' }, body);
        expect(answer.status, `${method} ${path}`).toBe(status);
        expect(answer.headers['content-type']).toBe('application/problem+json');
        expect(JSON.parse(answer.text).code).toBe(code);
        if (status === 401) expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
      }
    }
    expect(served.front.counts().sessions).toBe(0);
    expect(served.router.calls).toEqual([]);
  });

  test('profiles: by the address, by the token, and unknown ones', async () => {
    const of = async (path: string, bearer: string) => {
      const answer = await served.post(initialize, { authorization: `Bearer ${bearer}` }, path);
      return answer.status === 200 ? JSON.parse(answer.text).result.instructions : `${answer.status} ${JSON.parse(answer.text).code}`;
    };
    expect(await of('/mcp', token)).toBe('profile default');
    expect(await of('/mcp/', token)).toBe('profile default');
    expect(await of('/mcp/p/work', token)).toBe('profile work');
    expect(await of('/mcp/p/w%6frk', token)).toBe('profile work');
    expect(await of('/mcp/p/nobody', token)).toBe('404 not-found');
    expect(await of('/mcp/p/%ff', token)).toBe('404 not-found');
    expect(await of('/mcp/else', token)).toBe('404 not-found');
    expect(await of('/mcp', 'of-any')).toBe('profile default');
    expect(await of('/mcp', 'of-work')).toBe('profile work');
    expect(await of('/mcp/p/work', 'of-work')).toBe('profile work');
    expect(await of('/mcp/p/default', 'of-work')).toBe('403 forbidden');
  });

  test('a session belongs to its bearer and its profile', async () => {
    const mine = await served.session({ token: 'of-any' });
    expect((await served.post(call('echo', { message: 'a' }), mine)).status).toBe(200);
    const stolen = { ...mine, authorization: `Bearer ${token}` };
    expect((await served.post(call('echo', { message: 'a' }), stolen)).status).toBe(404);
    expect((await served.post(call('echo', { message: 'a' }), mine, '/mcp/p/work')).status).toBe(404);
    const caller = JSON.parse((await served.post(call('caller'), mine)).text).result.content[0].text;
    expect(JSON.parse(caller)).toMatchObject({ label: 'anybody', generation: 'handshake', profile: 'default' });
  });

  test('who a request is of, as far as can be known: its session, its bridge, its own token, or itself', async () => {
    const ownerOf = async (...[body, headers]: ReturnType<typeof stateless>) => {
      const { text } = await served.post(body, headers);
      return JSON.parse(JSON.parse(text).result.content[0].text).owner as string;
    };
    const modern = (more: Record<string, string>) => {
      const [body, headers] = stateless('tools/call', { name: 'caller' });
      return ownerOf(body, { ...headers, ...more });
    };
    const mine = { authorization: 'Bearer of-any' };
    const [session, same] = [await served.session({ name: 'twin' }), await served.session({ name: 'twin' })];
    const owners = {
      sessions: [await ownerOf(call('caller'), session), await ownerOf(call('caller'), same)],
      again: await ownerOf(call('caller'), session),
      bridges: [await modern({ 'roundhouse-bridge': 'one' }), await modern({ 'roundhouse-bridge': 'two' })],
      bridgeAgain: await modern({ 'roundhouse-bridge': 'one' }),
      // the id of a bridge says nothing under another token
      otherBearer: await modern({ ...mine, 'roundhouse-bridge': 'one' }),
      token: [await modern(mine), await modern(mine)],
      unknown: [await modern({}), await modern({})],
    };
    expect([owners.again, owners.bridgeAgain, owners.token[1]]).toEqual([owners.sessions[0], owners.bridges[0], owners.token[0]]);
    const all = [...owners.sessions, ...owners.bridges, owners.otherBearer, owners.token[0], ...owners.unknown];
    expect(new Set(all).size).toBe(8);
    for (const owner of all) expect(owner).not.toMatch(/undefined|of-any|front-token/);
  });

  test('which addresses are ours', () => {
    expect(['/mcp', '/mcp/', '/mcp?x', '/mcp/p/x', '/mcps/x/health', '/mcpx', '/', undefined].map(isFrontPath)).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('bodies', () => {
  const rpc = (text: string) => JSON.parse(text).error?.code;
  test.each<[string, string | Buffer, number, number]>([
    ['nothing', '', 400, -32700],
    ['half of it', '{"jsonrpc":"2.0","id":1', 400, -32700],
    ['no JSON', 'hello', 400, -32700],
    ['broken text', Buffer.from([0x22, 0xff, 0xfe]), 400, -32700],
    ['a number', '7', 400, -32600],
    ['null', 'null', 400, -32600],
    ['an object', '{}', 400, -32600],
    ['another version', '{"jsonrpc":"1.0","id":1,"method":"ping"}', 400, -32600],
    ['no version', '{"id":1,"method":"ping"}', 400, -32600],
    ['id null', '{"jsonrpc":"2.0","id":null,"method":"ping"}', 400, -32600],
    ['id an object', '{"jsonrpc":"2.0","id":{},"method":"ping"}', 400, -32600],
    ['method a number', '{"jsonrpc":"2.0","id":1,"method":7}', 400, -32600],
    ['an empty batch', '[]', 400, -32600],
    ['a batch with something else', '[1]', 400, -32600],
    ['initialize in a batch', `[${JSON.stringify(initialize)}]`, 400, -32600],
    ['a huge batch', JSON.stringify(Array.from({ length: 101 }, (_, id) => ({ jsonrpc: '2.0', id, method: 'ping' }))), 400, -32600],
    ['deep arrays', '['.repeat(50_000) + ']'.repeat(50_000), 400, -32600],
    ['deep objects behind a string', `{"a":"\\"[","b":${'{"x":'.repeat(3000)}1${'}'.repeat(3000)}}`, 400, -32600],
    ['too much', `"${'x'.repeat(300 * 1024)}"`, 413, -32000],
  ])('%s', async (_, body, status, code) => {
    const answer = await served.post(body);
    expect([answer.status, rpc(answer.text)]).toEqual([status, code]);
    expect(answer.headers['content-type']).toBe('application/json');
  });

  test('a body that grows beyond the limit without saying so', async () => {
    const answer = await served.post('x'.repeat(400 * 1024), { 'transfer-encoding': 'chunked' });
    expect(answer.status).toBe(413);
  });

  test('types and codings', async () => {
    const status = async (headers: Record<string, string | null>) => (await served.post(initialize, headers)).status;
    expect(await status({ 'content-type': 'text/plain' })).toBe(415);
    expect(await status({ 'content-type': 'application/x-www-form-urlencoded' })).toBe(415);
    expect(await status({ 'content-encoding': 'gzip' })).toBe(415);
    expect(await status({ 'content-type': 'application/json; charset=utf-8' })).toBe(200);
    expect(await status({ 'content-type': null })).toBe(200);
  });

  test('brackets in long strings are no depth', async () => {
    const session = await served.session();
    const message = `${'[{"'.repeat(20_000)}\\`;
    const answer = await served.post(call('echo', { message }), session);
    expect(JSON.parse(answer.text).result.content[0].text).toBe(`Echo: ${message}`);
  });

  test('without a session there is only POST', async () => {
    for (const method of ['GET', 'DELETE', 'PUT', 'OPTIONS']) {
      const answer = await raw({ port: served.port }, method, '/mcp', { authorization: `Bearer ${token}`, accept: 'text/event-stream' });
      expect([answer.status, answer.headers.allow]).toEqual([405, 'POST']);
    }
  });
});
