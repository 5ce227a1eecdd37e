// Who gets which name: entries of all files in the order of their sources, equal specs joined, equal names told apart.
import type { Launch, Problem, SourceRef } from '../../contract/server.ts';
import { type Draft, type Outside, resolveLaunch } from './definition.ts';
import { commandLine, launchKey, writtenLaunch } from './launch.ts';
import type { Layer } from './layer.ts';
import { maskLaunch } from './mask.ts';
import { type OwnConfig, type OwnEntry, unusableName } from './own-config.ts';
import { isSelf } from './self-reference.ts';
import { byName } from './waves.ts';

/** One entry of a client's file, as written. */
export interface FoundEntry {
  client: string;
  file: string;
  name: string;
  line: number | null;
  column: number | null;
  layer: Layer;
  /** written by the user for themselves: approved by being there */
  trusted: boolean;
  /** the project that it belongs to */
  folder: string | null;
  warnings: string[];
}
/** What became of an entry. */
export interface Fate {
  entry: FoundEntry;
  as: string | null;
  command: string;
  note: string | null;
}
export interface Claim extends Pick<Draft, 'name' | 'service' | 'folder' | 'sources' | 'trusted' | 'warnings'> {
  own: OwnEntry | null;
  /** of the entry alone, without overlay */
  layer: Layer;
  key: string;
}
export interface Claims {
  claims: Claim[];
  fates: Fate[];
  problems: Problem[];
}

const clientOrder = ['mcp-json', 'claude-code', 'claude-desktop', 'cursor', 'vscode'];
// what came with a project must not take a name from what the user wrote
const rank = ({ client, trusted }: FoundEntry) =>
  trusted && clientOrder.includes(client) ? clientOrder.indexOf(client) : clientOrder.length;

/** The order in which names are given away; within one client, the order in which its source found them. */
export function inSourceOrder(entries: readonly FoundEntry[]): FoundEntry[] {
  return entries
    .map((entry, index) => ({ entry, index }))
    .sort((a, b) => rank(a.entry) - rank(b.entry) || byName(a.entry.client, b.entry.client) || a.index - b.index)
    .map(({ entry }) => entry);
}

export function claimNames(
  own: OwnConfig | null,
  found: readonly FoundEntry[],
  isOff: (client: string) => boolean,
  outside: Outside,
): Claims {
  const taken = new Map<string, Claim>();
  const result: Claims = { claims: [], fates: [], problems: [] };
  const add = (claim: Claim) => {
    taken.set(claim.name, claim);
    result.claims.push(claim);
  };
  for (const entry of own?.entries ?? []) claimOwn(own!, entry, outside, add, result.problems);
  for (const entry of inSourceOrder(found)) {
    const written = writtenLaunch(entry.layer, false);
    const command = written ? commandLine(maskLaunch(written)) : '';
    const fate = (as: string | null, note: string | null) => result.fates.push({ entry, as, command, note });
    const launch = resolveLaunch({ ...entry, service: false, ownFolder: '', ownFile: null }, outside, new Set());
    if (isOff(entry.client)) fate(null, `"sources.${entry.client}" is switched off`);
    else if (!launch) fate(null, 'has neither a command nor a URL');
    else if (isSelf(launch, outside.ownPorts)) fate(null, 'this is Roundhouse itself');
    else settle(entry, launch, taken, add, fate, result.problems);
  }
  return result;
}

function claimOwn(own: OwnConfig, entry: OwnEntry, outside: Outside, add: (claim: Claim) => void, problems: Problem[]) {
  const service = entry.section === 'services';
  const place = { folder: own.folder, ownFolder: own.folder, ownFile: own.file };
  const launch = resolveLaunch({ layer: entry.layer, service, ...place }, outside, new Set());
  if (!launch) return; // an overlay
  if (isSelf(launch, outside.ownPorts)) {
    problems.push({
      file: own.file,
      ...entry.at,
      message: `"${entry.name}" is Roundhouse itself and is not started`,
      next: 'Take it out.',
    });
    return;
  }
  const sources = [{ client: 'roundhouse', file: own.file }];
  add({
    name: entry.name,
    service,
    layer: entry.layer,
    folder: own.folder,
    sources,
    trusted: true,
    warnings: [],
    own: entry,
    key: launchKey(launch),
  });
}

function settle(
  entry: FoundEntry,
  launch: Launch,
  taken: Map<string, Claim>,
  add: (claim: Claim) => void,
  fate: (as: string | null, note: string | null) => void,
  problems: Problem[],
) {
  const { client, file, name } = entry;
  const refuse = (message: string, next: string) => {
    problems.push({ file, line: entry.line, column: entry.column, message, next });
    fate(null, message);
  };
  const unusable = unusableName(name);
  if (unusable) return refuse(unusable, 'Give the entry another name.');
  const key = launchKey(launch);
  const twin = twinOf(entry, key, taken);
  if (twin) {
    twin.sources.push({ client, file });
    twin.trusted ||= entry.trusted;
    return fate(twin.name, twin.name === name ? null : `the same launch as "${twin.name}"`);
  }
  const holder = taken.get(name);
  if (holder?.service)
    return refuse(`"${name}" is a service and a server of ${client}`, `Rename the service in ${holder.sources[0]!.file}.`);
  const given = holder || name === 'roundhouse' ? freeName(`${name}@${client}`, taken) : name;
  const warnings = [...entry.warnings];
  if (holder) {
    warnings.push(`"${name}" is another server in ${where(holder.sources[0]!)}, so this one is listed as "${given}"`);
    holder.warnings.push(`${where({ client, file })} has another server "${name}", listed as "${given}"`);
  }
  add({
    name: given,
    service: false,
    layer: entry.layer,
    folder: entry.folder,
    sources: [{ client, file }],
    trusted: entry.trusted,
    warnings,
    own: null,
    key,
  });
  fate(given, holder ? `"${name}" is taken by another server` : null);
}

/**
 * The server that this entry is already. Two entries of one file are never joined: who writes a server twice there means two.
 */
function twinOf(entry: FoundEntry, key: string, taken: ReadonlyMap<string, Claim>): Claim | undefined {
  const same = [...taken.values()].filter(
    (claim) =>
      claim.key === key && !claim.service && !claim.sources.some((source) => source.file === entry.file && source.client === entry.client),
  );
  return same.find((claim) => claim.name === entry.name) ?? same[0];
}

function freeName(wanted: string, taken: ReadonlyMap<string, unknown>): string {
  for (let count = 1; ; count++) {
    const name = count === 1 ? wanted : `${wanted}-${count}`;
    if (!taken.has(name)) return name;
  }
}

const where = ({ client, file }: SourceRef) => `${client} (${file})`;
