// What editors put into their own variables, in the form that every other file uses: `${env:NAME}` is `${NAME}`, a value that the editor
// would ask for is the variable INPUT_ID, and folders are what they are.
import { sep } from 'node:path';
import type { FoundEntry } from '../decide/claims.ts';
import type { Leaf } from '../decide/layer.ts';
import type { Plain } from '../decide/tree.ts';

export interface EditorFacts {
  user: string;
  /** the workspace; null for the user's own file, which has none */
  folder: string | null;
  /** what the editor would suggest, by input */
  defaults: ReadonlyMap<string, string>;
}

const reference = /\$\{(?:(env|input|command|config):([^}]*)|(userHome|workspaceFolder|workspaceFolderBasename|pathSeparator|\/))\}/g;
const isName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The variable that stands for an input: its own prefix, so that an input `home` is not HOME. */
export const inputVariable = (id: string): string => `INPUT_${id.replaceAll(/[^A-Za-z0-9]+/g, '_').toUpperCase()}`;

export function inCommonWords(entry: FoundEntry, facts: EditorFacts): FoundEntry {
  const unknown = new Set<string>();
  const text = (value: string) => value.replaceAll(reference, (whole, ...groups) => replaced(whole, groups, facts, unknown));
  const inner = (value: Plain): Plain => (typeof value === 'string' ? text(value) : Array.isArray(value) ? value.map(inner) : value);
  const layer = new Map([...entry.layer].map(([key, leaf]): [string, Leaf] => [key, { ...leaf, value: inner(leaf.value) }]));
  const warnings = [...unknown].map((one) => `${one} is known to the editor alone, so it stays as it is written`);
  return { ...entry, layer, warnings: [...entry.warnings, ...warnings] };
}

function replaced(
  whole: string,
  [kind, name, word]: (string | undefined)[],
  { user, folder, defaults }: EditorFacts,
  unknown: Set<string>,
) {
  if (kind === 'env' && isName.test(name!)) return `\${${name}}`;
  if (kind === 'input') {
    const suggested = defaults.get(name!);
    const usable = suggested !== undefined && suggested !== '' && !suggested.includes('}');
    return `\${${inputVariable(name!)}${usable ? `:-${suggested}` : ''}}`;
  }
  if (word === 'userHome') return user;
  if (word === 'pathSeparator' || word === '/') return sep;
  if (word !== undefined && folder !== null) return word === 'workspaceFolder' ? folder : (folder.split(/[\\/]/).findLast(Boolean) ?? '');
  unknown.add(whole);
  return whole;
}
