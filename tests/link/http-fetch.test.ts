import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type OwnFetch, ownFetch } from '../../core/link/http-fetch.ts';

let server: Server;
let sockets: OwnFetch;
afterEach(() => {
  sockets.close();
  server.closeAllConnections();
  server.close();
});
async function serve(answer: Parameters<typeof createServer>[1]): Promise<string> {
  server = createServer(answer as never);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  sockets = ownFetch();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

describe('a body', () => {
  it('may be cancelled at any moment, and nothing is thrown where nobody could catch it', async () => {
    const url = await serve((_request: unknown, response: import('node:http').ServerResponse) =>
      response.writeHead(401).end('who are you'),
    );
    // an exception that nobody catches ends the test run
    for (let n = 0; n < 300; n++) {
      const response = await sockets.fetch(url);
      for (let turns = n % 5; turns > 0; turns--)
        await new Promise<void>((done) => (turns % 2 ? setImmediate(done) : process.nextTick(done)));
      await response.body?.cancel();
    }
  });

  it('comes whole, piece by piece, and fails when the connection is cut', async () => {
    const url = await serve((request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => {
      response.writeHead(200);
      for (let n = 0; n < 64; n++) response.write('x'.repeat(64 * 1024));
      if (request.url === '/cut') response.socket?.destroy();
      else response.end();
    });
    expect((await (await sockets.fetch(url)).text()).length).toBe(64 * 64 * 1024);
    await expect(sockets.fetch(`${url}cut`).then((response) => response.text())).rejects.toThrow();
  });
});
