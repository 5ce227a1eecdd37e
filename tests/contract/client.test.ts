import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { Retry } from '../../contract/backoff.ts';
import { patientRetry } from '../../contract/backoff.ts';
import { createClient } from '../../contract/client.ts';
import { Failure, NoContact } from '../../contract/errors.ts';
import { type Followed, follow } from '../../contract/follow.ts';
import { followLogs } from '../../contract/follow-logs.ts';
import { serveFake, token, until } from '../support/api-server.ts';
import { fakeEngine, serverView } from '../support/fake-engine.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
async function serve(...options: Parameters<typeof serveFake>) {
  const api = await serveFake(...options);
  closing.push(api.close);
  return api;
}
const quick: Retry = { delayMs: () => 20, heartbeatSeconds: 1 };

describe('calls', () => {
  test('put each value where it belongs', async () => {
    const { client, engine } = await serve();
    const odd = 'a/b @c, d';
    expect((await client.getServer({ name: odd })).name).toBe(odd);
    await client.startServer({ name: odd, wait: false });
    expect(engine.asked.at(-1)).toBe(`start ${JSON.stringify({ names: [odd] })} by cli nowait`);
    await client.stopServers({ names: ['files'], wait: true });
    expect(engine.asked.at(-1)).toBe('stop {"names":["files"]} by cli');
    await client.restartServers();
    expect(engine.asked.at(-1)).toBe('restart {} by cli');
    engine.log({ text: 'hello', server: odd });
    engine.log({ text: 'other' });
    expect((await client.logs({ names: [odd], lines: 5 })).map((line) => line.text)).toEqual(['hello']);
    expect(await client.logs({ names: [odd, 'files'] })).toHaveLength(2);
    expect(await client.metrics()).toContain('roundhouse_servers');
    await client.events({ since: 3, from: '10m', limit: 7 });
    expect(engine.asked.at(-1)).toMatch(/^events \{"since":3,"from":"20[^"]+Z","limit":7\}$/);
  });

  test('fail with the engine’s code and sentence', async () => {
    const { client, url } = await serve();
    await expect(client.getServer({ name: 'nobody' })).rejects.toSatisfy(
      (error: unknown) => error instanceof Failure && error.code === 'unknown-server' && error.message.includes('“nobody”'),
    );
    const stranger = createClient({ baseUrl: url, token: 'wrong', fetch });
    await expect(stranger.listServers()).rejects.toMatchObject({ code: 'unauthorized' });
  });

  test('tell an engine that is gone from one that refuses', async () => {
    const api = await serve();
    await api.close();
    await expect(api.client.listServers()).rejects.toSatisfy(
      (error: unknown) => error instanceof NoContact && error.message.includes('ECONNREFUSED'),
    );
  });

  test('ask for address and token anew each time', async () => {
    const first = await serve();
    const second = await serve();
    let at = first.url;
    const client = createClient({ baseUrl: () => at, token: () => token, fetch });
    await client.startServers();
    at = second.url;
    await client.stopServers();
    expect([first.engine.asked.length, second.engine.asked.length]).toEqual([1, 1]);
  });
});

function following(client: ReturnType<typeof createClient>, retry = quick, renew?: (again: () => void) => () => void) {
  const abort = new AbortController();
  const states: Followed[] = [];
  const kinds: string[] = [];
  const done = follow({
    client,
    retry,
    renew,
    signal: abort.signal,
    onState: (state) => states.push(state),
    onMessage: (message) => kinds.push(message.kind),
  });
  const stop = async () => {
    abort.abort();
    await done;
  };
  closing.push(stop);
  return { states, kinds, stop, last: () => states.at(-1)! };
}

describe('following', () => {
  test('keeps the snapshot true', async () => {
    const { client, engine } = await serve();
    const followed = following(client);
    await until('snapshot', () => followed.last()?.snapshot !== null);
    expect(followed.last().contact.kind).toBe('live');
    engine.emit({ type: 'server.crashed', server: 'files', view: serverView('files', { state: 'crashed' }) });
    engine.emit({ type: 'server.added', server: 'new', view: serverView('new') });
    engine.vitals({ new: { cpu: 42, memory: 1, processes: 1, health: serverView('new').health } });
    await until('all', () => followed.kinds.length === 4);
    const { snapshot } = followed.last();
    expect(snapshot!.servers.map((server) => [server.name, server.state, server.cpu])).toEqual([
      ['files', 'crashed', 1.5],
      ['a/b @c, d', 'running', 1.5],
      ['new', 'running', 42],
    ]);
    await followed.stop();
    await until('nobody looks', () => engine.watchers === 0);
  });

  test('numbers in order are applied, a gap means a new snapshot', async () => {
    const { client, engine } = await serve();
    const followed = following(client);
    await until('snapshot', () => followed.last()?.snapshot !== null);
    const real = engine.emit({ type: 'server.updated', server: 'files', view: serverView('files') });
    await until('applied', () => followed.last().snapshot!.seq === real.seq);
    engine.emit({ type: 'server.updated', server: 'files', view: serverView('files', { restarts: 7 }) });
    await until('applied', () => followed.last().snapshot!.seq === real.seq + 1);
    expect(followed.kinds).toEqual(['snapshot', 'event', 'event']);

    const hole = await serve({ engine: holed() });
    const over = following(hole.client);
    await until('resynced', () => over.kinds.filter((kind) => kind === 'snapshot').length === 2);
    expect(over.last().snapshot).toEqual(hole.engine.snapshot());
    expect(over.states.some((state) => state.contact.kind === 'lost')).toBe(false);
  });

  /** the first reader is sent a change whose number is one too high */
  function holed() {
    const engine = fakeEngine();
    const { subscribe } = engine;
    let readers = 0;
    engine.subscribe = (since, push) => {
      const stop = subscribe.call(engine, since, push);
      if (++readers === 1)
        push({ kind: 'event', event: { seq: 12, at: new Date().toISOString(), type: 'server.removed', server: 'files' } });
      return stop;
    };
    return engine;
  }

  test('an engine that went and came back is noticed, without loss when it is the same', async () => {
    const engine = fakeEngine();
    const first = await serve({ engine });
    let at = first.url;
    const client = createClient({ baseUrl: () => at, token, fetch });
    const followed = following(client);
    await until('snapshot', () => followed.last()?.snapshot !== null);
    const began = performance.now();
    await first.close();
    await until('lost', () => followed.last().contact.kind === 'lost');
    expect(performance.now() - began).toBeLessThan(2000);
    expect(followed.last().snapshot).not.toBeNull();
    engine.emit({ type: 'server.crashed', server: 'files', view: serverView('files', { state: 'crashed' }) });
    at = (await serve({ engine })).url;
    await until('caught up', () => followed.last().contact.kind === 'live' && followed.last().snapshot!.seq === 11);
    // replayed, not resynced
    expect(followed.kinds).toEqual(['snapshot', 'event']);
  });

  test('another life of the engine means a new snapshot', async () => {
    const engine = fakeEngine();
    const first = await serve({ engine });
    let at = first.url;
    const followed = following(createClient({ baseUrl: () => at, token, fetch }));
    await until('snapshot', () => followed.last()?.snapshot !== null);
    await first.close();
    engine.reborn('two');
    at = (await serve({ engine })).url;
    await until('new life', () => followed.last().snapshot!.engine.instance === 'two');
    expect(followed.kinds).toEqual(['snapshot', 'snapshot']);
  });

  test('an engine that stands still is noticed by its silence', async () => {
    const silent: Server = createServer((socket) => {
      socket.on('error', () => {});
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n: hello\n\n');
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    closing.push(() => silent.close());
    const { port } = silent.address() as { port: number };
    const followed = following(createClient({ baseUrl: `http://127.0.0.1:${port}`, fetch }), { ...quick, delayMs: () => 60_000 });
    await until('live', () => followed.last().contact.kind === 'live');
    const began = performance.now();
    await until('lost', () => followed.last().contact.kind === 'lost');
    expect(performance.now() - began).toBeGreaterThan(1500);
    expect(followed.last().contact).toMatchObject({
      code: 'no-contact',
      message: 'The engine cannot be reached: nothing was heard of it for 2 s.',
    });
  });

  test('a line that is said to be dead is opened anew at once, and was not lost for that', async () => {
    const { client, engine } = await serve();
    const listeners = new Set<() => void>();
    const patient = { ...quick, delayMs: () => 60_000 };
    const followed = following(client, patient, (again) => {
      listeners.add(again);
      return () => listeners.delete(again);
    });
    await until('snapshot', () => followed.last()?.snapshot != null);
    for (let n = 0; n < 10; n++) {
      expect(listeners.size).toBe(1);
      const [again] = listeners;
      again!();
      engine.emit({ type: 'server.updated', server: 'files', view: serverView('files', { restarts: n }) });
      await until('the event', () => followed.last().snapshot!.servers[0]!.restarts === n);
    }
    expect(followed.states.some(({ contact }) => contact.kind === 'lost')).toBe(false);
    expect(followed.kinds.filter((kind) => kind === 'snapshot')).toHaveLength(1);
    await followed.stop();
    expect(listeners.size).toBe(0);
  });

  test('a refusal is told apart, and tried again', async () => {
    const { url } = await serve();
    let given = 'wrong';
    const followed = following(createClient({ baseUrl: url, token: () => given, fetch }));
    await until('refused', () => followed.last()?.contact.kind === 'lost');
    expect(followed.last().contact).toMatchObject({ code: 'unauthorized' });
    given = token;
    await until('live', () => followed.last().contact.kind === 'live');
  });

  test('waits 1 s, 2 s, 4 s … at most 30 s', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 1000].map((attempt) => patientRetry.delayMs(attempt))).toEqual([
      1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000,
    ]);
  });
});

