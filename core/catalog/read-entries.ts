// The `mcpServers` map that all clients share: tolerant of what they tolerate, aloud about what cannot be run.
import type { FoundEntry } from '../decide/claims.ts';
import { flatten } from '../decide/layer.ts';
import { child, describeTree, type Place, type Tree, type TreeMap, type TreePair } from '../decide/tree.ts';
import type { Broken, Reading } from './source.ts';

export interface Belongs {
  client: string;
  file: string;
  trusted: boolean;
  /** the project, for entries that belong to one */
  folder: string | null;
  /** of the map of servers; left out: mcpServers */
  key?: string;
}

export const nothingRead = (): Reading => ({ entries: [], broken: [], problems: [], more: [] });

/** The file as a whole is not of its form. */
export const everything: Broken = { name: null, folder: undefined };

/** `{"mcpServers": {…}}`, the form of most files. */
export function readServersFile(tree: Tree, belongs: Belongs): Reading {
  const { key = 'mcpServers' } = belongs;
  if (tree.kind === 'map') return readServers(child(tree, key), belongs);
  const message = `must be a map with "${key}", not ${describeTree(tree)}`;
  return { ...nothingRead(), broken: [everything], problems: [{ file: belongs.file, ...tree.at, message, next: null }] };
}

export function readServers(tree: Tree | undefined, { key = 'mcpServers', ...belongs }: Belongs): Reading {
  const reading = nothingRead();
  if (!tree || (tree.kind === 'scalar' && tree.value === null)) return reading;
  const complain = (at: Place, message: string, next: string | null = null) =>
    reading.problems.push({ file: belongs.file, ...at, message, next });
  if (tree.kind !== 'map') {
    complain(tree.at, `"${key}" must be a map, not ${describeTree(tree)}`);
    return { ...reading, broken: [{ name: null, folder: belongs.folder }] };
  }
  const pairs = new Map(tree.pairs.map((pair) => [pair.key, pair])); // of equal keys the last one counts, as in JSON.parse
  for (const pair of pairs.values()) {
    const result = readEntry(pair);
    if ('wrong' in result) {
      complain(result.at, `the server "${pair.key}" cannot be used: ${result.wrong}`, result.next ?? null);
      reading.broken.push({ name: pair.key, folder: belongs.folder });
      continue;
    }
    const { line, column } = pair.keyAt;
    const entry: FoundEntry = {
      ...belongs,
      name: pair.key,
      line,
      column,
      layer: flatten(result.map, belongs.file),
      warnings: result.warnings,
    };
    reading.entries.push(entry);
  }
  return reading;
}

type Entry = { map: TreeMap; warnings: string[] } | { wrong: string; at: Place; next?: string };

const types: Record<string, string> = { stdio: 'stdio', http: 'http', sse: 'sse' };
for (const name of ['streamable-http', 'streamableHttp', 'streamable_http', 'http-stream']) types[name] = 'http';

function readEntry({ value, keyAt }: TreePair): Entry {
  if (value.kind !== 'map') return { wrong: `it must be a map, not ${describeTree(value)}`, at: value.at };
  const kept: TreePair[] = [];
  const warnings: string[] = [];
  const typeTree = child(value, 'type') ?? child(value, 'transport');
  const type = typeTree?.kind === 'scalar' ? types[String(typeTree.value)] : undefined;
  if (typeTree && type === undefined)
    return { wrong: `the type ${describeTree(typeTree)} is not known`, at: typeTree.at, next: 'Use stdio, http or sse.' };
  const remote = type === undefined ? !isFilled(child(value, 'command')) && child(value, 'url') !== undefined : type !== 'stdio';
  for (const pair of value.pairs) {
    const wanted = remote ? ['url', 'headers'] : ['command', 'args', 'env', 'cwd'];
    if (wanted.includes(pair.key)) {
      const wrong = wrongValue(pair);
      if (wrong) return { wrong, at: pair.value.at };
      if (!isNothing(pair.value)) kept.push(pair);
    } else if (pair.key === 'disabled' && pair.value.kind === 'scalar' && pair.value.value === true) {
      kept.push({ ...pair, key: 'enabled', value: { ...pair.value, value: false } });
    } else if (pair.key === 'headersHelper') {
      warnings.push('"headersHelper" is not supported: write the headers down');
    } else if (pair.key === 'envFile' && isFilled(pair.value)) {
      warnings.push('"envFile" is not read: write the variables into "env"');
    } else if (pair.key === 'sandboxEnabled' && pair.value.kind === 'scalar' && pair.value.value === true) {
      warnings.push("it asks for the editor's sandbox, which Roundhouse does not have: it runs without one");
    }
  }
  if (!kept.some((pair) => pair.key === (remote ? 'url' : 'command'))) {
    return { wrong: remote ? 'it has no "url"' : 'it has neither a "command" nor a "url"', at: keyAt };
  }
  if (remote && type === 'sse') kept.push({ key: 'type', keyAt: typeTree!.at, value: { kind: 'scalar', at: typeTree!.at, value: 'sse' } });
  return { map: { ...value, pairs: kept }, warnings };
}

const isNothing = (tree: Tree) => tree.kind === 'scalar' && tree.value === null;
const isFilled = (tree: Tree | undefined) => tree?.kind === 'scalar' && typeof tree.value === 'string' && tree.value !== '';
const isWord = (tree: Tree) => tree.kind === 'scalar' && tree.value !== null;

function wrongValue({ key, value }: TreePair): string | null {
  if (isNothing(value)) return key === 'command' || key === 'url' ? `"${key}" is empty` : null;
  if (key === 'args') return value.kind === 'list' && value.items.every(isWord) ? null : '"args" must be a list of texts';
  if (key === 'env' || key === 'headers') {
    return value.kind === 'map' && value.pairs.every((pair) => isWord(pair.value)) ? null : `"${key}" must be a map of texts`;
  }
  if (!isFilled(value)) return `"${key}" must be a text, not ${describeTree(value)}`;
  const text = value.kind === 'scalar' ? String(value.value) : '';
  if (key === 'url' && !text.startsWith('${') && !/^https?:\/\/[^/]/i.test(text))
    return `"url" must begin with http:// or https://, not ${describeTree(value)}`;
  return null;
}
