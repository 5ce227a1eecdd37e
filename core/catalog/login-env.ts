// An app that was started by a desktop, a login item or a service manager has a bare PATH: no nvm, no Homebrew. The login shell knows
// better, so it is asked once, and its answer is kept. Only PATH is taken over.
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import type { Env } from '../places.ts';

const mostAnswer = 1024 * 1024;

export interface LoginPath {
  path: string | null;
  from: 'not-needed' | 'off' | 'cache' | 'shell' | 'failed';
  /** why it failed, in a sentence */
  reason: string | null;
  /** after `cache`: what the shell says now, for the next servers; never rejects */
  fresh: Promise<string | null> | null;
}

export interface LoginEnvOptions {
  env: Env;
  platform: NodeJS.Platform;
  /** where the answer is kept */
  cacheFile: string;
  timeoutMs?: number;
}

/** A shell sets SHLVL: whoever has it was started from one and has its PATH already. */
export function needsLoginPath(env: Env, platform: NodeJS.Platform): boolean {
  if (platform !== 'linux' && platform !== 'darwin') return false;
  // 0 is what a script's own shell leaves behind when a desktop ran the script
  return env.ROUNDHOUSE_LOGIN_ENV === 'force' || !Number(env.SHLVL);
}

export async function loginPath({ env, platform, cacheFile, timeoutMs = 5000 }: LoginEnvOptions): Promise<LoginPath> {
  const nothing = { path: null, reason: null, fresh: null };
  if (env.ROUNDHOUSE_LOGIN_ENV === 'off') return { ...nothing, from: 'off' };
  if (!needsLoginPath(env, platform)) return { ...nothing, from: 'not-needed' };
  const shell = env.SHELL || userInfo().shell || '/bin/sh';
  const cached = await readCache(cacheFile, shell);
  const asked = askShell(shell, env, timeoutMs);
  const kept = asked.then(
    async (path) => {
      if (path !== cached) await writeCache(cacheFile, shell, path).catch(() => {}); // a cache that cannot be kept is asked for again
      return path;
    },
    () => null, // told to those who wait for `asked`; whoever has a cached answer goes on with that
  );
  if (cached !== null) return { path: cached, from: 'cache', reason: null, fresh: kept };
  try {
    const path = await asked;
    await kept;
    return { ...nothing, path, from: 'shell' };
  } catch (error) {
    const reason = `The login shell ${shell} could not be asked for its PATH: ${(error as Error).message}`;
    return { ...nothing, from: 'failed', reason };
  }
}

async function askShell(shell: string, env: Env, timeoutMs: number): Promise<string> {
  const { execa } = await import('execa');
  const marker = `__roundhouse_${randomBytes(12).toString('hex')}__`;
  // greetings of the shell's own files are outside the markers; `env` finds printenv whatever the shell calls itself
  const script = `echo ${marker}; /usr/bin/env printenv PATH; echo ${marker}`;
  const subprocess = execa(shell, ['-ilc', script], {
    // its own session: an interactive shell would else take the terminal away from us
    detached: true,
    env: { ...env, TERM: 'dumb', DISABLE_AUTO_UPDATE: 'true', ZSH_TMUX_AUTOSTART: 'false' },
    extendEnv: false,
    stdin: 'ignore',
    stderr: 'ignore',
    buffer: false,
    reject: false,
  });
  let timer: NodeJS.Timeout | undefined;
  let said = '';
  try {
    return await new Promise<string>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`it did not answer within ${timeoutMs / 1000} s`)), timeoutMs);
      // not waiting for its end: what the shell's files start in the background holds the pipe open
      subprocess.stdout.on('data', (bytes: Buffer) => {
        said += bytes.toString();
        const [, answer, rest] = said.split(marker);
        const path = answer?.trim();
        if (path && rest !== undefined && !path.includes('\n')) resolve(path);
        else if (rest !== undefined || said.length > mostAnswer) reject(new Error('it answered without one'));
      });
      subprocess.then(
        (result) =>
          reject(new Error(result.code ? String(result.code) : `it ended without an answer (exit code ${result.exitCode ?? 'none'})`)),
        reject,
      );
    });
  } finally {
    clearTimeout(timer);
    if (subprocess.pid) killGroup(subprocess.pid);
  }
}

/** What the shell's files started belongs to its session, and would stay. */
function killGroup(pid: number) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // gone already
  }
}

async function readCache(file: string, shell: string): Promise<string | null> {
  try {
    const cache = JSON.parse(await readFile(file, 'utf8')) as { shell?: unknown; path?: unknown };
    return cache.shell === shell && typeof cache.path === 'string' && cache.path !== '' ? cache.path : null;
  } catch {
    return null; // missing or torn: the shell is asked
  }
}

async function writeCache(file: string, shell: string, path: string) {
  await mkdir(dirname(file), { recursive: true });
  const beside = `${file}.${process.pid}.tmp`;
  await writeFile(beside, JSON.stringify({ shell, path }), { mode: 0o600 });
  await rename(beside, file);
}
