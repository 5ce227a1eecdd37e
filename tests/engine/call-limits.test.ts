// Limits of calls, from the file to the call: they hold at once after a change, and no server is restarted for it.
import { writeFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { LiveEngine, server, until } from '../support/live-engine.ts';

let engine: LiveEngine;
afterEach(() => engine.close());

const call = async (tool: string, args: object = {}) => {
  const { code, out, err } = await engine.run('tools', 'call', tool, '--args', JSON.stringify(args), '--json');
  return { code, said: out + err };
};

it('hold for each server, with their origin, and follow the file', async () => {
  engine = new LiveEngine({
    mcpJson: { slow: server('slow.mjs', '--delay', 60_000, '--only', 'tools/call'), echo: server('echo-min.mjs') },
    config: 'defaults: { calls: { maxResult: 2KiB } }\nservers: { slow: { calls: { timeout: 400ms } } }\n',
  });
  await engine.start();
  for (const name of ['slow', 'echo']) await engine.running(name);
  const late = await call('slow__echo', { text: 'x' });
  expect([late.code, late.said]).toEqual([1, expect.stringMatching(/slow did not answer in time.*400 ms.*calls\.timeout/)]);
  const big = await call('echo__echo', { text: 'x'.repeat(4_000) });
  expect([big.code, big.said]).toEqual([1, expect.stringMatching(/4 KiB.*2 KiB/)]);
  const shown = JSON.parse((await engine.run('config', 'show', '--json')).out);
  expect(shown.values.servers.slow.calls).toEqual({ timeout: '400ms', concurrency: 256, maxResult: '2KiB' });
  const origins = ['slow.calls.timeout', 'slow.calls.maxResult', 'echo.calls.concurrency'].map((path) => shown.origins[`servers.${path}`]);
  expect(origins).toEqual([
    { file: engine.configFile, line: 2 },
    { file: engine.configFile, line: 1 },
    { file: 'default', line: null },
  ]);
  const before = await engine.servers();
  writeFileSync(engine.configFile, 'defaults: { calls: { maxResult: 1MiB } }\n');
  await until('the new limit', async () => (await call('echo__echo', { text: 'x'.repeat(4_000) })).code === 0);
  expect((await engine.servers()).map(({ run, pid }) => [run, pid])).toEqual(before.map(({ run, pid }) => [run, pid]));
});
