import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

it.skipIf(existsSync(resolve(root, 'node_modules/electron/path.txt')))(
  'says in a line that there is no Electron, which is no failure',
  () => {
    const run = (env: Record<string, string>) =>
      spawnSync(process.execPath, [resolve(root, 'scripts/smoke-electron.ts')], {
        env: { ...process.env, REQUIRE_ALL: '', ...env },
        encoding: 'utf8',
      });
    const usual = run({});
    expect(usual).toMatchObject({ status: 0, stderr: '' });
    expect(usual.stdout.trim().split('\n')).toEqual([expect.stringContaining('no Electron here: nothing was looked at')]);
    expect(run({ REQUIRE_ALL: '1' }).status).toBe(1);
  },
);
