import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../contract/errors.ts';
import type { StreamMessage } from '../../contract/events.ts';
import { type SseMessage, sseParser } from '../../contract/sse.ts';
import { type Served, serveFake, token, until } from '../support/api-server.ts';
import { serverView } from '../support/fake-engine.ts';

let api: Served;
const stops: (() => void)[] = [];
beforeEach(async () => {
  api = await serveFake();
});
afterEach(async () => {
  for (const stop of stops.splice(0)) stop();
  await api.close();
});

interface Reader {
  messages: SseMessage[];
  ended: boolean;
  data(): StreamMessage[];
  stop(): void;
}

async function read(path: string, headers: Record<string, string> = {}): Promise<Reader> {
  const abort = new AbortController();
  const answer = await fetch(api.url + path, { headers: { ...api.bearer, ...headers }, signal: abort.signal });
  expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const reader: Reader = {
    messages: [],
    ended: false,
    data: () => reader.messages.filter((message) => message.event === 'message').map((message) => JSON.parse(message.data)),
    stop: () => abort.abort(),
  };
  stops.push(reader.stop);
  const parser = sseParser((message) => reader.messages.push(message));
  void (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of answer.body!) parser.push(decoder.decode(chunk, { stream: true }));
    reader.ended = true;
  })().catch(() => {
    reader.ended = true;
  });
  return reader;
}

const change = (name = 'files') => api.engine.emit({ type: 'server.updated', server: name, view: serverView(name) });

describe('the stream', () => {
  test('begins with a snapshot, then numbered changes and vitals', async () => {
    const reader = await read('/api/v1/stream');
    await until('snapshot', () => reader.messages.length === 1);
    expect(reader.data()[0]).toEqual({ kind: 'snapshot', snapshot: api.engine.snapshot() });
    expect(reader.messages[0]!.id).toBe('10');
    const event = change();
    api.engine.vitals({ files: { cpu: 9, memory: 9, processes: 2, health: serverView('files').health } });
    await until('event and vitals', () => reader.messages.length === 3);
    expect(reader.data()[1]).toEqual({ kind: 'event', event: JSON.parse(JSON.stringify(event)) });
    expect(reader.messages[1]!.id).toBe('11');
    expect(reader.data()[2]!.kind).toBe('vitals');
  });

  test('goes on after `since`, and after Last-Event-ID, which is newer', async () => {
    change();
    change();
    const since = await read('/api/v1/stream?since=11');
    const last = await read('/api/v1/stream?since=10', { 'last-event-id': '11' });
    for (const reader of [since, last]) {
      await until('replay', () => reader.messages.length === 1);
      expect(reader.data()[0]).toMatchObject({ kind: 'event', event: { seq: 12 } });
    }
    const now = await read('/api/v1/stream?since=12');
    change();
    await until('live', () => now.messages.length === 1);
    expect(now.messages[0]!.id).toBe('13');
  });

  test.each([
    ['too old', '?since=3'],
    ['of the future', '?since=999'],
    ['of another life', '?since=10&instance=other'],
  ])('a number that is %s brings a snapshot', async (_, search) => {
    api.engine.forget();
    const reader = await read(`/api/v1/stream${search}`);
    await until('snapshot', () => reader.messages.length === 1);
    expect(reader.data()[0]!.kind).toBe('snapshot');
  });

  test('somebody looks as long as it is open', async () => {
    const [one, two] = [await read('/api/v1/stream'), await read('/api/v1/stream')];
    await until('two look', () => api.engine.watchers === 2 && api.engine.subscribers === 2);
    one.stop();
    two.stop();
    await until('nobody looks', () => api.engine.watchers === 0 && api.engine.subscribers === 0 && api.handler.openStreams() === 0);
  });

  test('comes without figures for whoever does not look at them', async () => {
    const reader = await read('/api/v1/stream?vitals=0');
    await until('snapshot', () => reader.messages.length === 1);
    api.engine.vitals({ files: { cpu: 9, memory: 9, processes: 2, health: serverView('files').health } });
    change();
    await until('the event', () => reader.messages.length === 2);
    expect(reader.data().map(({ kind }) => kind)).toEqual(['snapshot', 'event']);
  });

  test('beats while nothing happens', async () => {
    const answer = await fetch(`${api.url}/api/v1/stream?heartbeat=1`, { headers: api.bearer });
    const reader = answer.body!.getReader();
    let text = '';
    while (!text.includes(': alive')) text += new TextDecoder().decode((await reader.read()).value);
    await reader.cancel();
  });

  test('a shutdown ends it with a last word, at once', async () => {
    const readers = [await read('/api/v1/stream'), await read('/api/v1/logs/stream')];
    await until('open', () => readers[0]!.messages.length === 1);
    const began = performance.now();
    await api.close();
    expect(performance.now() - began).toBeLessThan(1500);
    for (const reader of readers) {
      await until('ended', () => reader.ended);
      expect(reader.messages.at(-1)).toMatchObject({ event: 'end', data: expect.stringContaining('shutting-down') });
    }
  });

  test('500 readers all get all of it', async () => {
    const readers = await Promise.all(Array.from({ length: 500 }, () => read('/api/v1/stream')));
    await until('all open', () => api.engine.subscribers === 500);
    for (let at = 0; at < 20; at++) change();
    await until('all got 21', () => readers.every((reader) => reader.messages.length === 21), 20_000);
    expect(readers.every((reader) => reader.messages.at(-1)!.id === '30')).toBe(true);
    for (const reader of readers) reader.stop();
    await until('all gone', () => api.engine.subscribers === 0 && api.handler.openStreams() === 0, 20_000);
  });
});

