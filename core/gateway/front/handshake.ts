// Clients of the handshake generation: `initialize` opens a session, and everything after names it.
import { Failure } from '../../../contract/errors.ts';
import type { JsonRpcId, JsonRpcMessage } from '../../link/link.ts';
import { isId, isMessage, isRecord } from '../../link/message.ts';
import { handshakeRevisions, statelessRevision } from '../../link/revisions.ts';
import { RpcError, rpcCodes, type Topic } from '../gateway.ts';
import { Call } from './call.ts';
import { claimOf } from './envelope.ts';
import { clientOf, type Guest, type House, labelOf, workspaceOf } from './guest.ts';
import { openOutlet } from './outlet.ts';
import { sendProblem, sendRefusal, sendStatus } from './refuse.ts';
import { acceptsStream, Reply } from './reply.ts';
import { answerText, errorText, forHandshake, rpcErrorOf } from './results.ts';
import type { Session } from './session.ts';
import type { NewSession, Sessions } from './sessions.ts';

const mostInBatch = 100;
const sessionUnknown = -32001;
/** of the other generation, or none of a client's business */
const notHere = new Set(['server/discover', 'subscriptions/listen', 'initialize']);

export interface Handshake {
  initialize(guest: Guest, message: JsonRpcMessage & { id: JsonRpcId }): void;
  message(guest: Guest, message: JsonRpcMessage): void;
  batch(guest: Guest, messages: unknown[]): void;
  listen(guest: Guest): void;
  leave(guest: Guest): void;
}

