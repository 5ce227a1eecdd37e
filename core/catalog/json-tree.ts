// JSON as people write it (comments, trailing commas, a byte order mark) to a tree with positions.
import type { Node, ParseError } from 'jsonc-parser';
import type { Complaint } from '../decide/config-check.ts';
import type { Place, Tree } from '../decide/tree.ts';

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

export async function parseJson(text: string): Promise<Parsed> {
  const { parseTree, printParseErrorCode } = await import('jsonc-parser');
  // an editor's byte order mark is not part of the first line
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const placeOf = places(source);
  const errors: ParseError[] = [];
  try {
    if (source.trim() === '') return { complaints: [{ at: { line: 1, column: 1 }, message: 'the file is empty', next: null }] };
    const root = parseTree(source, errors, { allowTrailingComma: true });
    const first = errors[0];
    if (first || !root) {
      const code = first ? printParseErrorCode(first.error) : '';
      return { complaints: [{ at: placeOf(first?.offset ?? 0), message: words[code] ?? 'this is not JSON', next: null }] };
    }
    return { tree: toTree(root, placeOf) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // the parser recurses: only depth ends it
    return { complaints: [{ at: { line: 1, column: 1 }, message: 'is nested too deeply', next: null }] };
  }
}

function toTree(node: Node, placeOf: (offset: number) => Place): Tree {
  const at = placeOf(node.offset);
  if (node.type === 'array') return { kind: 'list', at, items: (node.children ?? []).map((item) => toTree(item, placeOf)) };
  if (node.type !== 'object') return { kind: 'scalar', at, value: node.value as string | number | boolean | null };
  const pairs = (node.children ?? []).flatMap(({ children }) => {
    const [key, value] = children ?? [];
    return key && value ? [{ key: String(key.value), keyAt: placeOf(key.offset), value: toTree(value, placeOf) }] : [];
  });
  return { kind: 'map', at, pairs };
}

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
