// Changes to the own config: a backup first, the rest of the file as the user wrote it, and never a file that would not be read.
import { readFile } from 'node:fs/promises';
import { Failure } from '../../contract/errors.ts';
import { canonical } from '../decide/canonical.ts';
import { readOwnConfig } from '../decide/own-config.ts';
import { child, type Plain, type Tree, toPlain } from '../decide/tree.ts';
import { writeAtomically } from './atomic-write.ts';
import { type Edit, editYaml } from './edit-yaml.ts';
import { isJsonFile, parseOwn } from './own-file.ts';
import { readConfigFile } from './read-file.ts';

export interface EditResult {
  file: string;
  /** the file as it was before, beside it; null when there was none, or nothing changed */
  backup: string | null;
  changed: boolean;
}

export interface OwnServer {
  name: string;
  command?: string;
  args?: string[];
  env?: Record<string, string>;
  cwd?: string;
  url?: string;
  headers?: Record<string, string>;
}

export async function addServer(file: string, { name, ...server }: OwnServer): Promise<EditResult> {
  return await change(file, (tree) => {
    if (entryOf(tree, name)) throw new Failure('conflict', `${file} already has "${name}". Choose another name, or remove it first.`);
    const value = Object.fromEntries(Object.entries(server).filter(([, one]) => one !== undefined && !isEmpty(one))) as Plain;
    return { path: ['servers', name], value };
  });
}

const isEmpty = (value: object | string) => typeof value === 'object' && Object.keys(value).length === 0;

export async function removeServer(file: string, name: string): Promise<EditResult> {
  return await change(file, (tree) => {
    const found = entryOf(tree, name);
    if (!found) throw new Failure('conflict', `"${name}" is not defined in ${file}. Remove it where it is defined, or disable it.`);
    const defines = child(found.entry, 'command') ?? child(found.entry, 'url');
    if (!defines)
      throw new Failure(
        'conflict',
        `"${name}" comes from a client's file and is only adjusted in ${file}. Remove it there, or disable it.`,
      );
    return { path: [found.section, name], value: undefined };
  });
}

export async function setEnabled(file: string, name: string, enabled: boolean): Promise<EditResult> {
  return await change(file, (tree) => {
    const found = entryOf(tree, name);
    const now = found && child(found.entry, 'enabled');
    const isEnabled = !(now?.kind === 'scalar' && now.value === false);
    return isEnabled === enabled ? null : { path: [found?.section ?? 'servers', name, 'enabled'], value: enabled };
  });
}

/** What `gateway.tools` says of one tool: `null` takes a part back, what is not named stays. */
export async function setTool(file: string, key: string, parts: { name?: string | null; hidden?: true | null }): Promise<EditResult> {
  const [[part, value]] = Object.entries(parts) as [[string, string | true | null]];
  return await change(file, (tree) => {
    const gateway = child(tree, 'gateway');
    const tools = child(gateway, 'tools');
    const entry = child(tools, key);
    const now = child(entry, part);
    if (value !== null) {
      const isSo = now?.kind === 'scalar' && now.value === value;
      return isSo ? null : { path: ['gateway', 'tools', key, part], value };
    }
    if (!now) return null;
    // an entry that says nothing any more goes as well
    const isLast = (of: Tree | undefined) => of?.kind === 'map' && of.pairs.length === 1;
    if (!isLast(entry)) return { path: ['gateway', 'tools', key, part], value: undefined };
    if (!isLast(tools)) return { path: ['gateway', 'tools', key], value: undefined };
    return { path: isLast(gateway) ? ['gateway'] : ['gateway', 'tools'], value: undefined };
  });
}

function entryOf(tree: Tree, name: string): { section: string; entry: Tree } | null {
  for (const section of ['servers', 'services']) {
    const entry = child(child(tree, section), name);
    if (entry) return { section, entry };
  }
  return null;
}

/** The text with all of this in it, or why that cannot be; nothing is written. What is between two edits need not be a config. */
export async function ownTextWith(file: string, text: string, edits: readonly Edit[]): Promise<string> {
  let now = text;
  let tree = await parsedOrRefused(file, text);
  for (const edit of edits) ({ text: now, tree } = await written(file, now, tree, edit));
  refuseComplaints(tree, file);
  return now;
}

const queues = new Map<string, Promise<unknown>>();

const change = (file: string, decide: (tree: Tree) => Edit | null): Promise<EditResult> => inOwnTurn(file, () => changeNow(file, decide));

/** One change of a file at a time. */
export async function inOwnTurn<T>(file: string, work: () => Promise<T>): Promise<T> {
  const before = queues.get(file) ?? Promise.resolve();
  const mine = before.catch(() => {}).then(work); // the one before told its own caller
  queues.set(file, mine);
  try {
    return await mine;
  } finally {
    if (queues.get(file) === mine) queues.delete(file);
  }
}

