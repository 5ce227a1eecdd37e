import { duplexPair, PassThrough, Writable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it } from 'vitest';
import type { JsonRpcMessage } from '../../core/link/link.ts';
import { StdioCarrier } from '../../core/link/stdio-carrier.ts';
import { fixture, killAll, open, until } from './support/children.ts';

afterEach(killAll);

function carry(options: ConstructorParameters<typeof StdioCarrier>[1] = {}) {
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  const carrier = new StdioCarrier({ stdin, stdout }, options);
  const messages: JsonRpcMessage[] = [];
  const noise: string[] = [];
  const closed: string[] = [];
  carrier.onMessage = (message) => messages.push(message);
  carrier.onNoise = (text) => noise.push(text);
  carrier.onClose = (reason) => closed.push(reason);
  return { carrier, stdin, stdout, messages, noise, closed };
}

const ping = { jsonrpc: '2.0', id: 1, method: 'ping' } as const;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** bytes in buffers that somebody still holds */
function kept(): number {
  collect();
  return process.memoryUsage().arrayBuffers;
}

describe('StdioCarrier', () => {
  it('reads messages, batches and CRLF, and gives everything else as noise of at most 500 characters', async () => {
    const { stdout, messages, noise, closed } = carry();
    const oddities = [
      'hello',
      '{"jsonrpc":"2.0","id":',
      '{"jsonrpc":"1.0","id":1,"result":1}',
      '{"jsonrpc":"2.0","id":{},"method":"x"}',
      'g'.repeat(9_000),
    ];
    stdout.write(
      `${JSON.stringify(ping)}\r\n\r\n\n[${JSON.stringify(ping)},{"jsonrpc":"2.0","id":"a","result":null}]\n${oddities.join('\n')}\n`,
    );
    stdout.end('{"jsonrpc":"2.0","method":"last"}');
    await until(() => closed.length === 1);
    expect(messages).toEqual([ping, ping, { jsonrpc: '2.0', id: 'a', result: null }, { jsonrpc: '2.0', method: 'last' }]);
    expect(noise.slice(0, 4)).toEqual(oddities.slice(0, 4));
    expect(noise[4]).toBe(`${'g'.repeat(500)} … (9000 bytes)`);
    expect(noise).toHaveLength(5);
    expect(closed).toEqual(['it closed its output']);
  });

  it('writes the messages of one turn together and in order, and large ones at once', async () => {
    const { carrier, stdin } = carry();
    const written: string[] = [];
    stdin.on('data', (chunk) => written.push(String(chunk)));
    const small = [1, 2, 3].map((id) => ({ jsonrpc: '2.0', id, method: 'ping' }) as const);
    await Promise.all(small.map((message) => carrier.send(message)));
    expect(written).toEqual([small.map((message) => `${JSON.stringify(message)}\n`).join('')]);
    const large = { jsonrpc: '2.0', id: 4, method: 'x', params: { text: 'y'.repeat(20_000) } } as const;
    void carrier.send(large);
    expect(stdin.writableLength + written.join('').length).toBeGreaterThan(20_000);
  });

  it('writes what was sent before close, and says so of what came too late', async () => {
    const { carrier, stdin } = carry();
    const sent = carrier.send(ping);
    await carrier.close();
    await sent;
    expect(String(stdin.read())).toBe(`${JSON.stringify(ping)}\n`);

    const other = carry();
    const late = other.carrier.send(ping);
    other.stdin.end();
    await expect(late).rejects.toThrow('its input is closed');
  });

  it('calls nothing any more after close, not even for the rest of a chunk', async () => {
    const { carrier, stdout, messages, closed, noise } = carry();
    carrier.onMessage = (message) => {
      messages.push(message);
      void carrier.close();
    };
    stdout.write(`${JSON.stringify(ping)}\n${JSON.stringify(ping)}\ngarbage\n`);
    stdout.end();
    await until(() => stdout.readableEnded);
    expect([messages.length, closed.length, noise.length]).toEqual([1, 0, 0]);
    await expect(carrier.send(ping)).rejects.toThrow('the connection is closed');
  });

  it('carries over one two-way stream as well, and ends that with itself', async () => {
    const [ours, theirs] = duplexPair();
    const carrier = new StdioCarrier(ours);
    const messages: JsonRpcMessage[] = [];
    carrier.onMessage = (message) => messages.push(message);
    theirs.on('data', (piece) => theirs.write(piece));
    await carrier.send(ping);
    await until(() => messages.length === 1);
    expect(messages).toEqual([ping]);
    await carrier.close();
    expect(ours.destroyed).toBe(true);
  });

  it('refuses to queue without end for a server that does not read', async () => {
    const stdin = new Writable({ highWaterMark: 1, write: () => {} }); // never calls back
    const carrier = new StdioCarrier({ stdin, stdout: new PassThrough() }, { maxQueuedBytes: 10_000 });
    const big = { jsonrpc: '2.0', method: 'x', params: 'y'.repeat(6_000) } as const;
    void carrier.send(big);
    await expect(carrier.send(big)).rejects.toThrow('does not read its input');
    expect(stdin.writableLength).toBeLessThan(10_000);
  });

  it('rejects what is sent after the server is gone, and a late EPIPE hurts nobody', async () => {
    const server = fixture('exit-0.mjs');
    const carrier = new StdioCarrier({ stdin: server.child.stdin!, stdout: server.child.stdout! });
    const closed: string[] = [];
    carrier.onClose = (reason) => closed.push(reason);
    const early = Promise.allSettled(Array.from({ length: 50 }, () => carrier.send({ ...ping, params: 'z'.repeat(100_000) })));
    await server.exit;
    await until(() => closed.length > 0);
    await expect(carrier.send(ping)).rejects.toThrow();
    expect((await early).some(({ status }) => status === 'rejected')).toBe(true);
  });

  it('stays small when a server pours out 200 MB without a line end, as garbage and as an endless message', async () => {
    for (const args of [[], ['--json']]) {
      const server = fixture('huge-line.mjs', '--bytes', 200_000_000, '--close', ...args);
      const { link, seen } = await open(server);
      const before = kept();
      let most = 0;
      const sampler = setInterval(() => {
        most = Math.max(most, kept() - before);
      }, 20);
      await until(() => seen.noise.length > 0 && server.stderr().includes('poured'));
      clearInterval(sampler);
      expect(seen.noise).toHaveLength(1);
      expect(seen.noise[0]!.length).toBeLessThan(700);
      expect(seen.noise[0]).toMatch(
        args.length === 0 ? /… \(200000000 bytes\)$/ : /200000027 bytes is too long for a message and was dropped/,
      );
      expect(most).toBeLessThan((args.length === 0 ? 24 : 64 + 24) * 1024 * 1024);
      expect((await link.check(5_000)).latencyMs).toBeGreaterThan(0);
      await link.close();
    }
  });

  it('gives the memory of garbage back at once, and only that', async () => {
    const { stdout, messages, noise } = carry();
    const garbage = Array.from({ length: 20 }, () => Buffer.alloc(65_536, 'x'));
    const message = Buffer.from(new Uint8Array(Buffer.from(`\n${JSON.stringify(ping)}\n`)).buffer);
    for (const chunk of [...garbage, message]) stdout.write(chunk);
    await until(() => messages.length === 1);
    expect(garbage.map(({ buffer }) => (buffer as ArrayBuffer).detached)).toEqual(garbage.map(() => true));
    expect((message.buffer as ArrayBuffer).detached).toBe(false);
    expect(noise).toHaveLength(1);
  });
});
