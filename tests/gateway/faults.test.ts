// What servers, clients and strangers may do to the gateway of a real engine. Each at its full size: tests/soak/gateway-*.ts.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { rss } from '../soak/fault.ts';
import { LiveEngine, type Setup, server, sleep, until } from '../support/live-engine.ts';
import { raw } from '../support/raw-http.ts';
import { type Answer, callsIn, openSession, portOf, post, readJournal, unread, witness } from './support/wire.ts';

const eager = 'defaults: { restart: { max: unlimited, backoff: { initial: 0s } } }\n';
const MB = 2 ** 20;

let engine: LiveEngine;
afterEach(() => engine.close());

/** an engine with the witness, and what else is wanted */
async function begin({ mcpJson = {}, ...setup }: Setup = {}): Promise<string> {
  engine = new LiveEngine({ config: eager, ...setup });
  const journal = join(engine.folder, 'journal');
  engine.writeMcp({ w: witness(journal), ...mcpJson });
  await engine.start();
  for (const name of ['w', ...Object.keys(mcpJson)]) await engine.running(name, 30_000);
  return journal;
}

const textOf = ({ result, error }: Answer): string => {
  if (error) throw new Error(`${error.code} ${error.message}`);
  return result?.content?.[0]?.text ?? '';
};

describe('a server that ends in the middle of a call', () => {
  it('its calls fail within a second with its last words, and nothing is sent again', async () => {
    const journal = await begin();
    const session = await openSession(engine);
    const ROUNDS = 12;
    for (let round = 0; round < ROUNDS; round += 1) {
      const { pid } = await engine.running('w');
      const calls = [1, 2, 3].map((number) => session.call(`${round}-${number}`, 'w__hold', { key: `${round}-${number}` }));
      const held = () =>
        callsIn(readJournal(journal), 'hold').filter(({ heard }) => `${heard?.params?.arguments?.key}`.startsWith(`${round}-`));
      await until('three calls to be with the server', () => held().length === 3);
      const killed = performance.now();
      process.kill(pid!, 'SIGKILL');
      const answers = await Promise.all(calls);
      expect(performance.now() - killed).toBeLessThan(1_000);
      for (const { error } of answers)
        expect(error).toMatchObject({ code: -32000, message: expect.stringMatching(/w\b.*(SIGKILL|ended|killed)/s) });
      await engine.until('w', (view) => view.state === 'running' && view.pid !== pid);
    }
    await sleep(200);
    const keys = callsIn(readJournal(journal), 'hold').map(({ heard }) => heard?.params?.arguments?.key);
    expect(keys).toHaveLength(ROUNDS * 3);
    expect(new Set(keys).size).toBe(ROUNDS * 3);
    expect(textOf(await session.call('after', 'w__echo', { still: 'here' }))).toBe('{"still":"here"}');
  }, 60_000);
});

