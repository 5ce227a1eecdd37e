// The router: which server a request of a client belongs to, what each client may see, and what it is told. It knows names and profiles, and
// nothing of transports. docs/decisions/0101 to 0104 say why names, lists and questions are as they are.

import type { OfferedTool } from '../api/engine-api.ts';
import type { ToolSettings } from '../decide/gateway-config.ts';
import type { OpenedLink, ToolInfo } from '../link/link.ts';
import { isRecord } from '../link/message.ts';
import { Changes } from './changes.ts';
import { Flights } from './flights.ts';
import { Forward, type Limits, usualLimits } from './forward.ts';
import {
  type Caller,
  type CallRecord,
  type Exchange,
  type Listener,
  type ProfileRules,
  type Router,
  RpcError,
  rpcCodes,
  type Upstreams,
} from './gateway.ts';
import { createHearing } from './hearing.ts';
import { type Introduction, introduction } from './introduction.ts';
import { createLazy } from './lazy.ts';
import { Lists } from './lists.ts';
import { LogLevels } from './log-levels.ts';
import type { ManagementTools } from './management.ts';
import { createProfiles, type Profile } from './profiles.ts';
import { createRequests } from './requests.ts';
import { firstDefinitions } from './starting.ts';
import { Subscriptions } from './subscriptions.ts';
import { tokensOf, tokensOfAll } from './tokens.ts';
import type { Judges } from './trust/trust.ts';

const CHANGED_PAUSE_MS = 200;
const noTools = {};

export interface RouterParts {
  upstreams: Upstreams;
  /** the config was applied for the first time; left out: it is so already */
  defined?: Promise<void>;
  /** of the config; `default` and `ops` are there anyway. The same array until they change */
  profiles(): ProfileRules[];
  /** per server: null is its own name, '' leaves its tools' names as they are */
  prefixOf?(server: string): string | null;
  /** by `server.tool`: what a person hid or renamed. The same object until it changes */
  tools?(): Readonly<Record<string, ToolSettings>>;
  management?: ManagementTools;
  /** with what was asked, which the record itself does not hold */
  record(call: CallRecord, params: Record<string, unknown>): void;
  serverInfo: { name: string; version: string };
  limits?: Partial<Limits>;
  /** left out: whatever servers say of themselves is offered */
  judges?: Judges;
  /** how long changes of a list are gathered before clients are told */
  changedPauseMs?: number;
}

export interface RunningRouter extends Router {
  /** profiles, prefixes or definitions may be other ones: lists are made again, and who listens is told when they differ */
  refresh(): void;
  /** somebody waits for an answer of it, or watches something of it, or its lists are being read */
  isUsed(server: string): boolean;
  /** something of this server was approved */
  judgeAgain(server: string): void;
  /** in the order in which clients get them, hidden ones included; null: no such profile */
  tools(profile: string): OfferedTool[] | null;
  /** how many tools its lists have, and about how many tokens they cost a model: whole, as three that find the others, and by server; null: no such profile */
  costs(profile: string): Costs | null;
  close(): void;
}

interface Costs {
  tools: { full: number; lazy: number };
  tokens: { full: number; lazy: number; servers: Record<string, number> };
}

