// The `gateway` part of the own config: who sees what, and under which prefix.
import { type Surface, surfaces } from '../../contract/surface.ts';
import { type Check, filledText, list, named, oneOf, section, text, yesOrNo } from './config-check.ts';
import { type Layer, listAt, under, valueAt } from './layer.ts';
import { nearest } from './nearest.ts';
import { toolNameComplaint } from './tool-names.ts';
import { child } from './tree.ts';

export interface ProfileSettings {
  name: string;
  /** globs over server names; left out: all */
  servers?: string[];
  /** globs over `server.tool` */
  tools?: { allow?: string[]; deny?: string[] };
  management: boolean;
  /** what its clients are shown; left out: everything */
  surface?: Surface;
}

/** What a person made of one tool, for every client. */
export interface ToolSettings {
  /** instead of the usual one */
  name?: string;
  /** neither listed nor called */
  hidden?: boolean;
}

export interface GatewaySettings {
  profiles: ProfileSettings[];
  /** by server; an empty one leaves its tools' names as they are */
  prefixes: Record<string, string>;
  /** what is kept of calls */
  record: { arguments: boolean };
  /** by `server.tool` */
  tools: Record<string, ToolSettings>;
  /** by the name of a client or of its token */
  clients: Record<string, ClientSettings>;
}

export interface ClientSettings {
  profile?: string;
  surface?: Surface;
}

const builtIn = ['default', 'ops'];

function profileComplaint(name: string): string | null {
  if (builtIn.includes(name)) return `the profile "${name}" is built in`;
  // it becomes part of an address
  return /^[A-Za-z0-9._-]{1,64}$/.test(name) ? null : `a profile's name may hold letters, digits, ".", "_" and "-", not "${name}"`;
}

const profile = section({
  servers: list(filledText),
  tools: section({ allow: list(filledText), deny: list(filledText) }),
  management: yesOrNo,
  surface: oneOf(surfaces),
});

const toolName: Check = (tree, path, report) => {
  const before = tree.kind === 'scalar' && typeof tree.value === 'string' ? toolNameComplaint(tree.value) : null;
  if (tree.kind === 'scalar' && tree.value === '') report(tree.at, `"${path}" must not be empty`, 'Leave it out to keep the usual name.');
  else if (before !== null) report(tree.at, before, 'Choose another one.');
  else text(tree, path, report);
};

const toolKeyComplaint = (key: string): string | null =>
  /^.+\..+$/s.test(key) ? null : `a tool is named as SERVER.TOOL here, not "${key}"`;

/** A name leads to one tool. Those that tools have by themselves are not known here: who was renamed wins over them. */
const tools: Check = (tree, path, report) => {
  named(section({ name: toolName, hidden: yesOrNo }), toolKeyComplaint)(tree, path, report);
  if (tree.kind !== 'map') return;
  const taken = new Map<string, string>();
  for (const { key, value } of tree.pairs) {
    const name = child(value, 'name');
    if (name?.kind !== 'scalar' || typeof name.value !== 'string') continue;
    const other = taken.get(name.value);
    if (other !== undefined) report(name.at, `"${other}" has the name "${name.value}" already`, 'Give one of them another name.');
    taken.set(name.value, key);
  }
};

const shape = section({
  profiles: named(profile, profileComplaint),
  prefix: named(text),
  record: section({ arguments: yesOrNo }),
  tools,
  clients: named(section({ profile: filledText, surface: oneOf(surfaces) })),
});

export const gatewayCheck: Check = (tree, path, report) => {
  shape(tree, path, report);
  const profiles = child(tree, 'profiles');
  const known = [...builtIn, ...(profiles?.kind === 'map' ? profiles.pairs.map(({ key }) => key) : [])];
  const clients = child(tree, 'clients');
  for (const { key, value } of clients?.kind === 'map' ? clients.pairs : []) {
    const named = child(value, 'profile');
    if (named?.kind !== 'scalar' || typeof named.value !== 'string' || named.value === '' || known.includes(named.value)) continue;
    const close = nearest(named.value, known);
    const next = close === null ? `There is: ${known.join(', ')}.` : `Did you mean "${close}"?`;
    report(named.at, `"${path}.clients.${key}" gets the profile "${named.value}", which is not defined`, next);
  }
};

export function readGateway(settings: Layer): GatewaySettings {
  const profiles = under(settings, 'gateway', 'profiles');
  const names = [...new Set([...profiles.values()].map((leaf) => leaf.path[0]!))];
  const prefixes = [...under(settings, 'gateway', 'prefix').values()].map((leaf) => [leaf.path[0]!, String(leaf.value)]);
  return {
    profiles: names.map((name) => readProfile(name, under(profiles, name))),
    prefixes: Object.fromEntries(prefixes),
    record: { arguments: valueAt(settings, 'gateway', 'record', 'arguments') === true },
    tools: readTools(under(settings, 'gateway', 'tools')),
    clients: readClients(under(settings, 'gateway', 'clients')),
  };
}

function readClients(layer: Layer): Record<string, ClientSettings> {
  const labels = [...new Set([...layer.values()].map((leaf) => leaf.path[0]!))];
  return Object.fromEntries(
    labels.map((label) => {
      const [profile, surface] = [valueAt(layer, label, 'profile'), surfaceAt(layer, label)];
      return [label, { ...(typeof profile === 'string' && { profile }), ...(surface && { surface }) }];
    }),
  );
}

const surfaceAt = (layer: Layer, ...path: string[]): Surface | undefined => {
  const value = valueAt(layer, ...path, 'surface');
  return surfaces.find((one) => one === value);
};

function readTools(layer: Layer): Record<string, ToolSettings> {
  const keys = [...new Set([...layer.values()].map((leaf) => leaf.path[0]!))];
  return Object.fromEntries(
    keys.map((key) => {
      const name = valueAt(layer, key, 'name');
      return [key, { ...(typeof name === 'string' && { name }), ...(valueAt(layer, key, 'hidden') === true && { hidden: true }) }];
    }),
  );
}

function readProfile(name: string, layer: Layer): ProfileSettings {
  const servers = listAt(layer, 'servers');
  const [allow, deny] = [listAt(layer, 'tools', 'allow'), listAt(layer, 'tools', 'deny')];
  const tools = { ...(allow && { allow }), ...(deny && { deny }) };
  return {
    name,
    ...(servers && { servers }),
    ...(Object.keys(tools).length > 0 && { tools }),
    management: valueAt(layer, 'management') === true,
    ...(surfaceAt(layer) && { surface: surfaceAt(layer)! }),
  };
}
