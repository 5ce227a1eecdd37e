// What an engine of this home left behind that died without its guardian: ended before anything new is spawned.
import type { OwnedTree } from '../store/store.ts';
import { homePrefix, instancePrefix } from './mark.ts';
import type { ProcessPass, ProcessRow, ProcessTable } from './process-table.ts';
import { killAll } from './sweep.ts';
import { findMembers, type Tree, treeOf } from './tree.ts';

export interface ReapOptions {
  table: ProcessTable;
  /** id of the home, see `homeId` */
  home: string;
  /** of the engine that starts now: what carries it is alive by right */
  instance: string;
  owned: OwnedTree[];
  limitMs?: number;
}

export interface ReapResult {
  /** names of what was found, by mark */
  trees: { mark: string; pids: number[] }[];
  killed: number;
  survivors: number[];
  /** recorded trees of which nothing is left: they can be forgotten */
  cleared: string[];
}

export async function reap({ table, home, instance, owned, limitMs }: ReapOptions): Promise<ReapResult> {
  const present = instancePrefix(home, instance);
  const trees = new Map<string, Tree>();
  for (const identity of owned) if (!identity.mark.startsWith(present)) trees.set(identity.mark, treeOf(identity, table));
  const found = new Map<string, Set<number>>();

  const find = (pass: ProcessPass): ProcessRow[] => {
    for (const row of pass.rows) {
      const mark = table.markOf(row);
      if (!mark?.startsWith(homePrefix(home)) || mark.startsWith(present) || trees.has(mark)) continue;
      trees.set(mark, treeOf({ mark, pid: 0, startTime: '' }, table));
    }
    const spared = ancestors(pass, process.pid);
    const rows: ProcessRow[] = [];
    for (const [tree, members] of findMembers(pass, [...trees.values()], table)) {
      for (const row of members) {
        // started from a shell that an earlier server of ours opened: that tree has its user in it
        if (spared.has(row.pid)) continue;
        rows.push(row);
        const pids = found.get(tree.mark) ?? new Set();
        found.set(tree.mark, pids.add(row.pid));
      }
    }
    return rows;
  };

  const { killed, survivors } = await killAll(table, find, limitMs);
  const left = new Set(survivors);
  return {
    trees: [...found].map(([mark, pids]) => ({ mark, pids: [...pids] })),
    killed: killed.length,
    survivors,
    cleared: owned.map((tree) => tree.mark).filter((mark) => ![...(found.get(mark) ?? [])].some((pid) => left.has(pid))),
  };
}

function ancestors(pass: ProcessPass, pid: number): Set<number> {
  const parents = new Map(pass.rows.map((row) => [row.pid, row.ppid]));
  const chain = new Set<number>();
  for (let at: number | undefined = pid; at && !chain.has(at); at = parents.get(at)) chain.add(at);
  return chain;
}
