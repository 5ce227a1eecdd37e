import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSessions } from '../../core/api/sessions.ts';
import { type Served, serveFake } from '../support/api-server.ts';
import { raw } from '../support/raw-http.ts';

let api: Served;
let page: string;
beforeAll(async () => {
  page = mkdtempSync(join(tmpdir(), 'rh-page-'));
  mkdirSync(join(page, 'renderer', 'assets'), { recursive: true });
  writeFileSync(join(page, 'secret.txt'), 'secret');
  writeFileSync(join(page, 'renderer', 'index.html'), '<!doctype html><title>Roundhouse</title>');
  writeFileSync(join(page, 'renderer', 'first.js'), '1');
  writeFileSync(join(page, 'renderer', 'assets', 'index-Dk3j_a9Q.js'), '2');
  symlinkSync(join(page, 'secret.txt'), join(page, 'renderer', 'link.txt'));
  api = await serveFake({ page: join(page, 'renderer') });
});
afterAll(async () => {
  await api.close();
  rmSync(page, { recursive: true });
});

const ask = (method: string, path: string, headers: Record<string, string> = {}, body?: string) =>
  raw({ port: api.port }, method, path, headers, body);
const browser = { accept: 'text/html,*/*', 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' };

async function signIn(): Promise<{ cookie: string; code: string }> {
  const { code, url } = await api.client.createLoginCode();
  expect(url).toBe(`${api.url}/login?code=${code}`);
  const answer = await ask('GET', `/login?code=${code}`, browser);
  expect([answer.status, answer.headers.location]).toEqual([303, '/']);
  const set = String(answer.headers['set-cookie']);
  expect(set).toMatch(new RegExp(`^roundhouse_${api.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`));
  return { cookie: set.split(';')[0]!, code };
}

describe('a browser', () => {
  test('that is not signed in gets a page that says how, programs a problem document', async () => {
    const answer = await ask('GET', '/', browser);
    expect(answer.status).toBe(401);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.text).toContain('roundhouse open');
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    expect((await ask('GET', '/', { accept: '*/*' })).headers['content-type']).toBe('application/problem+json');
  });

  test('signs in with a code, once, and out again', async () => {
    const { cookie, code } = await signIn();
    expect((await ask('GET', '/api/v1/servers', { cookie })).status).toBe(200);
    const again = await ask('GET', `/login?code=${code}`, browser);
    expect([again.status, again.headers['set-cookie']]).toEqual([401, undefined]);
    expect(again.text).toContain('used already');
    const out = await ask('POST', '/api/v1/logout', { cookie, origin: api.url });
    expect(String(out.headers['set-cookie'])).toContain('Max-Age=0');
    expect((await ask('GET', '/api/v1/servers', { cookie })).status).toBe(401);
  });

  test('a HEAD does not use the code up', async () => {
    const { code } = await api.client.createLoginCode();
    expect((await ask('HEAD', `/login?code=${code}`)).status).toBe(405);
    expect((await ask('GET', `/login?code=${code}`)).status).toBe(303);
  });

  test('is the ui for the audit, whatever it says', async () => {
    const { cookie } = await signIn();
    await ask('POST', '/api/v1/servers/files/stop', { cookie, origin: api.url, 'x-roundhouse-actor': 'cli' });
    expect(api.engine.asked.at(-1)).toBe('stop {"names":["files"]} by ui');
  });

  test('cannot be made to change anything by another page', async () => {
    const { cookie } = await signIn();
    const before = [...api.engine.asked];
    const form = 'application/x-www-form-urlencoded';
    for (const [given, status] of [
      [{ origin: 'http://evil.example' }, 403],
      [{ origin: 'null' }, 403],
      [{ origin: 'http://evil.example', 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'cross-site' }, 403],
      [{ origin: `http://localhost:${api.port}` }, 403],
      [{}, 403],
      [{ origin: api.url, 'content-type': form }, 415],
      [{ origin: api.url, 'content-type': 'text/plain' }, 415],
    ] as const) {
      const answer = await ask('POST', '/api/v1/servers/stop', { cookie, ...given }, '{}');
      expect(answer.status, JSON.stringify(given)).toBe(status);
    }
    expect(api.engine.asked).toEqual(before);
  });

  test('a wrong token is not made good by a session', async () => {
    const { cookie } = await signIn();
    expect((await ask('GET', '/api/v1/servers', { cookie, authorization: 'Bearer wrong' })).status).toBe(401);
  });
});

