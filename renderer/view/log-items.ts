// What a log shows for its lines: lines that repeat are folded, and search hits and errors are known by place. Made from what is
// new alone, because lines come by the thousand.
import { isMark, type NumberedLine, plain } from './log-lines.ts';
import { placeOf } from './log-rows.ts';
import type { Finder } from './log-search.ts';

export interface Fold {
  kind: 'fold';
  /** of its first line */
  id: number;
  lines: readonly NumberedLine[];
  open: boolean;
}
export type Item = { kind: 'line'; id: number; line: NumberedLine } | Fold;

export interface Items {
  /** what it was made of: with another one it is made anew */
  from: { filter: unknown; find: Finder | null; open: ReadonlySet<number> };
  items: readonly Item[];
  /** ids of the lines in which something was found */
  hits: readonly number[];
  upTo: number;
  run: Run | null;
}

/** lines that say the same one after the other */
interface Run {
  server: string;
  level: string;
  shape: string;
  count: number;
  /** of the fold that takes them */
  fold: Fold | null;
}

/** so many lines of a kind stay as they are */
const fewest = 3;

/** `rows`: the lines that pass the filter, grown at the end and cut at the head since */
export function itemsOf(before: Items | null, rows: readonly NumberedLine[], from: Items['from']): Items {
  const upTo = rows.at(-1)?.id ?? -1;
  const isSame =
    before !== null &&
    before.from.filter === from.filter &&
    before.from.find === from.find &&
    before.from.open === from.open &&
    rows.length > 0;
  if (isSame && before.upTo === upTo) return before;
  const first = isSame ? rows[0]!.id : 0;
  const items: Item[] = isSame ? cutHead(before.items, first) : [];
  const hits: number[] = isSame ? before.hits.slice(placeOfNumber(before.hits, first)) : [];
  let run = isSame ? before.run : null;
  for (let at = isSame ? placeOf(rows, before.upTo + 1) : 0; at < rows.length; at++) {
    const line = rows[at]!;
    if (from.find && from.find(plain(line.text)).length > 0) hits.push(line.id);
    run = put(items, line, run, from.open);
  }
  return { from, items, hits, upTo, run };
}

function put(items: Item[], line: NumberedLine, run: Run | null, open: ReadonlySet<number>): Run | null {
  if (isMark(line)) {
    items.push({ kind: 'line', id: line.id, line });
    return null;
  }
  const shape = shapeOf(line.text);
  if (!run || run.server !== line.server || run.level !== line.level || run.shape !== shape) {
    items.push({ kind: 'line', id: line.id, line });
    return { server: line.server, level: line.level, shape, count: 1, fold: null };
  }
  const count = run.count + 1;
  const { fold } = run;
  if (fold) {
    const grown = { ...fold };
    // the list is the fold's own and only grows; the fold is another one, so that its row is drawn again
    (grown.lines as NumberedLine[]).push(line);
    const at = placeOf(items, fold.id);
    if (items[at]?.id !== fold.id) {
      // its head was cut away while it stood open
      items.push({ kind: 'line', id: line.id, line });
      return { ...run, count: 1, fold: null };
    }
    items[at] = grown;
    if (fold.open) items.push({ kind: 'line', id: line.id, line });
    return { ...run, count, fold: grown };
  }
  if (count < fewest) {
    items.push({ kind: 'line', id: line.id, line });
    return { ...run, count };
  }
  // the one before was shown by itself until now
  const second = items.at(-1);
  if (second?.kind !== 'line') return null;
  const lines = [second.line, line];
  const begun: Fold = { kind: 'fold', id: second.id, lines, open: open.has(second.id) };
  items.pop();
  items.push(begun);
  if (begun.open) for (const each of lines) items.push({ kind: 'line', id: each.id, line: each });
  return { ...run, count, fold: begun };
}

/** Without what left the log at its head. A fold may lose a part of its lines. */
function cutHead(items: readonly Item[], first: number): Item[] {
  const cut = placeOf(items, first);
  const left = items.slice(cut);
  for (let at = cut - 1; at >= 0; at--) {
    const item = items[at]!;
    if (item.kind !== 'fold') continue;
    const lines = item.lines as NumberedLine[];
    const kept = placeOf(lines, first);
    // cut in place: whoever goes on with this fold goes on with this list
    if (!item.open && kept < lines.length) {
      lines.splice(0, kept);
      left.unshift({ ...item, lines });
    }
    break;
  }
  return left;
}

/** What a line says apart from times and ids. Other numbers are news: a counter is not folded. */
export function shapeOf(text: string): string {
  return text.length > 400
    ? text
    : text.replace(/\d{4}-\d\d-\d\d[T ][\d:.,]+Z?|\d\d:\d\d:\d\d(?:[.,]\d+)?|\b[0-9a-f]{8,}(?:-[0-9a-f]+)*\b/gi, '#');
}

/** numbers in order: the place of the first that is not before `id` */
export function placeOfNumber(numbers: readonly number[], id: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle]! < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The place of a line among the items: its own, or that of the fold that hides it; -1: it is not there. */
export function itemWith(items: readonly Item[], id: number): number {
  let at = placeOf(items, id);
  const found = items[at];
  // an open fold has the id of its first line, which stands right below it
  if (found?.id === id) return found.kind === 'fold' && found.open && items[at + 1]?.id === id ? at + 1 : at;
  for (at--; at >= 0; at--) {
    const item = items[at]!;
    if (item.kind === 'fold') return item.lines.at(-1)!.id >= id ? at : -1;
    if (item.id < id) return -1;
  }
  return -1;
}
