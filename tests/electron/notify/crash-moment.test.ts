// The moment to which a notification leads is one of the log: of a real engine, for each way in which a server stays down.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Alert } from '../../../contract/alerts.ts';
import type { LogLine } from '../../../contract/server.ts';
import { problemNotice } from '../../../electron/notify/notice-words.ts';
import { LiveEngine, server, until } from '../../support/live-engine.ts';

describe('the moment of a crash', () => {
  let engine: LiveEngine;
  beforeAll(async () => {
    engine = await new LiveEngine({
      mcpJson: {
        exits: server('exit-code.mjs', '--lines', 2),
        crashes: server('crash.mjs'),
        missing: { command: '/nowhere/to/be-found' },
        deaf: server('never-ready.mjs'),
        remote: { url: 'http://127.0.0.1:1/mcp' },
      },
      config: 'defaults: { restart: { max: 1, backoff: { initial: 50ms } }, start: { timeout: 1s } }',
    }).start();
  });
  afterAll(() => engine?.close());

  it.each([
    ['exits', 'exits does not start'],
    ['crashes', 'crashes keeps crashing'],
    ['missing', 'missing does not start'],
    ['deaf', 'deaf does not start'],
    ['remote', 'remote cannot be reached'],
  ])('of %s is followed by the line that says so', async (name, title) => {
    let found: Alert | undefined;
    await until(`an alert of ${name}`, async () => {
      found = (await engine.api<Alert[]>('GET', '/alerts')).find(({ server: of }) => of === name);
      return found !== undefined;
    });
    const notice = problemNotice(found!, await engine.server(name));
    expect(notice.title).toBe(title);
    const { click } = notice;
    if (click.do !== 'open-log') throw new Error('it leads somewhere else');
    const lines = await engine.api<LogLine[]>('GET', `/servers/${name}/logs?lines=100`);
    const first = lines.findIndex(({ t }) => t >= new Date(click.at!).toISOString());
    const gaveUp = lines.findLastIndex(({ text }) => text.startsWith('gave up'));
    // it lands at the crash or just before it, and never after it
    expect(first).toBeGreaterThanOrEqual(0);
    expect(first).toBeLessThanOrEqual(gaveUp);
    expect(gaveUp - first).toBeLessThanOrEqual(3);
  });
});
