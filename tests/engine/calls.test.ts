// What clients called: kept over restarts, read over HTTP and by commands, followed live.
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import type { KeptCall } from '../../contract/calls.ts';
import type { Event } from '../../contract/events.ts';
import { entry, LiveEngine, server, until } from '../support/live-engine.ts';

let engine: LiveEngine;
const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await engine.close();
});

const say = (text: string, more: object = {}) => engine.run('tools', 'call', 'echo__echo', '--args', JSON.stringify({ text, ...more }));
const kept = (query = '') => engine.api<KeptCall[]>('GET', `/calls${query}`);
const json = async <T>(...args: string[]) => JSON.parse((await engine.run(...args, '--json')).out) as T;

it('are there after a restart, by HTTP, by `calls` and among the events that are asked for', async () => {
  engine = new LiveEngine({ mcpJson: { echo: server('echo-min.mjs') } });
  await engine.start();
  await engine.running('echo');
  await say('one');
  expect((await engine.run('tools', 'call', 'echo__nothing')).code).toBe(1);
  await engine.signal('SIGTERM');
  await engine.start();
  await engine.running('echo');
  await say('two');
  const all = await kept();
  expect(all.map(({ server: name, target, outcome }) => [name, target, outcome])).toEqual([
    ['echo', 'echo__echo', 'ok'],
    ['echo', 'echo__echo', 'ok'],
  ]);
  expect(all[0]!.seq).toBeGreaterThan(all[1]!.seq);
  expect(JSON.stringify(all)).not.toContain('arguments');
  expect(await kept(`?since=${all[1]!.seq}`)).toEqual([all[0]]);
  expect(await kept('?outcome=error')).toEqual([]);
  expect(await json<KeptCall[]>('calls')).toEqual([...all].reverse());
  expect((await engine.run('calls', '-n', '1')).out).toMatch(/ok \d+ ms roundhouse-cli → echo__echo \(echo, \d+ B in/);
  const events = await json<Event[]>('events', '--type', 'call');
  expect(events.map(({ seq, type, server: name }) => [seq, type, name])).toEqual(
    [...all].reverse().map(({ seq }) => [seq, 'call', 'echo']),
  );
  expect(await engine.api<Event[]>('GET', '/events?type=call&limit=1')).toEqual([events[1]]);
  // the journal is not flooded by them
  expect((await engine.api<Event[]>('GET', '/events')).some(({ type }) => type === 'call')).toBe(false);
  expect(await engine.api('GET', '/gateway')).toMatchObject({ callsNotKept: 0 });
});

it('are followed as they end, by both commands; arguments only when the config wants them, masked', async () => {
  engine = new LiveEngine({ mcpJson: { echo: server('echo-min.mjs') }, config: 'gateway: { record: { arguments: true } }\n' });
  await engine.start();
  await engine.running('echo');
  await say('before');
  const follow = (...args: string[]) => {
    const child = spawn(process.execPath, [entry, ...args, '--json'], { env: engine.env, stdio: ['ignore', 'pipe', 'ignore'] });
    children.push(child);
    const said = { text: '' };
    child.stdout.on('data', (piece) => {
      said.text += piece;
    });
    return said;
  };
  const [calls, events] = [follow('calls', '-f'), follow('events', '-f', '--type', 'call')];
  await until('the past', () => [calls, events].every(({ text }) => text.includes('before')));
  await say('after', { password: 'hunter2' });
  await until('the present', () => [calls, events].every(({ text }) => text.includes('after')));
  const lines = (said: { text: string }) =>
    said.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  expect(lines(calls)).toHaveLength(2);
  expect(lines(events).map(({ type }) => type)).toEqual(['call', 'call']);
  expect(lines(calls)[1].arguments).toBe('{"text":"after","password":"******"}');
  writeFileSync(engine.configFile, 'gateway: {}\n');
  await until('arguments to be off', async () => {
    await say('later');
    return (await kept('?limit=1'))[0]!.arguments === undefined;
  });
});
