// Speaks MCP over Streamable HTTP with clients of both generations, on node:http itself: a call costs little more than moving its bytes.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Failure } from '../../../contract/errors.ts';
import type { Carrier } from '../../api/access.ts';
import type { JsonRpcId, JsonRpcMessage } from '../../link/link.ts';
import { isMessage, isRecord } from '../../link/message.ts';
import type { EngineLog } from '../../store/logs.ts';
import { type Caller, type Router, rpcCodes } from '../gateway.ts';
import { type ClientRule, createChoice } from './choice.ts';
import type { Access, Door } from './door.ts';
import { claimOf, isStatelessRevision, missingEnvelope } from './envelope.ts';
import { type FrontLimits, type Guest, type House, longestLabel, usualLimits } from './guest.ts';
import { createHandshake } from './handshake.ts';
import { createWatch } from './outlet.ts';
import { readBody } from './read-body.ts';
import { sendProblem, sendRefusal, sendStatus } from './refuse.ts';
import type { ServerInfo } from './results.ts';
import { createParking } from './rounds.ts';
import { createSessions } from './sessions.ts';
import { createStateless } from './stateless.ts';
import { createStates } from './states.ts';
import { createSubscriptions } from './subscriptions.ts';

export interface FrontParts {
  router: Router;
  door: Door;
  log: EngineLog;
  limits?: Partial<FrontLimits>;
  /** a client came, or asked again after a while: for the list of clients and their tokens' last use */
  onCaller?(caller: Caller, access: Access): void;
  /** what the config says of a client, by its token's name or its own */
  clientRule?(label: string): ClientRule | undefined;
}

/** A client that is connected now. Its session's id is a secret, and not in here. */
export interface ConnectedClient {
  caller: Caller;
  token: string | null;
  since: Date;
  idleMs: number;
  requests: number;
  streams: number;
}

export interface Front {
  (request: IncomingMessage, response: ServerResponse, carrier: Carrier): void;
  /** the engine goes: every stream ends now, every request fails with the reason, and nothing new is taken */
  endAll(): void;
  /** a token was revoked: whatever is open with it ends now, with the reason. Returns how much that was. */
  endAccess(key: string, reason: string): number;
  /** the config is another one: who gets another profile or surface by it is told at once */
  refresh(): void;
  clients(): ConnectedClient[];
  /** what it holds, for the engine's figures */
  counts(): { sessions: number; connections: number; subscriptions: number; parked: number };
}

const sweepMs = 5000;
const seenAgainMs = 10_000;
const mostSeen = 1000;
const goodbye = 'The engine is shutting down.';

/** Is this ours, and not the API's? */
export function isFrontPath(url: string | undefined): boolean {
  return url !== undefined && /^\/mcp(?:$|[/?])/.test(url);
}

