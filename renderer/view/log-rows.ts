// What a growing log needs again and again, made from what is new alone: which lines a filter shows, and how many of whom there are.
import { isMark, type LogFilter, type NumberedLine, passesFilter, type SourceCount } from './log-lines.ts';

/** Lines are in the order of their ids: the place of the first that is not before `id`. */
export function placeOf(lines: readonly { id: number }[], id: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (lines[middle]!.id < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

export interface Filtered {
  filter: LogFilter;
  rows: readonly NumberedLine[];
  /** the id of the last line that was looked at */
  upTo: number;
}

/** The lines that pass. With the filter of before only those that came since are looked at, and those that left are left out. */
export function filtered(before: Filtered | null, lines: readonly NumberedLine[], filter: LogFilter): Filtered {
  const upTo = lines.at(-1)?.id ?? -1;
  const passes = (line: NumberedLine) => passesFilter(line, filter);
  if (!before || before.filter !== filter || lines.length === 0) return { filter, rows: lines.filter(passes), upTo };
  const fresh = lines.slice(placeOf(lines, before.upTo + 1)).filter(passes);
  const left = placeOf(before.rows, lines[0]!.id);
  if (left === 0 && fresh.length === 0) return { ...before, upTo };
  return { filter, rows: [...before.rows.slice(left), ...fresh], upTo };
}

export type SourceCounts = ReadonlyMap<string, SourceCount>;

/** The counts with these lines more, and those fewer. Who has none any more is left out. */
export function recount(counts: SourceCounts, more: readonly NumberedLine[], fewer: readonly NumberedLine[]): SourceCounts {
  const next = new Map(counts);
  const changed = new Set<string>();
  const add = (line: NumberedLine, n: 1 | -1) => {
    if (isMark(line)) return;
    const { server, level } = line;
    if (!changed.has(server)) next.set(server, { ...(next.get(server) ?? { lines: 0, warnings: 0, errors: 0 }) });
    changed.add(server);
    const count = next.get(server)!;
    count.lines += n;
    if (level === 'warn') count.warnings += n;
    if (level === 'error') count.errors += n;
  };
  for (const line of more) add(line, 1);
  for (const line of fewer) add(line, -1);
  for (const server of changed) if (next.get(server)!.lines === 0) next.delete(server);
  return next;
}
