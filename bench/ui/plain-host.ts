// A host that does the least: bytes from memory, and one stream. What a page of ours is measured beside.
import { createServer, type ServerResponse } from 'node:http';

export interface PlainHost {
  url: string;
  /** to every open stream */
  say(text: string): void;
  close(): Promise<void>;
}

export async function plainHost(files: Record<string, { type: string; body: string | Buffer }>): Promise<PlainHost> {
  const streams = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    if (request.url === '/stream') {
      streams.add(response.writeHead(200, { 'content-type': 'text/event-stream' }));
      response.flushHeaders();
      return;
    }
    const file = files[request.url ?? ''];
    if (file) response.writeHead(200, { 'content-type': file.type }).end(file.body);
    else response.writeHead(404).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    say(text) {
      for (const stream of streams) stream.write(`data: ${text}\n\n`);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
