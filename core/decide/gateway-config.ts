// The `gateway` part of the own config: who sees what, and under which prefix.
import { type Check, filledText, list, named, section, text, yesOrNo } from './config-check.ts';
import { type Layer, listAt, under, valueAt } from './layer.ts';

export interface ProfileSettings {
  name: string;
  /** globs over server names; left out: all */
  servers?: string[];
  /** globs over `server.tool` */
  tools?: { allow?: string[]; deny?: string[] };
  management: boolean;
}

export interface GatewaySettings {
  profiles: ProfileSettings[];
  /** by server; an empty one leaves its tools' names as they are */
  prefixes: Record<string, string>;
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
});

export const gatewayCheck: Check = section({ profiles: named(profile, profileComplaint), prefix: named(text) });

export function readGateway(settings: Layer): GatewaySettings {
  const profiles = under(settings, 'gateway', 'profiles');
  const names = [...new Set([...profiles.values()].map((leaf) => leaf.path[0]!))];
  const prefixes = [...under(settings, 'gateway', 'prefix').values()].map((leaf) => [leaf.path[0]!, String(leaf.value)]);
  return { profiles: names.map((name) => readProfile(name, under(profiles, name))), prefixes: Object.fromEntries(prefixes) };
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
  };
}
