// The HTTP surface as a script would meet it: plain fetch, the token of the run folder, and nothing of our own in between.
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Event, Snapshot, StreamMessage } from '../../contract/events.ts';
import type { SettingsView } from '../../contract/routes/config.ts';
import { serverView } from '../../contract/server.ts';
import { cheap, fixture, LiveEngine, until } from '../support/live-engine.ts';

type Json = Record<string, unknown>;
let engine: LiveEngine;
beforeAll(async () => {
  engine = new LiveEngine({
    mcpJson: {
      files: cheap(),
      'a/b c@d': { ...cheap(), args: [fixture('echo.sh'), 'other'] },
      dies: { command: 'sh', args: ['-c', 'echo why >&2; exit 7'] },
    },
    config: [
      'defaults: { restart: { max: 1, backoff: { initial: 0s } } }',
      'groups: { web: [site, files] }',
      'services:',
      '  site: { command: [sh, -c, "echo from site; sleep 600"] }',
      '  once: { command: [sh, -c, "exit 0"] }',
      'servers: { off: { command: sh, enabled: false } }',
    ].join('\n'),
  });
  await engine.start();
  await engine.running('files');
  await engine.running('a/b c@d');
  await engine.running('site');
  await engine.until('dies', (view) => view.state === 'crashed');
});
afterAll(() => engine.close());

