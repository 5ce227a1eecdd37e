// The gateway's part of the composition root: front, router and what the API tells of them.
// Longer than other files because all that is built here shares the two pieces of news, and each answer of the API counts as read.
import { createHash } from 'node:crypto';
import { Failure } from '../contract/errors.ts';
import type { ClientToken } from '../contract/routes/client-tokens.ts';
import type { GatewayCaller, GatewayProfile, GatewayView } from '../contract/routes/gateway.ts';
import type { PinMode } from '../contract/trust.ts';
import type { AccessRules } from './api/access.ts';
import type { EngineApi, GatewayApi, TokensApi } from './api/engine-api.ts';
import type { EngineSettings } from './catalog/catalog.ts';
import { keptArguments } from './decide/kept-arguments.ts';
import type { TrustNote } from './decide/trust-words.ts';
import { visible } from './decide/visible-text.ts';
import type { RunningCallFigures } from './gateway/call-figures.ts';
import { createCalls } from './gateway/calls.ts';
import type { ClientTokens, TokenRecord } from './gateway/client-tokens.ts';
import { accessKey, createDoor } from './gateway/front/door.ts';
import { createFront, type Front } from './gateway/front/front.ts';
import type { Caller, ProfileRules, Upstreams } from './gateway/gateway.ts';
import { createManagement } from './gateway/management.ts';
import { createNews } from './gateway/news.ts';
import { createPersonCalls } from './gateway/person-calls.ts';
import { builtInProfiles } from './gateway/profiles.ts';
import { createRouter, type RunningRouter } from './gateway/router.ts';
import { type ChangeTool, createToolEdits } from './gateway/tool-edits.ts';
import { createAnnouncer } from './gateway/trust/announce.ts';
import type { PinFiles } from './gateway/trust/pin-files.ts';
import { Trust } from './gateway/trust/trust.ts';
import { createHeapEase } from './lean-heap.ts';
import type { CallHistory } from './store/call-history.ts';
import type { EngineLog } from './store/logs.ts';

/** Clients that came and went are remembered for the list, up to so many. */
const REMEMBERED = 200;

export interface GatewayParts {
  upstreams: Upstreams;
  /** the config was applied for the first time */
  defined: Promise<void>;
  /** what the management tools act through */
  engine: EngineApi;
  history: CallHistory;
  figures: RunningCallFigures;
  settings(): EngineSettings['gateway'];
  rules: AccessRules;
  token: string;
  /** writes into the own config, and has it in force when it resolves */
  changeTool: ChangeTool;
  /** of single clients */
  tokens: ClientTokens;
  version: string;
  log: EngineLog;
  wall(): Date;
  /** what is remembered of the servers' definitions, and what becomes of others */
  pins: PinFiles;
  modeOf(server: string): PinMode;
  noteTrust(server: string, note: TrustNote | null): void;
  publish(type: string, server: string, message: string, data: Record<string, unknown>): void;
  /** for pages: what `GET /gateway` or `GET /tools` answers is another thing now */
  publishNews(type: 'gateway.clients' | 'gateway.tools'): void;
  /** where clients connect; nulls while the engine comes up */
  address(): { url: string | null; socket: string | null };
  /** what a client that takes commands is given */
  entry(): GatewayView['entry'];
}

const notKept = (calls: number): string =>
  `# HELP roundhouse_calls_not_kept_total Calls that came faster than they could be written into the history.\n# TYPE roundhouse_calls_not_kept_total counter\nroundhouse_calls_not_kept_total ${calls}\n`;

export interface RunningGateway {
  front: Front;
  router: RunningRouter;
  api: GatewayApi;
  prometheus(): string;
  /** the config is another one: it applies now, and who is affected is told */
  refresh(): void;
  close(): void;
}

interface Seen {
  caller: Caller;
  token: string | null;
  since: Date;
  lastUsedAt: Date;
}

