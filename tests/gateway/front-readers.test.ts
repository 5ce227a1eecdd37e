// Readers that do not read: what waits for them is bounded, and then they lose their connection.
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createWatch } from '../../core/gateway/front/outlet.ts';
import { call, eventually, type ServedFront, serveFront, token } from './support/serve-front.ts';

const open: { served?: ServedFront; sockets: Socket[] } = { sockets: [] };
afterEach(async () => {
  for (const socket of open.sockets.splice(0)) socket.destroy();
  await open.served?.close();
});

/** sends one request and never reads the answer */
function stalled(port: number, headers: Record<string, string>, body: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => {
      const head = Object.entries({ host: `127.0.0.1:${port}`, 'content-length': String(Buffer.byteLength(body)), ...headers });
      socket.write(`POST /mcp HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n${body}`);
      socket.pause();
      resolve(socket);
    });
    socket.on('error', reject);
    open.sockets.push(socket);
  });
}

describe('slow readers', () => {
  test('20 that stop reading under a flood: each is dropped with a reason, a reader beside them is not disturbed', async () => {
    const served = await serveFront();
    open.served = served;
    const session = await served.session({ name: 'lazy' });
    const body = JSON.stringify(call('flood', { messages: 2000 }, 1, { _meta: { progressToken: 1 } }));
    const before = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
    const headers = { ...session, 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
    await Promise.all(Array.from({ length: 20 }, (_, id) => stalled(served.port, headers, body.replace('"id":1', `"id":${id}`))));
    const other = await served.session({ name: 'other' });
    for (let n = 0; n < 20; n++) expect((await served.post(call('echo', { message: 'x' }), other)).status).toBe(200);
    await eventually(() => served.log.filter(({ fields }) => fields?.client === 'lazy').length === 20, 'all are dropped', 25_000);
    const dropped = served.log.filter(({ fields }) => fields?.client === 'lazy');
    for (const { message, fields } of dropped) {
      expect(message).toContain('slow reader');
      expect(fields!.reason).toContain('768 KiB');
      expect(fields!.waiting).toBeLessThanOrEqual(768 * 1024);
    }
    await eventually(() => served.front.clients().every(({ requests }) => requests === 0), 'their calls ended');
    const grown = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed - before;
    // 20 × (1 MiB waiting + 1 MiB for whoever comes back), and the garbage of sending
    expect(grown).toBeLessThan(160 * 1024 * 1024);
  });

  test('an answer that nobody takes is dropped after a while', async () => {
    const log: string[] = [];
    const say = (_: string, fields?: Record<string, unknown>) => void log.push(String(fields?.reason));
    let now = 0;
    const watch = createWatch({ info: say, warn: say, error: say }, () => now);
    const response = {
      writableLength: 4096,
      writableEnded: true,
      destroyed: false,
      once() {},
      destroy() {
        response.destroyed = true;
      },
    };
    watch.add(response as never, 'somebody', false);
    for (now = 5000; now <= 30_000; now += 5000) watch.look(now);
    expect(response.destroyed).toBe(false);
    response.writableLength = 4000;
    watch.look(now);
    for (const later of [now + 29_000, now + 31_000]) watch.look(later);
    expect([response.destroyed, log]).toEqual([true, ['it took nothing for 30 s']]);
  });

  test('a large answer to a reader that is there arrives whole', async () => {
    const served = await serveFront();
    open.served = served;
    const session = await served.session();
    const answer = await served.post(call('gen', { n: 20_000_000 }), session);
    expect(JSON.parse(answer.text).result.content[0].text.length).toBe(20_000_000);
    const streamed = await served.post(call('gen', { n: 5_000_000 }), { ...session, accept: 'text/event-stream' });
    expect(streamed.text.length).toBeGreaterThan(5_000_000);
    expect(served.log).toEqual([]);
  });

  test('a connection that breaks in the middle of its request leaves nothing', async () => {
    const served = await serveFront();
    open.served = served;
    const socket = await stalled(served.port, { authorization: `Bearer ${token}`, 'content-length': '1000' }, '{"jsonrpc"');
    socket.destroy();
    await new Promise((resume) => setTimeout(resume, 50));
    expect(served.log).toEqual([]);
    expect((await served.session())['mcp-session-id']).toBeDefined();
  });
});
