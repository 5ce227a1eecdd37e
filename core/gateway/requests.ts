// What clients may ask for: each method finds the server that is meant, and says it with the server's own names.
import { lazyNames } from '../decide/tool-names.ts';
import { visible } from '../decide/visible-text.ts';
import { isRecord } from '../link/message.ts';
import type { Forward } from './forward.ts';
import { type CallRecord, type Exchange, RpcError, rpcCodes, type Topic, type Upstreams } from './gateway.ts';
import { failed, innerCall, type Lazy } from './lazy.ts';
import type { Lists, Route } from './lists.ts';
import { isLevel, type LogLevels } from './log-levels.ts';
import type { ManagementTools } from './management.ts';
import type { Profile } from './profiles.ts';
import { findResource, outwardUris, refusedTemplate } from './resources.ts';
import type { Kind } from './shelf.ts';
import { firstStarts, ownerToBe } from './starting.ts';
import type { Subscriptions } from './subscriptions.ts';
import { clientError } from './upstream-error.ts';
import { weigh } from './weight.ts';

/** a list that is just being read for the first time is worth so long a wait */
const FIRST_READING_MS = 5_000;
const LEVEL_TOLD_MS = 1_000;

type Params = Record<string, unknown>;
type OwnResult = { isError?: boolean };
type LazyName = (typeof lazyNames)[number];
const isLazy = (name: string): name is LazyName => (lazyNames as readonly string[]).includes(name);
export type Answer = (params: Params, exchange: Exchange, profile: Profile) => Promise<unknown>;

export interface RequestParts {
  upstreams: Upstreams;
  lists: Lists;
  levels: LogLevels;
  forward: Forward;
  subscriptions: Subscriptions;
  management: ManagementTools | undefined;
  lazy: Lazy;
  /** with what was asked, which the record itself does not hold */
  record(call: CallRecord, params: Record<string, unknown>): void;
  /** a client gets this list now */
  seen(profile: Profile, topic: Topic, reader: string): void;
  /** looks at the servers again */
  refresh(): void;
}

