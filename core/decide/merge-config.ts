// All files merged into one set of definitions. Pure: same input, same answer, and the order of keys never counts.
import type { Definition, Problem } from '../../contract/server.ts';
import { type Claim, claimNames, type Fate, type FoundEntry } from './claims.ts';
import { serverDefaults, serviceDefaults, settingsDefaults } from './default-values.ts';
import { buildDefinition, type Draft, type Outside, resolveLaunch } from './definition.ts';
import { refuseDependencies } from './dependencies.ts';
import { type GatewaySettings, readGateway } from './gateway-config.ts';
import { below, type Layer, leafAt, listAt, overlay, textAt, under, valueAt } from './layer.ts';
import { nearest } from './nearest.ts';
import type { OwnConfig, OwnEntry } from './own-config.ts';
import { parseSize } from './units.ts';
import { byName } from './waves.ts';

export interface MergedSettings {
  http: { host: string; port: number | null; allowedHosts: string[] };
  groups: Record<string, string[]>;
  gateway: GatewaySettings;
  logs: { maxSizeBytes: number; keep: number };
}
export interface Merged {
  definitions: Definition[];
  problems: Problem[];
  settings: MergedSettings;
  fates: Fate[];
  /** every value that is in force, under the path that `config show` gives it */
  layer: Layer;
}

export function mergeConfig(own: OwnConfig | null, found: readonly FoundEntry[], outside: Outside): Merged {
  const settings = overlay(settingsDefaults, own?.settings ?? new Map());
  const isOff = (client: string) => valueAt(settings, 'sources', client) === false;
  const { claims, fates, problems } = claimNames(own, found, isOff, outside);
  const overlays = new Map((own?.entries ?? []).filter((entry) => entry.section === 'servers').map((entry) => [entry.name, entry]));
  const groups = readGroups(settings, claims, overlays);
  const layers: Layer[] = [settings];
  const definitions: Definition[] = [];
  for (const claim of claims) {
    const draft = draftOf(claim, own, overlays.get(claim.name), settings, groups);
    const missing = new Set<string>();
    const launch = resolveLaunch(draft, outside, missing);
    if (!launch) continue; // a claim has a launch, and an overlay cannot take it away
    definitions.push(buildDefinition(draft, launch, missing, outside));
    layers.push(below(draft.layer, claim.service ? 'services' : 'servers', claim.name));
  }
  definitions.sort((a, b) => byName(a.name, b.name));
  problems.push(...strayOverlays(own, claims, fates), ...strayMembers(own, definitions));
  refuse(definitions, problems, layers);
  return { definitions, problems, settings: readSettings(settings, groups), fates, layer: overlay(...layers) };
}

/** keys of `defaults` that mean nothing for what nobody calls */
const forServersAlone = new Set(['idle', 'isolation', 'calls']);

/** What is built in, and what the own config says for all. */
export const defaultsOf = (service: boolean, written: Layer): Layer =>
  service
    ? overlay(serviceDefaults, new Map([...written].filter(([, { path }]) => !forServersAlone.has(path[0]!))))
    : overlay(serverDefaults, written);

function draftOf(
  claim: Claim,
  own: OwnConfig | null,
  over: OwnEntry | undefined,
  settings: Layer,
  groups: ReadonlyMap<string, string[]>,
): Draft {
  const defaults = defaultsOf(claim.service, under(settings, 'defaults'));
  const added = over && claim.own === null ? [over.layer] : [];
  return {
    ...claim,
    layer: overlay(defaults, claim.layer, ...added),
    ownFolder: own?.folder ?? '',
    ownFile: own?.file ?? null,
    trusted: claim.trusted && valueAt(settings, 'trust') !== 'ask',
    groups: [...groups].filter(([, members]) => members.includes(claim.name)).map(([group]) => group),
  };
}

/** Named groups of the top level, and those that servers put themselves into. */
function readGroups(settings: Layer, claims: readonly Claim[], overlays: ReadonlyMap<string, OwnEntry>): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const leaf of under(settings, 'groups').values()) groups.set(leaf.path[0]!, [...(listAt(settings, 'groups', leaf.path[0]!) ?? [])]);
  for (const claim of claims) {
    const layer = claim.own ? claim.layer : overlays.get(claim.name)?.layer;
    for (const group of (layer && listAt(layer, 'group')) ?? []) {
      const members = groups.get(group) ?? [];
      if (!members.includes(claim.name)) groups.set(group, [...members, claim.name]);
    }
  }
  return groups;
}

function readSettings(settings: Layer, groups: ReadonlyMap<string, string[]>): MergedSettings {
  const port = valueAt(settings, 'http', 'port');
  return {
    http: {
      host: textAt(settings, 'http', 'host') ?? '127.0.0.1',
      port: typeof port === 'number' ? port : null,
      allowedHosts: listAt(settings, 'http', 'allowedHosts') ?? [],
    },
    groups: Object.fromEntries(groups),
    gateway: readGateway(settings),
    logs: {
      maxSizeBytes: parseSize(textAt(settings, 'logs', 'maxSize') ?? '') ?? 10 * 1024 ** 2,
      keep: Number(valueAt(settings, 'logs', 'keep')),
    },
  };
}

function strayOverlays(own: OwnConfig | null, claims: readonly Claim[], fates: readonly Fate[]): Problem[] {
  const names = claims.map((claim) => claim.name);
  const strays = (own?.entries ?? []).filter(
    (entry) => entry.section === 'servers' && !entry.layer.has('command') && !entry.layer.has('url') && !names.includes(entry.name),
  );
  return strays.map((entry) => {
    const joined = fates.find((fate) => fate.entry.name === entry.name && fate.as !== null)?.as;
    const close = joined ?? nearest(entry.name, names);
    const message = `the server "${entry.name}" has no command and no url, and no client's file that is read has a server of that name`;
    const next = joined ? `It is listed as "${joined}".` : close ? `Did you mean "${close}"?` : 'Add a command or a url, or take it out.';
    return { file: own!.file, ...entry.at, message, next, level: 'warning' };
  });
}

function strayMembers(own: OwnConfig | null, definitions: readonly Definition[]): Problem[] {
  const names = definitions.map((definition) => definition.name);
  return [...under(own?.settings ?? new Map(), 'groups').values()].flatMap((leaf) => {
    const unknown = (Array.isArray(leaf.value) ? leaf.value : [leaf.value]).map(String).filter((name) => !names.includes(name));
    return unknown.map((name) => {
      const close = nearest(name, names);
      const message = `the group "${leaf.path[0]}" names "${name}", which nobody defines`;
      const { file, line, column } = leaf.origin;
      return { file, line, column, message, next: close ? `Did you mean "${close}"?` : null, level: 'warning' };
    });
  });
}

/** Only the servers whose dependencies cannot be ordered are refused; the rest lives on. */
function refuse(definitions: Definition[], problems: Problem[], layers: readonly Layer[]) {
  for (const { name, message, next, unknown } of refuseDependencies(definitions)) {
    const definition = definitions.find((one) => one.name === name)!;
    definition.refused = { reason: message, next };
    const section = definition.kind === 'service' ? 'services' : 'servers';
    const leaf = layers.map((layer) => leafAt(layer, section, name, 'dependsOn')).find((one) => one !== undefined);
    const { file, line, column } = leaf?.origin ?? { file: definition.sources[0]!.file, line: null, column: null };
    problems.push({ file, line, column, message, next, ...(unknown && { level: 'warning' }) });
  }
}
