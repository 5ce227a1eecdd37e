// A restart that waits for calls under way, and a stop that waits for nothing: on real processes.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ActResult } from '../../contract/server.ts';
import { LiveEngine, server, until } from '../support/live-engine.ts';

let engine: LiveEngine;
const callsFile = () => join(engine.folder, 'calls');
beforeAll(async () => {
  engine = new LiveEngine({
    config: 'version: 1\ndefaults: { stop: { grace: 60s }, health: { interval: 60s } }\nservers: { leaf: { dependsOn: [slow] } }\n',
  });
  engine.writeMcp({
    slow: server('counts-calls.mjs', '--file', callsFile(), '--delay', 1500),
    stuck: server('counts-calls.mjs', '--file', callsFile()),
    deaf: server('deaf.mjs'),
    leaf: server('echo-min.mjs'),
    stray: server('forks.mjs', '--mode', 'setsid', '--deaf'),
  });
  await engine.start();
  for (const name of ['slow', 'stuck', 'deaf', 'stray', 'leaf']) await engine.running(name);
});
afterAll(() => engine.close());

interface Answer {
  outcome: string;
  result: { content: { text: string }[] } | null;
}
const call = (tool: string, text = 'hello') => engine.api<Answer>('POST', `/tools/${tool}/call`, { arguments: { text } });
const act = (name: string, how: string) => engine.api<ActResult[]>('POST', `/servers/${name}/${how}`);
const isGone = (pid: number) => until(`${pid} to be gone`, () => !engine.alive().includes(pid));
/** begins a call, which the server has when this is done; `stuck` never answers it, and it ends with the run */
async function begin(tool: 'stuck.hang' | 'slow.later', text?: string): Promise<{ calling: Promise<Answer> }> {
  const arrived = () => (existsSync(callsFile()) ? readFileSync(callsFile(), 'utf8') : '').split('\n').length;
  const before = arrived();
  const calling = call(tool, text);
  await until('the call to be there', () => arrived() > before);
  return { calling };
}

it('waits for the calls under way, says how many, and holds new ones back until it is up again', async () => {
  const before = await engine.server('slow');
  const { calling: first } = await begin('slow.later', 'first');
  const restarting = act('slow', 'restart?drain=10s');
  const draining = await engine.until('slow', (view) => view.draining !== undefined);
  expect(draining).toMatchObject({ state: 'running', pid: before.pid, draining: { calls: 1 } });
  const second = call('slow.echo', 'second');
  expect((await first).outcome).toBe('ok');
  expect(await restarting).toMatchObject([{ name: 'slow', ok: true, state: 'running' }]);
  const after = await engine.server('slow');
  expect(after.pid).not.toBe(before.pid);
  expect([after.run, after.draining]).toEqual([before.run + 1, undefined]);
  expect((await second).result?.content[0]?.text).toContain('second');
});

it('waits no longer than it may', async () => {
  const before = await engine.server('stuck');
  const { calling } = await begin('stuck.hang');
  expect(await act('stuck', 'restart?drain=300ms')).toMatchObject([{ ok: true }]);
  expect((await calling).outcome).toBe('error');
  expect((await engine.server('stuck')).run).toBe(before.run + 1);
});

it('goes on at once when a person says so, once and not twice', async () => {
  const before = await engine.server('stuck');
  const { calling } = await begin('stuck.hang');
  const patient = act('stuck', 'restart?drain=1h');
  await engine.until('stuck', (view) => view.draining !== undefined);
  expect(await act('stuck', 'restart')).toMatchObject([{ ok: true }]);
  expect(await patient).toMatchObject([{ ok: true }]);
  expect((await calling).outcome).toBe('error');
  expect((await engine.server('stuck')).run).toBe(before.run + 1);
});

it('lets a stop win', async () => {
  const { calling } = await begin('stuck.hang');
  const patient = act('stuck', 'restart?drain=1h');
  await engine.until('stuck', (view) => view.draining !== undefined);
  expect(await act('stuck', 'stop')).toMatchObject([{ ok: true, state: 'stopped' }]);
  expect(await patient).toMatchObject([{ ok: false, reason: 'was stopped meanwhile' }]);
  expect((await calling).outcome).toBe('error');
  await act('stuck', 'start');
});

it('kills at once what would not end, by HTTP and by the command, also one that is being stopped already', async () => {
  const { pid } = await engine.server('deaf');
  await engine.api('POST', '/servers/deaf/stop?wait=0');
  await engine.until('deaf', ({ state }) => state === 'stopping');
  expect(await act('deaf', 'stop?force=1')).toMatchObject([{ ok: true, state: 'stopped' }]);
  await isGone(pid!);
  await act('deaf', 'start');
  const again = (await engine.server('deaf')).pid!;
  expect((await engine.run('stop', 'deaf', '--force')).code).toBe(0);
  await isGone(again);
  const audit = await engine.api<{ action: string; actor: string; target: string }[]>('GET', '/audit');
  expect(audit.filter(({ action }) => action === 'force stop').map(({ actor, target }) => [actor, target])).toEqual(
    expect.arrayContaining([
      ['api', 'deaf'],
      ['cli', 'deaf'],
    ]),
  );
});

it('kills what an ended one left behind, too', async () => {
  const stray = Number((await engine.logs('stray')).map(({ text }) => /stray (\d+)/.exec(text)?.[1]).find(Boolean));
  expect(engine.alive()).toContain(stray);
  await engine.api('POST', '/servers/stray/stop?wait=0');
  const { pid } = await engine.server('stray');
  if (pid !== null) await isGone(pid);
  expect(await act('stray', 'stop?force=1')).toMatchObject([{ ok: true, state: 'stopped' }]);
  await isGone(stray);
});

it('goes on when nobody waits for it any more, with all of them and in their order', async () => {
  const before = [await engine.server('slow'), await engine.server('leaf')].map(({ run }) => run);
  const { calling } = await begin('slow.later');
  const gone = new AbortController();
  const asking = fetch(`${engine.url}/api/v1/servers/restart?drain=10s`, {
    method: 'POST',
    headers: { authorization: `Bearer ${engine.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ names: ['slow', 'leaf'] }),
    signal: gone.signal,
  }).catch((error: Error) => error.name);
  await engine.until('slow', (view) => view.draining !== undefined);
  gone.abort();
  expect([await asking, (await calling).outcome]).toEqual(['AbortError', 'ok']);
  await engine.until('slow', ({ run, state }) => run === before[0]! + 1 && state === 'running');
  await engine.until('leaf', ({ run, state }) => run === before[1]! + 1 && state === 'running');
  expect((await engine.server('slow')).draining).toBeUndefined();
});

it('restarts with patience by the command as well', async () => {
  const { calling } = await begin('slow.later');
  const { code } = await engine.run('restart', 'slow', '--drain', '10s');
  expect([code, (await calling).outcome]).toEqual([0, 'ok']);
});
