// When a service that is coming up is known to serve.
import { createServer } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import type { Definition } from '../../contract/server.ts';
import { openProcessTable } from '../../core/supervise/process-table.ts';
import type { Fact } from '../../core/supervise/run.ts';
import { openServiceRun } from '../../core/supervise/service-run.ts';
import { createSpawner } from '../../core/supervise/spawn-child.ts';
import { createTrees } from '../../core/supervise/trees.ts';

const silentLog = { newRun() {}, write() {}, mark() {}, end() {}, lastLines: () => [], dropped: () => ({ lines: 0, bytes: 0 }) };
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

it('asks a service that is coming up soon and often, and less often the longer it takes', async () => {
  const asked: number[] = [];
  const refusals = 10;
  const server = createServer((_request, response) => {
    asked.push(performance.now());
    response.writeHead(asked.length > refusals ? 200 : 503).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  ends.push(() => new Promise((done) => server.close(done)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');

  const began = performance.now();
  await startedRun(`http://127.0.0.1:${address.port}/health`);
  // evenly spaced tenths of a second and more would take longer
  expect(performance.now() - began).toBeLessThan(refusals * 150);
  const gaps = asked.slice(1).map((at, index) => at - asked[index]!);
  expect(Math.min(...gaps)).toBeLessThan(gaps.at(-1)!);
});

async function startedRun(http: string): Promise<void> {
  const definition: Definition = {
    name: 'web',
    kind: 'service',
    launch: { type: 'service', command: 'sleep', args: ['600'], env: {}, cwd: '/' },
    groups: [],
    dependsOn: [],
    autostart: true,
    enabled: true,
    approval: 'approved',
    restart: { policy: 'never', max: 0, backoff: { initialMs: 0, factor: 2, maxMs: 0, jitter: 0 }, resetAfterMs: 0 },
    health: { intervalMs: 10_000, timeoutMs: 5_000, failures: 3, http },
    limits: { cpu: 90, memoryBytes: 2 ** 30, action: 'warn' },
    stopGraceMs: 1_000,
    startTimeoutMs: 10_000,
    watch: [],
    sources: [],
    warnings: [],
    launchHash: 'web',
  };
  const spawnChild = createSpawner({ trees: createTrees(await openProcessTable()) });
  const gone = Promise.withResolvers<void>();
  await new Promise<void>((ready) => {
    const say = ({ type }: Fact) => {
      if (type === 'ready') ready();
      if (type === 'gone') gone.resolve();
    };
    const nothing = () => {};
    const run = openServiceRun(
      { definition, run: 1, mark: `test.${process.pid}.web.1` },
      { spawnChild, log: () => silentLog, baseEnv: () => ({ PATH: process.env.PATH ?? '' }) },
      {
        say,
        onProcess: nothing,
        onConnected: nothing,
        onDisconnected: nothing,
        onTools: nothing,
        onExit: nothing,
        onNoise: nothing,
        onPort: nothing,
        onSurvivors: nothing,
      },
    );
    ends.push(() => {
      run.kill();
      return gone.promise;
    });
  });
}