describe('too much of something', () => {
  it('a result of 65 MB fails alone, with a reason; calls beside it and after it do not', async () => {
    await begin({ mcpJson: { beside: server('echo-min.mjs') } });
    const session = await openSession(engine);
    for (const mb of [1, 8]) expect(textOf(await session.call(`warm ${mb}`, 'w__big', { bytes: mb * MB }))).toHaveLength(mb * MB);
    const before = rss(engine.pid);
    const [large, ...small] = await Promise.all([
      session.call(0, 'w__big', { bytes: 65 * MB }),
      ...Array.from({ length: 20 }, (_, id) => session.call(id + 1, id % 2 ? 'beside__echo' : 'w__echo', { id })),
    ]);
    expect(large?.error?.message).toMatch(/MB|MiB|large/);
    expect(small.map((answer) => JSON.parse(textOf(answer)).id)).toEqual(Array.from({ length: 20 }, (_, id) => id));
    await until('its memory to be given back', () => rss(engine.pid) - before < 64 * MB);
    expect(textOf(await session.call('after', 'w__echo', { x: 1 }))).toBe('{"x":1}');
  }, 60_000);

  it('10,000 tools are listed, each once, and can be called', async () => {
    await begin({ mcpJson: { many: server('many-tools.mjs', '--count', 10_000) } });
    const session = await openSession(engine);
    const names = new Set<string>();
    let cursor: string | undefined;
    do {
      const { result } = await session.ask(`page ${cursor}`, 'tools/list', cursor === undefined ? {} : { cursor });
      for (const { name } of (result?.tools ?? []) as { name: string }[]) {
        expect(names.has(name)).toBe(false);
        names.add(name);
      }
      cursor = result?.nextCursor as string | undefined;
    } while (cursor !== undefined);
    const many = [...names].filter((name) => name.startsWith('many__'));
    expect(many).toHaveLength(10_000);
    expect((await session.call(1, many[9_999]!, { x: 1 })).error).toBeUndefined();
  }, 60_000);

  it('readers that do not read are dropped with a reason; memory stays bounded and others are served', async () => {
    await begin();
    const lazy = await openSession(engine, 'lazy');
    const other = await openSession(engine, 'other');
    const before = rss(engine.pid);
    const flood = (id: number) => ({
      jsonrpc: '2.0',
      id,
      method: 'tools/call',
      params: { name: 'w__flood', arguments: { count: 2_000, bytes: 10_000 }, _meta: { progressToken: `p${id}` } },
    });
    const sockets = await Promise.all(Array.from({ length: 10 }, (_, id) => unread(engine, lazy.headers, flood(id))));
    try {
      for (let id = 0; id < 30; id += 1) expect(textOf(await other.call(id, 'w__echo', { id }))).toBe(`{"id":${id}}`);
      await until('all ten to be dropped', () => engineLog().filter((line) => line.includes('slow reader')).length >= 10, 20_000);
      expect(rss(engine.pid) - before).toBeLessThan(128 * MB);
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  }, 60_000);
});

describe('strangers', () => {
  const opening = {
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'x', version: '1' } },
  };

  it('a foreign Host or Origin is 403, no token, a wrong one, or one in the address is 401; nothing is started or asked', async () => {
    const journal = await begin();
    const heard = readJournal(journal).length;
    const host = new URL(engine.url).host;
    const good = { authorization: `Bearer ${engine.token}` };
    const json = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
    const hosts = [
      'evil.example',
      `evil.example:${portOf(engine)}`,
      `${host}.evil.example`,
      `localhost.evil.example:${portOf(engine)}`,
      '0.0.0.0',
    ];
    const origins = ['http://evil.example', 'null', 'https://localhost.evil.example', 'file://', `http://${host}.evil.example`];
    for (const path of ['/mcp', '/mcp/p/ops', '/mcp/p/nothing']) {
      for (const method of ['POST', 'GET', 'DELETE']) {
        const ask = (headers: Record<string, string>, at = path) =>
          raw({ port: portOf(engine) }, method, at, { ...json, host, ...headers }, method === 'POST' ? JSON.stringify(opening) : undefined);
        for (const foreign of hosts)
          expect([method, path, foreign, (await ask({ ...good, host: foreign })).status]).toEqual([method, path, foreign, 403]);
        for (const origin of origins)
          expect([method, path, origin, (await ask({ ...good, origin })).status]).toEqual([method, path, origin, 403]);
        const refused = [
          await ask({}),
          await ask({ authorization: 'Bearer wrong' }),
          await ask({ authorization: `Bearer ${engine.token}x` }),
          await ask({ authorization: `Basic ${Buffer.from(`x:${engine.token}`).toString('base64')}` }),
          await ask({ cookie: `token=${engine.token}` }),
          await ask({}, `${path}?token=${engine.token}`),
          await ask({}, `${path}?access_token=${engine.token}`),
        ];
        expect([method, path, refused.map(({ status }) => status)]).toEqual([method, path, refused.map(() => 401)]);
        for (const { text } of refused) expect(text).not.toContain(engine.token);
      }
    }
    const since = readJournal(journal).slice(heard);
    expect(since.filter((entry) => entry.heard?.method !== 'ping')).toEqual([]);
  }, 60_000);

  it('headers that contradict the body are refused as the protocol says', async () => {
    const journal = await begin();
    const own = 'io.modelcontextprotocol/';
    const _meta = { [`${own}protocolVersion`]: '2026-07-28', [`${own}clientCapabilities`]: {} };
    const body = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'w__echo', arguments: {}, _meta } };
    const right = {
      authorization: `Bearer ${engine.token}`,
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': 'w__echo',
    };
    expect((await post(engine, body, right)).status).toBe(200);
    const wrong = [
      { 'mcp-method': 'tools/list' },
      { 'mcp-name': 'w__hold' },
      { 'mcp-protocol-version': '2025-11-25' },
      { 'mcp-method': 'TOOLS/CALL' },
    ];
    for (const headers of wrong) {
      const { status, text } = await post(engine, body, { ...right, ...headers });
      expect([headers, status, JSON.parse(text).error.code]).toEqual([headers, 400, -32020]);
    }
    expect(callsIn(readJournal(journal), 'echo')).toHaveLength(1);
  });

  it('malformed and bottomless JSON is an answer, not an end', async () => {
    await begin();
    const session = await openSession(engine);
    const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
    const bodies = [
      '',
      '{',
      'nonsense',
      '"text"',
      'null',
      '[]',
      '{"jsonrpc":"2.0","id":1}',
      '{"jsonrpc":"1.0","id":1,"method":"ping"}',
      '{"jsonrpc":"2.0","id":{},"method":"ping"}',
      '{"jsonrpc":"2.0","id":1,"method":7}',
      '{"jsonrpc":"2.0","id":1,"method":"ping","method":7}',
      deep(100_000),
      `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"w__echo","arguments":{"a":${deep(200_000)}}}}`,
      `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`,
      '\u0000\u0001\uFFFF',
    ];
    for (const body of bodies) {
      const { status } = await post(engine, body, session.headers);
      expect([body.slice(0, 60), status]).toEqual([body.slice(0, 60), expect.toSatisfy((is: number) => is >= 400 && is < 500)]);
    }
    expect(textOf(await session.call('after', 'w__echo', { x: 1 }))).toBe('{"x":1}');
    expect((await engine.server('w')).state).toBe('running');
  });
});

