// The gateway as the HTTP API sees it.
import type { GatewayProfile } from '../../contract/routes/gateway.ts';
import type { GatewayApi, OfferedTool } from '../api/engine-api.ts';
import type { Callers } from './callers.ts';
import type { Calls } from './calls.ts';
import type { Front } from './front/front.ts';
import type { ProfileRules } from './gateway.ts';

export interface GatewayApiParts {
  router: { offered(profile: string): OfferedTool[] | null; allProfiles(): ProfileRules[] };
  front: Pick<Front, 'clients'>;
  callers: Callers;
  calls: Calls;
  /** null while the engine comes up */
  at(): { url: string; socket: string | null } | null;
}

export function createGatewayApi({ router, front, callers, calls, at }: GatewayApiParts): GatewayApi {
  return {
    view() {
      const where = at();
      return {
        url: where && `${where.url}/mcp`,
        socket: where?.socket ?? null,
        profiles: router.allProfiles().map((rules) => profileView(rules, where?.url ?? null)),
        callers: callers.list(front.clients()),
      };
    },
    tools: (profile) => router.offered(profile),
    calls: (query) => calls.recent(query),
  };
}

function profileView({ name, servers, tools, management }: ProfileRules, url: string | null): GatewayProfile {
  const path = name === 'default' ? '/mcp' : `/mcp/p/${encodeURIComponent(name)}`;
  return {
    name,
    url: url && url + path,
    servers: servers ?? null,
    allow: tools?.allow ?? null,
    deny: tools?.deny ?? [],
    management,
  };
}
