// An entry that is Roundhouse itself (its bridge, or a URL of its gateway) must never be started by Roundhouse.
import type { Launch } from '../../contract/server.ts';

const ownNames = new Set(['roundhouse', 'rh']);
const runners = new Set(['npx', 'bunx', 'pnpx', 'npm', 'pnpm', 'yarn', 'bun']);
/** `nodejs` and `node24` are names that systems give it */
const isRuntime = (command: string) => /^(node(js)?[\d.]*|electron)$/.test(command);
const loopback = new Set(['127.0.0.1', 'localhost', '::1', '0.0.0.0', '::']);

export function isSelf(launch: Launch, ownPorts: readonly number[]): boolean {
  if ('url' in launch) return isOwnGateway(launch.url, ownPorts);
  const command = baseName(launch.command);
  if (ownNames.has(command)) return true;
  const words = launch.args.filter((arg) => !arg.startsWith('-'));
  if (runners.has(command)) {
    const rest = words.filter((word) => !['exec', 'dlx', 'x', 'run'].includes(word));
    if (rest[0] !== undefined && ownNames.has(baseName(withoutVersion(rest[0])))) return true;
  }
  // node …/scripts/roundhouse.mjs connect, node …/dist/cli/main.js: only our own script's name counts
  if (isRuntime(command) && words[0] !== undefined && ownNames.has(baseName(words[0]))) return true;
  // …and our built command line, which has a common name, by its folders and by what it is asked to do
  if (isRuntime(command) && isOwnBuild(words[0]) && words[1] === 'connect') return true;
  // bridges such as mcp-remote get the URL as an argument
  return launch.args.some((arg) => isOwnGateway(arg, ownPorts));
}

function baseName(path: string): string {
  const last = path.split(/[\\/]/).at(-1) ?? path;
  return last.toLowerCase().replace(/\.(exe|cmd|bat|ps1|mjs|cjs|js|appimage)$/, '');
}

const isOwnBuild = (path: string | undefined) => path !== undefined && /(^|[\\/])(dist[\\/]cli[\\/]main\.js|cli[\\/]main\.ts)$/.test(path);

const withoutVersion = (name: string) => name.replace(/(?<=.)@[^/]*$/, '');

function isOwnGateway(text: string, ownPorts: readonly number[]): boolean {
  const match = /^https?:\/\/(\[[^\]]+\]|[^/:?#@]+)(?::(\d{1,5}))?(\/[^?#]*)?/i.exec(text);
  if (!match) return false;
  const host = match[1]!.replace(/^\[|\]$/g, '').toLowerCase();
  const port = match[2] ? Number(match[2]) : 80;
  const path = match[3] ?? '/';
  return loopback.has(host) && ownPorts.includes(port) && /^\/mcp(\/|$)/.test(path);
}