const ask = async (method: string, path: string, { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {}) => {
  const response = await fetch(`${engine.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${engine.token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  return { status: response.status, type, text, json: (/json/.test(type) ? JSON.parse(text) : null) as Json & Json[] };
};

/** `fetch` does not let a Host be set. */
const rawStatus = (path: string, headers: Record<string, string>) =>
  new Promise<number>((done, fail) => {
    const { hostname, port } = new URL(engine.url);
    const sent = request({ hostname, port, path, headers }, (answer) => {
      answer.resume();
      done(answer.statusCode!);
    });
    sent.on('error', fail).end();
  });

describe('who may ask', () => {
  it('a foreign Host or Origin is 403 before a missing token is 401 before an unknown name is 404', async () => {
    for (const path of ['/api/v1/servers', '/api/v1/servers/nobody', '/health', '/nowhere', '/metrics', '/']) {
      expect(await rawStatus(path, { host: 'evil.example' }), path).toBe(403);
      expect(await rawStatus(path, { origin: 'http://evil.example' }), path).toBe(403);
    }
    for (const path of ['/api/v1/servers/nobody', '/api/v1/nowhere', '/metrics', '/api/v1/openapi.json', '/api/docs', '/api/v1/settings']) {
      expect(await rawStatus(path, {}), path).toBe(401);
      expect(await rawStatus(path, { authorization: 'Bearer wrong' }), path).toBe(401);
    }
    expect((await ask('GET', '/api/v1/servers/nobody')).status).toBe(404);
    expect((await ask('GET', '/api/v1/nowhere')).status).toBe(404);
    expect(await rawStatus('/health', {})).toBe(200);
    expect(await rawStatus('/ready', {})).toBe(200);
  });

  it('errors are problem documents with a code', async () => {
    const refusals = [
      await ask('GET', '/api/v1/servers/nobody'),
      await ask('POST', '/api/v1/servers/nobody/start'),
      await ask('POST', '/api/v1/servers/start', { body: { names: ['nobody'] } }),
      await ask('POST', '/api/v1/servers/stop', { body: { group: 'nobody' } }),
      await ask('GET', '/api/v1/servers/files/logs?lines=many'),
      await ask('GET', '/api/v1/servers/files', { headers: { authorization: 'Bearer no' } }),
    ];
    expect(refusals.map(({ status }) => status)).toEqual([404, 404, 404, 404, 400, 401]);
    for (const { type, json, status } of refusals) {
      expect(type).toMatch(/^application\/problem\+json/);
      expect(json).toEqual(
        expect.objectContaining({
          type: expect.any(String),
          title: expect.any(String),
          status,
          detail: expect.any(String),
          code: expect.any(String),
        }),
      );
    }
    expect(refusals[0]!.json.code).toBe('unknown-server');
  });
});

describe('servers', () => {
  it('are a bare array of views with the promised keys and types', async () => {
    const { json, status } = await ask('GET', '/api/v1/servers');
    expect(status).toBe(200);
    expect(Array.isArray(json)).toBe(true);
    expect(json.map((view) => view.name).sort()).toEqual(['a/b c@d', 'dies', 'files', 'off', 'once', 'site']);
    for (const view of json) expect(serverView.strict().safeParse(view).error, String(view.name)).toBeUndefined();
    const [files, dies, site, off] = ['files', 'dies', 'site', 'off'].map((name) => json.find((view) => view.name === name)!);
    expect(files).toMatchObject({
      kind: 'stdio',
      state: 'running',
      wanted: 'up',
      pid: expect.any(Number),
      startedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      restarts: 0,
      health: { ok: true, checkedAt: expect.any(String), latencyMs: expect.any(Number), reason: null },
      tools: 1,
      group: 'web',
      dependsOn: [],
      sources: [{ client: 'mcp-json', file: engine.mcpFile }],
      reason: null,
      next: null,
      lastExit: null,
      retryAt: null,
      warnings: [],
      paused: null,
    });
    expect(site).toMatchObject({ kind: 'service', sources: [{ client: 'roundhouse', file: engine.configFile }] });
    expect(off).toMatchObject({ state: 'disabled', pid: null });
    expect(dies).toMatchObject({
      state: 'crashed',
      wanted: 'up',
      pid: null,
      startedAt: null,
      restarts: 1,
      reason: expect.stringMatching(/7/),
      next: expect.any(String),
      lastExit: { at: expect.any(String), code: 7, signal: null, stderr: ['why'] },
    });
  });

  it('one is answered as in the list, under its percent-encoded name', async () => {
    const one = await ask('GET', `/api/v1/servers/${encodeURIComponent('a/b c@d')}`);
    expect([one.status, one.json.name]).toEqual([200, 'a/b c@d']);
  });

  it('figures come soon after the start, without anybody who watches', async () => {
    const view = await engine.until('files', ({ memory, cpu }) => memory !== null && cpu !== null, 6_000);
    expect(view.processes).toBeGreaterThan(0);
    expect(view.memory).toBeGreaterThan(100_000);
  }, 15_000);

  it('acting on one answers 200 when it is so', async () => {
    const of = (verb: string) => ask('POST', `/api/v1/servers/files/${verb}`);
    for (const [verb, state] of [
      ['stop', 'stopped'],
      ['start', 'running'],
      ['restart', 'running'],
      ['disable', 'disabled'],
      ['enable', 'running'],
    ] as const) {
      const { status, json } = await of(verb);
      expect([status, json], verb).toEqual([200, [{ name: 'files', ok: true, state }]]);
      expect((await engine.server('files')).state, verb).toBe(state);
    }
  });

  it('a start that fails is 200 with ok false and the reason', async () => {
    const { status, json } = await ask('POST', '/api/v1/servers/dies/start');
    expect([status, json]).toEqual([200, [{ name: 'dies', ok: false, state: 'crashed', reason: expect.stringMatching(/7/) }]]);
  });

  it.each(['start', 'stop', 'restart', 'enable', 'disable', 'pause', 'resume'])('%s?wait=0 is 202', async (verb) => {
    const { status, json } = await ask('POST', `/api/v1/servers/a%2Fb%20c%40d/${verb}?wait=0`);
    expect([status, json[0]!.name, json[0]!.ok]).toEqual([202, 'a/b c@d', true]);
    await ask('POST', '/api/v1/servers/a%2Fb%20c%40d/enable');
  });

  it('several: by names, by group, all of them; without a body too', async () => {
    const names = async (path: string, body?: unknown) => (await ask('POST', path, { body })).json.map((result) => result.name).sort();
    expect(await names('/api/v1/servers/restart', { names: ['files'] })).toEqual(['files']);
    expect(await names('/api/v1/servers/stop', { group: 'web' })).toEqual(['files', 'site']);
    expect((await ask('POST', '/api/v1/servers/start?wait=0', { body: { group: 'web' } })).status).toBe(202);
    // what is switched off is not meant by "all"
    const all = (await ask('POST', '/api/v1/servers/start')).json;
    expect(all.map((result) => result.name).sort()).toEqual(['a/b c@d', 'dies', 'files', 'once', 'site']);
    expect(all.find((result) => result.name === 'once')).toEqual({ name: 'once', ok: true, state: 'stopped', reason: 'finished, exit 0' });
    expect((await ask('POST', '/api/v1/servers/start', { body: { names: ['off'] } })).json).toMatchObject([
      { name: 'off', ok: false, state: 'disabled' },
    ]);
    expect((await ask('POST', '/api/v1/servers/pause?wait=0', { body: { names: ['files'], for: '15m' } })).status).toBe(202);
    const until = Date.parse((await engine.server('files')).paused!.until!);
    expect(Math.abs(until - Date.now() - 15 * 60_000)).toBeLessThan(10_000);
    expect((await ask('POST', '/api/v1/servers/resume', { body: { names: ['files'] } })).json).toMatchObject([{ name: 'files', ok: true }]);
    expect((await engine.server('files')).paused).toBeNull();
  });

  it('logs, metrics, events, tools and health of one', async () => {
    const of = async (what: string) => (await ask('GET', `/api/v1/servers/site/${what}`)).json;
    const lines = await of('logs?lines=5&since=10m&grep=from%20site');
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines)
      expect(line).toEqual({ t: expect.stringMatching(/Z$/), server: 'site', stream: 'stdout', level: 'info', text: 'from site' });
    expect(await of('logs?lines=2')).toHaveLength(2);
    expect(await of('logs?since=2999-01-01T00:00:00Z')).toEqual([]);
    for (const point of await of('metrics?from=1h&step=1m'))
      expect(point).toMatchObject({ t: expect.any(String), memory: expect.any(Number) });
    const events = await of('events');
    expect(events.length).toBeGreaterThan(2);
    for (const event of events)
      expect(event).toMatchObject({
        seq: expect.any(Number),
        at: expect.any(String),
        type: expect.stringMatching(/^server\./),
        server: 'site',
      });
    expect((await ask('GET', '/api/v1/servers/files/tools')).json).toEqual([expect.objectContaining({ name: 'echo' })]);
    const health = (await ask('GET', '/api/v1/servers/files/health')).json;
    expect(health).toMatchObject({ name: 'files', ok: true, latencyMs: expect.any(Number), checkedAt: expect.any(String), reason: null });
    expect(health.health).toEqual({ ok: true, latencyMs: expect.any(Number), checkedAt: expect.any(String), reason: null });
    expect((await ask('GET', '/api/v1/servers/dies/health')).json).toMatchObject({ ok: false, reason: expect.stringMatching(/7/) });
  });
});

describe('what happened', () => {
  it('events are numbered without gaps, and asked for by type, number, age or time', async () => {
    const all = (await ask('GET', '/api/v1/events?limit=10000')).json as unknown as Event[];
    expect(all.map((event) => event.seq)).toEqual(all.map((_, index) => all[0]!.seq + index));
    const crashed = (await ask('GET', '/api/v1/events?type=server.crashed')).json as unknown as Event[];
    expect(crashed.length).toBeGreaterThan(0);
    expect(crashed.every((event) => event.type === 'server.crashed' && event.server === 'dies')).toBe(true);
    expect(((await ask('GET', `/api/v1/events?since=${all[2]!.seq}`)).json as unknown as Event[])[0]!.seq).toBe(all[3]!.seq);
    expect(((await ask('GET', '/api/v1/events?since=10m')).json as unknown as Event[]).length).toBeGreaterThan(0);
    expect((await ask('GET', `/api/v1/events?since=${new Date(Date.now() + 60_000).toISOString()}`)).json).toEqual([]);
    expect((await ask('GET', '/api/v1/servers/files/events?since=10m&type=server.running')).json.length).toBeGreaterThan(0);
  });

  it('the audit names who asked for what', async () => {
    const entries = (await ask('GET', '/api/v1/audit?since=10m')).json;
    expect(entries).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ actor: 'api', action: 'stop', target: 'files', ok: true, at: expect.any(String) }),
      ]),
    );
  });
});

describe('following', () => {
  async function messages(path: string, enough: (found: StreamMessage[]) => boolean): Promise<StreamMessage[]> {
    const stop = new AbortController();
    const response = await fetch(`${engine.url}${path}`, { headers: { authorization: `Bearer ${engine.token}` }, signal: stop.signal });
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const found: StreamMessage[] = [];
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const data = text
          .slice(0, end)
          .split('\n')
          .filter((line) => line.startsWith('data:'))
          .map((line) => line.slice(5))
          .join('\n');
        text = text.slice(end + 2);
        if (data) found.push(JSON.parse(data));
      }
      if (enough(found)) break;
    }
    stop.abort();
    return found;
  }
  const eventsOf = (found: StreamMessage[]) => found.flatMap((message) => (message.kind === 'event' ? [message.event] : []));

  it('the stream begins with a snapshot and goes on with numbered changes; `since` goes on where one was', async () => {
    let asked = false;
    const [first, ...rest] = await messages('/api/v1/stream', (found) => {
      if (!asked) void ask('POST', '/api/v1/servers/files/restart');
      asked = true;
      return eventsOf(found).some((event) => event.type === 'server.running' && event.server === 'files');
    });
    expect(first!.kind).toBe('snapshot');
    const { snapshot } = first as { snapshot: Snapshot };
    expect(snapshot).toMatchObject({ seq: expect.any(Number), servers: expect.any(Array) });
    const changes = eventsOf(rest);
    expect(changes.map((event) => event.seq)).toEqual(changes.map((_, index) => snapshot.seq + 1 + index));
    const again = await messages(`/api/v1/stream?since=${snapshot.seq}`, (found) => eventsOf(found).length >= changes.length);
    expect(again[0]!.kind).toBe('event');
    expect(eventsOf(again).slice(0, changes.length)).toEqual(changes);
    expect((await messages('/api/v1/stream?since=999999999', (found) => found.length > 0))[0]!.kind).toBe('snapshot');
    expect((await ask('GET', '/api/v1/snapshot')).json.seq).toBeGreaterThanOrEqual(changes.at(-1)!.seq);
  });

  it('the socket sends the same messages', async () => {
    const url = `${engine.url.replace('http', 'ws')}/api/v1/socket`;
    const { WebSocket: Client } = await import('ws');
    const socket = new Client(url, { headers: { authorization: `Bearer ${engine.token}` } });
    const first = await new Promise<string>((done, fail) => socket.on('message', (data) => done(String(data))).on('error', fail));
    socket.close();
    expect(JSON.parse(first)).toMatchObject({ kind: 'snapshot', snapshot: { seq: expect.any(Number) } });
  });

  it('live log lines come as events', async () => {
    const found: unknown[] = [];
    const following = messages('/api/v1/logs/stream?names=files,site', (lines) => {
      found.splice(0, found.length, ...lines);
      return lines.length > 0;
    });
    await until('a line', async () => {
      await ask('POST', '/api/v1/servers/site/restart');
      return found.length > 0;
    });
    await following;
    expect(found[0]).toEqual({
      t: expect.any(String),
      server: 'site',
      stream: expect.any(String),
      level: expect.any(String),
      text: expect.any(String),
    });
  });
});

describe('the rest', () => {
  it('OpenAPI 3.1, with every route of the table; a page to read it', async () => {
    const { json } = await ask('GET', '/api/v1/openapi.json');
    expect(json.openapi).toMatch(/^3\.1\./);
    const paths = Object.keys(json.paths as unknown as object);
    for (const verb of [
      'start',
      'stop',
      'restart',
      'enable',
      'disable',
      'pause',
      'resume',
      'logs',
      'metrics',
      'events',
      'tools',
      'health',
    ]) {
      expect(paths, verb).toContain(`/api/v1/servers/{name}/${verb}`);
    }
    for (const path of [
      '/health',
      '/ready',
      '/metrics',
      '/api/v1/snapshot',
      '/api/v1/stream',
      '/api/v1/socket',
      '/api/v1/shutdown',
      '/api/v1/settings',
      '/api/v1/audit',
      '/api/v1/events',
    ]) {
      expect(paths).toContain(path);
    }
    expect((await ask('GET', '/api/docs')).type).toMatch(/^text\/html/);
  });

  it('metrics are Prometheus text', async () => {
    const { text, type } = await ask('GET', '/metrics');
    expect(type).toMatch(/^text\/plain/);
    for (const line of text.trim().split('\n'))
      expect(line).toMatch(/^(# (HELP|TYPE) \S+ .+|[a-zA-Z_:][\w:]*(\{.*\})? [-+\d.eE]+|.* NaN)$/);
    expect(text).toMatch(/server="files"/);
  });

  it('settings are answered', async () => {
    const { json } = await ask('GET', '/api/v1/settings');
    expect(json).toMatchObject({ http: { host: '127.0.0.1' }, kept: { events: { days: 30 } }, node: process.version });
    expect((json as unknown as SettingsView).sizes.data).toBeGreaterThan(0);
  });
});
