// What a profile shows, changed tool by tool: its rules as they have to be written afterwards.
import type { GatewayProfile, GatewayTool } from '../../contract/routes/gateway.ts';
import { toolKey } from './tool-groups.ts';

export type ToolRules = Pick<GatewayProfile, 'servers' | 'allow' | 'deny'>;

export interface ConfigChange {
  path: string[];
  /** null takes the key away */
  value: unknown;
}

const whole = (server: string | null): string => `${server}.*`;

/** Names alone can be chosen from a list; a pattern is written by hand. */
export const isPlainList = (servers: readonly string[] | null): boolean =>
  servers === null || servers.every((rule) => !/[*?[\]{}!()|+@]/.test(rule));

const leavesOut = (servers: readonly string[] | null, server: string | null): boolean =>
  servers !== null && !servers.includes(server ?? '');

/** `of`: all tools of their server. Rules with patterns of the person's own stay as they are. */
export function rulesWith(rules: ToolRules, of: readonly GatewayTool[], wanted: readonly GatewayTool[], shown: boolean): ToolRules {
  const { servers, allow, deny } = rules;
  const server = wanted[0]?.server ?? null;
  const isAll = wanted.length === of.length;
  const [keys, all] = [wanted.map(toolKey), of.map(toolKey)];
  if (!shown) {
    const others = deny.filter((rule) => !(isAll ? all : keys).includes(rule) && rule !== whole(server));
    if (isAll) return { ...rules, deny: [...others, whole(server)] };
    return deny.includes(whole(server)) ? rules : { ...rules, deny: [...others, ...keys] };
  }
  const isNew = leavesOut(servers, server);
  // of a server that was not there, or hidden as a whole, the others stay hidden one by one
  const single = isNew || deny.includes(whole(server)) ? [...deny.filter((rule) => rule !== whole(server)), ...all] : deny;
  const rest = [...new Set(single)].filter((rule) => !keys.includes(rule));
  const seen = isNew ? [...(servers ?? []), server ?? ''] : servers;
  if (allow === null || allow.includes(whole(server))) return { servers: seen, allow, deny: rest };
  const also = isAll ? [...allow.filter((rule) => !all.includes(rule)), whole(server)] : [...new Set([...allow, ...keys])];
  return { servers: seen, allow: also, deny: rest };
}

/** Why a tool cannot be shown by a change of these rules; null: it can. */
export function reasonHidden({ servers, allow, deny }: ToolRules, tool: GatewayTool): 'everywhere' | 'pattern' | null {
  if (!tool.hidden) return null;
  if (tool.hiddenEverywhere) return 'everywhere';
  if (leavesOut(servers, tool.server)) return isPlainList(servers) ? null : 'pattern';
  const rules = [toolKey(tool), whole(tool.server)];
  const denied = deny.some((rule) => rules.includes(rule));
  const missing = allow !== null && !allow.some((rule) => rules.includes(rule));
  return denied || missing ? null : 'pattern';
}

export function changesOf(name: string, before: ToolRules, after: ToolRules): ConfigChange[] {
  const path = ['gateway', 'profiles', name];
  const all: [keyof ToolRules, string[]][] = [
    ['servers', [...path, 'servers']],
    ['allow', [...path, 'tools', 'allow']],
    ['deny', [...path, 'tools', 'deny']],
  ];
  return all
    .filter(([rule]) => JSON.stringify(before[rule]) !== JSON.stringify(after[rule]))
    .map(([rule, at]) => ({ path: at, value: rule === 'deny' && after.deny.length === 0 ? null : after[rule] }));
}
