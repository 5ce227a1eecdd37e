// Which processes belong to which server: by mark, by session and group, by parent, and by having been seen as one before.
// Each way misses what another finds: a cleared environment loses the mark, setsid the group, a dead parent the descent.
import { GUARDIAN_MARK } from './mark.ts';
import type { ProcessPass, ProcessRow, ProcessTable } from './process-table.ts';

export interface TreeIdentity {
  mark: string;
  pid: number;
  startTime: string;
}

/** What is remembered of a tree between two passes. */
export interface Tree {
  readonly mark: string;
  readonly leader: { pid: number; start: number };
  /** pid → start of the members of the last pass */
  members: Map<number, number>;
  /** sessions and groups that were made inside the tree and still had members; their numbers are not reused while they do */
  circles: Set<number>;
}

/** `fresh`: spawned by this very process as maker of its own session, so that the session is the tree's even after its death. */
export function treeOf(identity: TreeIdentity, table: ProcessTable, fresh = false): Tree {
  const start = table.parseStart(identity.startTime);
  return { mark: identity.mark, leader: { pid: identity.pid, start }, members: new Map(), circles: new Set(fresh ? [identity.pid] : []) };
}

/** The members of each tree in this pass, zombies left out; what is remembered of the trees is brought up to date. */
export function findMembers(pass: ProcessPass, trees: Tree[], table: ProcessTable, own: number = process.pid): Map<Tree, ProcessRow[]> {
  const byPid = new Map<number, ProcessRow>();
  for (const row of pass.rows) byPid.set(row.pid, row);
  const engine = byPid.get(own);
  const taboo = new Set([0, 1, engine?.session ?? 0, engine?.group ?? 0]);
  const byMark = new Map<string, Tree>();
  const seen = new Map<number, { tree: Tree; start: number }[]>();
  const see = (pid: number, start: number, tree: Tree) => {
    const list = seen.get(pid);
    if (list) list.push({ tree, start });
    else seen.set(pid, [{ tree, start }]);
  };
  for (const tree of trees) {
    if (tree.mark) byMark.set(tree.mark, tree);
    if (tree.leader.pid > 0) see(tree.leader.pid, tree.leader.start, tree);
    for (const [pid, start] of tree.members) see(pid, start, tree);
  }

  // `undefined`: not decided yet; `null`: certainly nobody's here (the engine, guardians, other engines' processes)
  const owner = new Map<number, Tree | null>();
  owner.set(own, null);
  for (const row of pass.rows) {
    if (row.pid === own) continue;
    const known = seen.get(row.pid)?.find((entry) => table.sameStart(entry.start, row.start));
    if (known) {
      owner.set(row.pid, known.tree);
      continue;
    }
    const mark = table.markOf(row);
    if (mark === null) continue;
    owner.set(row.pid, mark === GUARDIAN_MARK ? null : (byMark.get(mark) ?? null));
  }

  const circles = new Map<number, Tree>();
  // A session or group bears the pid of its maker. While the maker lives, its tree is the circle's tree: an alien maker means that
  // the number was recycled. After the maker's death only a circle that was known before and never empty since can be trusted.
  const learn = (row: ProcessRow, tree: Tree) => {
    for (const number of [row.session, row.group]) if (!taboo.has(number) && owner.get(number) === tree) circles.set(number, tree);
  };
  for (const tree of trees) {
    for (const number of [...tree.circles, ...tree.members.keys()]) if (!taboo.has(number) && !byPid.has(number)) circles.set(number, tree);
  }
  for (const row of pass.rows) {
    const tree = owner.get(row.pid);
    if (tree) learn(row, tree);
  }

  let grown = true;
  while (grown) {
    grown = false;
    for (const row of pass.rows) {
      if (owner.has(row.pid) || row.zombie) continue;
      const tree = owner.get(row.ppid) ?? circles.get(row.session) ?? circles.get(row.group);
      if (!tree) continue;
      owner.set(row.pid, tree);
      learn(row, tree);
      grown = true;
    }
  }

  const found = new Map<Tree, ProcessRow[]>(trees.map((tree) => [tree, []]));
  for (const row of pass.rows) {
    const tree = owner.get(row.pid);
    if (tree && !row.zombie) found.get(tree)?.push(row);
  }
  for (const [tree, rows] of found) {
    tree.members = new Map(rows.map((row) => [row.pid, row.start]));
    tree.circles = new Set(rows.flatMap((row) => [row.session, row.group]).filter((number) => circles.get(number) === tree));
  }
  return found;
}
