// Changes to YAML text that leave every other byte as it is. What the syntax makes too hard is left to the parser's own printer.
import type { Document, Node, Pair, YAMLMap } from 'yaml';
import type { Plain } from '../decide/tree.ts';

/** `undefined` takes the key away. The comment stands above a new key, where there is room for one. */
export type Edit = { path: [string, ...string[]]; value: Plain | undefined; comment?: string };
type Yaml = typeof import('yaml');

/** In the order of preference; the caller takes the first that says what was meant. */
export async function* editYaml(text: string, edit: Edit): AsyncGenerator<string> {
  const yaml = await import('yaml');
  const bom = text.charCodeAt(0) === 0xfeff ? text[0]! : '';
  const source = text.slice(bom.length);
  for (const way of [spliced, printed]) {
    const candidate = way(yaml, source, edit);
    if (candidate !== null) yield bom + candidate;
  }
}

/** The whole document printed anew: comments and order stay, spacing may not. */
function printed(yaml: Yaml, source: string, { path, value }: Edit): string | null {
  const document = yaml.parseDocument(source);
  if (document.errors.length > 0) return null;
  const indent = indentOf(yaml, document, source);
  if (value === undefined) document.deleteIn(path);
  else {
    // a section written as `~` has nowhere to put it
    path.slice(0, -1).forEach((_, depth) => {
      const section = path.slice(0, depth + 1);
      const old = document.getIn(section, true);
      if (!yaml.isScalar(old) || old.value !== null) return;
      const map = document.createNode({});
      map.commentBefore = old.comment ?? null;
      document.setIn(section, map);
    });
    document.setIn(path, document.createNode(value));
  }
  const text = document.toString({ lineWidth: 0, indent });
  return source.includes('\r\n') ? text.replaceAll(/\r?\n/g, '\r\n') : text;
}

function spliced(yaml: Yaml, source: string, { path, value, comment }: Edit): string | null {
  const document = yaml.parseDocument(source);
  if (document.errors.length > 0) return null;
  const eol = source.includes('\r\n') ? '\r\n' : '\n';
  const step = indentOf(yaml, document, source);
  let map = document.contents as Node | null;
  for (const [depth, key] of path.entries()) {
    if (map !== null && !yaml.isMap(map)) return null;
    const rest = path.slice(depth + 1);
    const pair = map && pairOf(yaml, map, key);
    if (map === null || !pair) return value === undefined ? null : insert(yaml, source, map, [key, ...rest], value, 0, step, eol, comment);
    if (rest.length === 0) return value === undefined ? remove(source, map, pair) : replace(yaml, source, pair, value, step, eol);
    const inner: Node | null = pair.value;
    const isEmpty = inner === null || (yaml.isScalar(inner) && inner.value === null && !inner.source);
    if (isEmpty) {
      if (value === undefined) return null;
      const at = lineEnd(source, pair.key.range![1]);
      return put(source, at, block(yaml, rest, value, columnOf(source, pair.key.range![0]) + step, step, eol, comment), eol);
    }
    map = inner;
  }
  return null;
}

function insert(
  yaml: Yaml,
  source: string,
  map: YAMLMap | null,
  path: string[],
  value: Plain,
  indent: number,
  step: number,
  eol: string,
  comment: string | undefined,
): string | null {
  if (map?.flow) {
    const [only, ...more] = path;
    const start = map.range![0] + 1;
    const spaced = source[start] === ' ' || source[start] === '}';
    const inside = `${new yaml.Document(more.reduceRight<Plain>((inner, key) => ({ [key]: inner }), value)).toString({ collectionStyle: 'flow', lineWidth: 0 }).trim()}`;
    const pair = `${keyText(yaml, only!)}: ${inside}${map.items.length > 0 ? ',' : ' '}`;
    return source.slice(0, start) + (spaced ? ` ${pair}` : `${pair} `) + source.slice(start);
  }
  const last = map?.items.at(-1) as Pair<Node, Node | null> | undefined;
  const first = map?.items[0] as Pair<Node, Node | null> | undefined;
  const column = first ? columnOf(source, first.key.range![0]) : indent;
  const at = last ? lineEnd(source, endOf(yaml, last)) : source.replace(/(\r?\n)+$/, '').length;
  return put(source, at, block(yaml, path, value, column, step, eol, comment), eol);
}

function block(
  yaml: Yaml,
  path: readonly string[],
  value: Plain,
  indent: number,
  step: number,
  eol: string,
  comment: string | undefined,
): string {
  const nested = path.reduceRight<Plain>((inner, key) => ({ [key]: inner }), value);
  const text = new yaml.Document(nested).toString({ lineWidth: 0, indent: step }).trimEnd();
  const lines = text.split('\n');
  // each key on the way takes one line
  if (comment !== undefined) lines.splice(path.length - 1, 0, `${' '.repeat(step * (path.length - 1))}# ${comment}`);
  return lines.map((line) => (line === '' ? line : ' '.repeat(indent) + line)).join(eol);
}

const keyText = (yaml: Yaml, key: string) => new yaml.Document(key).toString({ lineWidth: 0 }).trim();

function put(source: string, at: number, text: string, eol: string): string {
  const before = source.slice(0, at);
  const after = source.slice(at);
  return before + (before === '' || before.endsWith('\n') ? '' : eol) + text + (after === '' ? eol : '') + after;
}

