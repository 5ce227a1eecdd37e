// What the palette shows for what is typed. The same letters always give the same order, and a destructive command is
// never first unless its name is typed out.
export const commandGroups = ['now', 'actions', 'names', 'pages', 'tools', 'settings'] as const;
export type CommandGroup = (typeof commandGroups)[number];
/** suggestions lead only while nothing is typed */
const typedOrder: readonly CommandGroup[] = ['actions', 'names', 'now', 'pages', 'tools', 'settings'];
/** a first sign that asks for one group alone */
const scopes: Record<string, CommandGroup> = { '>': 'actions', '@': 'names', ':': 'tools' };
/** of each group, so that none hides the others; of a group that is asked for alone */
const most = { ofEach: 5, ofOne: 50 };

export interface Findable {
  group: CommandGroup;
  label: string;
  /** other words by which it is found, in small letters */
  words: string;
  destructive: boolean;
  /** shown without being asked for */
  suggested: boolean;
}

/** from, and up to but without */
export type Span = readonly [number, number];
export interface Match {
  score: number;
  /** the letters of the label that were found, in their order */
  marks: readonly Span[];
}
export interface Found<T> {
  item: T;
  marks: readonly Span[];
}

const startsWord = (text: string, at: number): boolean => at === 0 || /[\s_.:/-]/.test(text[at - 1] ?? '');

/** `text` in small letters; null: it does not match */
export function matchOf({ label, words }: Pick<Findable, 'label' | 'words'>, text: string): Match | null {
  const name = label.toLowerCase();
  const at = name.indexOf(text);
  if (at === 0) return { score: 100, marks: [[0, text.length]] };
  if (at > 0) return { score: startsWord(name, at) ? 80 : 50, marks: [[at, at + text.length]] };
  return initials(name, text) ?? eachWord(name, words, text);
}

/** the first letters of its words, as in "ras" for "Restart all servers" */
function initials(name: string, text: string): Match | null {
  if (text.length < 2) return null;
  const starts = [...name.matchAll(/[\p{L}\p{N}]+/gu)].slice(0, text.length).map(({ index }) => index);
  if (starts.map((start) => name[start]).join('') !== text) return null;
  return { score: 40, marks: starts.map((start): Span => [start, start + 1]) };
}

/** Every word that is typed begins one of the label, or one of the other words by which it is found. */
function eachWord(name: string, words: string, text: string): Match | null {
  const marks: Span[] = [];
  const others = words.split(' ');
  for (const word of text.split(/\s+/)) {
    const at = wordIn(name, word);
    if (at >= 0) marks.push([at, at + word.length]);
    else if (!others.some((other) => other.startsWith(word))) return null;
  }
  return { score: marks.length > 0 ? 30 : 20, marks: merged(marks) };
}

function wordIn(name: string, word: string): number {
  for (let at = name.indexOf(word); at >= 0; at = name.indexOf(word, at + 1)) if (startsWord(name, at)) return at;
  return -1;
}

function merged(marks: Span[]): Span[] {
  const result: Span[] = [];
  for (const [from, to] of marks.sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last && from <= last[1]) result[result.length - 1] = [last[0], Math.max(last[1], to)];
    else result.push([from, to]);
  }
  return result;
}

export function ranked<T extends Findable>(all: readonly T[], typed: string): Found<T>[] {
  const only = scopes[typed.slice(0, 1)] ?? null;
  const text = (only === null ? typed : typed.slice(1)).trim().toLowerCase();
  const among = only === null ? all : all.filter(({ group }) => group === only);
  const limit = only === null ? most.ofEach : most.ofOne;
  if (text === '') {
    const shown = only === null ? among.filter(({ suggested }) => suggested) : among.slice(0, limit);
    return shown.map((item) => ({ item, marks: [] }));
  }
  const found = among
    .flatMap((item) => {
      const match = matchOf(item, text);
      return match ? [{ item, ...match }] : [];
    })
    // a stable sort: what fits as well stays in the order in which it was given
    .sort((a, b) => typedOrder.indexOf(a.item.group) - typedOrder.indexOf(b.item.group) || b.score - a.score);
  const counts = new Map<CommandGroup, number>();
  const few = found.filter(({ item: { group } }) => {
    const before = counts.get(group) ?? 0;
    counts.set(group, before + 1);
    return before < limit;
  });
  return safeFirst(few, text).map(({ item, marks }) => ({ item, marks }));
}

function safeFirst<F extends { item: Findable }>(found: F[], text: string): F[] {
  const first = found[0]?.item;
  if (!first?.destructive || first.label.toLowerCase() === text) return found;
  const safe = found.filter(({ item }) => !item.destructive);
  return [...safe, ...found.filter(({ item }) => item.destructive)];
}

/** The label cut at its marks. */
export function pieces(label: string, marks: readonly Span[]): { text: string; found: boolean; at: number }[] {
  const result: { text: string; found: boolean; at: number }[] = [];
  let end = 0;
  for (const [from, to] of [...marks, [label.length, label.length] as const]) {
    if (from > end) result.push({ text: label.slice(end, from), found: false, at: end });
    if (to > from) result.push({ text: label.slice(from, to), found: true, at: from });
    end = to;
  }
  return result;
}
