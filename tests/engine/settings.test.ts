// Settings of a running engine: what is answered is in force, and a change of them alone is told too.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Event } from '../../contract/events.ts';
import type { AnswerOf } from '../../contract/routes/table.ts';
import { cheap, LiveEngine, until } from '../support/live-engine.ts';

let engine: LiveEngine;
beforeAll(async () => {
  engine = await new LiveEngine({ mcpJson: { alpha: cheap() }, config: 'version: 1\ndefaults: { restart: { max: 7 } }\n' }).start();
});
afterAll(() => engine.close());

const loaded = async () => (await engine.api<Event[]>('GET', '/events?type=config.loaded')).length;

it('says what holds where an entry says nothing, and where that is written', async () => {
  const { defaults, origins } = await engine.api<AnswerOf<'config'>>('GET', '/config');
  expect(defaults.servers).toMatchObject({ restart: { max: 7, policy: 'on-failure' }, idle: 'never' });
  expect(defaults.services).toMatchObject({ restart: { max: 7 }, health: { interval: '5s' } });
  expect(defaults.services).not.toHaveProperty('idle');
  expect(origins['defaults.restart.max']).toEqual({ file: engine.configFile, line: 2 });
});

it('tells of a change that touches no server, which holds at once', async () => {
  const before = await loaded();
  writeFileSync(engine.configFile, 'version: 1\ndefaults: { restart: { max: 7 } }\nlogs: { maxSize: 2MiB, keep: 1 }\n');
  await until('the change to be told', async () => (await loaded()) > before);
  const settings = await engine.api<AnswerOf<'settings'>>('GET', '/settings');
  expect(settings.logs).toEqual({ maxSizeBytes: 2 * 1024 * 1024, keep: 1 });
  expect(settings.folders.logs).toBe(`${engine.home}/logs`);
  expect(settings.kept.metrics).toEqual({ days: 30, rows: null });
  expect(settings.sizes.logs).toBeGreaterThan(0);
});

it('tells of a value that nothing in force hangs on: it is shown where it is changed', async () => {
  const before = await loaded();
  writeFileSync(engine.configFile, `${readFileSync(engine.configFile, 'utf8')}sources: { cursor: false }\n`);
  await until('the change to be told', async () => (await loaded()) > before);
});

it('tells that a file which servers may come from is there by now', async () => {
  const before = await loaded();
  const file = join(engine.user, '.cursor', 'mcp.json');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(engine.configFile, 'version: 1\n');
  await until('cursor to be read again', async () => (await loaded()) > before);
  writeFileSync(file, '{ "mcpServers": {} }');
  await until('the file to be told', async () => (await loaded()) > before + 1);
  const { files } = await engine.api<AnswerOf<'config'>>('GET', '/config');
  expect(files.find((one) => one.file === file)).toMatchObject({ exists: true, ok: true });
});

it('says nothing of a line that only stands elsewhere in its file', async () => {
  const before = await loaded();
  writeFileSync(engine.configFile, '\n\nversion: 1\n');
  await until('the line to be known', async () => {
    await engine.api('POST', '/servers/alpha/enable?wait=0');
    return (await engine.api<AnswerOf<'config'>>('GET', '/config')).origins.version?.line === 3;
  });
  expect(await loaded()).toBe(before);
});

it('tells of the very first server', async () => {
  const bare = await new LiveEngine({ config: 'version: 1\n' }).start();
  try {
    await bare.api('POST', '/servers', { name: 'first', ...cheap() });
    const events = await bare.api<Event[]>('GET', '/events');
    expect(events.filter(({ type }) => type.startsWith('config.')).map(({ message }) => message)).toEqual(['config changed: added first']);
  } finally {
    await bare.close();
  }
});
