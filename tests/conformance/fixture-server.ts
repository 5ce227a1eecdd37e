// `--generation handshake|stateless|both` on stdio; with `--http` on a free port, which it says on stdout.
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import { buildServer } from './fixture/build-server.ts';
import { serveHttp } from './fixture/serve-http.ts';
import { createShared } from './fixture/shared.ts';

const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : (process.argv[at + 1] ?? '');
};

const generation = option('generation') ?? 'both';
if (process.argv.includes('--http')) {
  const address = (await serveHttp(0, generation !== 'stateless')).address();
  if (typeof address === 'object') process.stdout.write(`http://localhost:${address?.port}/mcp\n`);
} else {
  const shared = createShared();
  const make = () => {
    const server = buildServer(shared);
    shared.live.clear(); // the last one has the connection: a probe's is given up
    shared.live.add(server);
    return server;
  };
  if (generation === 'handshake') await make().connect(new StdioServerTransport());
  else serveStdio(make, { legacy: generation === 'stateless' ? 'reject' : 'serve' });
  process.stdin.on('end', () => process.exit(0));
}