test('codes end after a minute, sessions are limited', () => {
  let now = 0;
  const sessions = createSessions(() => now);
  const { code } = sessions.issue();
  now = 60_000;
  expect(sessions.redeem(code)).toBeNull();
  const first = sessions.redeem(sessions.issue().code)!;
  expect(sessions.holds(first)).toBe(true);
  for (let at = 0; at < 200; at++) sessions.redeem(sessions.issue().code);
  expect(sessions.holds(first)).toBe(false);
  const last = sessions.redeem(sessions.issue().code)!;
  now += 31 * 24 * 3_600_000;
  expect(sessions.holds(last)).toBe(false);
});

test('who is signed in is known by an id that opens nothing, and what is open with a session ends with it', () => {
  const sessions = createSessions(() => 0);
  const first = sessions.redeem(sessions.issue().code, 'Firefox')!;
  const second = sessions.redeem(sessions.issue().code)!;
  expect(sessions.list().map(({ agent }) => agent)).toEqual([null, 'Firefox']);
  sessions.holds(first);
  const [last] = sessions.list();
  expect(last).toMatchObject({ agent: 'Firefox', id: sessions.idOf(first) });
  expect(sessions.holds(last!.id)).toBe(false);
  const ended: string[] = [];
  sessions.onEnd(first, () => ended.push('stream'));
  sessions.onEnd(first, () => ended.push('closed before'))();
  sessions.onEnd(second, () => ended.push('of another'));
  expect(sessions.endOf(last!.id)).toBe(true);
  expect(sessions.endOf(last!.id)).toBe(false);
  expect(ended).toEqual(['stream']);
  expect([sessions.holds(first), sessions.holds(second)]).toEqual([false, true]);
});

test('signs another browser out: what it follows ends, and it comes in no more', async () => {
  const [{ cookie: here }, { cookie: there }] = [await signIn(), await signIn()];
  const list = JSON.parse((await ask('GET', '/api/v1/sessions', { cookie: here })).text) as { id: string; here: boolean }[];
  expect(list.filter((one) => one.here)).toHaveLength(1);
  const followed = ask('GET', '/api/v1/stream', { cookie: there });
  const other = (JSON.parse((await ask('GET', '/api/v1/sessions', { cookie: there })).text) as typeof list).find((one) => one.here)!;
  expect(other.id).not.toBe(list.find((one) => one.here)!.id);
  const own = { cookie: here, origin: api.url };
  expect((await ask('DELETE', `/api/v1/sessions/${other.id}`, own)).status).toBe(200);
  expect((await followed).text).toContain('This browser was signed out.');
  expect((await ask('GET', '/api/v1/servers', { cookie: there })).status).toBe(401);
  expect((await ask('GET', '/api/v1/servers', { cookie: here })).status).toBe(200);
  expect((await ask('DELETE', `/api/v1/sessions/${other.id}`, own)).status).toBe(404);
});

describe('the page', () => {
  test('is served under strict rules', async () => {
    const { cookie } = await signIn();
    const answer = await ask('GET', '/', { cookie, ...browser });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-security-policy']).toMatchInlineSnapshot(
      `"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"`,
    );
    expect(answer.headers['referrer-policy']).toBe('no-referrer');
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(answer.headers['cache-control']).toBe('no-cache');
  });

  test('keeps what has a digest in its name, asks again for the rest', async () => {
    const asset = await ask('GET', '/assets/index-Dk3j_a9Q.js', api.bearer);
    expect(asset.headers['cache-control']).toBe('private, max-age=31536000, immutable');
    expect(asset.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect((await ask('GET', '/first.js', api.bearer)).headers['cache-control']).toBe('no-cache');
  });

  test.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/..\\secret.txt',
    '//secret.txt',
    '/link.txt',
    '/assets',
    '/secret.txt%00.js',
    '/constructor',
    '/logs',
  ])('gives nothing for %s', async (path) => {
    const answer = await ask('GET', path, api.bearer);
    expect(answer.text).not.toBe('secret');
    expect([400, 403, 404]).toContain(answer.status);
  });

  test('that is not built says so', async () => {
    const bare = await serveFake({ page: join(page, 'nowhere') });
    const answer = await raw({ port: bare.port }, 'GET', '/', bare.bearer);
    expect([answer.status, answer.text.includes('npm run build')]).toEqual([503, true]);
    await bare.close();
  });
});

test('the API is described on a page of its own', async () => {
  const answer = await ask('GET', '/api/docs', api.bearer);
  expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(answer.text).toContain('/api/v1/servers/{name}/logs');
  expect(answer.text).toContain('needs no token');
});
