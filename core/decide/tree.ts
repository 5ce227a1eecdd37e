// A parsed config file with the position of every value, the same whether it was written in YAML or in JSON.

export interface Place {
  line: number;
  column: number;
}
export type Plain = string | number | boolean | null | Plain[] | { [key: string]: Plain };

export interface TreeScalar {
  kind: 'scalar';
  at: Place;
  value: string | number | boolean | null;
}
export interface TreeList {
  kind: 'list';
  at: Place;
  items: Tree[];
}
export interface TreePair {
  key: string;
  keyAt: Place;
  value: Tree;
}
export interface TreeMap {
  kind: 'map';
  at: Place;
  pairs: TreePair[];
}
export type Tree = TreeScalar | TreeList | TreeMap;

export function child(tree: Tree | undefined, key: string): Tree | undefined {
  // the last one wins, as in JSON.parse
  return tree?.kind === 'map' ? tree.pairs.findLast((pair) => pair.key === key)?.value : undefined;
}

export function toPlain(tree: Tree): Plain {
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list') return tree.items.map(toPlain);
  // fromEntries defines properties and never assigns: a key `__proto__` stays a key
  return Object.fromEntries(tree.pairs.map((pair) => [pair.key, toPlain(pair.value)]));
}

/** What a person would call the value, for messages. */
export function describeTree(tree: Tree): string {
  if (tree.kind === 'map') return 'a map';
  if (tree.kind === 'list') return 'a list';
  if (tree.value === null) return 'nothing';
  if (typeof tree.value !== 'string') return `the ${typeof tree.value === 'number' ? 'number' : 'word'} ${tree.value}`;
  const text = tree.value.length > 40 ? `${tree.value.slice(0, 39)}…` : tree.value;
  return JSON.stringify(text);
}
