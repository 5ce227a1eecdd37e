// A server that was upgraded, or downgraded, while it was away: its generation is found anew, on the process that is there anyway.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Definition } from '../../contract/server.ts';
import { fixture, freePort, killAll, root, said } from '../link/support/children.ts';
import { definition, type House, openHouse, removeFolder } from './support/supervised.ts';

let house: House;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'roundhouse-generations-'));
  house = await openHouse();
});
afterEach(async () => {
  await house.close();
  await killAll();
  await removeFolder(folder);
});

const patient: Partial<Definition> = {
  health: { intervalMs: 100, timeoutMs: 2_000, failures: 1 },
  restart: { policy: 'on-failure', max: 500, backoff: { initialMs: 50, factor: 1, maxMs: 50, jitter: 0 }, resetAfterMs: 600_000 },
};
const never = new AbortController().signal;
const ready = (name: string) => house.upstreams.ready(name, { timeoutMs: 20_000, signal: never });
const runOf = (name: string) => house.supervisor.entries.get(name)!.server.run;
/** the link that comes after the present one */
async function afterwards(name: string, cause: () => void): Promise<Awaited<ReturnType<typeof ready>>> {
  const before = house.upstreams.get(name)!.link;
  const changed = new Promise<void>((resolve) => {
    const stop = house.upstreams.onChange(() => {
      if (house.upstreams.get(name)?.link === before) return;
      stop();
      resolve();
    });
  });
  cause();
  await changed;
  return ready(name);
}

it.each([
  ['polite', [], 2],
  // it ends at a greeting that it does not know: what is remembered is doubted after the second time
  ['strict', ['--strict'], 4],
])('a %s server on pipes', async (_, args, runs) => {
  const file = join(folder, 'generation');
  writeFileSync(file, 'handshake');
  const script = join(root, 'tests', 'fixtures', 'servers', 'changes-generation.mjs');
  house.add(definition('changing', [process.execPath, script, '--file', file, ...args], patient));
  expect((await ready('changing')).generation).toBe('handshake');
  const restart = (generation: string) =>
    afterwards('changing', () => {
      writeFileSync(file, generation);
      process.kill(house.supervisor.entries.get('changing')!.process!.pid, 'SIGKILL');
    });
  let before = runOf('changing');
  expect((await restart('stateless')).generation).toBe('stateless');
  expect(runOf('changing') - before).toBeLessThan(runs);
  before = runOf('changing');
  expect((await restart('handshake')).generation).toBe('handshake');
  expect(runOf('changing') - before).toBeLessThan(runs);
  // and from now on at once
  before = runOf('changing');
  expect((await restart('handshake')).generation).toBe('handshake');
  expect(runOf('changing') - before).toBe(1);
});

it('a remote', async () => {
  const port = await freePort();
  const start = async (...args: string[]) => {
    const server = fixture('http-mcp.mjs', '--port', port, ...args);
    await said(server, /listening/);
    return server;
  };
  let server = await start();
  house.add(definition('far', { type: 'http', url: `http://127.0.0.1:${port}/mcp`, headers: {} }, patient));
  expect((await ready('far')).generation).toBe('handshake');
  const replace = async (...args: string[]) => {
    let started: Promise<void> | undefined;
    const next = await afterwards('far', () => {
      server.child.kill('SIGKILL');
      started = server.exit.then(async () => {
        server = await start(...args);
      });
    });
    await started;
    return next;
  };
  expect((await replace('--stateless')).generation).toBe('stateless');
  expect((await replace()).generation).toBe('handshake');
});
