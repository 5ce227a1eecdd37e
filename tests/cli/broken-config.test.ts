// A new engine whose config cannot be used: it starts nothing, and says that instead of “no servers”.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshHome, type Home } from './run-cli.ts';

let home: Home;
beforeAll(() => {
  home = freshHome();
  mkdirSync(home.env.ROUNDHOUSE_HOME!, { recursive: true });
  writeFileSync(join(home.env.ROUNDHOUSE_HOME!, 'roundhouse.yaml'), 'servers:\n  a: { command: [node\n');
});
afterAll(async () => {
  await home.run(['shutdown']);
  home.remove();
});

it('start fails and names the place; status does not speak of clients without servers', async () => {
  const started = await home.run(['start']);
  expect(started).toMatchObject({ code: 1, stdout: '' });
  expect(started.stderr).toMatch(/roundhouse\.yaml:\d+:\d+: this is not valid YAML: .* Nothing is started until it is mended\.\n$/);
  expect(started.stderr).not.toContain('nothing to do');
  const status = await home.run(['status']);
  expect(status).toMatchObject({ code: 0, stdout: 'No servers: a config file cannot be used.\n' });
  expect(status.stderr).toMatch(/this is not valid YAML/);
});

it('a name that no token can have is refused with what it may be', async () => {
  const ran = await home.run(['clients', 'token', 'add', 'a b']);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain('is a name of letters, digits, “.”, “_” and “-”, at most 64, that begins with a letter or digit');
  expect(ran.stderr).not.toContain('more than once');
});
