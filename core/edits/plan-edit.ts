// What some edits would make of the own config, as bytes before and after. Nothing is written here.
import { createHash } from 'node:crypto';
import { Failure } from '../../contract/errors.ts';
import type { Edit } from '../catalog/edit-yaml.ts';
import { ownTextWith, parsedOrRefused } from '../catalog/own-config-edit.ts';
import { bytesOf, digestOf, type FileBytes, readBytes, textOf } from '../clients/client-file.ts';
import { mask, maskArgs, maskNamed, maskSecrets } from '../decide/mask.ts';
import { child, type Plain, type Tree, toPlain } from '../decide/tree.ts';

/** `null` takes the key away. */
export interface Wish {
  path: string[];
  value: unknown;
}
export interface EditPlan {
  before: FileBytes;
  /** null: there was none, and there will be none */
  after: Buffer | null;
  keys: string[];
  fingerprint: string;
}

export async function planEdit(file: string, wishes: readonly Wish[]): Promise<EditPlan> {
  const before = await readBytes(file);
  const text = before.bytes ? textOf(before) : '';
  const tree = await parsedOrRefused(file, text);
  const edits: Edit[] = [];
  let next = text;
  let now = tree;
  for (const wish of wishes) {
    const edit = editOf(wish, now);
    if (!edit) continue;
    edits.push(edit);
    // what is left of a section depends on what the edits before took out of it
    if (wish.value === null && wishes.length > 1) now = withoutKey(now, edit.path);
  }
  try {
    if (edits.length > 0) next = await ownTextWith(file, text, edits);
  } catch (error) {
    // a value is quoted in what is wrong with it
    if (error instanceof Failure) throw new Failure(error.code, maskSecrets(error.message));
    throw error;
  }
  const after = next === text ? before.bytes : bytesOf(next, before.bytes);
  return { before, after, keys: wishes.map(({ path }) => path.join('.')), fingerprint: fingerprintOf(before, after) };
}

export function fingerprintOf({ file, bytes }: FileBytes, after: Buffer | null): string {
  return createHash('sha256')
    .update(`${file}\0${digestOf(bytes)}\0${digestOf(after)}`)
    .digest('hex')
    .slice(0, 32);
}

/** null: it is so already */
function editOf({ path, value }: Wish, tree: Tree): Edit | null {
  const at = path as Edit['path'];
  if (value === undefined) throw new Failure('bad-request', `"${path.join('.')}" has no value. Null takes the key away.`);
  const present = path.reduce<Tree | undefined>((inner, key) => child(inner, key), tree);
  if (value === null) return present === undefined ? null : { path: emptied(tree, at), value: undefined };
  return { path: at, value: unmasked(at, value as Plain, present && toPlain(present)) };
}

/** A section of a server that says nothing any more goes as well, and so does an entry that only held it. */
function emptied(tree: Tree, path: Edit['path']): Edit['path'] {
  let shown = path;
  while (shown.length > 2 && ['servers', 'services', 'defaults'].includes(path[0])) {
    const parent = shown.slice(0, -1).reduce<Tree | undefined>((inner, key) => child(inner, key), tree);
    if (parent?.kind !== 'map' || parent.pairs.length !== 1) break;
    shown = shown.slice(0, -1) as Edit['path'];
  }
  return shown;
}

function withoutKey(tree: Tree, [key, ...rest]: readonly string[]): Tree {
  if (tree.kind !== 'map') return tree;
  if (rest.length === 0) return { ...tree, pairs: tree.pairs.filter((pair) => pair.key !== key) };
  return { ...tree, pairs: tree.pairs.map((pair) => (pair.key === key ? { ...pair, value: withoutKey(pair.value, rest) } : pair)) };
}

/** Whoever changes a list that holds a secret sends back what was shown for it: that stands for what is there, and is never written. */
function unmasked(path: readonly string[], value: Plain, present: Plain | undefined): Plain {
  if (typeof value === 'string') {
    if (!value.includes(mask)) return value;
    if (typeof present === 'string' && maskNamed(path.at(-1) ?? '', present) === value) return present;
    throw new Failure(
      'bad-request',
      `"${path.join('.')}" holds ${mask}, which stands for a secret that is not shown. Write the value itself.`,
    );
  }
  if (Array.isArray(value)) return unmaskedItems(path, value, Array.isArray(present) ? present : []);
  if (value === null || typeof value !== 'object') return value;
  const held = present !== null && typeof present === 'object' && !Array.isArray(present) ? present : {};
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, unmasked([...path, key], inner, Object.hasOwn(held, key) ? held[key] : undefined)]),
  );
}

function unmaskedItems(path: readonly string[], items: readonly Plain[], present: readonly Plain[]): Plain[] {
  const shown = present.every((item) => typeof item === 'string') ? maskArgs(present as string[]) : [];
  const free = new Set(shown.keys());
  return items.map((item, index) => {
    if (typeof item !== 'string' || !item.includes(mask)) return unmasked([...path, String(index)], item, undefined);
    const same = free.has(index) && shown[index] === item ? index : [...free].find((one) => shown[one] === item);
    if (same === undefined) return unmasked([...path, String(index)], item, undefined);
    free.delete(same);
    return present[same]!;
  });
}
