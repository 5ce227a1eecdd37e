// CPU, memory and number of processes per tree, from one pass over the machine for all of them.
import type { ProcessRow } from './process-table.ts';
import { findMembers, type Tree, type TreeIdentity, treeOf } from './tree.ts';
import type { Trees } from './trees.ts';

export interface SampledTree extends TreeIdentity {
  name: string;
}

export interface TreeMetrics {
  name: string;
  /** percent of one core since the last sample; null: this is the first one */
  cpu: number | null;
  /** resident bytes; pages that processes share count once for each of them */
  memory: number;
  processes: number;
  members: { pid: number; startTime: string }[];
}

export interface Sampler {
  sample(trees: SampledTree[]): Promise<TreeMetrics[]>;
}

/** CPU time that each member had used when it was last seen. */
interface Before {
  at: number;
  cpuMs: Map<number, { start: number; cpuMs: number }>;
}

export function createSampler(trees: Trees, now: () => number = () => performance.now()): Sampler {
  const { table } = trees;
  let before = new Map<string, Before>();
  // trees that nobody owns here (given by identity only) are remembered by mark as well
  let strangers = new Map<string, Tree>();

  return {
    async sample(wanted) {
      const pass = await table.read();
      const at = now();
      const owned = trees.assign(pass);
      const others = new Map<string, Tree>();
      for (const one of wanted) if (!trees.get(one.mark)) others.set(one.mark, strangers.get(one.mark) ?? treeOf(one, table));
      strangers = others;
      const foreign = others.size > 0 ? findMembers(pass, [...others.values()], table) : null;

      const rowsOf = wanted.map((one): ProcessRow[] => {
        const tree = trees.get(one.mark);
        if (tree) return owned.get(tree) ?? [];
        const other = others.get(one.mark);
        return (other && foreign?.get(other)) ?? [];
      });
      if (rowsOf.some((rows) => rows.some((row) => Number.isNaN(row.cpuMs)))) await askPidusage(rowsOf.flat());

      const after = new Map<string, Before>();
      const metrics = wanted.map((one, index) => {
        const rows = rowsOf[index] ?? [];
        const last = before.get(one.mark);
        after.set(one.mark, { at, cpuMs: new Map(rows.map((row) => [row.pid, { start: row.start, cpuMs: row.cpuMs }])) });
        return {
          name: one.name,
          cpu: last && at > last.at ? (used(rows, last) / (at - last.at)) * 100 : null,
          memory: rows.reduce((sum, row) => sum + row.rss, 0),
          processes: rows.length,
          members: rows.map((row) => ({ pid: row.pid, startTime: table.startText(row.start) })),
        };
      });
      before = after;
      return metrics;
    },
  };
}

/** A process that is new in the tree has used all its time since the last sample, unless it was merely not known as a member. */
function used(rows: ProcessRow[], last: Before): number {
  let sum = 0;
  for (const row of rows) {
    const known = last.cpuMs.get(row.pid);
    const spent = known && known.start === row.start ? row.cpuMs - known.cpuMs : row.cpuMs;
    if (spent > 0) sum += spent;
  }
  return sum;
}

/** Where the pass tells no CPU time (Windows). */
async function askPidusage(rows: ProcessRow[]): Promise<void> {
  if (rows.length === 0) return;
  const { default: pidusage } = await import('pidusage');
  // all or nothing: one that ended meanwhile fails the whole question
  const stats = await pidusage(rows.map((row) => row.pid)).catch(() => null);
  for (const row of rows) {
    const stat = stats?.[row.pid];
    row.cpuMs = stat?.ctime ?? 0;
    if (stat) row.rss = stat.memory;
  }
}
