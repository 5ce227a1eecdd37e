// The trees that this engine owns now. Whoever looks at one (sampling, stopping, sweeping) adds to what is remembered of it.
import type { ProcessPass, ProcessRow, ProcessTable } from './process-table.ts';
import { findMembers, type Tree, type TreeIdentity, treeOf } from './tree.ts';

export interface Trees {
  readonly table: ProcessTable;
  own(identity: TreeIdentity): Tree;
  drop(tree: Tree): void;
  get(mark: string): Tree | undefined;
  /** members of all owned trees in this pass; once per pass, however many ask */
  assign(pass: ProcessPass): Map<Tree, ProcessRow[]>;
}

/** After a start the machine is looked at a few times: what hides most thoroughly (session, environment, parent) does so early. */
const EARLY_LOOKS_MS = [200, 800, 3000];

export function createTrees(table: ProcessTable): Trees {
  const trees = new Map<string, Tree>();
  let looks = 0;
  let due: NodeJS.Timeout | undefined;
  let last: { pass: ProcessPass; found: Map<Tree, ProcessRow[]>; count: number } | null = null;

  function assign(pass: ProcessPass): Map<Tree, ProcessRow[]> {
    if (last?.pass !== pass || last.count !== trees.size) {
      last = { pass, found: findMembers(pass, [...trees.values()], table), count: trees.size };
    }
    return last.found;
  }

  /** One series for all that start together: 200 starts cost no more looks than one. */
  function lookSoon(): void {
    const delay = EARLY_LOOKS_MS[looks++];
    due = delay === undefined || trees.size === 0 ? undefined : setTimeout(look, delay).unref();
  }

  function look(): void {
    // a machine that cannot be looked at now is looked at later
    table.read().then(assign, () => {});
    lookSoon();
  }

  return {
    table,
    assign,
    own(identity) {
      const tree = treeOf(identity, table, true);
      trees.set(identity.mark, tree);
      last = null;
      if (looks !== 1 || !due) {
        clearTimeout(due);
        looks = 0;
        lookSoon();
      }
      return tree;
    },
    drop(tree) {
      if (trees.get(tree.mark) === tree) trees.delete(tree.mark);
    },
    get: (mark) => trees.get(mark),
  };
}
