// YAML to a tree with positions. Only plain data: no custom tags, and aliases cannot blow it up.
import type { Node, Pair } from 'yaml';
import type { Place, Tree, TreePair } from '../decide/tree.ts';
import { type Parsed, places } from './json-tree.ts';

const mostValues = 100_000;

class Refused extends Error {
  readonly at: Place;
  constructor(message: string, at: Place) {
    super(message);
    this.at = at;
  }
}

export async function parseYaml(text: string): Promise<Parsed> {
  const yaml = await import('yaml');
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const placeOf = places(source);
  try {
    const document = yaml.parseDocument(source, { prettyErrors: false, stringKeys: true, logLevel: 'error' });
    // an unknown tag (`!!js/function`) is only a warning to the parser
    const error = document.errors[0] ?? document.warnings[0];
    if (error) return { complaints: [{ at: placeOf(error.pos[0]), message: inWords(error.message), next: null }] };
    let values = 0;
    const toTree = (node: Node | null, at: Place, depth: number): Tree => {
      if (++values > mostValues) throw new Refused(`holds more than ${mostValues.toLocaleString('en')} values`, at);
      if (depth > 100) throw new Refused('is nested too deeply', at);
      if (node === null) return { kind: 'scalar', at, value: null };
      const here = node.range ? placeOf(node.range[0]) : at;
      if (yaml.isAlias(node)) {
        const target = node.resolve(document);
        if (!target) throw new Refused(`*${node.source} refers to nothing`, here);
        return toTree(target, here, depth + 1);
      }
      if (yaml.isSeq(node))
        return { kind: 'list', at: here, items: node.items.map((item) => toTree(item as Node | null, here, depth + 1)) };
      if (yaml.isMap(node)) return { kind: 'map', at: here, pairs: pairsOf(node.items as Pair<Node, Node | null>[], here, depth) };
      const value = (node as { value?: unknown }).value;
      if (value !== null && !['string', 'number', 'boolean'].includes(typeof value))
        throw new Refused('only texts, numbers, true and false are values here', here);
      return { kind: 'scalar', at: here, value: value as string | number | boolean | null };
    };
    const pairsOf = (items: Pair<Node, Node | null>[], at: Place, depth: number): TreePair[] => {
      const own = new Map<string, TreePair>();
      const merged: TreePair[] = [];
      for (const pair of items) {
        const keyAt = pair.key.range ? placeOf(pair.key.range[0]) : at;
        const key = yaml.isScalar(pair.key) ? String(pair.key.value) : '';
        const value = toTree(pair.value, keyAt, depth + 1);
        if (key !== '<<') own.set(key, { key, keyAt, value });
        else for (const part of value.kind === 'list' ? value.items : [value]) if (part.kind === 'map') merged.push(...part.pairs);
      }
      // what the map says itself wins over what `<<` brings in, and the first of several over the later
      for (const pair of merged) if (!own.has(pair.key)) own.set(pair.key, pair);
      return [...own.values()];
    };
    return { tree: toTree(document.contents as Node | null, { line: 1, column: 1 }, 0) };
  } catch (error) {
    if (error instanceof Refused) return { complaints: [{ at: error.at, message: error.message, next: null }] };
    if (error instanceof RangeError) return { complaints: [{ at: { line: 1, column: 1 }, message: 'is nested too deeply', next: null }] };
    throw error;
  }
}

const inWords = (message: string) => {
  const first = message.split('\n')[0]!.trim().replace(/\.$/, '');
  return `this is not valid YAML: ${first}`;
};
