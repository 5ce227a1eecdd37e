// Episodes of a real engine: opened by a real crash, kept over a kill -9, closed by a person; told as events, in order.
import { writeFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import type { Alert, Mute } from '../../contract/alerts.ts';
import type { Event } from '../../contract/events.ts';
import { cheap, LiveEngine, server, until } from '../support/live-engine.ts';

let engine: LiveEngine;
afterEach(() => engine.close());

const alerts = (query = '') => engine.api<Alert[]>('GET', `/alerts${query}`);
const told = async () => (await engine.api<Event[]>('GET', '/events?limit=1000')).filter(({ type }) => type.startsWith('alert.'));

it('a server that gives up is one alert, over a kill of the engine too, until a person stops it', async () => {
  const config = 'defaults: { restart: { max: 1, backoff: { initial: 0s } } }';
  engine = await new LiveEngine({ mcpJson: { bad: server('crash.mjs'), good: cheap() }, config }).start();
  await until('the alert', async () => (await alerts('?open=1')).length > 0);
  const [opened] = await alerts('?open=1');
  expect(opened).toMatchObject({ kind: 'server.down', server: 'bad', closedAt: null, count: 1, muted: false });
  expect(opened!.reason).toMatch(/gave up|exited/);
  const events = await engine.api<Event[]>('GET', '/events?limit=1000');
  const types = events.filter(({ server: name }) => name === 'bad').map(({ type }) => type);
  expect(types.indexOf('alert.opened')).toBeGreaterThan(types.indexOf('server.crashed'));

  await engine.api('POST', '/servers/bad/start?wait=0');
  await until('the same alert, again', async () => (await alerts())[0]!.count === 2);
  await engine.kill();
  await engine.start();
  await until('it to give up again', async () => (await alerts())[0]!.count === 3);
  expect(await alerts()).toHaveLength(1);

  await engine.api('POST', '/servers/bad/stop');
  await until('the end', async () => (await alerts())[0]!.closedAt !== null);
  expect((await alerts())[0]).toMatchObject({ id: opened!.id, openedAt: opened!.openedAt });
  expect(await alerts('?open=1')).toEqual([]);
  expect((await told()).map(({ type }) => type)).toEqual(['alert.opened', 'alert.updated', 'alert.updated', 'alert.closed']);
});

it('a config that cannot be read is an alert until it can; what is muted is kept and marked', async () => {
  engine = await new LiveEngine({ mcpJson: { good: cheap() }, config: 'version: 1\n' }).start();
  const mutes = await engine.api<Mute[]>('POST', '/alerts/mute', { kind: 'config.unreadable', for: '1h' });
  expect(mutes).toMatchObject([{ kind: 'config.unreadable', server: null }]);
  writeFileSync(engine.configFile, 'versoin: 1\n');
  await until('the alert', async () => (await alerts('?open=1')).length > 0);
  const [alert] = await alerts('?open=1');
  expect(alert).toMatchObject({ kind: 'config.unreadable', file: engine.configFile, server: null, muted: true });
  writeFileSync(engine.configFile, 'version: 1\n');
  await until('the all-clear', async () => (await alerts('?open=1')).length === 0);
  expect(await engine.api('POST', '/alerts/unmute', { kind: 'config.unreadable' })).toEqual([]);
  await expect(engine.api('POST', '/alerts/mute', {})).rejects.toThrow('400');
  const audit = await engine.api<{ action: string; target: string }[]>('GET', '/audit');
  expect(audit.map(({ action, target }) => `${action} ${target}`)).toEqual(
    expect.arrayContaining(['mute alerts config.unreadable', 'unmute alerts config.unreadable']),
  );
});

it('tells that a mute ended by itself: whoever shows it as muted reads it again', async () => {
  const config = 'defaults: { restart: { max: 0 } }';
  engine = await new LiveEngine({ mcpJson: { bad: server('crash.mjs') }, config }).start();
  await until('the alert', async () => (await alerts('?open=1')).length > 0);
  await engine.api('POST', '/alerts/mute', { server: 'bad', for: '1s' });
  expect((await alerts())[0]).toMatchObject({ muted: true });
  await until('its end', async () => (await told()).some(({ type }) => type === 'alert.unmuted'));
  expect((await alerts())[0]).toMatchObject({ muted: false });
});

it('ends with the engine without an all-clear', async () => {
  engine = await new LiveEngine({ mcpJson: { bad: server('crash.mjs') }, config: 'defaults: { restart: { max: 0 } }' }).start();
  await until('the alert', async () => (await alerts('?open=1')).length === 1);
  await engine.signal('SIGTERM');
  await engine.start();
  expect((await alerts()).filter(({ closedAt }) => closedAt !== null)).toEqual([]);
});
