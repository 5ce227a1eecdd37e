// Which names a tool may have at the gateway, and which belong to the gateway itself.

/** what every client takes */
export const longestToolName = 64;
const legal = /^[A-Za-z0-9_\-./]+$/;

export const managementNames = [
  'service_status',
  'start_service',
  'stop_service',
  'restart_service',
  'start_all_services',
  'stop_all_services',
  'service_logs',
  'service_health_check',
] as const;
/** the three that find all others */
export const lazyNames = ['search_tools', 'describe_tool', 'call_tool'] as const;
const reserved: ReadonlySet<string> = new Set([...managementNames, ...lazyNames]);

export const isReservedToolName = (name: string): boolean => reserved.has(name);
export const isLegalToolName = (name: string): boolean => name.length <= longestToolName && legal.test(name);

/** Why a person cannot give a tool this name; null: they can. */
export function toolNameComplaint(name: string): string | null {
  if (name.length > longestToolName) return `the name "${name}" has ${name.length} characters; clients take ${longestToolName} at most`;
  if (!legal.test(name)) return `the name ${JSON.stringify(name)} is none that clients take: letters, digits, "_", "-", "." and "/"`;
  return reserved.has(name) ? `the name "${name}" belongs to a tool of Roundhouse itself` : null;
}

/** `SERVER.TOOL`, as settings name a tool. A server's name may hold dots: the longest known one counts. */
export function splitToolKey(key: string, servers: readonly string[]): { server: string; own: string } | null {
  let server: string | null = null;
  for (const each of servers) {
    if (key.length > each.length + 1 && key.startsWith(`${each}.`) && each.length > (server?.length ?? -1)) server = each;
  }
  return server === null ? null : { server, own: key.slice(server.length + 1) };
}
