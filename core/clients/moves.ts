// Which of a client's servers go over to the own config, under which names and in which words; and which stay, and why.
import { isAbsolute, resolve } from 'node:path';
import type { Edit } from '../catalog/edit-yaml.ts';
import { runsIn } from '../catalog/project-folder.ts';
import { canonical } from '../decide/canonical.ts';
import { valueAt } from '../decide/layer.ts';
import { unusableName } from '../decide/own-config.ts';
import { child, type Plain, type Tree, toPlain } from '../decide/tree.ts';
import type { HeldServer, Holdings } from './holdings.ts';

export interface Move {
  /** its key in the client's file */
  key: string;
  /** its name in the own config */
  as: string;
  held: HeldServer;
  edits: Edit[];
}
export interface Stay {
  name: string;
  reason: string;
}

export interface MoveContext {
  client: string;
  user: string;
  own: { tree: Tree; folder: string };
  /** the name that the catalog has given to this entry */
  nameOf(key: string): string | null;
  comment: string;
}

export function planMoves({ servers, broken }: Holdings, context: MoveContext): { moves: Move[]; stays: Stay[] } {
  const stays: Stay[] = broken.map((name) => ({ name, reason: 'Roundhouse cannot read it' }));
  const moves: Move[] = [];
  const taken = new Set<string>();
  for (const held of servers) {
    if (held.isSelf) continue;
    const reason = whyNot(held);
    if (reason !== null) {
      stays.push({ name: held.entry.name, reason });
      continue;
    }
    const { as, edits } = placeOf(held, context, taken);
    taken.add(as);
    moves.push({ key: held.entry.name, as, held, edits });
  }
  return { moves, stays };
}

/** A server goes over only when it runs here as it runs there. */
function whyNot({ entry, missing }: HeldServer): string | null {
  const unusable = unusableName(entry.name);
  if (unusable) return unusable;
  if (entry.warnings.length > 0) return entry.warnings[0]!;
  if (missing.length === 0) return null;
  const inputs = missing.filter((name) => name.startsWith('INPUT_'));
  if (inputs.length > 0)
    return `the editor asks for a value; set ${inputs.join(', ')} (or ${inputs[0]}_FILE) where the engine is started, and it can go over`;
  return `it uses ${missing.join(', ')}, which ${missing.length === 1 ? 'is' : 'are'} not set where the engine runs`;
}

function placeOf(
  held: HeldServer,
  { client, user, own, nameOf, comment }: MoveContext,
  taken: ReadonlySet<string>,
): Pick<Move, 'as' | 'edits'> {
  const value = ownForm(held, user, own.folder);
  const wanted = nameOf(held.entry.name) ?? held.entry.name;
  for (let count = 0; ; count++) {
    const as = count === 0 ? wanted : `${held.entry.name}@${client}${count === 1 ? '' : `-${count}`}`;
    if (taken.has(as) || as === 'roundhouse' || child(child(own.tree, 'services'), as)) continue;
    const there = child(child(own.tree, 'servers'), as);
    if (!there || (there.kind === 'scalar' && there.value === null)) return { as, edits: [{ path: ['servers', as], value, comment }] };
    if (child(there, 'command') ?? child(there, 'url')) {
      // what is defined there already is the same server, or another one
      if (sameLaunch(there, value)) return { as, edits: [] };
      continue;
    }
    return { as, edits: beside(there, value).map(({ path, value: leaf }) => ({ path: ['servers', as, ...path], value: leaf })) };
  }
}

/** What an adjustment of that name does not say itself. */
function beside(there: Tree, value: { [key: string]: Plain }): { path: string[]; value: Plain }[] {
  return Object.entries(value).flatMap(([key, inner]) => {
    const old = child(there, key);
    if (!old) return [{ path: [key], value: inner }];
    if (old.kind !== 'map' || inner === null || typeof inner !== 'object' || Array.isArray(inner)) return [];
    return Object.entries(inner).flatMap(([name, leaf]) => (child(old, name) ? [] : [{ path: [key, name], value: leaf }]));
  });
}

function sameLaunch(there: Tree, value: { [key: string]: Plain }): boolean {
  const plain = toPlain(there) as { [key: string]: Plain };
  const launch = (from: { [key: string]: Plain }) => {
    const command = [from.command ?? []].flat();
    const texts = (map: Plain | undefined) =>
      Object.entries((map ?? {}) as object)
        .map(([name, one]) => [name, String(one)])
        .sort();
    return canonical([
      [...command, ...[from.args ?? []].flat()].map(String),
      texts(from.env),
      from.cwd ?? null,
      from.url ?? null,
      from.type ?? 'http',
      texts(from.headers),
    ]);
  };
  return launch(plain) === launch(value);
}

function ownForm({ entry, written }: HeldServer, user: string, ownFolder: string): { [key: string]: Plain } {
  const off: { [key: string]: Plain } = valueAt(entry.layer, 'enabled') === false ? { enabled: false } : {};
  if ('url' in written) {
    return {
      url: written.url,
      ...(written.type === 'sse' && { type: 'sse' }),
      ...(some(written.headers) && { headers: written.headers }),
      ...off,
    };
  }
  // the own config means folders from where it lies, a client's file from the home folder
  const { command, args, env, cwd } = written;
  const placed =
    cwd !== undefined ? (/^(\$|~)/.test(cwd) || isAbsolute(cwd) ? cwd : resolve(user, cwd)) : runsIn(ownFolder, written) && user;
  return { command, ...(args.length > 0 && { args }), ...(some(env) && { env }), ...(placed !== undefined && { cwd: placed }), ...off };
}

const some = (map: Record<string, string>) => Object.keys(map).length > 0;