export function createRequests(parts: RequestParts): ReadonlyMap<string, Answer> {
  const { upstreams, lists, levels, forward, subscriptions, management, refresh } = parts;

  function callTool(params: Params, exchange: Exchange, profile: Profile): Promise<unknown> {
    const { name } = params;
    if (typeof name !== 'string') throw invalid('tools/call needs the name of a tool.');
    const route = lists.route(profile, 'tools', name);
    if (route) return pass(route, 'tools/call', { ...params, name: route.own }, name, exchange);
    if (management && profile.rules.management && management.has(name)) return manage(name, params, exchange, profile);
    if (profile.surface === 'lazy' && isLazy(name)) return callLazy(name, params, exchange, profile);
    return callLater(name, params, exchange, profile);
  }

  /** A tool that is found by search is called as any other: what is said of it, while it runs and in the end, is its own. */
  async function callLazy(name: LazyName, params: Params, exchange: Exchange, profile: Profile): Promise<unknown> {
    if (name === 'call_tool') {
      const inner = innerCall(params.arguments);
      if (typeof inner === 'string') return failed(inner);
      if (isLazy(inner.name)) throw invalid(`There is no tool “${inner.name}” to be called through call_tool.`);
      const { arguments: _, ...rest } = params;
      return callTool(
        { ...rest, name: inner.name, ...(inner.arguments !== undefined && { arguments: inner.arguments }) },
        exchange,
        profile,
      );
    }
    const startedAt = performance.now();
    const starting = firstStarts(profile, lists, upstreams, exchange);
    if (starting) {
      await starting;
      refresh();
    }
    const result = name === 'search_tools' ? parts.lazy.search(profile, params.arguments) : parts.lazy.describe(profile, params.arguments);
    keep(name, params, result, exchange, profile, startedAt);
    return result;
  }

  /** A client may know a tool from before this engine started, and its server is just starting. */
  async function callLater(name: string, params: Params, exchange: Exchange, profile: Profile): Promise<unknown> {
    const server = ownerToBe(name, profile, lists);
    if (server !== null) {
      await upstreams.ready(server, { timeoutMs: exchange.timeoutMs, signal: exchange.signal });
      refresh();
    }
    const route = lists.route(profile, 'tools', name);
    if (route) return pass(route, 'tools/call', { ...params, name: route.own }, name, exchange);
    // the same words for what is hidden as for what is not there
    throw (
      heldBack('tools', 'The tool', name, profile) ??
      invalid(
        `There is no tool “${name}”. ${profile.surface === 'lazy' ? 'search_tools finds those that there are.' : 'tools/list says which there are.'}`,
      )
    );
  }

  /** What a person must look at first is not called; null: it is not there at all. */
  function heldBack(kind: 'tools' | 'prompts' | 'templates', what: string, name: string, profile: Profile): RpcError | null {
    const route = lists.refused(profile, kind, name);
    if (!route) return null;
    const words = `${what} “${name}” of ${route.server} is new, or not what it was when it was first seen, so it is blocked.`;
    const target = `${route.server}.${route.own}`;
    const shown = /^[\w@%+=:,./-]+$/.test(target) ? target : JSON.stringify(visible(target, 200));
    return invalid(`${words} Look at it with \`roundhouse tools list --changed\`, accept it with \`roundhouse tools approve ${shown}\`.`);
  }

  async function pass(route: Route, method: string, params: Params, target: string, exchange: Exchange, uri?: string): Promise<unknown> {
    const { server } = route;
    const result = await forward.send({ server, method, params, target, recorded: true }, exchange);
    return lists.isMounted(server) ? outwardUris(result, server, lists, uri === undefined ? undefined : { own: route.own, uri }) : result;
  }

  async function manage(name: string, params: Params, exchange: Exchange, profile: Profile): Promise<unknown> {
    const startedAt = performance.now();
    const result = await management!.call(name, params.arguments, { sees: profile.whole ? null : profile.sees, signal: exchange.signal });
    keep(name, params, result, exchange, profile, startedAt);
    return result;
  }

  /** for the record: a tool of our own was called */
  function keep(target: string, params: Params, result: OwnResult, exchange: Exchange, profile: Profile, startedAt: number): void {
    const { caller } = exchange;
    parts.record(
      {
        at: new Date().toISOString(),
        client: caller.label,
        profile: profile.rules.name,
        server: 'roundhouse',
        method: 'tools/call',
        target,
        ms: performance.now() - startedAt,
        outcome: result.isError ? 'tool-error' : 'ok',
        requestBytes: weigh(params),
        resultBytes: weigh(result),
      },
      params,
    );
  }

  async function list(kind: Kind, params: Params, exchange: Exchange, profile: Profile): Promise<unknown> {
    // a list that only finds others is the same whoever runs
    const isFixed = kind === 'tools' && profile.surface === 'lazy';
    const starting = isFixed ? null : firstStarts(profile, lists, upstreams, exchange);
    if (starting) await starting;
    if (kind !== 'tools') {
      await lists.settled(profile, kind === 'prompts' ? ['prompts'] : ['resources', 'templates'], waitFor(exchange));
    }
    parts.seen(profile, kind === 'templates' ? 'resources' : (kind as Topic), `${kind} ${exchange.caller.id}`);
    return lists.page(profile, kind, params.cursor);
  }

  async function prompt(name: unknown, exchange: Exchange, profile: Profile): Promise<Route> {
    if (typeof name !== 'string') throw invalid('The name of a prompt is missing.');
    let route = lists.route(profile, 'prompts', name);
    if (!route) {
      await lists.settled(profile, ['prompts'], waitFor(exchange));
      route = lists.route(profile, 'prompts', name);
    }
    if (!route)
      throw heldBack('prompts', 'The prompt', name, profile) ?? invalid(`There is no prompt “${name}”. prompts/list says which there are.`);
    return route;
  }

  async function getPrompt(params: Params, exchange: Exchange, profile: Profile): Promise<unknown> {
    const route = await prompt(params.name, exchange, profile);
    return pass(route, 'prompts/get', { ...params, name: route.own }, String(params.name), exchange);
  }

  async function resource(uri: unknown, exchange: Exchange, profile: Profile): Promise<Route> {
    if (typeof uri !== 'string') throw invalid('The URI of a resource is missing.');
    let route = lists.route(profile, 'resources', uri);
    if (!route) {
      await lists.settled(profile, ['resources', 'templates'], waitFor(exchange));
      route = findResource(uri, profile, lists, upstreams);
      // what only a template leads to, that is kept back, is not read by another way
      const template = refusedTemplate(uri, profile, lists);
      if (template !== null && route?.item === undefined) throw heldBack('templates', 'The template', template, profile)!;
    }
    if (!route) throw new RpcError(rpcCodes.resourceNotFound, `No server here has the resource ${uri}.`, { uri });
    return route;
  }

  async function readResource(params: Params, exchange: Exchange, profile: Profile): Promise<unknown> {
    const route = await resource(params.uri, exchange, profile);
    return pass(route, 'resources/read', { ...params, uri: route.own }, String(params.uri), exchange, String(params.uri));
  }

  async function subscribe(params: Params, exchange: Exchange, profile: Profile): Promise<unknown> {
    const { server: asked, own } = await resource(params.uri, exchange, profile);
    const server = upstreams.get(asked)?.isolated ? await upstreams.copies!.take(asked, exchange) : asked;
    const { caller, timeoutMs, signal } = exchange;
    const link = upstreams.get(server)?.link ?? (await upstreams.ready(server, { timeoutMs, signal }));
    await subscriptions.add(server, own, String(params.uri), caller.id, link).catch(async (error: unknown) => {
      throw await clientError(error, { server, method: 'resources/subscribe', link, signal, upstreams });
    });
    return {};
  }

  async function unsubscribe(params: Params, exchange: Exchange, profile: Profile): Promise<unknown> {
    const { server, own } = await resource(params.uri, exchange, profile);
    for (const name of [server, ...(upstreams.copies?.names(server) ?? [])]) subscriptions.remove(name, own, exchange.caller.id);
    return {};
  }

  async function complete(params: Params, exchange: Exchange, profile: Profile): Promise<unknown> {
    const { ref } = params;
    if (isRecord(ref) && ref.type === 'ref/prompt') {
      const { server, own } = await prompt(ref.name, exchange, profile);
      return ask(server, { ...params, ref: { ...ref, name: own } }, exchange);
    }
    if (isRecord(ref) && ref.type === 'ref/resource' && typeof ref.uri === 'string') {
      await lists.settled(profile, ['resources', 'templates'], waitFor(exchange));
      const held = heldBack('templates', 'The template', ref.uri, profile);
      if (held) throw held;
      const route = lists.route(profile, 'templates', ref.uri) ?? findResource(ref.uri, profile, lists, upstreams);
      if (!route) throw invalid(`No server here has the resource template ${ref.uri}.`);
      return ask(route.server, { ...params, ref: { ...ref, uri: route.own } }, exchange);
    }
    throw invalid('completion/complete needs a “ref” to a prompt or to a resource template.');
  }

  const ask = (server: string, params: Params, exchange: Exchange) =>
    forward.send({ server, method: 'completion/complete', params, target: null, recorded: false }, exchange);

  async function setLevel(params: Params, exchange: Exchange, profile: Profile): Promise<unknown> {
    if (!isLevel(params.level)) throw invalid('logging/setLevel needs a level, from debug to emergency.');
    levels.set(exchange.caller.id, params.level);
    const links = upstreams.list().flatMap(({ name, link, isolated }) => {
      if (!profile.sees(name)) return [];
      const own = isolated ? (upstreams.copies?.names(name) ?? []).filter((copy) => upstreams.copies!.belongs(copy, exchange.caller)) : [];
      return [link, ...own.map((copy) => upstreams.get(copy)?.link ?? null)].filter((one) => one !== null);
    });
    // servers know it before the next request of this client reaches them, but a slow one keeps nobody waiting
    await Promise.race([Promise.all(links.map((link) => levels.tell(link))), new Promise((late) => setTimeout(late, LEVEL_TOLD_MS))]);
    return {};
  }

  return new Map<string, Answer>([
    ['tools/call', callTool],
    ['tools/list', (params, exchange, profile) => list('tools', params, exchange, profile)],
    ['resources/list', (params, exchange, profile) => list('resources', params, exchange, profile)],
    ['resources/templates/list', (params, exchange, profile) => list('templates', params, exchange, profile)],
    ['prompts/list', (params, exchange, profile) => list('prompts', params, exchange, profile)],
    ['prompts/get', getPrompt],
    ['resources/read', readResource],
    ['resources/subscribe', subscribe],
    ['resources/unsubscribe', unsubscribe],
    ['completion/complete', complete],
    ['logging/setLevel', setLevel],
  ]);
}

const waitFor = (exchange: Exchange) => Math.min(FIRST_READING_MS, exchange.timeoutMs);

const invalid = (message: string) => new RpcError(rpcCodes.invalidParams, message);