function replace(yaml: Yaml, source: string, pair: Pair<Node, Node | null>, value: Plain, step: number, eol: string): string | null {
  const node = pair.value;
  if (!node?.range || node.tag || (node as { anchor?: string }).anchor) return null;
  const [start, end] = node.range;
  if (yaml.isScalar(node)) {
    if (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED') return null;
    const quote = start === end ? '' : source[start]!;
    const text = typeof value === 'object' ? flowText(yaml, value) : scalarText(yaml, value, quote);
    if (start === end) return `${source.slice(0, pair.key.range![1])}: ${text}${source.slice(source.indexOf(':', pair.key.range![1]) + 1)}`;
    return source.slice(0, start) + text + source.slice(end);
  }
  if (yaml.isSeq(node) && Array.isArray(value) && value.length === node.items.length) return itemByItem(yaml, source, node.items, value);
  if ((node as { flow?: boolean }).flow) return source.slice(0, start) + flowText(yaml, value) + source.slice(end);
  const keyAt = pair.key.range![0];
  const whole = block(yaml, [String((pair.key as { value?: unknown }).value)], value, columnOf(source, keyAt), step, eol, undefined);
  return source.slice(0, keyAt) + whole.trimStart() + source.slice(lineEnd(source, lastOf(node)));
}

/** Only the items that are others; comments between them stay. */
function itemByItem(yaml: Yaml, source: string, items: readonly unknown[], values: readonly Plain[]): string | null {
  let text = source;
  for (const [index, value] of [...values.entries()].reverse()) {
    const item = items[index];
    if (!yaml.isScalar(item) || !item.range || typeof value === 'object') return null;
    if (item.value === value) continue;
    const [start, end] = item.range;
    text = text.slice(0, start) + scalarText(yaml, value, source[start]!) + text.slice(end);
  }
  return text;
}

/** Good in a flow collection as well as in a block, on one line, in the quotes that the value before had. */
function scalarText(yaml: Yaml, value: Plain, quote: string): string {
  if (typeof value === 'string' && quote === '"') return JSON.stringify(value);
  if (typeof value === 'string' && quote === "'" && !/[\r\n\t]/.test(value)) return `'${value.replaceAll("'", "''")}'`;
  return flowText(yaml, [value]).slice(1, -1);
}

function flowText(yaml: Yaml, value: Plain): string {
  const text = new yaml.Document(value).toString({ collectionStyle: 'flow', flowCollectionPadding: false, lineWidth: 0 }).trim();
  return text.includes('\n') ? JSON.stringify(value) : text;
}

function remove(source: string, map: YAMLMap, pair: Pair<Node, Node | null>): string | null {
  const keyAt = pair.key.range![0];
  const valueEnd = pair.value?.range ? lastOf(pair.value) : pair.key.range![1];
  if (map.flow) {
    const items = map.items as Pair<Node, Node | null>[];
    const at = items.indexOf(pair);
    const [before, after] = [items[at - 1], items[at + 1]];
    if (after) return source.slice(0, keyAt) + source.slice(after.key.range![0]);
    if (!before) return source.slice(0, keyAt) + source.slice(valueEnd);
    return source.slice(0, before.value?.range ? lastOf(before.value) : before.key.range![1]) + source.slice(valueEnd);
  }
  const start = source.lastIndexOf('\n', keyAt - 1) + 1;
  if (source.slice(start, keyAt).trim() !== '') return null; // something else is on its line
  const end = lineEnd(source, valueEnd);
  const next = source.indexOf('\n', end);
  return source.slice(0, start) + (next < 0 ? '' : source.slice(next + 1));
}

function pairOf(yaml: Yaml, map: YAMLMap, key: string): Pair<Node, Node | null> | undefined {
  return (map.items as Pair<Node, Node | null>[]).find((pair) => yaml.isScalar(pair.key) && String(pair.key.value) === key);
}

const endOf = (_yaml: Yaml, pair: Pair<Node, Node | null>) => (pair.value?.range ? lastOf(pair.value) : pair.key.range![1]);
// a block that ends with its last child may claim the lines after it, too
function lastOf(node: Node): number {
  const items = (node as { items?: unknown[]; flow?: boolean }).items;
  if (!items || (node as { flow?: boolean }).flow || items.length === 0) return node.range![1];
  const last = items.at(-1) as { key?: Node; value?: Node | null } & Node;
  if (last.key) return last.value?.range ? lastOf(last.value) : last.key.range![1];
  return last.range ? lastOf(last) : node.range![1];
}

/** Where the line of this offset ends, before its line break. */
function lineEnd(source: string, offset: number): number {
  const from = offset > 0 && source[offset - 1] === '\n' ? offset - 1 : offset;
  const found = source.indexOf('\n', from);
  const end = found < 0 ? source.length : found;
  return source[end - 1] === '\r' ? end - 1 : end;
}

const columnOf = (source: string, offset: number) => offset - (source.lastIndexOf('\n', offset - 1) + 1);

/** How far the file indents: the first nested map tells. */
function indentOf(yaml: Yaml, document: Document, source: string): number {
  if (!yaml.isMap(document.contents) || document.contents.flow) return 2;
  for (const { value } of document.contents.items as Pair<Node, Node | null>[]) {
    if (!yaml.isMap(value) || value.flow || !value.items[0]) continue;
    const column = columnOf(source, (value.items[0].key as Node).range![0]);
    if (column > 0 && column <= 8) return column;
  }
  return 2;
}
