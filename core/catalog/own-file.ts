// The own config file: found, read, and kept as it last was good.
import { existsSync } from 'node:fs';
import { dirname, extname } from 'node:path';
import type { Problem } from '../../contract/server.ts';
import { type OwnConfig, readOwnConfig } from '../decide/own-config.ts';
import { type Parsed, parseJson } from './json-tree.ts';
import { readConfigFile, realTarget } from './read-file.ts';
import { parseYaml } from './yaml-tree.ts';

/** A config that people write has a few hundred lines; YAML of megabytes is an accident. */
const mostBytes = 1024 * 1024;

export interface OwnState {
  file: string;
  target: string;
  exists: boolean;
  ok: boolean;
  good: OwnConfig | null;
  /** false until it was valid once, or was not there */
  usable: boolean;
  problems: Problem[];
}

export interface OwnFileOptions {
  candidates: readonly string[];
  /** named on the command line: it has to exist */
  required: boolean;
}

export async function readOwnFile({ candidates, required }: OwnFileOptions, before: OwnState | null): Promise<OwnState> {
  const existing = candidates.filter((candidate) => existsSync(candidate));
  const file = existing[0] ?? before?.file ?? candidates[0]!;
  const also = existing.slice(1).map((other): Problem => {
    const message = `${other} is not read, because ${file} is there too`;
    return { file: other, line: null, column: null, message, next: 'Keep one of the two.' };
  });
  const state = await readOne(file, required, before);
  return { ...state, problems: [...state.problems, ...also] };
}

async function readOne(file: string, required: boolean, before: OwnState | null): Promise<OwnState> {
  const content = await readConfigFile(file, mostBytes);
  const target = await realTarget(file);
  const good = before?.good ?? null;
  const usable = before?.usable ?? false;
  const stays = good ? 'What it said before stays in force.' : usable ? null : 'Nothing is started until it is mended.';
  const bad = (problems: Problem[], exists = true): OwnState => ({ file, target, exists, ok: false, good, usable, problems });
  if (content.kind === 'missing') {
    if (!good && !required) return { file, target, exists: false, ok: true, good: null, usable: true, problems: [] };
    const message = good ? 'was deleted: what it said stays in force until the engine is restarted' : 'does not exist';
    return bad(
      [{ file, line: null, column: null, message, next: good ? 'Put it back, or restart the engine.' : 'Check the path.' }],
      false,
    );
  }
  if (content.kind === 'refused')
    return bad([{ file, line: null, column: null, message: `${file} ${content.message}`, next: content.next ?? stays }]);
  // an editor that writes in place empties the file first
  if (content.text.trim() === '' && good && good.entries.length + good.settings.size > 0) {
    return bad([{ file, line: 1, column: 1, message: 'the file is empty', next: `${stays} Write {} to mean an empty config.` }]);
  }
  const parsed = await parseOwn(file, content.text);
  const read = 'complaints' in parsed ? parsed : readOwnConfig(parsed.tree, file, dirname(file));
  if ('complaints' in read) return bad(read.complaints.map(({ at, message, next }) => ({ file, ...at, message, next: next ?? stays })));
  return { file, target, exists: true, ok: true, good: read.config, usable: true, problems: [] };
}

export function isJsonFile(file: string): boolean {
  return ['.json', '.jsonc'].includes(extname(file).toLowerCase());
}

export async function parseOwn(file: string, text: string): Promise<Parsed> {
  if (!isJsonFile(file)) return await parseYaml(text);
  return text.trim() === '' ? { tree: { kind: 'map', at: { line: 1, column: 1 }, pairs: [] } } : await parseJson(text);
}
