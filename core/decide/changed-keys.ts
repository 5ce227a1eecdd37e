// What a changed config says of one server that it did not say before: key by key, with secrets masked before anybody sees them.
import type { KeyChange } from '../../contract/definition-change.ts';
import { canonical } from './canonical.ts';
import { type Layer, type Leaf, under } from './layer.ts';
import { mask } from './mask.ts';
import { maskedPlain } from './mask-plain.ts';
import type { Plain } from './tree.ts';

/** Most entries have a handful of keys; what is beyond is counted by whoever shows it. */
const most = 20;

export function changedKeys(before: Layer, after: Layer, section: string, name: string): KeyChange[] {
  const old = under(before, section, name);
  const now = under(after, section, name);
  const changes: KeyChange[] = [];
  for (const key of new Set([...now.keys(), ...old.keys()])) {
    const [was, is] = [old.get(key), now.get(key)];
    if (canonical(was?.value ?? null) === canonical(is?.value ?? null)) continue;
    const [wasSaid, isSaid] = [said(was), said(is)];
    const path = (is ?? was)!.path;
    const shown = [wasSaid, isSaid].map((leaf) => (leaf ? maskedPlain(['servers', name, ...path], leaf.value) : null)) as [Plain, Plain];
    const place = (isSaid ?? wasSaid)?.origin;
    changes.push({
      path,
      before: shown[0],
      after: shown[1],
      secret: JSON.stringify(shown).includes(mask),
      file: place?.file ?? 'default',
      line: isSaid ? isSaid.origin.line : null,
      beforeFile: wasSaid?.origin.file ?? null,
    });
  }
  return changes.slice(0, most);
}

/** What is built in is said by no file. */
const said = (leaf: Leaf | undefined) => (leaf?.origin.file === 'default' ? undefined : leaf);

const titles: Record<string, string> = { args: 'the arguments', command: 'the command', cwd: 'the working folder', url: 'the address' };

/** "DATABASE_URI changed in .mcp.json" */
export function changeWords(changes: readonly KeyChange[]): string {
  const [first, ...rest] = changes.map(
    ({ path }) => titles[path[0]!] ?? (path[0] === 'env' || path[0] === 'headers' ? path.slice(1) : path).join('.'),
  );
  if (first === undefined) return 'the definition changed';
  const what = rest.length === 0 ? first : rest.length === 1 ? `${first} and ${rest[0]}` : `${first} and ${rest.length} more`;
  const files = [...new Set(changes.map(({ file }) => file))];
  const place = files.length === 1 && files[0] !== 'default' ? ` in ${files[0]!.split(/[\\/]/).at(-1)}` : '';
  return `${what} changed${place}`;
}
