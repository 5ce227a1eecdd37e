// How a tree comes to its end: signals while the leader lives, then strays, then nothing. Requests only ever escalate.
import type { ProcessRow } from './process-table.ts';
import { askToEnd, killAll, terminateAll } from './sweep.ts';
import type { Tree } from './tree.ts';
import type { Trees } from './trees.ts';

export interface TreeEnd {
  /** remembers who belongs to the tree now: once parents end, descent tells nothing any more */
  look(): Promise<void>;
  terminate(): Promise<void>;
  kill(): void;
  clean(graceMs: number): void;
  leaderGone(): void;
  readonly over: Promise<{ killed: number; survivors: number[] }>;
}

export interface TreeEndOptions {
  trees: Trees;
  tree: Tree;
  isAlive: () => boolean;
  killMs?: number;
}

export function endTree({ trees, tree, isAlive, killMs = 2000 }: TreeEndOptions): TreeEnd {
  const { table } = trees;
  const { pid } = tree.leader;
  const members = (pass: Parameters<Trees['assign']>[0]): ProcessRow[] => trees.assign(pass).get(tree) ?? [];
  const { promise: over, resolve } = Promise.withResolvers<{ killed: number; survivors: number[] }>();
  const { promise: leaderEnded, resolve: leaderGone } = Promise.withResolvers<void>();
  const hurry = new AbortController();
  let sweeping = false;
  let cleaning = false;

  async function seen(): Promise<ProcessRow[]> {
    try {
      return members(await table.read());
    } catch {
      return []; // the machine cannot be looked at: the group is signalled all the same
    }
  }

  async function sweep(): Promise<void> {
    if (sweeping) return;
    sweeping = true;
    if (process.platform === 'win32' && isAlive()) await taskkill(pid);
    const result = await killAll(table, members, killMs);
    // a leader that the table does not show (a /proc that hides processes) is still our child
    if (isAlive() && !result.survivors.includes(pid)) signalGroup(pid, 'SIGKILL');
    // the table knows of an end a moment before Node's own event: onExit comes first, always
    if (!result.survivors.includes(pid)) await leaderEnded;
    resolve({ killed: result.killed.filter((one) => one !== pid).length, survivors: result.survivors });
  }

  async function clean(graceMs: number): Promise<void> {
    if (sweeping || cleaning) return;
    cleaning = true;
    await leaderEnded;
    if (graceMs > 0 && (await terminateAll(table, members, graceMs, hurry.signal)) && !sweeping) {
      resolve({ killed: 0, survivors: [] });
      return;
    }
    await sweep();
  }

  return {
    over,
    leaderGone,
    async look() {
      await seen();
    },
    async terminate() {
      // looked at first: what the signal makes an orphan is not found by descent any more
      const rows = await seen();
      if (sweeping) return;
      // the group at once and as one, so that nobody has time to pass it on; strays outside of it one by one
      const grouped = isAlive() && signalGroup(pid, 'SIGTERM');
      for (const row of rows) {
        if (!grouped || row.group !== pid) askToEnd(table, row);
        else if (row.halted) signalGroup(pid, 'SIGCONT');
      }
    },
    kill() {
      hurry.abort();
      void sweep();
    },
    clean: (graceMs) => void clean(graceMs),
  };
}

/** Only while the leader is alive, or not yet reaped by Node: its pid, and so the group's number, cannot be somebody else's. */
function signalGroup(pid: number, signal: NodeJS.Signals): boolean {
  if (process.platform === 'win32') return false;
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false; // nobody is left in it
  }
}

async function taskkill(pid: number): Promise<void> {
  const { default: treeKill } = await import('tree-kill');
  await new Promise<void>((resolve) => treeKill(pid, 'SIGKILL', () => resolve()));
}
