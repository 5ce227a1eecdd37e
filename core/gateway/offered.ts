// The tools of all servers with whether the clients of one profile see them: for people, who decide that.
import type { OfferedTool } from '../api/engine-api.ts';
import type { ToolInfo } from '../link/link.ts';
import type { Lists } from './lists.ts';
import { compileProfile, type Profile } from './profiles.ts';

const everything = compileProfile({ name: 'everything', management: true });

export function offeredTools(lists: Lists, profile: Profile, management: readonly ToolInfo[]): OfferedTool[] {
  const shown = lists.routes(profile, 'tools');
  const tools = [...lists.routes(everything, 'tools')].flatMap(([name, { server, own, item }]): OfferedTool[] =>
    item ? [{ definition: { ...(item as unknown as ToolInfo), name }, server, tool: own, hidden: !shown.has(name) }] : [],
  );
  const own = management.map((definition) => ({ definition, server: null, tool: definition.name, hidden: !profile.rules.management }));
  return [...tools, ...own];
}
