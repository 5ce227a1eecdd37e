import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { effectiveEnv } from '../../core/catalog/child-env.ts';
import { loginPath, needsLoginPath } from '../../core/catalog/login-env.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rh-login-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A login shell whose start files do `before`; then it runs what it is asked to, as a shell does. */
function shell(before: string): string {
  const file = join(folder, 'shell');
  writeFileSync(file, `#!/bin/sh\n${before}\n[ "$1" = -ilc ] || exit 9\neval "$2"\n`);
  chmodSync(file, 0o755);
  return file;
}
const ask = (env: Record<string, string>, timeoutMs = 5000) =>
  loginPath({ env: { HOME: folder, PATH: '/bare', ...env }, platform: 'linux', cacheFile: join(folder, 'data/login.json'), timeoutMs });
const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

describe('the login shell', () => {
  it('is asked when nobody started us from a shell', () => {
    expect(needsLoginPath({}, 'linux')).toBe(true);
    expect(needsLoginPath({}, 'darwin')).toBe(true);
    expect(needsLoginPath({}, 'win32')).toBe(false);
    expect(needsLoginPath({ SHLVL: '1' }, 'linux')).toBe(false);
    // our own launcher, run by a desktop with a shell that counts
    expect(needsLoginPath({ SHLVL: '0' }, 'darwin')).toBe(true);
    expect(needsLoginPath({ SHLVL: '1', ROUNDHOUSE_LOGIN_ENV: 'force' }, 'linux')).toBe(true);
  });

  it('answers with its PATH, whatever else its files print', async () => {
    const SHELL = shell('echo "Welcome! PATH=/wrong"; export PATH="/opt/tools/bin:/usr/bin:/bin"; echo more >&2');
    expect(await ask({ SHELL })).toEqual({ path: '/opt/tools/bin:/usr/bin:/bin', from: 'shell', reason: null, fresh: null });
  });

  it('is asked once: later its last answer is there at once, and is renewed', async () => {
    const SHELL = shell('export PATH=/one:/usr/bin');
    await ask({ SHELL });
    shell('export PATH=/two:/usr/bin');
    const second = await ask({ SHELL });
    expect(second).toMatchObject({ path: '/one:/usr/bin', from: 'cache' });
    expect(await second.fresh).toBe('/two:/usr/bin');
    expect((await ask({ SHELL })).path).toBe('/two:/usr/bin');
  });

  it('that does not answer is given up, with all that it started', async () => {
    const SHELL = shell(`/bin/sleep 60 & echo $! > ${folder}/pid; wait`);
    const result = await ask({ SHELL }, 1000);
    expect(result).toMatchObject({ path: null, from: 'failed', reason: expect.stringContaining('did not answer within 1 s') });
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
    await expect.poll(() => alive(pid)).toBe(false);
  });

  it('that leaves something behind in the background is not waited for', async () => {
    const SHELL = shell(`export PATH=/x:/usr/bin; sleep 60 & echo $! > ${folder}/pid`);
    expect((await ask({ SHELL }, 20_000)).path).toBe('/x:/usr/bin');
    await expect.poll(() => alive(Number(readFileSync(join(folder, 'pid'), 'utf8')))).toBe(false);
  });

  it('that cannot be run, or ends at once, is told', async () => {
    expect((await ask({ SHELL: join(folder, 'none') })).reason).toMatch(/could not be asked for its PATH: .*ENOENT/);
    expect((await ask({ SHELL: shell('exit 3') })).reason).toMatch(/ended without an answer \(exit code 3\)/);
  });

  it('is left alone when it is not needed or switched off', async () => {
    const SHELL = shell(`touch ${folder}/asked`);
    expect((await ask({ SHELL, SHLVL: '1' })).from).toBe('not-needed');
    expect((await ask({ SHELL, ROUNDHOUSE_LOGIN_ENV: 'off' })).from).toBe('off');
    expect(existsSync(join(folder, 'asked'))).toBe(false);
  });

  it('a torn cache is asked again', async () => {
    const SHELL = shell('export PATH=/one:/usr/bin');
    await ask({ SHELL });
    writeFileSync(join(folder, 'data/login.json'), '{"shell": "');
    expect((await ask({ SHELL })).from).toBe('shell');
  });
});

describe('the environment of servers', () => {
  it('has the login PATH first, each folder once', () => {
    expect(effectiveEnv({ PATH: '/usr/bin:/mine', A: '1' }, '/brew:/usr/bin')).toEqual({ PATH: '/brew:/usr/bin:/mine', A: '1' });
    expect(effectiveEnv({ Path: 'C' }, null)).toEqual({ Path: 'C' });
    expect(effectiveEnv({}, '/a')).toEqual({ PATH: '/a' });
  });
  it('has none of our own secrets', () => {
    const env = effectiveEnv(
      {
        ROUNDHOUSE_TOKEN: 'x',
        ROUNDHOUSE_LOGIN_ENV: 'off',
        roundhouse_secret: 'y',
        PORT: '1',
        TRUSTED_WEBHOOK_SECRET: 'z',
        ROUNDHOUSE_HOME: '/h',
        GITHUB_TOKEN: 'theirs',
        X: undefined,
      },
      null,
    );
    expect(env).toEqual({ ROUNDHOUSE_HOME: '/h', GITHUB_TOKEN: 'theirs' });
  });

  it('knows nothing of the packaged app that the engine is hosted by', () => {
    const mount = '/tmp/.mount_RoundhAbc';
    const env = effectiveEnv(
      {
        ELECTRON_RUN_AS_NODE: '1',
        ROUNDHOUSE_LAUNCHER: '/x/roundhouse',
        APPIMAGE: '/home/me/Roundhouse.AppImage',
        APPDIR: mount,
        ARGV0: './Roundhouse.AppImage',
        OWD: '/home/me',
        PATH: `${mount}:${mount}/usr/sbin:/usr/bin:${mount}x`,
        LD_LIBRARY_PATH: `${mount}/usr/lib`,
        XDG_DATA_DIRS: `${mount}/usr/share/:/usr/share`,
        GSETTINGS_SCHEMA_DIR: `${mount}/usr/share/glib-2.0/schemas`,
        THEIRS: mount,
      },
      '/opt/bin:/usr/bin',
    );
    expect(env).toEqual({ PATH: `/opt/bin:/usr/bin:${mount}x`, XDG_DATA_DIRS: '/usr/share', THEIRS: mount });
  });
});
