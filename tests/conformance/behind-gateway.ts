// The fixture behind a real engine, at an address that needs no token: the suite cannot send one.
import { createServer, request, type Server } from 'node:http';
import { LiveEngine } from '../support/live-engine.ts';
import { fixtureFile, withFixture } from './fixture-process.ts';

export interface Upstream {
  name: string;
  /** the one in which the link ends up */
  generation: 'handshake' | 'stateless';
  carrier: 'stdio' | 'http';
}

export const upstreams: Upstream[] = [
  { name: 'stdio, handshake', generation: 'handshake', carrier: 'stdio' },
  { name: 'stdio, stateless', generation: 'stateless', carrier: 'stdio' },
  { name: 'http, handshake', generation: 'handshake', carrier: 'http' },
  { name: 'http, stateless', generation: 'stateless', carrier: 'http' },
];

const NAME = 'fixture';

export function withGateway<T>({ generation, carrier }: Upstream, use: (url: string) => Promise<T>): Promise<T> {
  if (carrier === 'stdio') return withEngine({ command: process.execPath, args: [fixtureFile, '--generation', generation] }, use);
  // who serves both is met in the handshake generation
  return withFixture(generation === 'stateless' ? 'stateless' : 'both', (url) => withEngine({ type: 'http', url }, use));
}

async function withEngine<T>(entry: object, use: (url: string) => Promise<T>): Promise<T> {
  const engine = new LiveEngine({ mcpJson: { [NAME]: entry }, config: `gateway: { prefix: { ${NAME}: "" } }\n` });
  try {
    await engine.start();
    await engine.running(NAME);
    const door = await openDoor(engine.url, engine.token);
    try {
      const address = door.address();
      return await use(`http://localhost:${typeof address === 'object' ? address?.port : ''}/mcp`);
    } finally {
      door.closeAllConnections();
      door.close();
    }
  } finally {
    await engine.close();
  }
}

/** Passes everything on as it is; adds the token, and translates its own name into the engine's. A foreign Host or Origin stays foreign. */
function openDoor(engineUrl: string, token: string): Promise<Server> {
  const target = new URL(engineUrl);
  const door = createServer((asked, answer) => {
    const { port } = door.address() as { port: number };
    const own = new RegExp(`^(http://)?(localhost|127\\.0\\.0\\.1):${port}$`);
    const translate = (value: string | undefined) => value?.replace(own, `$1${target.host}`);
    const headers = { ...asked.headers, authorization: `Bearer ${token}`, host: translate(asked.headers.host) };
    if (asked.headers.origin) headers.origin = translate(asked.headers.origin);
    const options = { host: target.hostname, port: target.port, path: asked.url, method: asked.method, headers, agent: false };
    const onward = request(options, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.rawHeaders);
      answer.flushHeaders();
      response.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    answer.on('close', () => onward.destroy());
    asked.pipe(onward);
  });
  return new Promise((done) => door.listen(0, '127.0.0.1', () => done(door)));
}
