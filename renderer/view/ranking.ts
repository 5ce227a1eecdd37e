// What the palette shows for what is typed. The same letters always give the same order, and a destructive command is
// never first unless its name is typed out.
export const commandGroups = ['now', 'actions', 'names', 'pages', 'settings'] as const;
export type CommandGroup = (typeof commandGroups)[number];
/** suggestions lead only while nothing is typed */
const typedOrder: readonly CommandGroup[] = ['actions', 'names', 'now', 'pages', 'settings'];
const most = 12;

export interface Findable {
  group: CommandGroup;
  label: string;
  /** other words by which it is found */
  words: string;
  destructive: boolean;
  /** shown without being asked for */
  suggested: boolean;
}

/** 0: does not match */
export function scoreOf({ label, words }: Pick<Findable, 'label' | 'words'>, text: string): number {
  const name = label.toLowerCase();
  const at = name.indexOf(text);
  if (at === 0) return 100;
  if (at > 0) return /[\s_-]/.test(name[at - 1] ?? '') ? 80 : 50;
  // the first letters of its words, as in "ras" for "Restart all servers"
  const initials = (name.match(/[a-z0-9]+/g) ?? []).map((word) => word[0]).join('');
  if (text.length > 1 && initials.startsWith(text)) return 40;
  return words.split(' ').some((word) => word.startsWith(text)) ? 20 : 0;
}

export function ranked<T extends Findable>(all: readonly T[], typed: string): T[] {
  const only = typed.startsWith('@') ? 'names' : typed.startsWith('>') ? 'actions' : null;
  const text = (only === null ? typed : typed.slice(1)).trim().toLowerCase();
  const among = only === null ? all : all.filter(({ group }) => group === only);
  if (text === '') return only === null ? among.filter(({ suggested }) => suggested) : [...among];
  const found = among
    .map((item) => ({ item, score: scoreOf(item, text) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => typedOrder.indexOf(a.item.group) - typedOrder.indexOf(b.item.group) || b.score - a.score)
    .map(({ item }) => item);
  return safeFirst(found, text).slice(0, most);
}

function safeFirst<T extends Findable>(found: T[], text: string): T[] {
  const first = found[0];
  if (!first?.destructive || first.label.toLowerCase() === text) return found;
  const safe = found.filter(({ destructive }) => !destructive);
  return [...safe, ...found.filter(({ destructive }) => destructive)];
}
