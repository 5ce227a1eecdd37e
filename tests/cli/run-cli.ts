// Runs the real command line in a process of its own, in a home of its own.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

export const main = resolve(import.meta.dirname, '../../cli/main.ts');

export interface RunOptions {
  env?: Record<string, string>;
  /** sends Ctrl-C once it holds */
  until?: (stdout: string, stderr: string) => boolean;
}

export interface Home {
  folder: string;
  env: Record<string, string>;
  run(args: string[], options?: RunOptions): Promise<Ran>;
  /** resolves with the rest once something came on stdout */
  begin(args: string[], options: RunOptions): Promise<{ ended: Promise<Ran> }>;
  remove(): void;
}

export function freshHome(): Home {
  const folder = mkdtempSync(join(tmpdir(), 'roundhouse-cli-'));
  const env: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    HOME: join(folder, 'user'),
    USERPROFILE: join(folder, 'user'),
    ROUNDHOUSE_HOME: join(folder, 'home'),
    BROWSER: 'none',
    LANG: 'C.UTF-8',
    PORT: '0',
  };
  return {
    folder,
    env,
    run: (args, options = {}) => runCli(args, { ...env, ...options.env }, folder, options.until),
    begin: (args, options) =>
      new Promise((begun, fail) => {
        const ended = runCli(args, { ...env, ...options.env }, folder, (stdout, stderr) => {
          if (stdout !== '') begun({ ended });
          return options.until?.(stdout, stderr) ?? false;
        });
        ended.then((ran) => fail(new Error(`ended without a word: ${JSON.stringify(ran)}`)), fail);
      }),
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

function runCli(
  args: string[],
  env: Record<string, string>,
  cwd: string,
  until?: (stdout: string, stderr: string) => boolean,
): Promise<Ran> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [main, ...args], { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    let asked = false;
    const look = (): void => {
      if (asked || !until?.(stdout, stderr)) return;
      asked = true;
      child.kill('SIGINT');
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      look();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      look();
    });
    child.on('error', fail);
    child.on('close', (code) => done({ code, stdout, stderr }));
  });
}
