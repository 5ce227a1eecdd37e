// The exact change that linking or unlinking a client would make, as texts before and after. Nothing is written here.
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Failure } from '../../contract/errors.ts';
import type { Edit } from '../catalog/edit-yaml.ts';
import { ownTextWith, parsedOrRefused } from '../catalog/own-config-edit.ts';
import { isJsonFile } from '../catalog/own-file.ts';
import type { SourceContext, SourceFile } from '../catalog/source.ts';
import { canonical } from '../decide/canonical.ts';
import { child, type Plain, type Tree, toPlain } from '../decide/tree.ts';
import { type BridgeCommand, bridgeEntry, entryName } from './bridge-entry.ts';
import { bytesOf, digestOf, type FileBytes, readBytes, textOf } from './client-file.ts';
import { holdingsOf, type Knowledge } from './holdings.ts';
import { placesIn } from './json-place.ts';
import { withoutProperties, withProperty, withValue } from './json-splice.ts';
import type { KnownClient } from './known-clients.ts';
import { type Move, planMoves, type Stay } from './moves.ts';
import type { LinkRecord, OwnChange, Records } from './records.ts';

export interface FileChange {
  before: FileBytes;
  /** null: deleted, or not created */
  after: Buffer | null;
}
export interface Plan {
  client: KnownClient;
  verb: 'link' | 'unlink';
  theirs: FileChange;
  /** null: the own config stays as it is */
  own: FileChange | null;
  moves: Pick<Move, 'key' | 'as'>[];
  stays: Stay[];
  notes: string[];
  entry: { [key: string]: Plain } | null;
  /** of what is there and of what would be: whoever has seen it can say so */
  fingerprint: string;
  /** for the record of a link */
  undo: Pick<LinkRecord, 'madeSection' | 'moved'> & { mine: boolean; added: OwnChange['added'] };
}

export interface PlanContext extends SourceContext {
  bridge: BridgeCommand;
  knowledge: Knowledge;
  records: Records;
  ownFile: string;
  nameOf(client: string, file: string, key: string): string | null;
  now(): Date;
}
export interface LinkChoice {
  move: boolean;
  profile: string | null;
}

export async function planLink(client: KnownClient, source: SourceFile, choice: LinkChoice, context: PlanContext): Promise<Plan> {
  const { file } = source;
  const before = await readBytes(file);
  const text = before.bytes ? textOf(before) : '';
  const record = await context.records.read(client.id);
  const entry = bridgeEntry({ ...choice, client: client.id, typed: client.typed, bridge: context.bridge, env: context.env });
  const own = await ownSide(context, choice.move);
  if (!before.bytes) {
    const after = `${JSON.stringify({ [client.section]: { [entryName]: entry } }, null, 2)}\n`;
    return await planOf({
      client,
      before,
      after,
      own,
      entry,
      moves: [],
      stays: [],
      edits: [],
      raws: [],
      record,
      madeSection: true,
      mine: false,
    });
  }
  const places = await placesIn(text, client.section, file);
  const holdings = await holdingsOf(text, source, context.knowledge);
  refuseForeign(client, file, holdings.servers);
  const mine = holdings.servers.some((held) => held.isSelf);
  const comment = `moved from ${client.title} (${file.replaceAll(/[\r\n]/g, ' ')}) on ${context.now().toISOString().slice(0, 10)}`;
  const { moves, stays } = choice.move
    ? planMoves(holdings, {
        client: client.id,
        user: context.user,
        own: { tree: own.tree, folder: dirname(context.ownFile) },
        nameOf: (key) => context.nameOf(client.id, file, key),
        comment,
      })
    : { moves: [], stays: [] };
  const raws = moves.map(({ key, as }) => {
    const property = places.servers!.properties.find((one) => one.key === key)!;
    return { key, as, raw: text.slice(property.from, property.to) };
  });
  const kept = moves.length > 0 ? withoutProperties(text, places.servers!, new Set(moves.map((move) => move.key))) : text;
  const after = await withEntry(kept, client, file, entry);
  const edits = moves.flatMap((move) => move.edits);
  return await planOf({ client, before, after, own, entry, moves, stays, edits, raws, record, madeSection: !places.servers, mine });
}

