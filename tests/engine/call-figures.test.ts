// Calls in figures on a real engine: in the snapshot, over time and by tool, and after a restart.
import { afterEach, expect, it } from 'vitest';
import type { CallPoint, ToolCalls } from '../../contract/call-figures.ts';
import type { Snapshot } from '../../contract/events.ts';
import { LiveEngine, server, until } from '../support/live-engine.ts';

let engine: LiveEngine;
afterEach(() => engine.close());

const call = (tool: string, given: object) => engine.api('POST', `/tools/${tool}/call`, { arguments: given });
const now = async () => (await engine.api<Snapshot>('GET', '/snapshot')).calls;
/** whoever follows makes the engine look often */
function follow(): AbortController {
  const line = new AbortController();
  void fetch(`${engine.url}/api/v1/stream`, { headers: { authorization: `Bearer ${engine.token}` }, signal: line.signal })
    .then(async (response) => {
      for await (const _ of response.body!);
    })
    .catch(() => undefined);
  return line;
}

it('are counted as they end, and go on after a restart', async () => {
  engine = new LiveEngine({ mcpJson: { echo: server('echo-min.mjs'), calm: server('echo-min.mjs') } });
  await engine.start();
  await engine.running('echo');
  const first = follow();
  for (const text of ['a', 'b', 'c']) await call('echo.echo', { text });
  await until('the calls to be counted', async () => (await now())?.all.lastHour === 3);
  const counted = (await now())!;
  expect(counted.all).toEqual(counted.servers.echo);
  expect(counted.all).toMatchObject({ perMinute: 3, failed: 0, p95Ms: expect.any(Number) });
  expect(counted.servers.calm).toBeUndefined();
  first.abort();
  await engine.signal('SIGTERM');
  await engine.start();
  await engine.running('echo');
  const second = follow();
  await call('echo.echo', { text: 'd' });
  await until('the hour to go on', async () => (await now())?.servers.echo?.lastHour === 4);
  const points = await engine.api<CallPoint[]>('GET', '/calls/metrics?server=echo&from=10m&step=10m');
  expect(points.reduce((sum, { calls }) => sum + calls, 0)).toBe(4);
  expect(await engine.api('GET', '/calls/metrics?server=calm')).toEqual([]);
  const [tool, ...more] = await engine.api<ToolCalls[]>('GET', '/calls/tools?server=echo');
  expect(more).toEqual([]);
  expect(tool).toMatchObject({ server: 'echo', tool: 'echo__echo', calls: 4, failed: 0 });
  await expect(engine.api('GET', '/calls/metrics?from=1m&to=2m')).rejects.toThrow(/“from” lies after “to”/);
  second.abort();
});
