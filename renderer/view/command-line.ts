// A command line as people write and paste it: words as a shell splits them, and variables before the command.
import { t } from '../text.ts';

export interface Launch {
  command: string;
  args: string[];
  env: Record<string, string>;
}
export type Read<T> = { ok: T } | { wrong: string };

/** Quotes and backslashes as in a POSIX shell; on Windows paths a backslash before a letter stays. Nothing is expanded. */
export function wordsOf(line: string): Read<string[]> {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!;
    if (quote !== '') {
      if (char === quote) quote = '';
      else if (char === '\\' && quote === '"' && /["\\$`]/.test(line[at + 1] ?? '')) word += line[++at]!;
      else word += char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (/\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (char === '\\' && /[\s"'\\$]/.test(line[at + 1] ?? '')) word = (word ?? '') + line[++at]!;
    else word = (word ?? '') + char;
  }
  if (quote !== '') return { wrong: t('add.quote', { quote }) };
  if (word !== null) words.push(word);
  return { ok: words };
}

const assigned = /^([A-Za-z_][A-Za-z0-9_]*)=([\s\S]*)$/;

export function launchOf(line: string): Read<Launch> {
  const read = wordsOf(line);
  if ('wrong' in read) return read;
  const words = read.ok;
  const env: Record<string, string> = {};
  while (words[0] !== undefined && assigned.test(words[0])) {
    const [, name, value] = assigned.exec(words.shift()!)!;
    env[name!] = value!;
  }
  const [command, ...args] = words;
  return command === undefined || command === '' ? { wrong: t('add.nothing') } : { ok: { command, args, env } };
}

export const isAddress = (line: string): boolean => /^https?:\/\//i.test(line.trim());

/** `NAME=value` or `Name: value`, one per line. */
export function pairsOf(text: string, between: '=' | ':'): Read<Record<string, string>> {
  const pairs: [string, string][] = [];
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '') continue;
    const at = line.indexOf(between);
    const name = line.slice(0, at).trim();
    if (at < 1 || name === '' || /\s/.test(name))
      return { wrong: t(between === '=' ? 'add.pair' : 'add.header', { line: line.trim().split(between)[0]! }) };
    // a value is taken as it stands, but for what separates it from a header's name
    pairs.push([name, between === ':' ? line.slice(at + 1).trim() : line.slice(at + 1)]);
  }
  return { ok: Object.fromEntries(pairs) };
}

/** A name that most people would give it: of `npx -y @scope/server-files@1 /data` it is `files`. */
export function nameFor(line: string, taken: ReadonlySet<string>): string {
  const base = isAddress(line) ? hostName(line) : packageName(line);
  const name = base.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+|[.-]+$/g, '');
  if (name === '' || !taken.has(name)) return name;
  let n = 2;
  while (taken.has(`${name}-${n}`)) n++;
  return `${name}-${n}`;
}

function hostName(line: string): string {
  try {
    const parts = new URL(line.trim()).hostname.replace(/^(www|mcp|api)\./, '').split('.');
    return parts.length > 1 ? parts.at(-2)! : (parts[0] ?? '');
  } catch {
    return '';
  }
}

const launchers = new Set([
  'npx',
  'bunx',
  'uvx',
  'pnpm',
  'yarn',
  'docker',
  'podman',
  'node',
  'python',
  'python3',
  'uv',
  'deno',
  'bun',
  'sh',
  'bash',
  'dlx',
  'run',
  'exec',
]);
const bare = (word: string) =>
  word
    .split(/[\\/]/)
    .at(-1)!
    .replace(/\.exe$/i, '');

function packageName(line: string): string {
  const read = launchOf(line);
  if ('wrong' in read) return '';
  const words = [read.ok.command, ...read.ok.args].filter((word) => !word.startsWith('-'));
  const main = words.find((word) => !launchers.has(bare(word))) ?? words[0] ?? '';
  return bare(main)
    .replace(/(?<=.)@.*$/, '')
    .replace(/\.(m?js|ts|py|sh)$/, '')
    .replace(/^(mcp-server-|server-|mcp-)/, '')
    .replace(/(-mcp-server|-server|-mcp)$/, '');
}
