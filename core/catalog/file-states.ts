// What each client's file last said. A file that breaks, or is deleted, keeps saying what it said when it was last good.
import { createHash } from 'node:crypto';
import type { Problem } from '../../contract/server.ts';
import type { FoundEntry } from '../decide/claims.ts';
import { parseJson } from './json-tree.ts';
import { nothingRead } from './read-entries.ts';
import { readConfigFile, realTarget } from './read-file.ts';
import type { Broken, Reading, SourceFile } from './source.ts';

export interface FileState {
  source: SourceFile;
  /** where the file really is */
  target: string;
  exists: boolean;
  ok: boolean;
  /** of the text that was read: the same text is not read again */
  digest: string | null;
  good: Reading;
  problems: Problem[];
}

export async function readSourceFile(source: SourceFile, before: FileState | undefined): Promise<FileState> {
  const { file } = source;
  const good = before?.good ?? nothingRead();
  const content = await readConfigFile(file);
  const target = await realTarget(file);
  if (content.kind === 'missing')
    return { source, target, exists: false, ok: true, digest: null, good: markDeleted(good, file), problems: [] };
  const digest = content.kind === 'text' ? createHash('sha1').update(content.text).digest('base64') : null;
  if (before && digest !== null && digest === before.digest) return { ...before, source, target };
  const stays = good.entries.length > 0 ? 'What it said before stays in force.' : null;
  const bad = (problem: Problem): FileState => ({ source, target, exists: true, ok: false, digest, good, problems: [problem] });
  if (content.kind === 'refused') {
    return bad({ file, line: null, column: null, message: `${file} ${content.message}`, next: content.next ?? stays });
  }
  const parsed = await parseJson(content.text, source.skip);
  if ('complaints' in parsed) {
    const { at, message } = parsed.complaints[0]!;
    return bad({ file, ...at, message, next: stays });
  }
  const reading = source.read(parsed.tree);
  const kept = good.entries.filter((entry) => reading.broken.some((broken) => covers(broken, entry)));
  const entries = [...reading.entries, ...kept];
  return {
    source,
    target,
    exists: true,
    ok: reading.problems.length === 0,
    digest,
    good: { ...reading, entries },
    problems: reading.problems,
  };
}

const covers = ({ name, folder }: Broken, entry: FoundEntry) =>
  (name === null || name === entry.name) && (folder === undefined || folder === entry.folder);

const deleted = (file: string) => `${file} was deleted: this server stays until the engine is restarted`;

function markDeleted(good: Reading, file: string): Reading {
  const mark = (entry: FoundEntry) => ({
    ...entry,
    warnings: [...entry.warnings.filter((warning) => warning !== deleted(file)), deleted(file)],
  });
  return { ...good, entries: good.entries.map(mark) };
}

/** All files, and those that they lead to; each real file once, for the first who names it. */
export async function readAllSources(
  first: readonly SourceFile[],
  before: ReadonlyMap<string, FileState>,
): Promise<Map<string, FileState>> {
  const states = new Map<string, FileState>();
  const targets = new Set<string>();
  for (let round = [...first]; round.length > 0; ) {
    const fresh = round.filter((source, index) => !states.has(source.file) && round.findIndex((one) => one.file === source.file) === index);
    const read = await Promise.all(fresh.map((source) => readSourceFile(source, before.get(source.file))));
    round = [];
    for (const state of read) {
      // ~/.mcp.json is also the .mcp.json of a "project" that is the home folder
      if (state.exists && targets.has(state.target)) continue;
      targets.add(state.target);
      states.set(state.source.file, state);
      round.push(...state.good.more);
    }
  }
  return states;
}