export function createFront({ router, door, log, limits: given, onCaller, clientRule }: FrontParts): Front {
  const choose = createChoice(router, clientRule ?? (() => undefined));
  const limits = { ...usualLimits, ...given };
  const watch = createWatch(log);
  const seenAt = new Map<string, number>();
  const revoked = new Set<string>();
  let last = 0;
  let serverInfo: ServerInfo | undefined;
  let ended = false;

  const house: House = {
    router,
    log,
    watch,
    limits,
    choose,
    serverInfo: (profile) => {
      serverInfo ??= router.introduce(profile).serverInfo;
      return serverInfo;
    },
    next: () => ++last,
    seen(caller, access) {
      if (!onCaller) return;
      const key = caller.generation === 'handshake' ? caller.id : `${access.key} ${caller.label} ${caller.profile.name}`;
      const now = performance.now();
      const before = seenAt.get(key);
      if (before !== undefined && now - before < seenAgainMs) return;
      seenAt.delete(key);
      seenAt.set(key, now);
      if (seenAt.size > mostSeen) seenAt.delete(seenAt.keys().next().value!);
      onCaller(caller, access);
    },
  };
  const sessions = createSessions({ router, choose, most: limits.sessions, idleMs: limits.idleMs });
  const parking = createParking(createStates(), limits.parked, limits.parkedMs);
  const subscriptions = createSubscriptions(house);
  const handshake = createHandshake(house, sessions);
  const stateless = createStateless(house, parking, subscriptions);

  const sweep = setInterval(() => {
    const now = performance.now();
    watch.look(now);
    sessions.sweep(now);
    parking.sweep(now);
  }, sweepMs).unref();

  /** Host, Origin and token first; only then what is asked for. */
  function admit(request: IncomingMessage, response: ServerResponse, carrier: Carrier): Guest | null {
    try {
      const access = door(request, carrier);
      if (ended) throw new Failure('shutting-down', goodbye);
      const entry = { access, ...addressOf(request.url!) };
      return { request, response, access, entry, profile: choose(entry) };
    } catch (error) {
      if (error instanceof Failure) sendProblem(response, error);
      else {
        log.error('a request of a client failed unexpectedly', { error: String(error) });
        sendProblem(response, new Failure('internal', 'Something went wrong inside the engine. Its log, logs/roundhouse.log, says what.'));
      }
      return null;
    }
  }

  async function post(guest: Guest): Promise<void> {
    const { request, response } = guest;
    const body = await readBody(request, limits.bodyBytes);
    if (!body.ok) {
      if (body.refusal) sendRefusal(response, body.refusal);
      return;
    }
    if (revoked.has(guest.access.key)) {
      sendProblem(response, new Failure('unauthorized', 'The token of this client was revoked.'));
      return;
    }
    const message = body.value;
    if (Array.isArray(message)) {
      handshake.batch(guest, message);
      return;
    }
    if (!isMessage(message) || (message.method !== undefined && message.id === null)) {
      const why = 'The body is no JSON-RPC message: it needs jsonrpc "2.0", and a method with an id or without, or an answer.';
      sendRefusal(response, { status: 400, code: rpcCodes.invalidRequest, message: why, id: idOf(message) });
      return;
    }
    const claim = message.method === undefined ? null : claimOf(message.params);
    const named = request.headers['mcp-protocol-version'];
    const revision = typeof named === 'string' ? named : undefined;
    if (claim) stateless.message(guest, message, claim);
    // after a discover that went well some clients still shake hands, with whatever they have in their headers by then
    else if (message.method === 'initialize' && message.id !== undefined) {
      handshake.initialize(guest, message as JsonRpcMessage & { id: JsonRpcId });
    } else if (request.headers['mcp-session-id'] === undefined && isStatelessRevision(revision) && message.method !== undefined) {
      if (message.id === undefined) sendStatus(response, 202);
      else sendRefusal(response, { ...missingEnvelope(revision!), id: message.id });
    } else handshake.message(guest, message);
  }

  function front(request: IncomingMessage, response: ServerResponse, carrier: Carrier): void {
    // a connection may break at any time; whoever waits for it is told by its closing
    response.on('error', () => {});
    const guest = admit(request, response, carrier);
    if (!guest) {
      request.resume();
      return;
    }
    if (request.method === 'POST') {
      post(guest).catch((error: unknown) => {
        log.error('a request of a client failed unexpectedly', { error: error instanceof Error ? (error.stack ?? '') : String(error) });
        sendRefusal(response, { status: 500, code: rpcCodes.internal, message: 'Something went wrong inside the engine.' });
      });
      return;
    }
    request.resume();
    const inSession = request.headers['mcp-session-id'] !== undefined;
    if (request.method === 'GET' && inSession) handshake.listen(guest);
    else if (request.method === 'DELETE' && inSession) handshake.leave(guest);
    else {
      const message = inSession
        ? `${request.method} means nothing here.`
        : 'Without a session there is only POST: send initialize, or server/discover.';
      const headers = { allow: inSession ? 'POST, GET, DELETE' : 'POST' };
      sendRefusal(response, { status: 405, code: rpcCodes.upstreamGone, message, headers });
    }
  }

  return Object.assign(front, {
    endAll() {
      if (ended) return;
      ended = true;
      clearInterval(sweep);
      subscriptions.endAll();
      sessions.endAll(goodbye);
      stateless.endAll(goodbye);
      parking.endAll();
    },
    refresh() {
      sessions.refresh();
      subscriptions.refresh();
    },
    endAccess(key: string, reason: string) {
      // it may be on its way in: its body is still being read
      revoked.add(key);
      parking.endAccess(key, reason);
      return sessions.endAccess(key, reason) + stateless.endAccess(key, reason) + subscriptions.endAccess(key, reason);
    },
    clients: () =>
      sessions.list().map((session) => ({
        caller: session.caller,
        token: session.access.label,
        since: session.since,
        idleMs: session.idle ? performance.now() - session.lastSeen : 0,
        requests: session.underway.size,
        streams: session.streams,
      })),
    counts: () => ({
      sessions: sessions.list().length,
      connections: watch.count(),
      subscriptions: subscriptions.count(),
      parked: parking.count(),
    }),
  });
}

function addressOf(url: string): { path: string | null; client: string | null } {
  const [path, query] = url.split('?', 2) as [string, string?];
  const client = query === undefined ? null : new URLSearchParams(query).get('client');
  return { path: profileName(path), client: client?.slice(0, longestLabel) || null };
}

/** null: the default, which a token may replace */
function profileName(path: string): string | null {
  if (path === '/mcp' || path === '/mcp/') return null;
  const match = /^\/mcp\/p\/([^/]+)\/?$/.exec(path);
  if (!match) throw new Failure('not-found', 'There is nothing here: the gateway is at /mcp, and its profiles at /mcp/p/PROFILE.');
  try {
    return decodeURIComponent(match[1]!);
  } catch {
    throw new Failure('not-found', 'The name of this profile cannot be read.');
  }
}

function idOf(message: unknown): JsonRpcId | null {
  const id = isRecord(message) ? message.id : null;
  return typeof id === 'string' || typeof id === 'number' ? id : null;
}
