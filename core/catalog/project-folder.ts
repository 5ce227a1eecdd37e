// Whether an entry without `cwd` has to run in its project's folder. One that does not is the same server in every project, and runs once.
import { existsSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import type { Launch } from '../../contract/server.ts';

// they look for a project file where they are started
const projectTools = new Set(
  'npm pnpm yarn bun deno uv poetry pdm hatch pipenv rye cargo go make just task bundle rake mix gradle gradlew mvn mvnw dotnet nx turbo mise direnv'.split(
    ' ',
  ),
);

export function runsIn(folder: string, launch: Launch): string | undefined {
  if ('url' in launch) return undefined;
  const tool = basename(launch.command).replace(/\.(exe|cmd|bat)$/i, '');
  if (projectTools.has(tool)) return folder;
  const words = [launch.command, ...launch.args, ...launch.args.map((arg) => /^--?[\w-]+=(.+)$/.exec(arg)?.[1] ?? '')];
  return words.some((word, index) => meansSomethingIn(folder, word, index === 0)) ? folder : undefined;
}

function meansSomethingIn(folder: string, word: string, isCommand: boolean): boolean {
  if (word === '' || word.startsWith('-') || word.length > 1024 || isAbsolute(word)) return false;
  if (/^\.{1,2}([\\/]|$)/.test(word)) return true;
  // a bare command is looked up on PATH, whatever lies in the folder
  if (isCommand && !/[\\/]/.test(word)) return false;
  return !word.includes('\0') && existsSync(join(folder, word));
}
