// The own config changed over HTTP on a running engine: the file, the server that runs with it, the record, and back again.
import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import type { ConfigEdit, PastEdit } from '../../contract/routes/config-edits.ts';
import { fixture, LiveEngine, until } from '../support/live-engine.ts';

let engine: LiveEngine;
afterEach(() => engine.close());

const config = (token: string) => `# mine
servers:
  a:
    command: sh
    args: [${fixture('echo.sh')}]   # the fixture
    env: { API_TOKEN: ${token}, ROUND: "1" }
`;
const secret = 'sk-live-1234567890abcdef';
const edit = (value: unknown, more: object = {}) =>
  engine.api<ConfigEdit>('POST', '/config/edit', { edits: [{ path: ['servers', 'a', 'env', 'ROUND'], value }], ...more });
const environment = (pid: number) => readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');

it.runIf(process.platform === 'linux')('previews, changes, restarts, tells and takes back', { timeout: 40_000 }, async () => {
  const text = config(secret);
  engine = new LiveEngine({ config: text });
  await engine.start();
  const first = await engine.running('a');

  const seen = await edit('2', { preview: true });
  expect(seen).toMatchObject({ file: engine.configFile, changed: true, undo: null });
  expect(seen.diff).toContain('-    env: { API_TOKEN: ******, ROUND: "1" }\n+    env: { API_TOKEN: ******, ROUND: "2" }');
  expect(readFileSync(engine.configFile, 'utf8')).toBe(text);

  const done = await edit('2', { expect: seen.fingerprint });
  expect(readFileSync(engine.configFile, 'utf8')).toBe(text.replace('"1"', '"2"'));
  const second = await engine.until('a', ({ state, pid }) => state === 'running' && pid !== first.pid);
  expect(environment(second.pid!)).toContain('ROUND=2');
  await expect(edit('3', { expect: seen.fingerprint })).rejects.toThrow(/409/);
  await expect(edit({ no: 1 })).rejects.toThrow(/400.*servers\.a\.env\.ROUND/s);

  // over a restart of the engine
  await engine.signal('SIGTERM');
  await engine.start();
  await engine.running('a');
  const past = await engine.api<PastEdit[]>('GET', '/config/edits');
  expect(past).toMatchObject([{ undo: done.undo, by: 'api', keys: ['servers.a.env.ROUND'], isLast: true }]);
  await engine.api('POST', '/config/undo', { undo: done.undo });
  expect(readFileSync(engine.configFile, 'utf8')).toBe(text);
  await until('the first value to be back', async () => {
    const { pid, state } = await engine.server('a');
    return state === 'running' && pid !== null && environment(pid).includes('ROUND=1');
  });

  writeFileSync(engine.configFile, `${text}# more\n`);
  await expect(engine.api('POST', '/config/undo', { undo: done.undo })).rejects.toThrow(/409/);
  const audit = await engine.api<{ action: string; target: string; ok: boolean }[]>('GET', '/audit');
  expect(
    audit
      .filter(({ action }) => action.includes('config'))
      .map(({ action, ok }) => `${action} ${ok}`)
      .sort(),
  ).toEqual(['edit config false', 'edit config false', 'edit config true', 'undo config edit false', 'undo config edit true']);
  const changes = await engine.api<{ message: string; data: unknown }[]>('GET', '/servers/a/events?type=server.definition_changed');
  expect(changes.map(({ message }) => message)).toEqual(['ROUND changed in roundhouse.yaml', 'ROUND changed in roundhouse.yaml']);
  expect(changes[0]!.data).toMatchObject({
    section: 'servers',
    changes: [{ path: ['env', 'ROUND'], before: '1', after: '2', secret: false, line: 6 }],
  });
  const events = await engine.api<{ message: string }[]>('GET', '/events?type=config.edited');
  expect(events.map(({ message }) => message)).toEqual([
    'roundhouse.yaml was edited: servers.a.env.ROUND',
    'roundhouse.yaml is again as it was before an edit',
  ]);
  expect(JSON.stringify([seen, done, past, audit, changes, events])).not.toContain(secret);
});
