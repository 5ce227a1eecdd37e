// Settings of a running engine: what is answered is in force, and a change of them alone is told too.
import { writeFileSync } from 'node:fs';
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
