// Where each row of a log stands: rows are one line high, wrapped ones a whole number of lines, and one of them may be open.
import type { Item } from './log-items.ts';
import { isMark, longest, type NumberedLine, plain } from './log-lines.ts';

export const rowHeight = 18;

export interface Places {
  readonly total: number;
  top(index: number): number;
  /** the row at this height; within the list, if there is one */
  at(y: number): number;
  height(index: number): number;
}

/** `columns`: characters in a line when lines are wrapped; `open`: the row with something below it, and how high that is */
export function placesOf(items: readonly Item[], columns: number | null, open: { index: number; height: number } | null): Places {
  const even = columns === null ? evenPlaces(items.length) : wrappedPlaces(items, Math.max(20, columns));
  if (!open || open.index < 0) return even;
  const { index: opened, height } = open;
  const end = even.top(opened) + even.height(opened);
  return {
    total: even.total + height,
    top: (index) => even.top(index) + (index > opened ? height : 0),
    at: (y) => (y < end ? even.at(y) : y < end + height ? opened : even.at(y - height)),
    height: (index) => even.height(index) + (index === opened ? height : 0),
  };
}

/** of rows that are all of one height */
export function evenPlaces(count: number, height = rowHeight): Places {
  return {
    total: count * height,
    top: (index) => index * height,
    at: (y) => Math.max(0, Math.min(count - 1, Math.floor(y / height))),
    height: () => height,
  };
}

function wrappedPlaces(items: readonly Item[], columns: number): Places {
  const tops = new Float64Array(items.length + 1);
  for (let index = 0; index < items.length; index++) tops[index + 1] = tops[index]! + linesOf(items[index]!, columns) * rowHeight;
  return {
    total: tops[items.length]!,
    top: (index) => tops[Math.min(index, items.length)]!,
    at(y) {
      let [low, high] = [0, Math.max(0, items.length - 1)];
      while (low < high) {
        const middle = (low + high + 1) >>> 1;
        if (tops[middle]! <= y) low = middle;
        else high = middle - 1;
      }
      return low;
    },
    height: (index) => tops[index + 1]! - tops[index]!,
  };
}

function linesOf(item: Item, columns: number): number {
  return item.kind === 'fold' || isMark(item.line) ? 1 : Math.max(1, Math.ceil(widthOf(item.line) / columns));
}

const widths = new WeakMap<NumberedLine, number>();

/** in characters of the code font; signs of East Asia and emoji are two wide */
function widthOf(line: NumberedLine): number {
  const known = widths.get(line);
  if (known !== undefined) return known;
  const text = plain(line.text);
  const wide =
    text.match(/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\ud800-\udbff]/g)?.length ??
    0;
  const width = Math.min(text.length + wide, longest + 24);
  widths.set(line, width);
  return width;
}