describe('many clients', () => {
  it('50 with equal ids and 5,000 calls: each gets its own answers', async () => {
    await begin({ mcpJson: { other: server('echo-min.mjs'), third: server('out-of-order.mjs', '--batch', 1) } });
    const sessions = await Promise.all(Array.from({ length: 50 }, (_, n) => openSession(engine, `client-${n}`)));
    const wrong: string[] = [];
    await Promise.all(
      sessions.map(async (session, client) => {
        for (let id = 1; id <= 100; id += 1) {
          const given = { client, id, nonce: `${client}/${id}` };
          const answer = await session.call(id, id % 2 ? 'w__echo' : 'other__echo', given);
          if (answer.id !== id || textOf(answer) !== JSON.stringify(given)) wrong.push(`${given.nonce}: ${JSON.stringify(answer)}`);
        }
      }),
    );
    expect(wrong).toEqual([]);
  }, 90_000);

  it('a client that is gone, or that cancels, ends its call at the server within 200 ms', async () => {
    const journal = await begin();
    const session = await openSession(engine);
    const held = (key: string) => callsIn(readJournal(journal), 'hold').find(({ heard }) => heard?.params?.arguments?.key === key);
    const cancelOf = (id: number | string | undefined) =>
      readJournal(journal).find(({ heard }) => heard?.method === 'notifications/cancelled' && heard.params?.requestId === id);
    for (let round = 0; round < 10; round += 1) {
      const key = `${round}`;
      const params = { name: 'w__hold', arguments: { key } };
      const isGone = round % 2 === 0;
      const socket = await unread(engine, session.headers, { jsonrpc: '2.0', id: key, method: 'tools/call', params });
      try {
        await until('the call to be with the server', () => held(key) !== undefined);
        const at = Date.now();
        if (isGone) socket.destroy();
        else await post(engine, { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: key } }, session.headers);
        await until(`the cancellation of ${key}`, () => cancelOf(held(key)?.heard?.id) !== undefined, 5_000);
        expect([isGone ? 'gone' : 'cancelled', cancelOf(held(key)?.heard?.id)!.at - at]).toEqual([
          expect.anything(),
          expect.toSatisfy((ms: number) => ms <= 200),
        ]);
      } finally {
        socket.destroy();
      }
    }
  }, 60_000);
});

describe('secrets', () => {
  it('the tokens of the engine and of its clients reach no server and no log', async () => {
    const journal = await begin();
    const session = await openSession(engine);
    await session.call(1, 'w__echo', { x: 1 });
    await session.call(2, 'w__nothing', {});
    await post(engine, 'garbage', session.headers);
    await post(engine, { jsonrpc: '2.0', id: 1, method: 'tools/list' }, { authorization: `Bearer ${engine.token}x` });
    await session.call(3, 'w__die', {});
    await engine.running('w');
    expect(readFileSync(journal, 'utf8')).not.toContain(engine.token);
    expect(engine.said).not.toContain(engine.token);
    const holders = filesBelow(engine.home).filter((file) => readFileSync(file).includes(engine.token));
    expect(holders.map((file) => file.slice(engine.home.length + 1))).toEqual(['run/token']);
    expect(statSync(join(engine.home, 'run', 'token')).mode & 0o077).toBe(0);
  });
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

const engineLog = (): string[] =>
  filesBelow(engine.home)
    .filter((file) => file.endsWith('.log') || file.endsWith('.jsonl'))
    .flatMap((file) => readFileSync(file, 'utf8').split('\n'));
