// Into which groups the own config puts servers, and what has to change there to put them elsewhere.

/** null takes the key away */
export interface GroupEdit {
  path: string[];
  value: string[] | null;
}

type Values = Record<string, unknown>;

const record = (value: unknown): Values => (typeof value === 'object' && value !== null ? (value as Values) : {});
const names = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : []);

/** `values`: the merged config. Into one group and out of all others; null: out of all. */
export function movesTo(target: string | null, moved: readonly string[], values: Values): GroupEdit[] {
  const edits: GroupEdit[] = [];
  const groups = record(values.groups);
  const there = new Set<string>(target === null ? [] : names(groups[target]));
  for (const name of moved) {
    for (const section of ['servers', 'services']) {
      const own = names(record(record(values[section])[name]).group);
      if (own.length === 0) continue;
      // it says so itself already, and nothing else
      if (own.length === 1 && own[0] === target) there.add(name);
      else edits.push({ path: [section, name, 'group'], value: null });
    }
  }
  for (const [group, members] of Object.entries(groups)) {
    if (group === target) continue;
    const left = names(members).filter((name) => !moved.includes(name));
    if (left.length < names(members).length) edits.push({ path: ['groups', group], value: left.length > 0 ? left : null });
  }
  const added = moved.filter((name) => !there.has(name));
  if (target !== null && added.length > 0) edits.push({ path: ['groups', target], value: [...names(groups[target]), ...added] });
  return edits;
}