test('followed logs show nothing twice and nothing too few over a lost connection', async () => {
  const engine = fakeEngine();
  const first = await serve({ engine });
  let at = first.url;
  const texts: string[] = [];
  let missed = 0;
  const t = '2026-11-21T08:00:00.000Z';
  engine.log({ text: '0', t: '2026-11-21T07:00:00.000Z' });
  for (const text of ['1', '2']) engine.log({ text, t });
  const abort = new AbortController();
  const kinds: string[] = [];
  const done = followLogs({
    client: createClient({ baseUrl: () => at, token, fetch }),
    names: ['files'],
    lines: 2,
    retry: quick,
    signal: abort.signal,
    onLines(lines, missing) {
      texts.push(...lines.map((line) => line.text));
      missed += missing;
    },
    onContact: (contact) => kinds.push(contact.kind),
  });
  await until('past', () => texts.length === 2);
  engine.log({ text: 'same', t });
  engine.log({ text: 'same', t });
  await until('live', () => texts.length === 4);
  await first.close();
  engine.log({ text: 'same', t });
  for (let at = 0; at < 10_050; at++) engine.log({ text: `away ${at}` });
  engine.log({ text: 'while away' });
  await until('lost', () => kinds.includes('lost'));
  at = (await serve({ engine })).url;
  await until('back', () => texts.includes('while away'));
  engine.log({ text: 'after' });
  await until('after', () => texts.includes('after'));
  // more came than is sent at once: the oldest are counted
  expect(texts.slice(0, 5)).toEqual(['1', '2', 'same', 'same', 'away 51']);
  expect(texts.slice(-3)).toEqual(['away 10049', 'while away', 'after']);
  expect([texts.length, missed]).toEqual([4 + 10_000 + 1, 1 + 51]);
  abort.abort();
  await done;
});
