// Columns that fit the terminal: first the flexible ones shrink, then whole columns go, the least important first.
import { pad, truncate, truncateMiddle, widthOf } from './width.ts';

export interface Column {
  title: string;
  align?: 'left' | 'right';
  /** may shrink down to this many cells; without it a column keeps its width */
  min?: number;
  cut?: 'end' | 'middle';
  /** which go first when there is no room: the highest number; without it a column stays */
  drop?: number;
}
export interface Cell {
  text: string;
  paint?: (text: string) => string;
}
export type Row = (Cell | string)[];

const gap = 2;

/** Lines without line ends. `width` null: no limit (not a terminal). */
export function table(
  columns: Column[],
  rows: Row[],
  width: number | null,
  paintHead: (text: string) => string = (text) => text,
): string[] {
  const cellsOf = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? { text: cell } : cell)));
  const natural = columns.map((column, at) => Math.max(widthOf(column.title), ...cellsOf.map((row) => widthOf(row[at]?.text ?? ''))));
  const widths = widthsFor(columns, natural, width);
  const shown = columns.map((_, at) => at).filter((at) => (widths[at] ?? -1) >= 0);
  const line = (cells: Cell[]): string =>
    shown
      .map((at, order) => {
        const column = columns[at]!;
        const room = widths[at]!;
        const cell = cells[at] ?? { text: '' };
        const cut = (column.cut === 'middle' ? truncateMiddle : truncate)(cell.text, room);
        const last = order === shown.length - 1;
        const painted = cell.paint && cut !== '' ? cell.paint(cut) : cut;
        const filled = pad(cut, room, column.align);
        // padding stays outside the colour; none at the end of a line
        return column.align === 'right'
          ? filled.slice(0, filled.length - cut.length) + painted
          : painted + (last ? '' : filled.slice(cut.length));
      })
      .join(' '.repeat(gap))
      .trimEnd();
  return [line(columns.map((column) => ({ text: column.title, paint: paintHead }))), ...cellsOf.map(line)];
}

/** Width per column; -1 = left out. */
export function widthsFor(columns: Column[], natural: number[], width: number | null): number[] {
  const widths = [...natural];
  if (width === null) return widths;
  const total = (): number => widths.filter((each) => each >= 0).reduce((sum, each) => sum + each + gap, -gap);
  const leastNeeded = (): number =>
    widths
      .map((each, at) => (each < 0 ? -1 : Math.min(each, columns[at]!.min ?? each)))
      .reduce((sum, each) => (each < 0 ? sum : sum + each + gap), -gap);
  while (leastNeeded() > width) {
    const victim = columns
      .map((column, at) => ({ at, drop: widths[at]! < 0 ? undefined : column.drop }))
      .filter((each) => each.drop !== undefined);
    if (victim.length === 0) break;
    widths[victim.reduce((best, each) => (each.drop! > best.drop! ? each : best)).at] = -1;
  }
  while (total() > width) {
    // take from the column that has the most above its minimum
    const spare = widths.map((each, at) => (each < 0 ? 0 : each - Math.min(each, columns[at]!.min ?? each)));
    const most = Math.max(...spare);
    if (most <= 0) break;
    widths[spare.indexOf(most)]! -= 1;
  }
  return widths;
}
