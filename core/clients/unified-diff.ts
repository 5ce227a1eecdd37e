// The difference of two texts as people know it from `diff -u`.

const context = 3;
/** Beyond this many cells the middle is shown as replaced as a whole; our changes are small. */
const mostCells = 4_000_000;

type Piece = { kind: ' ' | '-' | '+'; line: string; old: number; new: number };

export interface Lines {
  /** what is shown for each line */
  shown(line: number): string;
  /** what decides whether two lines are equal */
  real: readonly string[];
}

export function unifiedDiff(before: Lines, after: Lines, names: { before: string; after: string }): string {
  const pieces = piecesOf(before.real, after.real);
  const changed = pieces.flatMap((piece, index) => (piece.kind === ' ' ? [] : [index]));
  if (changed.length === 0) return '';
  const hunks: [from: number, to: number][] = [];
  for (const index of changed) {
    const last = hunks.at(-1);
    const [from, to] = [Math.max(0, index - context), Math.min(pieces.length, index + context + 1)];
    if (last && from <= last[1]) last[1] = to;
    else hunks.push([from, to]);
  }
  const text = hunks.map(([from, to]) => hunk(pieces.slice(from, to), before, after));
  return [`--- ${names.before}`, `+++ ${names.after}`, ...text].join('\n');
}

function hunk(pieces: readonly Piece[], before: Lines, after: Lines): string {
  const counts = (kind: '-' | '+') => pieces.filter((piece) => piece.kind !== kind).length;
  const [old, fresh] = [counts('+'), counts('-')];
  const first = pieces[0]!;
  const head = `@@ -${old === 0 ? first.old : first.old + 1},${old} +${fresh === 0 ? first.new : first.new + 1},${fresh} @@`;
  return [head, ...pieces.map((piece) => piece.kind + (piece.kind === '+' ? after.shown(piece.new) : before.shown(piece.old)))].join('\n');
}

/** `old` and `new` of a piece: the line of either text at which it stands. */
function piecesOf(a: readonly string[], b: readonly string[]): Piece[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const pieces: Piece[] = [];
  const same = (old: number, fresh: number) => pieces.push({ kind: ' ', line: a[old]!, old, new: fresh });
  for (let index = 0; index < start; index++) same(index, index);
  pieces.push(...middle(a.slice(start, a.length - end), b.slice(start, b.length - end), start));
  for (let index = end; index > 0; index--) same(a.length - index, b.length - index);
  return pieces;
}

function middle(a: readonly string[], b: readonly string[], start: number): Piece[] {
  const removed = (i: number, j: number): Piece => ({ kind: '-', line: a[i]!, old: start + i, new: start + j });
  const added = (i: number, j: number): Piece => ({ kind: '+', line: b[j]!, old: start + i, new: start + j });
  if (a.length * b.length > mostCells) return [...a.map((_, i) => removed(i, 0)), ...b.map((_, j) => added(a.length, j))];
  // lengths of the longest common subsequence of the rests
  const width = b.length + 1;
  const common = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i * width + j] =
        a[i] === b[j] ? common[(i + 1) * width + j + 1]! + 1 : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!);
    }
  }
  const pieces: Piece[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      pieces.push({ kind: ' ', line: a[i]!, old: start + i, new: start + j });
      i++;
      j++;
    } else if (i < a.length && (j === b.length || common[(i + 1) * width + j]! >= common[i * width + j + 1]!)) pieces.push(removed(i++, j));
    else pieces.push(added(i, j++));
  }
  return pieces;
}