describe('slow readers', () => {
  /** asks, and never reads the answer */
  function stall(path: string) {
    const socket = connect(api.port, '127.0.0.1');
    socket.pause();
    socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${api.port}\r\nAuthorization: Bearer ${token}\r\n\r\n`);
    socket.on('error', () => {});
    stops.push(() => socket.destroy());
    return socket;
  }

  test('are dropped at 1 MiB, told why, and hurt nobody', async () => {
    const quick = await read('/api/v1/stream');
    const socket = stall('/api/v1/stream');
    await until('both open', () => api.engine.subscribers === 2);
    const view = serverView('files', { description: 'x'.repeat(50_000) });
    let sent = 0;
    // kernel buffers come first, then our bound
    await until('dropped', () => {
      api.engine.emit({ type: 'server.updated', server: 'files', view });
      sent++;
      return api.engine.subscribers === 1;
    });
    expect(sent).toBeLessThan(400);
    await until('the quick one has all', () => quick.data().length === sent + 1);
    let text = '';
    socket.on('data', (chunk) => {
      text = (text + chunk.toString()).slice(-1000);
    });
    socket.resume();
    await until('the last word', () => text.includes('event: end') && text.includes('too-slow'));
  });

  test('that do not even take the last word are cut off', async () => {
    const socket = stall('/api/v1/stream');
    await until('open', () => api.engine.subscribers === 1);
    const view = serverView('files', { description: 'x'.repeat(50_000) });
    await until('dropped', () => {
      api.engine.emit({ type: 'server.updated', server: 'files', view });
      return api.engine.subscribers === 0;
    });
    let closed = false;
    let text = '';
    socket.on('data', (chunk) => {
      text = (text + chunk.toString()).slice(-1000);
    });
    socket.pause();
    socket.on('close', () => {
      closed = true;
    });
    // nothing is read until the far end has hung up: then what the kernel kept comes, and the end
    await new Promise((resolve) => setTimeout(resolve, 5500));
    socket.resume();
    await until('cut', () => closed);
    expect(text).not.toContain('event: end');
  });

  test('of logs miss lines and are told how many', async () => {
    const socket = stall('/api/v1/logs/stream?names=files');
    await until('open', () => api.handler.openStreams() === 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const text = 'y'.repeat(20_000);
    const total = 600;
    for (let at = 0; at < total; at++) {
      api.engine.log({ text });
      if (at % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    const messages: SseMessage[] = [];
    const parser = sseParser((message) => messages.push(message));
    const lines = () => messages.filter((message) => message.event === 'message' && message.data.includes('yyy')).length;
    const missed = () =>
      messages.filter((message) => message.event === 'missed').reduce((sum, message) => sum + JSON.parse(message.data).missed, 0);
    let head = true;
    socket.setEncoding('utf8');
    let rest = '';
    // chunked framing: the lines of lengths between are no fields that the parser knows
    socket.on('data', (chunk: string) => {
      rest += chunk;
      if (head && rest.includes('\r\n\r\n')) {
        rest = rest.slice(rest.indexOf('\r\n\r\n') + 4);
        head = false;
      }
      for (;;) {
        const at = rest.indexOf('\r\n');
        if (head || at < 0) return;
        const length = Number.parseInt(rest.slice(0, at), 16);
        if (rest.length < at + 2 + length + 2) return;
        parser.push(rest.slice(at + 2, at + 2 + length));
        rest = rest.slice(at + 2 + length + 2);
      }
    });
    socket.resume();
    await until('drained', () => lines() > 0);
    await until('told', () => {
      api.engine.log({ text: 'tick' });
      return missed() > 0 && lines() + missed() >= total;
    });
    expect(lines()).toBeLessThan(total);
  });
});

describe('live logs', () => {
  test('the past comes first, nothing twice, filtered like the past', async () => {
    for (const text of ['one', 'two', 'three', 'other']) api.engine.log({ text });
    api.engine.log({ text: 'three', server: 'a/b @c, d' });
    const reader = await read('/api/v1/logs/stream?names=files&lines=2&grep=t');
    await until('past', () => reader.messages.length === 2);
    api.engine.log({ text: 'skip me' });
    api.engine.log({ text: 'twelve' });
    await until('live', () => reader.messages.length === 3);
    expect(reader.messages.map((message) => JSON.parse(message.data).text)).toEqual(['three', 'other', 'twelve']);
    expect(JSON.parse(reader.messages[2]!.data)).toMatchObject({ server: 'files', stream: 'stderr', level: 'info' });
  });

  test('lines written while the past is read come once', async () => {
    const { read: readPast } = api.engine.logs;
    api.engine.logs.read = async (query) => {
      api.engine.log({ text: 'between' });
      const past = await readPast(query);
      api.engine.log({ text: 'after' });
      return past;
    };
    const reader = await read('/api/v1/logs/stream?lines=10');
    await until('both', () => reader.messages.length >= 2);
    api.engine.log({ text: 'last' });
    await until('last', () => reader.messages.some((message) => message.data.includes('"last"')));
    expect(reader.messages.map((message) => JSON.parse(message.data).text)).toEqual(['between', 'after', 'last']);
  });

  test('a past that cannot be read ends the stream with the reason', async () => {
    api.engine.logs.read = () => Promise.reject(new Failure('bad-request', 'The pattern takes too long.'));
    const reader = await read('/api/v1/logs/stream?lines=10&grep=x');
    await until('ended', () => reader.ended);
    expect(reader.messages.at(-1)).toMatchObject({
      event: 'end',
      data: JSON.stringify({ code: 'failed', reason: 'The pattern takes too long.' }),
    });
  });
});
