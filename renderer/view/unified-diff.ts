// A unified diff as lines to show: what is gone and what came, and which part of a changed line is another one now.

export interface DiffLine {
  kind: 'same' | 'added' | 'removed';
  text: string;
  /** of a line that was rewritten: where the part that differs begins and ends; null: the whole line came or went */
  changed: [from: number, to: number] | null;
}

/** Each run of lines that belong together; between two of them the file goes on unchanged. */
export interface ParsedDiff {
  hunks: DiffLine[][];
  added: number;
  removed: number;
}

const kinds = { ' ': 'same', '+': 'added', '-': 'removed' } as const;

export function parseDiff(text: string): ParsedDiff {
  const hunks: DiffLine[][] = [];
  for (const raw of text.split('\n')) {
    // before the first of these stand the names of the files; a removed line may begin as they do
    if (raw.startsWith('@@')) hunks.push([]);
    const kind = kinds[raw[0] as keyof typeof kinds];
    if (kind) hunks.at(-1)?.push({ kind, text: raw.slice(1), changed: null });
  }
  for (const hunk of hunks) markChanges(hunk);
  const count = (kind: DiffLine['kind']) => hunks.flat().filter((line) => line.kind === kind).length;
  return { hunks, added: count('added'), removed: count('removed') };
}

/** As many lines came as went at one place: they are the same lines, rewritten. */
function markChanges(hunk: DiffLine[]): void {
  for (let at = 0; at < hunk.length; ) {
    const removed = run(hunk, at, 'removed');
    const added = run(hunk, at + removed, 'added');
    if (removed > 0 && removed === added) {
      for (let index = at; index < at + removed; index++) markPair(hunk[index]!, hunk[index + removed]!);
    }
    at += Math.max(1, removed + added);
  }
}

function run(hunk: readonly DiffLine[], from: number, kind: DiffLine['kind']): number {
  let to = from;
  while (hunk[to]?.kind === kind) to++;
  return to - from;
}

function markPair(old: DiffLine, fresh: DiffLine): void {
  const most = Math.min(old.text.length, fresh.text.length);
  let start = 0;
  while (start < most && old.text[start] === fresh.text[start]) start++;
  let end = 0;
  while (end < most - start && old.text.at(-1 - end) === fresh.text.at(-1 - end)) end++;
  // nothing but indent, quotes and brackets in common: two different lines
  if (!/\w/.test(old.text.slice(0, start)) && !/\w/.test(old.text.slice(old.text.length - end))) return;
  old.changed = [start, old.text.length - end];
  fresh.changed = [start, fresh.text.length - end];
}
