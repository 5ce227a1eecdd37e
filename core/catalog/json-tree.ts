// JSON as people write it (comments, trailing commas, a byte order mark) to a tree with positions.
import type { JSONVisitor, ParseErrorCode } from 'jsonc-parser';
import type { Complaint } from '../decide/config-check.ts';
import type { Place, Tree, TreeList, TreeMap } from '../decide/tree.ts';

export type Parsed = { tree: Tree } | { complaints: Complaint[] };

const words: Record<string, string> = {
  InvalidSymbol: 'this word is not JSON',
  InvalidNumberFormat: 'this is not a number',
  PropertyNameExpected: 'a key in double quotes is expected here',
  ValueExpected: 'a value is expected here',
  ColonExpected: 'a colon is expected here',
  CommaExpected: 'a comma is expected here',
  CloseBraceExpected: 'a closing } is missing',
  CloseBracketExpected: 'a closing ] is missing',
  EndOfFileExpected: 'the file should end here',
  UnexpectedEndOfComment: 'a comment is not closed',
  UnexpectedEndOfString: 'a text is not closed with "',
  UnexpectedEndOfNumber: 'a number is not complete',
  InvalidUnicode: 'this \\u escape is not valid',
  InvalidEscapeCharacter: 'this \\ escape is not valid',
  InvalidCharacter: 'this character must be escaped in a text',
};

/** Whether the value at this path is not needed: a file of megabytes is then only scanned. */
export type Skip = (path: readonly string[]) => boolean;

export async function parseJson(text: string, skip: Skip = () => false): Promise<Parsed> {
  const { printParseErrorCode, visit } = await import('jsonc-parser');
  // an editor's byte order mark is not part of the first line
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  if (source.trim() === '') return { complaints: [{ at: { line: 1, column: 1 }, message: 'the file is empty', next: null }] };
  const builder = createBuilder(skip);
  let wrong: { code: ParseErrorCode; at: Place } | undefined;
  try {
    visit(
      source,
      {
        ...builder.visitor,
        onError: (code, _offset, _length, line, column) => {
          wrong ??= { code, at: { line: line + 1, column: column + 1 } };
        },
      },
      { allowTrailingComma: true },
    );
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // the parser recurses: only depth ends it
    return { complaints: [{ at: { line: 1, column: 1 }, message: 'is nested too deeply', next: null }] };
  }
  const tree = builder.tree();
  if (!wrong && tree) return { tree };
  const message = (wrong && words[printParseErrorCode(wrong.code)]) ?? 'this is not JSON';
  return { complaints: [{ at: wrong?.at ?? { line: 1, column: 1 }, message, next: null }] };
}

/** Builds the tree while the text is visited. Of what is skipped nothing is kept, but mistakes in it are still found. */
function createBuilder(skip: Skip) {
  const open: (TreeMap | TreeList)[] = [];
  const path: string[] = [];
  let root: Tree | undefined;
  let skipNext = false;
  let skipped = 0;
  const put = (value: Tree) => {
    const parent = open.at(-1);
    if (!parent) root ??= value;
    else if (parent.kind === 'list') parent.items.push(value);
    else if (parent.pairs.length > 0) parent.pairs.at(-1)!.value = value;
  };
  const begin = (kind: 'map' | 'list', line: number, column: number) => {
    if (skipNext || skipped > 0) {
      skipNext = false;
      skipped++;
      return;
    }
    const at = { line: line + 1, column: column + 1 };
    const value: TreeMap | TreeList = kind === 'map' ? { kind, at, pairs: [] } : { kind, at, items: [] };
    put(value);
    open.push(value);
  };
  const end = () => {
    if (skipped > 0) skipped--;
    else if (open.pop()?.kind === 'map') path.length = Math.max(0, Math.min(path.length, mapsIn(open)));
  };
  const visitor: JSONVisitor = {
    onObjectBegin: (_offset, _length, line, column) => begin('map', line, column),
    onArrayBegin: (_offset, _length, line, column) => begin('list', line, column),
    onObjectProperty: (key, _offset, _length, line, column) => {
      const parent = open.at(-1);
      if (skipped > 0 || parent?.kind !== 'map') return;
      path.length = mapsIn(open) - 1;
      path.push(key);
      skipNext = skip(path);
      const keyAt = { line: line + 1, column: column + 1 };
      if (!skipNext) parent.pairs.push({ key, keyAt, value: { kind: 'scalar', at: keyAt, value: null } });
    },
    onLiteralValue: (value: string | number | boolean | null, _offset, _length, line, column) => {
      if (skipped > 0) return;
      if (skipNext) skipNext = false;
      else put({ kind: 'scalar', at: { line: line + 1, column: column + 1 }, value });
    },
    onObjectEnd: end,
    onArrayEnd: end,
  };
  return { visitor, tree: () => root };
}

const mapsIn = (open: readonly Tree[]) => open.filter((tree) => tree.kind === 'map').length;

/** Offsets to lines and columns, both from 1. */
export function places(text: string): (offset: number) => Place {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  };
}