export function openGateway(parts: GatewayParts): RunningGateway {
  const { upstreams, settings, wall, history, tokens } = parts;
  const calls = createCalls();
  const ease = createHeapEase();
  const announcer = createAnnouncer({
    now: () => performance.now(),
    findings: (server) => trust.findings(server),
    troubleOf: (server) => trust.troubleOf(server),
    note: parts.noteTrust,
    publish(type, server, message, data) {
      parts.log.warn(message);
      parts.publish(type, server, message, data);
    },
  });
  const trust = new Trust({
    files: parts.pins,
    modeOf: parts.modeOf,
    onChange(server) {
      announcer.tell(server);
      toolNews.mark();
    },
    onTrouble: (message) => parts.log.error(message),
  });
  const router = createRouter({
    upstreams,
    defined: parts.defined,
    profiles: () => settings().profiles,
    prefixOf(server) {
      const { prefixes } = settings();
      return Object.hasOwn(prefixes, server) ? prefixes[server]! : null;
    },
    tools: () => settings().tools,
    management: createManagement(parts.engine),
    record(call, params) {
      ease.passed(call.requestBytes + call.resultBytes);
      calls.record(call);
      parts.figures.record(call);
      history.record(
        settings().record.arguments && params.arguments !== undefined ? { ...call, arguments: keptArguments(params.arguments) } : call,
      );
    },
    serverInfo: { name: 'roundhouse', version: parts.version },
    judges: trust,
  });
  const seen = new Map<string, Seen>();
  const clientNews = createNews({
    text: () => JSON.stringify([callers(), tokens.known()].map((all) => all.map(({ lastUsedAt: _, ...who }) => who))),
    tell: () => parts.publishNews('gateway.clients'),
  });
  const toolNews = createNews({
    // a digest: the lists of many servers are large
    text: () => {
      const lists = profilesNow().map(({ name }) => router.tools(name));
      return createHash('sha256')
        .update(JSON.stringify([lists, trust.findings()]))
        .digest('base64');
    },
    tell: () => parts.publishNews('gateway.tools'),
  });
  const profilesNow = () => [...builtInProfiles, ...settings().profiles];
  const unwatchTools = upstreams.onChange(() => toolNews.mark());
  const front = createFront({
    router: {
      ...router,
      // who has a session or a subscription listens: so clients come and go
      listen(listener) {
        const stop = router.listen(listener);
        clientNews.mark();
        return () => {
          stop();
          clientNews.mark();
        };
      },
    },
    door: createDoor({ rules: parts.rules, token: parts.token, clientToken: (digest) => tokens.find(digest) }),
    log: parts.log,
    clientRule(label) {
      const { clients } = settings();
      return Object.hasOwn(clients, label) ? clients[label] : undefined;
    },
    onCaller(caller, { label: token }) {
      const key = keyOf(token, caller);
      const known = seen.get(key);
      const since = known?.since ?? wall();
      seen.delete(key);
      if (!known) clientNews.mark();
      seen.set(key, { caller, token, since, lastUsedAt: wall() });
      if (seen.size > REMEMBERED) seen.delete(seen.keys().next().value!);
    },
  });

  const callers = (): GatewayCaller[] => {
    const clients = front.clients();
    const connected = clients.map(({ caller, token, since, idleMs }) => ({
      ...callerView(caller, token, since, new Date(wall().getTime() - idleMs)),
      connected: true,
    }));
    const here = new Set(clients.map(({ token, caller }) => keyOf(token, caller)));
    const gone = [...seen]
      .filter(([key]) => !here.has(key))
      .map(([, { caller, token, since, lastUsedAt }]) => ({ ...callerView(caller, token, since, lastUsedAt), connected: false }));
    return [...connected, ...gone.reverse()];
  };

  const tokenView = ({ name, profile, surface, createdAt, lastUsedAt }: TokenRecord): ClientToken => ({
    name,
    profile,
    surface,
    createdAt,
    lastUsedAt,
    connected: front.clients().some(({ token }) => token === name),
  });
  const tokensApi: TokensApi = {
    list() {
      clientNews.read();
      return tokens.list().map(tokenView);
    },
    add(wish) {
      if (wish.profile !== undefined && router.profile(wish.profile) === null) {
        const known = [...builtInProfiles, ...settings().profiles].map(({ name }) => name).join(', ');
        throw new Failure('not-found', `There is no profile called “${wish.profile}”. There is: ${known}.`);
      }
      const { record, token } = tokens.add(wish);
      clientNews.mark();
      return { ...tokenView(record), token };
    },
    revoke(name) {
      clientNews.mark();
      const { digest } = tokens.revoke(name);
      return { name, ended: front.endAccess(accessKey(digest), `The token “${name}” was revoked by a person: this client may not go on.`) };
    },
  };

  return {
    front,
    router,
    api: {
      view(): GatewayView {
        clientNews.read();
        toolNews.read();
        const { url, socket } = parts.address();
        const profiles = profilesNow().map((rules) => profileView(rules, url, router.costs(rules.name)));
        return { url: url && `${url}/mcp`, socket, profiles, callers: callers(), entry: parts.entry(), callsNotKept: history.dropped() };
      },
      calls: history,
      figures: parts.figures,
      tools(profile) {
        toolNews.read();
        const tools = router.tools(profile);
        return tools?.map((one) => ({ ...one, trust: one.server === null ? null : trust.of(one.server, 'tools', one.tool) })) ?? null;
      },
      changed(server) {
        toolNews.read();
        return trust.findings(server);
      },
      async approve(wish, by) {
        const found = await trust.approve(wish);
        router.judgeAgain(wish.server);
        toolNews.mark();
        const names = found.slice(0, 20).map(({ name }) => visible(name, 80));
        const what = names.length === 0 ? 'its definitions as they are now' : names.join(', ');
        parts.publish('tools.approved', wish.server, `${wish.server}: ${what} approved by ${by}`, { count: found.length });
        return found;
      },
      tokens: tokensApi,
      edit: createToolEdits({ tools: () => router.tools('default')!, settings: () => settings().tools, change: parts.changeTool }),
      call: createPersonCalls(router, parts.version),
    },
    prometheus: () => `${calls.prometheus()}${notKept(history.dropped())}`,
    refresh() {
      front.refresh();
      router.refresh();
      clientNews.mark();
      toolNews.mark();
    },
    close() {
      unwatchTools();
      clientNews.close();
      toolNews.close();
      announcer.close();
      tokens.close();
      front.endAll();
      router.close();
      ease.close();
    },
  };
}

