// The API on a real port and socket, over the fake engine, for one test.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '../../contract/client.ts';
import { createHandler, type HandlerDeps } from '../../core/api/handler.ts';
import { type ListenOptions, listen } from '../../core/api/listen.ts';
import { type FakeEngine, fakeEngine } from './fake-engine.ts';

export const token = 'the-token-of-this-test';
export const silentLog = { info() {}, warn() {}, error() {} };

export async function serveFake(more: Partial<HandlerDeps> = {}, listening: Partial<ListenOptions> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'rh-api-'));
  try {
    return await serveIn(folder, more, listening);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true }); // it was to fail: nobody will close it
    throw error;
  }
}

async function serveIn(folder: string, more: Partial<HandlerDeps>, listening: Partial<ListenOptions>) {
  const engine = (more.engine as FakeEngine | undefined) ?? fakeEngine();
  const rules = more.rules ?? { host: '127.0.0.1', allowedHosts: [] };
  const handler = createHandler({ token, rules, log: silentLog, page: null, ...more, engine });
  const server = await listen(handler, {
    host: rules.host,
    port: 0,
    socket: join(folder, 'daemon.sock'),
    log: silentLog,
    portHolder: async () => null,
    ...listening,
  });
  return {
    engine,
    handler,
    ...server,
    folder,
    bearer: { authorization: `Bearer ${token}` },
    client: createClient({ baseUrl: server.url, token, fetch, actor: 'cli' }),
    async close() {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type Served = Awaited<ReturnType<typeof serveFake>>;

/** Waits for a condition, not for a time. */
export async function until(what: string, condition: () => boolean, withinMs = 10_000): Promise<void> {
  const end = performance.now() + withinMs;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`did not come true within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
