// The gateway's part of the composition root: front, router and what the API tells of them.
import type { GatewayCaller, GatewayProfile, GatewayView } from '../contract/routes/gateway.ts';
import type { AccessRules } from './api/access.ts';
import type { EngineApi, GatewayApi } from './api/engine-api.ts';
import type { EngineSettings } from './catalog/catalog.ts';
import { createCalls } from './gateway/calls.ts';
import { createDoor } from './gateway/front/door.ts';
import { createFront, type Front } from './gateway/front/front.ts';
import type { Caller, ProfileRules, Upstreams } from './gateway/gateway.ts';
import { createManagement } from './gateway/management.ts';
import { builtInProfiles } from './gateway/profiles.ts';
import { createRouter, type RunningRouter } from './gateway/router.ts';
import type { EngineLog } from './store/logs.ts';

/** Clients that came and went are remembered for the list, up to so many. */
const REMEMBERED = 200;

export interface GatewayParts {
  upstreams: Upstreams;
  /** what the management tools act through */
  engine: EngineApi;
  settings(): EngineSettings['gateway'];
  rules: AccessRules;
  token: string;
  version: string;
  log: EngineLog;
  wall(): Date;
  /** where clients connect; nulls while the engine comes up */
  address(): { url: string | null; socket: string | null };
}

export interface RunningGateway {
  front: Front;
  router: RunningRouter;
  api: GatewayApi;
  prometheus(): string;
  close(): void;
}

interface Seen {
  caller: Caller;
  since: Date;
  lastUsedAt: Date;
}

export function openGateway(parts: GatewayParts): RunningGateway {
  const { upstreams, settings, wall } = parts;
  const calls = createCalls();
  const router = createRouter({
    upstreams,
    profiles: () => settings().profiles,
    prefixOf(server) {
      const { prefixes } = settings();
      return Object.hasOwn(prefixes, server) ? prefixes[server]! : null;
    },
    management: createManagement(parts.engine),
    record: (call) => calls.record(call),
    serverInfo: { name: 'roundhouse', version: parts.version },
  });
  const seen = new Map<string, Seen>();
  const front = createFront({
    router,
    door: createDoor({ rules: parts.rules, token: parts.token }),
    log: parts.log,
    onCaller(caller) {
      const key = JSON.stringify([caller.label, caller.generation, caller.profile.name]);
      const since = seen.get(key)?.since ?? wall();
      seen.delete(key);
      seen.set(key, { caller, since, lastUsedAt: wall() });
      if (seen.size > REMEMBERED) seen.delete(seen.keys().next().value!);
    },
  });

  const callers = (): GatewayCaller[] => {
    const connected = front.clients().map(({ caller, since, idleMs }) => ({
      ...callerView(caller, since, new Date(wall().getTime() - idleMs)),
      connected: true,
    }));
    const here = new Set(connected.map(({ label, generation, profile }) => JSON.stringify([label, generation, profile])));
    const gone = [...seen]
      .filter(([key]) => !here.has(key))
      .map(([, { caller, since, lastUsedAt }]) => ({ ...callerView(caller, since, lastUsedAt), connected: false }));
    return [...connected, ...gone.reverse()];
  };

  return {
    front,
    router,
    api: {
      view(): GatewayView {
        const { url, socket } = parts.address();
        const profiles = [...builtInProfiles, ...settings().profiles].map((rules) => profileView(rules, url));
        return { url: url && `${url}/mcp`, socket, profiles, callers: callers() };
      },
      tools: (profile) => router.tools(profile),
      calls: (query) => calls.recent(query),
    },
    prometheus: () => calls.prometheus(),
    close() {
      front.endAll();
      router.close();
    },
  };
}

function callerView(caller: Caller, since: Date, lastUsedAt: Date): Omit<GatewayCaller, 'connected'> {
  return {
    label: caller.label,
    client: caller.clientInfo,
    generation: caller.generation,
    protocolVersion: caller.protocolVersion,
    profile: caller.profile.name,
    since: since.toISOString(),
    lastUsedAt: lastUsedAt.toISOString(),
  };
}

function profileView(rules: ProfileRules, url: string | null): GatewayProfile {
  const path = rules.name === 'default' ? '/mcp' : `/mcp/p/${encodeURIComponent(rules.name)}`;
  return {
    name: rules.name,
    url: url && `${url}${path}`,
    servers: rules.servers ?? null,
    allow: rules.tools?.allow ?? null,
    deny: rules.tools?.deny ?? [],
    management: rules.management,
  };
}
