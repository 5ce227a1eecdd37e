// Looks at the machine, once and when asked, for servers that others run: clients that start their own, and what they left behind. Nothing of
// it is ours: it is counted, and never signalled.
import { execFile } from 'node:child_process';
import { readFile, readlink, stat } from 'node:fs/promises';
import type { CopiesView } from '../../contract/routes/onboarding.ts';
import type { Definition } from '../../contract/server.ts';
import { findCopies, type SeenProcess } from '../decide/copies.ts';
import type { ProcessRow } from './process-table.ts';
import type { Trees } from './trees.ts';

export interface CopiesParts {
  trees: Trees;
  definitions(): readonly Definition[];
  platform: NodeJS.Platform;
  wall(): Date;
}

type Lines = (rows: readonly ProcessRow[]) => Promise<Map<number, SeenProcess['line']>>;

export async function lookForCopies({ trees, definitions, platform, wall }: CopiesParts): Promise<CopiesView> {
  const at = wall().toISOString();
  const lines = linesOn(platform);
  if (!lines) return { at, known: false, copies: [] };
  const { table } = trees;
  const pass = await table.read();
  const ours = new Set([...trees.assign(pass).values()].flatMap((rows) => rows.map(({ pid }) => pid)));
  const rows = pass.rows.filter((row) => !row.zombie && row.pid !== process.pid);
  // a mark is of another engine, or of one that ended: neither is a client's
  const others = rows.filter((row) => !ours.has(row.pid) && table.markOf(row) === null);
  const said = await lines(others);
  const seen = rows
    .filter((row) => !ours.has(row.pid))
    .map(({ pid, ppid, rss }): SeenProcess => ({ pid, ppid, memory: rss, line: said.get(pid) ?? null }));
  return { at, known: true, copies: findCopies(seen, definitions()) };
}

/** null: not told here */
function linesOn(platform: NodeJS.Platform): Lines | null {
  if (platform === 'linux') return linesFromProc;
  return platform === 'win32' ? null : linesFromPs;
}

/** Of this user's processes; what ended meanwhile is left out. */
async function linesFromProc(rows: readonly ProcessRow[]): ReturnType<Lines> {
  const user = process.getuid?.();
  const read = async ({ pid }: ProcessRow): Promise<[number, SeenProcess['line']]> => {
    try {
      const folder = `/proc/${pid}`;
      if ((await stat(folder)).uid !== user) return [pid, null];
      const text = await readFile(`${folder}/cmdline`, 'utf8');
      return [pid, { words: text.split('\0').filter((word) => word !== ''), folder: await readlink(`${folder}/cwd`).catch(() => null) }];
    } catch {
      return [pid, null]; // it ended
    }
  };
  return new Map(await Promise.all(rows.map(read)));
}

/** Unverified: it could not be tried on a Mac; the parsing is tested. */
async function linesFromPs(): ReturnType<Lines> {
  const text = await new Promise<string>((resolve, reject) => {
    const options = { maxBuffer: 64 << 20, env: { ...process.env, LC_ALL: 'C' } };
    execFile('ps', ['-axwwo', 'pid=,uid=,command='], options, (error, stdout) => (error && !stdout ? reject(error) : resolve(stdout)));
  });
  return parseLines(text, process.getuid?.() ?? 0);
}

export function parseLines(text: string, user: number): Map<number, SeenProcess['line']> {
  const lines = new Map<number, SeenProcess['line']>();
  for (const [, pid, uid, command] of text.matchAll(/^\s*(\d+)\s+(\d+)\s+(.+)$/gm)) {
    if (Number(uid) === user) lines.set(Number(pid), { words: [command!], folder: null });
  }
  return lines;
}