async function changeNow(file: string, decide: (tree: Tree) => Edit | null): Promise<EditResult> {
  for (let attempt = 1; ; attempt++) {
    const bytes = await readFile(file).catch(() => null); // what is wrong with it is told by readConfigFile
    const text = await ownText(file);
    const tree = await parsedOrRefused(file, text);
    const edit = decide(tree);
    if (!edit) return { file, backup: null, changed: false };
    const next = await edited(file, text, tree, edit);
    const backup = bytes && text.trim() !== '' ? `${file}.bak` : null;
    if (backup) await writeAtomically(backup, bytes!);
    // somebody's editor may have saved meanwhile: their change must not be lost
    const now = await readFile(file).catch(() => null);
    const same = bytes === null ? now === null : now !== null && bytes.equals(now);
    if (same) {
      await writeAtomically(file, next);
      return { file, backup, changed: true };
    }
    if (attempt === 5) throw new Failure('conflict', `${file} keeps changing. Try again when it is saved.`);
  }
}

export async function ownText(file: string): Promise<string> {
  const content = await readConfigFile(file);
  if (content.kind === 'refused')
    throw new Failure('config-invalid', `${file} ${content.message}, so it was not changed. ${content.next ?? ''}`.trim());
  return content.kind === 'text' ? content.text : '';
}

export async function parsedOrRefused(file: string, text: string): Promise<Tree> {
  const parsed = await parseOwn(file, text);
  const read = 'complaints' in parsed ? parsed : readOwnConfig(parsed.tree, file, '');
  if (!('complaints' in read) && 'tree' in parsed) return parsed.tree;
  const { at, message } = ('complaints' in read ? read.complaints[0] : undefined)!;
  throw new Failure('config-invalid', `${file}:${at.line}:${at.column} ${message}. Mend it first; it was not changed.`);
}

async function edited(file: string, text: string, tree: Tree, edit: Edit): Promise<string> {
  const next = await written(file, text, tree, edit);
  refuseComplaints(next.tree, file);
  return next.text;
}

/** The first way of writing it that says what was meant and nothing else. */
async function written(file: string, text: string, tree: Tree, edit: Edit): Promise<{ text: string; tree: Tree }> {
  const wanted = canonical(pruned(JSON.parse(canonical(applied(toPlain(tree), edit)))));
  const candidates = isJsonFile(file) ? [await editJson(text, edit)] : editYaml(text, edit);
  for await (const candidate of candidates) {
    const parsed = await parseOwn(file, candidate);
    if ('tree' in parsed && canonical(pruned(toPlain(parsed.tree))) === wanted) return { text: candidate, tree: parsed.tree };
  }
  throw new Failure(
    'config-invalid',
    `${file} is written in a way that cannot be changed safely. Change "${edit.path.join('.')}" by hand.`,
  );
}

function refuseComplaints(tree: Tree, file: string): void {
  const read = readOwnConfig(tree, file, '');
  if ('config' in read) return;
  throw new Failure('bad-request', `${read.complaints[0]!.message}. ${read.complaints[0]!.next ?? ''}`.trim());
}

function applied(plain: Plain, { path, value }: Edit): Plain {
  const [key, ...rest] = path;
  const map = plain !== null && typeof plain === 'object' && !Array.isArray(plain) ? plain : {};
  const others = Object.entries(map).filter(([name]) => name !== key);
  const inner = rest.length > 0 ? applied(map[key] ?? null, { path: rest as [string, ...string[]], value }) : value;
  return Object.fromEntries(inner === undefined ? others : [...others, [key, inner]]);
}

/** A section without entries says the same as one that is not there. */
function pruned(plain: Plain): Plain {
  if (plain === null || typeof plain !== 'object' || Array.isArray(plain)) return plain;
  const entries = Object.entries(plain).map(([key, value]) => [key, pruned(value)] as const);
  return Object.fromEntries(
    entries.filter(
      ([, value]) => value !== null && !(typeof value === 'object' && Object.keys(value).length === 0 && !Array.isArray(value)),
    ),
  );
}

async function editJson(text: string, { path, value }: Edit): Promise<string> {
  const { applyEdits, modify } = await import('jsonc-parser');
  const bom = text.charCodeAt(0) === 0xfeff ? text[0]! : '';
  const source = text.slice(bom.length).trim() === '' ? '{}\n' : text.slice(bom.length);
  const indent = /\n([ \t]+)"/.exec(source)?.[1] ?? '  ';
  const formattingOptions = {
    insertSpaces: !indent.includes('\t'),
    tabSize: indent.includes('\t') ? 1 : indent.length,
    eol: source.includes('\r\n') ? '\r\n' : '\n',
  };
  return bom + applyEdits(source, modify(source, [...path], value, { formattingOptions }));
}
