import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { problemDocument } from '../../contract/errors.ts';
import type { Route } from '../../contract/routes/route.ts';
import { type RouteName, routeList, routes } from '../../contract/routes/table.ts';
import { type Served, serveFake } from '../support/api-server.ts';
import { fakeEngine, serverView } from '../support/fake-engine.ts';
import { type RawAnswer, raw } from '../support/raw-http.ts';

let api: Served;
beforeAll(async () => {
  api = await serveFake({
    engine: fakeEngine([serverView('files'), serverView('a/b @c, d', { groups: ['web'], kind: 'service' }), serverView('broken')]),
  });
});
afterAll(() => api.close());

const ask = (method: string, path: string, body?: string | Buffer, headers: Record<string, string> = {}): Promise<RawAnswer> =>
  raw(
    { port: api.port },
    method,
    path,
    { ...api.bearer, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    body,
  );
const problem = (answer: RawAnswer) => {
  expect(answer.headers['content-type']).toBe('application/problem+json');
  const document = problemDocument.parse(JSON.parse(answer.text));
  expect(document.status).toBe(answer.status);
  return document;
};
/** signs a browser in, and answers its id */
async function aSession(): Promise<string> {
  const { code } = JSON.parse((await ask('POST', '/api/v1/login-codes')).text);
  await ask('GET', `/login?code=${code}`);
  return JSON.parse((await ask('GET', '/api/v1/sessions')).text)[0].id;
}
const lastAsked = () => api.engine.asked.at(-1);

describe('every route', () => {
  const answered = routeList.filter(([, route]) => route.media === 'application/json');
  test.each(answered)('%s answers what the table says', async (name: RouteName, route: Route) => {
    const needed: Partial<Record<RouteName, string>> = {
      approveTools: '{"server":"files"}',
      addServer: '{"name":"x","url":"http://127.0.0.1:1/mcp"}',
      addClientToken: '{"name":"x"}',
      muteAlerts: '{"server":"files"}',
      unmuteAlerts: '{"server":"files"}',
      editConfig: '{"edits":[{"path":["trust"],"value":"ask"}]}',
      undoConfig: '{"undo":"x"}',
    };
    const body = needed[name] ?? (route.body ? '{}' : undefined);
    const which = name === 'endBrowserSession' ? await aSession() : 'files';
    const answer = await ask(route.method, route.path.replace(/\{(name|token|tool|id|session)\}/, which), body);
    expect(answer.status).toBe(route.status);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    (route.answer as z.ZodType).parse(JSON.parse(answer.text));
  });

  test('lists are bare arrays', async () => {
    for (const path of [
      'servers',
      'events',
      'audit',
      'logs',
      'servers/files/logs',
      'servers/files/events',
      'servers/files/tools',
      'servers/files/metrics',
    ]) {
      expect(Array.isArray(JSON.parse((await ask('GET', `/api/v1/${path}`)).text)), path).toBe(true);
    }
  });

  test('figures are Prometheus text', async () => {
    const answer = await ask('GET', '/metrics');
    expect(answer.headers['content-type']).toContain('text/plain; version=0.0.4');
    expect(answer.text).toContain('roundhouse_servers 2');
  });

  test('readiness says why not', async () => {
    const early = await serveFake({ notReady: () => 'The config has an error in line 3.' });
    const answer = await raw({ port: early.port }, 'GET', '/ready');
    expect(problem(answer)).toMatchObject({ status: 503, code: 'not-ready', detail: 'The config has an error in line 3.' });
    expect((await raw({ port: early.port }, 'GET', '/health')).status).toBe(200);
    await early.close();
  });
});

describe('names', () => {
  const odd = 'a/b @c, d';
  test('are percent-decoded, once', async () => {
    expect(JSON.parse((await ask('GET', `/api/v1/servers/${encodeURIComponent(odd)}`)).text).name).toBe(odd);
    expect(problem(await ask('GET', `/api/v1/servers/${encodeURIComponent(encodeURIComponent(odd))}`)).code).toBe('unknown-server');
    expect(problem(await ask('GET', '/api/v1/servers/%E0%A4%A')).status).toBe(404);
  });
  test.each(
    routeList
      .filter(([, route]) => route.path.includes('{name}'))
      .map(([name, route]) => ({ name, method: route.method, path: route.path })),
  )('$method $path: an unknown one is 404 and says which are known', async ({ method, path }) => {
    const document = problem(await ask(method, path.replace('{name}', 'filez')));
    expect(document).toMatchObject({ status: 404, code: 'unknown-server' });
    expect(document.detail).toContain('“filez”');
    expect(document.detail).toContain('files');
  });
  test('of logs may be many; one alone is split at its commas', async () => {
    expect((await ask('GET', `/api/v1/logs?names=files,broken`)).status).toBe(200);
    const name = encodeURIComponent(odd);
    expect((await ask('GET', `/api/v1/logs?names=${name}&names=files`)).status).toBe(200);
    expect((await ask('GET', '/api/v1/logs?names=roundhouse')).status).toBe(200);
    expect(problem(await ask('GET', '/api/v1/logs?names=files,nobody')).detail).toContain('“nobody”');
  });
});

describe('acting', () => {
  test('waits, or does not', async () => {
    expect((await ask('POST', '/api/v1/servers/files/restart')).status).toBe(200);
    expect(lastAsked()).toBe('restart {"names":["files"]} by api');
    const answer = await ask('POST', '/api/v1/servers/files/start?wait=0');
    expect(answer.status).toBe(202);
    expect(JSON.parse(answer.text)).toEqual([{ name: 'files', ok: true, state: 'running' }]);
    expect(lastAsked()).toBe('start {"names":["files"]} by api nowait');
    expect((await ask('POST', '/api/v1/servers/stop?wait=0', '{"group":"web"}')).status).toBe(202);
    expect(lastAsked()).toBe('stop {"group":"web"} by api nowait');
    expect((await ask('POST', '/api/v1/servers/files/disable?wait=0')).status).toBe(202);
    expect(lastAsked()).toBe('disable files by api');
  });
  test('no body is all, an empty list is a mistake', async () => {
    expect((await ask('POST', '/api/v1/servers/start')).status).toBe(200);
    expect(lastAsked()).toBe('start {} by api');
    expect(problem(await ask('POST', '/api/v1/servers/stop', '{"names":[]}')).detail).toBe(
      'The key “names” must not be empty. It is: servers by name; left out: all.',
    );
    expect(lastAsked()).toBe('start {} by api');
  });
  test('the asker is named for the audit', async () => {
    for (const [given, by] of [
      ['cli', 'cli'],
      ['mcp', 'mcp'],
      ['engine', 'api'],
      ['root', 'api'],
    ] as const) {
      await ask('POST', '/api/v1/servers/files/stop', undefined, { 'x-roundhouse-actor': given });
      expect(lastAsked()).toBe(`stop {"names":["files"]} by ${by}`);
    }
  });
  test('a pause has a duration, a group and a kind', async () => {
    await ask('POST', '/api/v1/servers/pause', '{"for":"15m"}');
    expect(lastAsked()).toBe('pause all 900000 by api');
    await ask('POST', '/api/v1/servers/pause', '{"kind":"service"}');
    expect(lastAsked()).toBe('pause a/b @c, d null by api');
    await ask('POST', '/api/v1/servers/resume', '{"group":"web"}');
    expect(lastAsked()).toBe('resume a/b @c, d by api');
    expect(problem(await ask('POST', '/api/v1/servers/pause', '{"group":"nope"}')).status).toBe(404);
    expect(problem(await ask('POST', '/api/v1/servers/pause', '{"for":"15"}')).detail).toContain('is a duration such as 15m');
  });
  test('a server is added by command or by url', async () => {
    const answer = await ask('POST', '/api/v1/servers', '{"name":"n w","command":"node","args":["x"]}');
    expect(answer.status).toBe(201);
    expect(answer.headers.location).toBe('/api/v1/servers/n%20w');
    expect(problem(await ask('POST', '/api/v1/servers', '{"name":"x"}')).detail).toBe('A server has either a “command” or a “url”.');
    expect(problem(await ask('POST', '/api/v1/servers', '{"name":"x","url":"file:///etc"}')).status).toBe(400);
  });
});

describe('mistakes are explained', () => {
  test.each([
    ['GET', '/api/v1/logs?line=3', 'There is no parameter “line” here. Did you mean “lines”?'],
    ['GET', '/api/v1/logs?lines=many', 'The parameter “lines” must be a number. It is: how many of the past.'],
    ['GET', '/api/v1/logs?lines=99999', 'The parameter “lines” must be at most 10000. It is: how many of the past.'],
    [
      'GET',
      '/api/v1/logs?since=yesterday',
      'The parameter “since” does not fit: it is a time such as 2026-11-21T08:00:00Z, or an age such as 10m. It is: a time, or an age such as 10m.',
    ],
    ['GET', '/api/v1/logs?level=loud', 'The parameter “level” must be one of debug, info, warn, error. It is: this level and above.'],
    ['GET', '/api/v1/logs?grep=(', 'The parameter “grep” is not a regular expression'],
    ['GET', '/api/v1/servers?x=1', 'There is no parameter “x” here. It takes none.'],
    ['POST', '/api/v1/servers/files/start?wait=maybe', 'The parameter “wait”'],
    ['GET', '/api/v1/servers/files/metrics?from=1h&to=2h', 'The parameter “from” lies after “to”.'],
  ])('%s %s', async (method, path, words) => {
    const document = problem(await ask(method, path));
    expect(document).toMatchObject({ status: 400, code: 'bad-request' });
    expect(document.detail).toContain(words);
  });
  test('empty parameters count as left out', async () => {
    expect((await ask('GET', '/api/v1/servers/files/logs?lines=&since=&grep=')).status).toBe(200);
  });
  test('bodies', async () => {
    const start = '/api/v1/servers/start';
    expect(problem(await ask('POST', start, '{nope')).code).toBe('bad-json');
    expect(problem(await ask('POST', start, '[]')).detail).toBe('The body must be a JSON object.');
    expect(problem(await ask('POST', start, '{"name":"files"}')).detail).toBe('There is no key “name” here. Did you mean “names”?');
    expect(problem(await ask('POST', start, '{"names":"files"}')).detail).toContain('The key “names” must be an array');
    expect(problem(await ask('POST', start, 'names=files', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(415);
    expect(problem(await ask('POST', start, '{}', { 'content-type': 'text/plain' })).status).toBe(415);
    expect(problem(await ask('POST', start, '{}', { 'content-encoding': 'gzip' })).status).toBe(415);
    expect(problem(await raw({ port: api.port }, 'POST', start, { ...api.bearer, 'transfer-encoding': 'chunked' }, '{}')).status).toBe(415);
    expect(problem(await ask('POST', start, Buffer.from([0x22, 0xff, 0x22]))).code).toBe('bad-json');
    expect((await ask('POST', start, '{}', { 'content-type': 'application/json; charset=utf-8' })).status).toBe(200);
  });
  test('a body above 1 MiB is refused, announced or not', async () => {
    const large = Buffer.alloc(1024 * 1024 + 1, ' ');
    expect(problem(await ask('POST', '/api/v1/servers/start', large)).code).toBe('too-large');
    expect(problem(await ask('POST', '/api/v1/servers/start', large, { 'transfer-encoding': 'chunked' })).code).toBe('too-large');
    const fits = Buffer.concat([Buffer.alloc(1024 * 1024 - 2, ' '), Buffer.from('{}')]);
    expect((await ask('POST', '/api/v1/servers/start', fits)).status).toBe(200);
  });
  test('no such path, no such method', async () => {
    expect(problem(await ask('GET', '/api/v1/nothing')).code).toBe('not-found');
    expect(problem(await ask('GET', '/api/v1/servers/')).code).toBe('not-found');
    for (const [method, path, allow] of [
      ['PUT', '/api/v1/servers', 'GET, HEAD, POST'],
      ['DELETE', '/api/v1/snapshot', 'GET, HEAD'],
      ['GET', '/api/v1/servers/files/start', 'POST'],
      ['PATCH', '/api/v1/servers/start', 'DELETE, GET, HEAD, POST'],
      ['HEAD', '/api/v1/stream', 'GET'],
      ['POST', '/', 'GET, HEAD'],
      ['OPTIONS', '/api/v1/servers', 'GET, HEAD, POST'],
    ]) {
      const answer = await ask(method!, path!);
      expect([answer.status, answer.headers.allow], `${method} ${path}`).toEqual([405, allow]);
    }
    expect((await ask('HEAD', '/api/v1/snapshot')).status).toBe(200);
    expect(api.handler.openStreams()).toBe(0);
  });
  test('a WebSocket address asked plainly says so', async () => {
    expect(problem(await ask('GET', routes.socket.path))).toMatchObject({ status: 426, code: 'upgrade-required' });
  });
  test('what nobody expected shows nothing of the inside, and is logged', async () => {
    const logged: unknown[] = [];
    const log = { info() {}, warn() {}, error: (...all: unknown[]) => void logged.push(all) };
    const other = await serveFake({ log, engine: fakeEngine([serverView('broken')]) });
    const answer = await raw({ port: other.port }, 'GET', '/api/v1/servers/broken/health', other.bearer);
    expect(problem(answer)).toMatchObject({ status: 500, code: 'internal' });
    expect(answer.text).not.toContain('passwd');
    expect(JSON.stringify(logged)).toContain('passwd');
    await other.close();
  });
});