function keyOf(token: string | null, { label, generation, profile }: Caller): string {
  return JSON.stringify([token, label, generation, profile.name, profile.surface]);
}

function callerView(caller: Caller, token: string | null, since: Date, lastUsedAt: Date): Omit<GatewayCaller, 'connected'> {
  return {
    label: caller.label,
    token,
    client: caller.clientInfo,
    generation: caller.generation,
    protocolVersion: caller.protocolVersion,
    profile: caller.profile.name,
    surface: caller.profile.surface ?? 'full',
    since: since.toISOString(),
    lastUsedAt: lastUsedAt.toISOString(),
  };
}

function profileView(rules: ProfileRules, url: string | null, costs: Pick<GatewayProfile, 'tools' | 'tokens'> | null): GatewayProfile {
  const path = rules.name === 'default' ? '/mcp' : `/mcp/p/${encodeURIComponent(rules.name)}`;
  return {
    name: rules.name,
    url: url && `${url}${path}`,
    builtIn: builtInProfiles.some(({ name }) => name === rules.name),
    servers: rules.servers ?? null,
    allow: rules.tools?.allow ?? null,
    deny: rules.tools?.deny ?? [],
    management: rules.management,
    surface: rules.surface ?? 'full',
    // it was taken out of the config a moment ago
    ...(costs ?? { tools: { full: 0, lazy: 0 }, tokens: { full: 0, lazy: 0, servers: {} } }),
  };
}