function refuseForeign(client: KnownClient, file: string, servers: Awaited<ReturnType<typeof holdingsOf>>['servers']) {
  const foreign = servers.find(({ entry, isSelf }) => entry.name === entryName && !isSelf);
  if (foreign)
    throw new Failure(
      'conflict',
      `${file} has a server "${entryName}" that is not Roundhouse. Rename it in ${client.title}, and try again.`,
    );
  const other = servers.find(({ entry, isSelf }) => entry.name !== entryName && isSelf);
  if (other)
    throw new Failure(
      'conflict',
      `${client.title} is linked by hand already, as "${other.entry.name}" in ${file}. Take that entry out first.`,
    );
}

async function withEntry(text: string, client: KnownClient, file: string, entry: { [key: string]: Plain }): Promise<string> {
  const { root, servers } = await placesIn(text, client.section, file);
  const mine = servers?.properties.find((property) => property.key === entryName);
  if (!servers) return withProperty(text, root, { key: client.section, value: { [entryName]: entry } });
  return mine ? withValue(text, servers, mine, entry) : withProperty(text, servers, { key: entryName, value: entry });
}

interface OwnSide {
  before: FileBytes;
  text: string;
  tree: Tree;
}

async function ownSide({ ownFile }: PlanContext, counts: boolean): Promise<OwnSide> {
  if (!counts) return { before: { file: ownFile, bytes: null }, text: '', tree: { kind: 'map', at: { line: 1, column: 1 }, pairs: [] } };
  const before = await readBytes(ownFile);
  const text = before.bytes ? textOf(before) : '';
  return { before, text, tree: await parsedOrRefused(ownFile, text) };
}

interface Parts extends Pick<Plan, 'client' | 'entry' | 'stays'> {
  before: FileBytes;
  after: string;
  own: OwnSide;
  moves: Move[];
  edits: Edit[];
  raws: { key: string; as: string; raw: string }[];
  record: LinkRecord | null;
  madeSection: boolean;
  mine: boolean;
}

async function planOf(parts: Parts): Promise<Plan> {
  const { client, before, after, own, edits, record, raws } = parts;
  const theirs = { before, after: bytesOf(after, before.bytes) };
  const ownAfter = edits.length > 0 ? bytesOf(await ownTextWith(own.before.file, own.text, edits), own.before.bytes) : null;
  // what an earlier link took out of this file is still owed to it; one that was cut short took nothing
  const owed = (record?.done ? record.moved : []).filter((one) => !raws.some((raw) => raw.key === one.key));
  const added = edits.map(({ path, value, comment }) => ({ path, value: value!, comment: comment ?? null }));
  const open = ownAfter && own.before.bytes ? ((await stat(own.before.file)).mode & 0o044) !== 0 && process.platform !== 'win32' : false;
  return finished({
    client,
    verb: 'link',
    theirs,
    own: ownAfter && { before: own.before, after: ownAfter },
    moves: parts.moves,
    stays: parts.stays,
    notes: [
      ...(open ? [`${own.before.file} can be read by other users of this machine; \`chmod 600\` it if servers hold secrets.`] : []),
      client.afterwards.link,
    ],
    entry: parts.entry,
    undo: {
      madeSection: parts.madeSection || (record?.madeSection ?? false),
      moved: [...owed, ...raws],
      mine: parts.mine,
      added,
    },
  });
}

