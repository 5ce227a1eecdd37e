// The order of the table: trouble first, or by one column; what is not known comes last either way.
import type { CallsNow } from '../../contract/call-figures.ts';
import type { ServerView } from '../../contract/server.ts';
import { compareNames, compareServers } from '../../contract/words.ts';

export const columns = ['name', 'state', 'cpu', 'memory', 'calls', 'p95', 'tools', 'restarts'] as const;
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

interface OrderedBy {
  calls?: CallsNow | undefined;
  /** where the state says nothing else */
  compare?: (a: ServerView, b: ServerView) => number;
}

function figureOf(view: ServerView, column: Exclude<Column, 'name' | 'state'>, calls: CallsNow | undefined): number | null {
  if (column === 'calls') return calls?.servers[view.name]?.lastHour ?? null;
  if (column === 'p95') return calls?.servers[view.name]?.p95Ms ?? null;
  return view[column];
}

export function sorted(
  servers: readonly ServerView[],
  { column, down }: Sort,
  { calls, compare = compareServers }: OrderedBy = {},
): ServerView[] {
  const turn = down ? -1 : 1;
  return [...servers].sort((a, b) => {
    if (column === 'state') return turn * compare(a, b);
    if (column === 'name') return turn * compareNames(a.name, b.name);
    const [left, right] = [figureOf(a, column, calls), figureOf(b, column, calls)];
    if (left === null || right === null) return Number(left === null) - Number(right === null) || compareServers(a, b);
    return turn * (left - right) || compareServers(a, b);
  });
}
