// Values that remember where they were written. A layer is flat, so that laying one over another is a map union.
import type { Place, Plain, Tree } from './tree.ts';

export interface LeafOrigin {
  /** `default` for what is built in */
  file: string;
  line: number | null;
  column: number | null;
}
export interface Leaf {
  path: string[];
  value: Plain;
  origin: LeafOrigin;
}
/** Key: the path joined by a character that no config file can hold in a key. */
export type Layer = ReadonlyMap<string, Leaf>;

const separator = '\0';
export const layerKey = (path: readonly string[]): string => path.join(separator);

/** Maps are taken apart, lists stay whole: an overlay replaces a list and merges a map. */
export function flatten(tree: Tree, file: string, prefix: readonly string[] = []): Layer {
  const leaves = new Map<string, Leaf>();
  const visit = (node: Tree, path: string[], at: Place) => {
    // an empty map says something as well: a profile without rules is one
    if (node.kind !== 'map' || (node.pairs.length === 0 && path.length > 0)) {
      leaves.set(layerKey(path), { path, value: plainOf(node), origin: { file, line: at.line, column: at.column } });
      return;
    }
    for (const pair of node.pairs) visit(pair.value, [...path, pair.key], pair.keyAt);
  };
  visit(tree, [...prefix], tree.at);
  return leaves;
}

function plainOf(node: Tree): Plain {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plainOf);
  return Object.fromEntries(node.pairs.map((pair) => [pair.key, plainOf(pair.value)]));
}

export function layerOf(values: { [key: string]: Plain }, file = 'default'): Layer {
  const leaves = new Map<string, Leaf>();
  const visit = (value: Plain, path: string[]) => {
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) visit(inner, [...path, key]);
    } else leaves.set(layerKey(path), { path, value, origin: { file, line: null, column: null } });
  };
  visit(values, []);
  return leaves;
}

/** Later layers win. */
export function overlay(...layers: Layer[]): Layer {
  return new Map(layers.flatMap((layer) => [...layer]));
}

/** What is said, and by which file: not where in it, as some programs write theirs all the time. */
export const sayings = (layer: Layer): unknown[] => [...layer.values()].map(({ path, value, origin }) => [path, value, origin.file]);

/** The part under `prefix`, with paths that begin below it. */
export function under(layer: Layer, ...prefix: string[]): Layer {
  const result = new Map<string, Leaf>();
  for (const leaf of layer.values()) {
    if (leaf.path.length <= prefix.length || prefix.some((step, index) => leaf.path[index] !== step)) continue;
    const path = leaf.path.slice(prefix.length);
    result.set(layerKey(path), { ...leaf, path });
  }
  return result;
}

export function below(layer: Layer, ...prefix: string[]): Layer {
  const result = new Map<string, Leaf>();
  for (const leaf of layer.values()) {
    const path = [...prefix, ...leaf.path];
    result.set(layerKey(path), { ...leaf, path });
  }
  return result;
}

export const leafAt = (layer: Layer, ...path: string[]): Leaf | undefined => layer.get(layerKey(path));
export const valueAt = (layer: Layer, ...path: string[]): Plain | undefined => leafAt(layer, ...path)?.value;

export function textAt(layer: Layer, ...path: string[]): string | undefined {
  const value = valueAt(layer, ...path);
  return value === undefined || value === null ? undefined : String(value);
}
export function listAt(layer: Layer, ...path: string[]): string[] | undefined {
  const value = valueAt(layer, ...path);
  if (value === undefined || value === null) return undefined;
  return Array.isArray(value) ? value.map(String) : [String(value)];
}
export function mapAt(layer: Layer, ...path: string[]): Record<string, string> {
  const entries = [...under(layer, ...path).values()].filter((leaf) => leaf.path.length === 1);
  return Object.fromEntries(entries.map((leaf) => [leaf.path[0]!, leaf.value === null ? '' : String(leaf.value)]));
}