export async function planUnlink(client: KnownClient, source: SourceFile, context: PlanContext): Promise<Plan> {
  const { file } = source;
  const before = await readBytes(file);
  const record = await context.records.read(client.id);
  const text = before.bytes ? textOf(before) : '';
  const holdings = before.bytes && (await placesIn(text, client.section, file)) ? await holdingsOf(text, source, context.knowledge) : null;
  const mine = holdings?.servers.some(({ entry, isSelf }) => entry.name === entryName && isSelf) ?? false;
  if (!mine && !record) throw new Failure('conflict', `${client.title} is not linked: ${file} has no entry "${entryName}" of Roundhouse.`);
  const untouched = record?.exact === true && digestOf(before.bytes) === record.after && record.file === file;
  const after = untouched ? await context.records.restored(record.before) : await givenBack(client, before, text, mine, record);
  const own = record?.own ? await ownGivenBack(record.own, context) : null;
  return finished({
    client,
    verb: 'unlink',
    theirs: { before, after },
    own,
    moves: (record?.moved ?? []).map(({ key, as }) => ({ key, as })),
    stays: [],
    notes: [client.afterwards.unlink],
    entry: null,
    undo: { madeSection: false, moved: [], mine, added: [] },
  });
}

/** Somebody has changed the file since: only our entry goes, and what was moved comes back. */
async function givenBack(
  client: KnownClient,
  { file, bytes }: FileBytes,
  text: string,
  mine: boolean,
  record: LinkRecord | null,
): Promise<Buffer | null> {
  const owed = record?.moved ?? [];
  let now = text;
  if (!bytes) {
    if (owed.length === 0) return null;
    now = `{\n  "${client.section}": {\n  }\n}\n`;
  }
  const places = async () => await placesIn(now, client.section, file);
  if (mine) now = withoutProperties(now, (await places()).servers!, new Set([entryName]));
  for (const { key, raw } of owed) {
    const { root, servers } = await places();
    if (servers?.properties.some((property) => property.key === key)) continue;
    now = servers ? withProperty(now, servers, { raw }) : withProperty(now, root, { raw: `"${client.section}": {${raw}}` });
  }
  const { root, servers } = await places();
  const bare = servers && servers.properties.length === 0 && now.slice(servers.open + 1, servers.close).trim() === '';
  if (record?.madeSection && bare) now = withoutProperties(now, root, new Set([client.section]));
  return bytesOf(now, bytes);
}

async function ownGivenBack(own: OwnChange, context: PlanContext): Promise<FileChange | null> {
  const before = await readBytes(own.file);
  if (!before.bytes) return null;
  if (own.exact && digestOf(before.bytes) === own.after) return { before, after: await context.records.restored(own.before) };
  const text = textOf(before);
  let now = text;
  for (const { path, value, comment } of own.added) {
    const tree = await parsedOrRefused(own.file, now);
    const [found, line] = at(tree, path);
    // changed since: it is the user's now
    if (!found || canonical(toPlain(found)) !== canonical(value)) continue;
    const edit: Edit = { path: path as Edit['path'], value: undefined };
    now = await ownTextWith(own.file, comment && !isJsonFile(own.file) ? withoutComment(now, line, comment) : now, [edit]);
  }
  return now === text ? null : { before, after: bytesOf(now, before.bytes) };
}

function at(tree: Tree, path: readonly string[]): [Tree | undefined, number] {
  const parent = path.slice(0, -1).reduce<Tree | undefined>((inner, key) => child(inner, key), tree);
  const pair = parent?.kind === 'map' ? parent.pairs.find(({ key }) => key === path.at(-1)) : undefined;
  return [pair?.value, pair?.keyAt.line ?? 0];
}

function withoutComment(text: string, line: number, comment: string): string {
  const lines = text.split('\n');
  if (lines[line - 2]?.trim() !== `# ${comment}`) return text;
  return lines.toSpliced(line - 2, 1).join('\n');
}

function finished(plan: Omit<Plan, 'fingerprint'>): Plan {
  const hash = createHash('sha256');
  for (const { before, after } of [plan.theirs, ...(plan.own ? [plan.own] : [])]) {
    hash.update(`${before.file}\0${digestOf(before.bytes)}\0${digestOf(after)}\0`);
  }
  return { ...plan, fingerprint: hash.digest('hex').slice(0, 32) };
}