export function createRouter(parts: RouterParts): RunningRouter {
  const { upstreams, management } = parts;
  const limits: Limits = { ...usualLimits, ...parts.limits };
  const profiles = createProfiles(parts.profiles);
  const flights = new Flights();
  const levels = new LogLevels();
  const forward = new Forward({ upstreams, flights, levels, limits, record: parts.record });
  const listeners = new Set<Listener>();
  const subscriptions = new Subscriptions((server) => upstreams.get(server)?.link ?? null);
  // the first lists are made before anybody could be told
  let changes: Changes | null = null;
  const lists = new Lists({
    upstreams,
    prefixOf(server) {
      // a server may be called as what every object has
      const prefix: unknown = parts.prefixOf?.(server);
      return typeof prefix === 'string' ? prefix : null;
    },
    tools: parts.tools ?? (() => noTools),
    management: management?.tools ?? [],
    onChange: (kind) => changes?.mark(kind),
    judges: parts.judges,
  });
  changes = new Changes({ lists, listeners, profile: (rules) => profiles.of(rules), pauseMs: parts.changedPauseMs ?? CHANGED_PAUSE_MS });

  const isWithheld = (server: string) => (lists.shelf(server)?.blocked('instructions').size ?? 0) > 0;
  let introductions = new WeakMap<Profile, Introduction>();
  const refresh = () => {
    introductions = new WeakMap();
    lists.refresh(({ name, link }) => {
      void levels.tell(link!);
      subscriptions.renew(name, link!);
    });
  };
  /** the latest link of each copy: what its clients watch, and how much they want to hear, each new one is told */
  const copies = new Map<string, OpenedLink>();
  const stopWatching = upstreams.onChange((name) => {
    const upstream = upstreams.get(name);
    if (upstream?.instanceOf === undefined) {
      copies.delete(name);
      refresh();
    } else if (upstream.link && upstream.link !== copies.get(name)) {
      copies.set(name, upstream.link);
      void levels.tell(upstream.link);
      subscriptions.renew(name, upstream.link);
    }
  });
  const stopHearing = upstreams.onNotification(
    createHearing({
      flights,
      levels,
      lists,
      subscriptions,
      listeners,
      profile: (name) => profiles.get(name),
      originalOf: (server) => upstreams.get(server)?.instanceOf ?? null,
      belongs: (copy, caller) => upstreams.copies?.belongs(copy, caller) ?? false,
    }),
  );
  upstreams.onRequest((server, request) => flights.ask(server, request));

  const requests = createRequests({
    upstreams,
    lists,
    levels,
    forward,
    subscriptions,
    management,
    lazy: createLazy(lists, management),
    record: parts.record,
    seen: (profile, topic, reader) => changes?.seen(profile, topic, reader),
    refresh,
  });

  let defining = parts.defined;
  void defining?.then(() => {
    defining = undefined;
  });

  async function handle(method: string, given: unknown, exchange: Exchange): Promise<unknown> {
    const answer = requests.get(method);
    if (!answer) throw new RpcError(rpcCodes.methodNotFound, `${method} is not offered here.`);
    if (defining) await firstDefinitions(defining, method, exchange);
    const profile = profiles.of(exchange.caller.profile);
    if (!profile) throw new RpcError(rpcCodes.invalidRequest, `There is no profile “${exchange.caller.profile.name}” any more.`);
    return answer(isRecord(given) ? given : {}, exchange, profile);
  }

  return {
    introduce(rules) {
      const profile = profiles.of(rules);
      if (!profile) return introduction(parts.serverInfo, null, upstreams, isWithheld);
      // asked with every request of the stateless generation
      let known = introductions.get(profile);
      if (!known) {
        known = introduction(parts.serverInfo, profile, upstreams, isWithheld);
        introductions.set(profile, known);
      }
      return known;
    },
    handle,
    // its only one says that its roots changed; servers ask for roots in the middle of a call, and get the present ones
    hear(method, _params, caller) {
      if (method === 'notifications/roots/list_changed') upstreams.copies?.moved(caller);
    },
    listen(listener) {
      listeners.add(listener);
      const profile = profiles.of(listener.caller.profile);
      if (profile) changes!.seen(profile, 'tools');
      return () => void listeners.delete(listener);
    },
    leave(callerId: Caller['id']) {
      subscriptions.leave(callerId);
      levels.drop(callerId);
      upstreams.copies?.leave(callerId);
    },
    profile: (name) => profiles.get(name)?.rules ?? null,
    inputSchema(rules, tool) {
      const profile = profiles.of(rules);
      return profile ? lists.route(profile, 'tools', tool)?.item?.inputSchema : undefined;
    },
    tools(name) {
      const profile = profiles.get(name);
      if (!profile) return null;
      const offered = lists.tools().map(({ name, server, own, item }) => {
        const hiddenEverywhere = lists.isHidden(server, own);
        return {
          definition: { ...(item as unknown as ToolInfo), name },
          server,
          tool: own,
          available: lists.isOffered(server),
          hidden: hiddenEverywhere || !profile.allows(server, own),
          hiddenEverywhere,
          renamed: lists.isRenamed(server, own),
        };
      });
      const own = profile.rules.management ? (management?.tools ?? []) : [];
      return [
        ...offered,
        ...own.map((definition) => ({
          definition,
          server: null,
          tool: definition.name,
          available: true,
          hidden: false,
          hiddenEverywhere: false,
          renamed: false,
        })),
      ];
    },
    isUsed: (server) => flights.isFlying(server) || subscriptions.has(server) || (lists.shelf(server)?.isReading ?? false),
    costs(name) {
      const full = profiles.of({ name, surface: 'full', management: false });
      const lazy = profiles.of({ name, surface: 'lazy', management: false });
      if (!full || !lazy) return null;
      const routes = lists.routes(full, 'tools');
      const offered = lists.whole(full, 'tools').tools as ToolInfo[];
      const servers = new Map<string, number>();
      for (const tool of offered) {
        const server = routes.get(tool.name)?.server;
        if (server !== undefined) servers.set(server, (servers.get(server) ?? 0) + tokensOf(tool));
      }
      const few = lists.whole(lazy, 'tools').tools as ToolInfo[];
      return {
        tools: { full: offered.length, lazy: few.length },
        tokens: { full: tokensOfAll(offered), lazy: tokensOfAll(few), servers: Object.fromEntries(servers) },
      };
    },
    refresh() {
      refresh();
      changes!.mark(null);
    },
    judgeAgain(server) {
      introductions = new WeakMap();
      lists.shelf(server)?.judgeAgain();
    },
    close() {
      stopWatching();
      stopHearing();
      changes!.close();
      lists.close();
      subscriptions.close();
    },
  };
}