export function createHandshake(house: House, sessions: Sessions): Handshake {
  const { router, log, watch, limits } = house;

  /** The session that a request names, or the answer why there is none. */
  function sessionOf({ request, response, entry }: Guest, id: JsonRpcId | null = null): Session | null {
    const named = request.headers['mcp-session-id'];
    if (typeof named !== 'string' || named === '') {
      const message = 'This request names no session: send initialize first, and then its Mcp-Session-Id with every request.';
      sendRefusal(response, { status: 400, code: rpcCodes.upstreamGone, message, id });
      return null;
    }
    const session = sessions.find(named, entry);
    if (!session) {
      const message = 'This session is not known, or has ended: send initialize again.';
      sendRefusal(response, { status: 404, code: sessionUnknown, message, id });
      return null;
    }
    const revision = request.headers['mcp-protocol-version'];
    if (typeof revision !== 'string' || revision === '' || knows(session, revision)) return session;
    const message = `Protocol version ${revision} is not supported here; this session speaks ${session.caller.protocolVersion}.`;
    sendRefusal(response, { status: 400, code: rpcCodes.upstreamGone, message, id });
    return null;
  }

  function introduce(guest: Guest, params: unknown): NewSession & { result: Record<string, unknown> } {
    const given = isRecord(params) ? params : {};
    const info = isRecord(given.clientInfo) ? given.clientInfo : {};
    const asked = typeof given.protocolVersion === 'string' ? given.protocolVersion : null;
    const protocolVersion = asked !== null && handshakeRevisions.includes(asked) ? asked : handshakeRevisions[0]!;
    const clientInfo = { ...info, name: String(info.name ?? 'unknown'), version: String(info.version ?? '') };
    const label = labelOf(guest, clientInfo.name);
    const profile = house.choose(guest.entry, label);
    const { capabilities, serverInfo, instructions } = router.introduce(profile);
    const id = `session-${house.next()}`;
    return {
      access: guest.access,
      entry: guest.entry,
      asked,
      topics: (['tools', 'prompts', 'resources'] satisfies Topic[]).filter((topic) => isRecord(capabilities[topic])),
      caller: {
        id,
        owner: id,
        label,
        client: clientOf(guest),
        workspace: workspaceOf(guest),
        clientInfo,
        generation: 'handshake',
        protocolVersion,
        capabilities: isRecord(given.capabilities) ? given.capabilities : {},
        profile,
      },
      result: { protocolVersion, capabilities, serverInfo, ...(instructions === undefined ? {} : { instructions }) },
    };
  }

  function handle(session: Session, reply: Reply, message: JsonRpcMessage & { id: JsonRpcId; method: string }): void {
    const { id, method, params } = message;
    if (method === 'ping') {
      reply.answer(answerText(id, {}));
      return;
    }
    if (notHere.has(method)) {
      reply.answer(errorText(id, new RpcError(rpcCodes.methodNotFound, `${method} is not offered here.`)));
      return;
    }
    const say = (text: string) => reply.say(text);
    const call: Call = new Call({
      caller: session.caller,
      timeoutMs: limits.callMs,
      params,
      say,
      ask: (asked, about, signal) => session.ask(call, asked, about, signal, say),
    });
    let settled = false;
    const underway = {
      call,
      settle(text: string) {
        if (settled) return;
        settled = true;
        if (session.underway.get(id) === underway) session.underway.delete(id);
        reply.answer(text);
      },
    };
    session.underway.set(id, underway);
    void answer(call, id, method, params).then(underway.settle);
  }

  async function answer(call: Call, id: JsonRpcId, method: string, params: unknown): Promise<string> {
    try {
      return answerText(id, forHandshake(await router.handle(method, params, call)));
    } catch (error) {
      // nobody waits for this any more, and how it failed is no news
      if (call.signal.aborted) return cancelled(id);
      return errorText(id, rpcErrorOf(error, method, log));
    }
  }

  function hear(session: Session, { method, params }: JsonRpcMessage): void {
    if (method === 'notifications/cancelled') {
      const id = isRecord(params) ? params.requestId : undefined;
      const underway = isId(id) ? session.underway.get(id) : undefined;
      underway?.call.cancel('the client cancelled the request');
      underway?.settle(cancelled(id as JsonRpcId));
    } else if (method !== 'notifications/initialized' && method !== 'notifications/progress') {
      router.hear(method!, params, session.caller);
    }
  }

  /** Notifications and answers are taken at once; what is left are requests. */
  function take(session: Session, messages: JsonRpcMessage[]): (JsonRpcMessage & { id: JsonRpcId; method: string })[] {
    const requests: (JsonRpcMessage & { id: JsonRpcId; method: string })[] = [];
    for (const message of messages) {
      if (message.method === undefined) session.answered(message);
      else if (message.id === undefined) hear(session, message);
      else requests.push(message as JsonRpcMessage & { id: JsonRpcId; method: string });
    }
    return requests;
  }

  function serve(guest: Guest, session: Session, messages: JsonRpcMessage[], isBatch: boolean): void {
    const requests = take(session, messages);
    if (requests.length === 0) {
      sendStatus(guest.response, 202);
      return;
    }
    house.seen(session.caller, session.access);
    const ids = new Set(requests.map(({ id }) => id));
    const giveUp = () => {
      for (const id of ids) session.underway.get(id)?.call.cancel('the client is gone');
    };
    const reply = new Reply(guest.response, {
      accept: guest.request.headers.accept,
      who: session.caller.label,
      log,
      watch,
      expected: requests.length,
      isBatch,
      onGone: giveUp,
      channel: {
        prime: session.primes,
        open: () => session.openRequestStream(giveUp),
        detached: (channel, taken, outlet) => session.requestStreamClosed(channel, taken, outlet),
      },
    });
    for (const request of requests) handle(session, reply, request);
  }

  return {
    initialize(guest, { id, params }) {
      let introduced: ReturnType<typeof introduce>;
      try {
        introduced = introduce(guest, params);
      } catch (error) {
        // by its name it would get a profile that is not there
        if (!(error instanceof Failure)) throw error;
        sendProblem(guest.response, error);
        return;
      }
      const { result, ...given } = introduced;
      const named = guest.request.headers['mcp-session-id'];
      const known = typeof named === 'string' ? sessions.find(named, guest.entry) : null;
      // some clients say hello again and go on under the id they have
      if (known) sessions.restart(known, given);
      const session = known ?? sessions.open(given);
      if (!session) {
        const message = `${limits.sessions} clients are connected already: close one that is not used.`;
        sendRefusal(guest.response, { status: 503, code: rpcCodes.upstreamGone, message, id, headers: { 'retry-after': '10' } });
        return;
      }
      house.seen(session.caller, session.access);
      const headers = { 'mcp-session-id': session.id };
      const reply = new Reply(guest.response, {
        accept: guest.request.headers.accept,
        who: session.caller.label,
        log,
        watch,
        headers,
        onGone() {},
      });
      reply.answer(answerText(id, result));
    },
    message(guest, message) {
      const session = sessionOf(guest, message.method === undefined ? null : message.id);
      if (session) serve(guest, session, [message], false);
    },
    batch(guest, messages) {
      const problem = problemOf(messages);
      if (problem) {
        sendRefusal(guest.response, { status: 400, code: rpcCodes.invalidRequest, message: problem });
        return;
      }
      const session = sessionOf(guest);
      if (session) serve(guest, session, messages as JsonRpcMessage[], true);
    },
    listen(guest) {
      const { request, response } = guest;
      if (!acceptsStream(request.headers.accept)) {
        const message = 'A GET opens an event stream: accept text/event-stream.';
        sendRefusal(response, { status: 406, code: rpcCodes.upstreamGone, message });
        return;
      }
      const session = sessionOf(guest);
      if (!session) return;
      const lastEventId = request.headers['last-event-id'];
      session.listenOn(typeof lastEventId === 'string' ? lastEventId : undefined, (onClose) =>
        openOutlet(response, { who: session.caller.label, log, watch, headers: { 'mcp-session-id': session.id }, onClose }),
      );
    },
    leave(guest) {
      const session = sessionOf(guest);
      if (!session) return;
      sessions.end(session, 'The client ended its session.');
      sendStatus(guest.response, 200);
    },
  };
}

function knows(session: Session, revision: string): boolean {
  return handshakeRevisions.includes(revision) || revision === session.asked || revision === statelessRevision;
}

function cancelled(id: JsonRpcId): string {
  return errorText(id, new RpcError(rpcCodes.upstreamGone, 'The request was cancelled.'));
}

function problemOf(messages: unknown[]): string | null {
  if (messages.length === 0) return 'The batch is empty.';
  if (messages.length > mostInBatch) return `A batch may have ${mostInBatch} messages at most.`;
  for (const message of messages) {
    if (!isMessage(message) || (message.method !== undefined && message.id === null))
      return 'The batch holds something that is no message.';
    if (message.method === 'initialize') return 'initialize cannot be part of a batch.';
    if (claimOf(message.params)) return `Protocol ${statelessRevision} has no batches.`;
  }
  return null;
}
