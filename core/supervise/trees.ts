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

export function createTrees(table: ProcessTable): Trees {
  const trees = new Map<string, Tree>();
  let last: { pass: ProcessPass; found: Map<Tree, ProcessRow[]>; count: number } | null = null;
  return {
    table,
    own(identity) {
      const tree = treeOf(identity, table, true);
      trees.set(identity.mark, tree);
      last = null;
      return tree;
    },
    drop(tree) {
      if (trees.get(tree.mark) === tree) trees.delete(tree.mark);
    },
    get: (mark) => trees.get(mark),
    assign(pass) {
      if (last?.pass !== pass || last.count !== trees.size) {
        last = { pass, found: findMembers(pass, [...trees.values()], table), count: trees.size };
      }
      return last.found;
    },
  };
}
