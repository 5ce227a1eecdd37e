// Where a command is, and in plain words why it is not: the same search that the system makes, with the child's own PATH and folder.
import { accessSync, closeSync, constants, openSync, readSync, type Stats, statSync } from 'node:fs';
import { posix, win32 } from 'node:path';
import type { SpawnFailure } from './child.ts';

export interface Search {
  command: string;
  env: Record<string, string>;
  cwd: string;
  platform?: NodeJS.Platform;
}

export type Found = { file: string } | { failure: SpawnFailure };

/** What execvp searches when there is no PATH. */
const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin';

export function findExecutable(search: Search): Found {
  const windows = (search.platform ?? process.platform) === 'win32';
  const path = windows ? win32 : posix;
  const { command, cwd } = search;
  if (command === '' || command.includes('\0')) return refuse('the command is empty', 'Set "command" to the program to run.');
  const named = command.includes('/') || (windows && (command.includes('\\') || /^[a-z]:/i.test(command)));
  const folders = named ? [''] : pathOf(search.env, windows);
  let blocked: { file: string; why: string } | null = null;
  for (const folder of folders) {
    for (const ending of windows ? endings(command, search.env) : ['']) {
      const file = path.resolve(cwd, folder, command + ending);
      const why = whyNot(file, windows);
      if (why === null) return { file };
      if (why !== 'missing') blocked ??= { file, why };
    }
  }
  if (blocked) return notRunnable(blocked.file, blocked.why);
  return named ? missingFile(path.resolve(cwd, command)) : missingCommand(command, folders);
}

export function pathOf(env: Record<string, string>, windows: boolean): string[] {
  const key = windows ? Object.keys(env).find((name) => name.toUpperCase() === 'PATH') : 'PATH';
  const text = (key === undefined ? undefined : env[key]) ?? (windows ? '' : DEFAULT_PATH);
  const folders = text.split(windows ? ';' : ':').map((folder) => (windows ? folder.replace(/^"(.*)"$/, '$1') : folder) || '.');
  return windows ? ['.', ...folders.filter((folder) => folder !== '.')] : folders;
}

function endings(command: string, env: Record<string, string>): string[] {
  const key = Object.keys(env).find((name) => name.toUpperCase() === 'PATHEXT');
  const known = ((key && env[key]) || '.COM;.EXE;.BAT;.CMD').split(';').filter((ending) => ending.startsWith('.'));
  const has = known.some((ending) => command.toLowerCase().endsWith(ending.toLowerCase()));
  return has ? ['', ...known] : known;
}

/** null: it can be run */
function whyNot(file: string, windows: boolean): string | null {
  let stats: Stats;
  try {
    stats = statSync(file);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? 'lies in a folder that you may not enter' : 'missing';
  }
  if (stats.isDirectory()) return 'is a folder';
  if (windows) return null;
  try {
    accessSync(file, constants.X_OK);
    return null;
  } catch {
    return 'is not executable';
  }
}

function notRunnable(file: string, why: string): Found {
  const next = why === 'is not executable' ? `Run: chmod +x ${file}` : 'Set "command" to a program that may be run.';
  return refuse(`${file} ${why}`, next);
}

function missingFile(file: string): Found {
  return refuse(`${file} does not exist`, 'Correct "command", or install what it names.');
}

function missingCommand(command: string, searched: string[]): Found {
  const folders = [...new Set(searched)];
  const shown = folders.slice(0, 12).join(', ') + (folders.length > 12 ? `, and ${folders.length - 12} more` : '');
  return refuse(`"${command}" was not found on the PATH (searched: ${shown || 'nothing, it is empty'})`, installHint(command));
}

function installHint(command: string): string {
  const name = command.replace(/\.(exe|cmd|bat)$/i, '');
  const [first, ...rest] = command.split(' ');
  if (first && rest.length > 0) return `No shell splits the line: write "${first}" as the command and the rest as its args, one by one.`;
  const full = ' Or write its full path as "command".';
  if (/^(npx|npm|node)$/.test(name)) return `Install Node.js (https://nodejs.org).${full}`;
  if (/^(pnpm|yarn|pnpx)$/.test(name)) return `Install it with: npm install -g ${name === 'pnpx' ? 'pnpm' : name}.${full}`;
  if (/^(uvx?)$/.test(name)) return `Install uv (https://docs.astral.sh/uv).${full}`;
  if (/^(bunx?)$/.test(name)) return `Install Bun (https://bun.sh).${full}`;
  if (name === 'deno') return `Install Deno (https://deno.com).${full}`;
  if (/^docker(-compose)?$/.test(name)) return `Install Docker (https://docs.docker.com/get-docker) or Podman.${full}`;
  if (/^(python3?|pip3?|pipx)$/.test(name)) return `Install Python 3 (https://www.python.org).${full}`;
  return `Install ${name}, or write its full path as "command".`;
}

/** The program that a script's first line names, when there is one. */
export function interpreterOf(file: string): string | null {
  let fd: number;
  try {
    fd = openSync(file, 'r');
  } catch {
    return null; // the caller has a better reason at hand
  }
  try {
    const buffer = Buffer.alloc(256);
    const line = buffer.toString('utf8', 0, readSync(fd, buffer, 0, 256, 0)).split('\n', 1)[0] ?? '';
    return /^#!\s*(\S+)/.exec(line)?.[1] ?? null;
  } finally {
    closeSync(fd);
  }
}

function refuse(reason: string, next: string): Found {
  return { failure: { reason, next, mendable: false } };
}
