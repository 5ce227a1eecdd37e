// The order of the table: trouble first, or by one column; what is not known comes last either way.
import type { ServerView } from '../../contract/server.ts';
import { compareNames, compareServers } from '../../contract/words.ts';

export const columns = ['name', 'state', 'cpu', 'memory', 'tools', 'restarts'] as const;
export type Column = (typeof columns)[number];
export interface Sort {
  column: Column;
  down: boolean;
}
export const firstSort: Sort = { column: 'state', down: false };

export function sortOf(text: string | null): Sort {
  const column = columns.find((each) => each === text?.replace(/^-/, ''));
  return column ? { column, down: text?.startsWith('-') ?? false } : firstSort;
}

/** What the address says; null: the order that it has by itself. */
export const sortText = ({ column, down }: Sort): string | null => (column === 'state' && !down ? null : `${down ? '-' : ''}${column}`);

/** Figures begin with the greatest, words with A; the second time it is turned round. */
export function nextSort(sort: Sort, column: Column): Sort {
  if (sort.column === column) return { column, down: !sort.down };
  return { column, down: column !== 'name' && column !== 'state' };
}

export function sorted(servers: readonly ServerView[], { column, down }: Sort): ServerView[] {
  const turn = down ? -1 : 1;
  return [...servers].sort((a, b) => {
    if (column === 'state') return turn * compareServers(a, b);
    if (column === 'name') return turn * compareNames(a.name, b.name);
    const [left, right] = [a[column], b[column]];
    if (left === null || right === null) return Number(left === null) - Number(right === null) || compareServers(a, b);
    return turn * (left - right) || compareServers(a, b);
  });
}
