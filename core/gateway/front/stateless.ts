// Clients of the stateless generation: every request says everything, and nothing is kept but what is under way.
import type { JsonRpcId, JsonRpcMessage } from '../../link/link.ts';
import { isRecord } from '../../link/message.ts';
import { statelessRevision } from '../../link/revisions.ts';
import { type Caller, RpcError, rpcCodes } from '../gateway.ts';
import { Call, type CallOptions } from './call.ts';
import { checkHeaders, type Envelope, readEnvelope, targetOf } from './envelope.ts';
import { bridgeHeader, clientOf, type Guest, type House, labelOf, ownerOf, workspaceOf } from './guest.ts';
import { checkParamHeaders } from './param-headers.ts';
import { sendRefusal, sendStatus } from './refuse.ts';
import { Reply } from './reply.ts';
import { answerText, errorForStateless, errorText, forStateless, rpcErrorOf } from './results.ts';
import { type Outcome, type Parking, parkedMark, passedMark, Rounds } from './rounds.ts';
import { type Binding, retryOf } from './states.ts';
import type { Subscriptions } from './subscriptions.ts';

/** gone from this generation; servers of the other one would still answer them */
const removed = new Set(['initialize', 'ping', 'logging/setLevel', 'resources/subscribe', 'resources/unsubscribe', 'roots/list']);
const served = new Set([
  'tools/call',
  'tools/list',
  'prompts/get',
  'prompts/list',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'completion/complete',
]);

type Request = JsonRpcMessage & { id: JsonRpcId; method: string };

export interface Stateless {
  message(guest: Guest, message: JsonRpcMessage, meta: Record<string, unknown>): void;
  /** those of one token; returns how many */
  endAccess(key: string, reason: string): number;
  endAll(reason: string): void;
}

export function createStateless(house: House, parking: Parking, subscriptions: Subscriptions): Stateless {
  const { router, log, watch, limits } = house;
  const underway = new Set<Rounds>();

  function callerOf(guest: Guest, envelope: Envelope): Caller {
    const clientInfo = envelope.clientInfo ?? { name: 'unknown', version: '' };
    const id = `request-${house.next()}`;
    return {
      id,
      owner: ownerOf(guest, id),
      label: labelOf(guest, clientInfo.name),
      client: clientOf(guest),
      workspace: workspaceOf(guest),
      clientInfo,
      generation: 'stateless',
      protocolVersion: statelessRevision,
      capabilities: envelope.capabilities,
      profile: guest.profile,
    };
  }

  function discover(guest: Guest, reply: Reply, id: JsonRpcId): void {
    const { capabilities, serverInfo, instructions } = router.introduce(guest.profile);
    const result = { supportedVersions: [statelessRevision], capabilities, ...(instructions === undefined ? {} : { instructions }) };
    reply.answer(answerText(id, forStateless('server/discover', { ...result, ttlMs: 60_000, cacheScope: 'private' }, serverInfo)));
  }

  function handle(guest: Guest, { id, method, params }: Request, envelope: Envelope, caller: Caller): void {
    const { request, response, access, profile } = guest;
    let rounds: Rounds | null = null;
    let start: (() => void) | null = null;
    const reply: Reply = new Reply(response, {
      accept: request.headers.accept,
      who: caller.label,
      log,
      watch,
      // the stream of a request is all there is of it: closing it means to cancel
      onGone: () => rounds?.call.cancel('the client is gone'),
    });
    if (method === 'server/discover') {
      discover(guest, reply, id);
      return;
    }
    const client = caller.clientInfo.name;
    const binding: Binding = { bearer: access.key, client, profile: profile.name, method, target: boundTarget(method, params) };
    const retry = retryOf(params);
    const state = retry && parking.states.open(retry.state, binding);
    if (retry && state?.startsWith(parkedMark)) {
      rounds = parking.take(state);
      start = () => rounds?.resume(retry.responses);
    } else if (!retry || state) {
      // the server's own state, which it gets back as it was
      const given = state ? { ...(params as object), requestState: state.slice(passedMark.length) } : params;
      const begun = create(binding, caller, envelope, given);
      rounds = begun;
      start = () => run(begun, method, given);
    }
    if (!rounds) {
      const message = 'Nothing waits under this requestState: it was used, has expired, or belongs to another request.';
      reply.answer(errorText(id, new RpcError(rpcCodes.invalidParams, message)));
      return;
    }
    const current = rounds;
    said.set(current.call, (text) => reply.say(text));
    current.attach((outcome) => {
      said.delete(current.call);
      if ('text' in outcome) reply.answer(outcome.text(id), statusOf(outcome, method));
      else reply.answer(answerText(id, forStateless(method, outcome, house.serverInfo(profile))));
    });
    start?.();
  }

  /** where the messages of a call go now; nowhere while it waits for input */
  const said = new WeakMap<Call, (text: string) => boolean>();

  function create(binding: Binding, caller: Caller, envelope: Envelope, params: unknown): Rounds {
    const make = (ask: CallOptions['ask']) => {
      const say = (text: string) => said.get(call)?.(text) ?? false;
      const call: Call = new Call({ caller, timeoutMs: limits.callMs, params, logLevel: envelope.logLevel, say, ask });
      return call;
    };
    return new Rounds(make, binding, parking);
  }

  function run(rounds: Rounds, method: string, params: unknown): void {
    underway.add(rounds);
    void outcomeOf(rounds, method, params).then((outcome) => {
      underway.delete(rounds);
      rounds.settle(outcome);
      router.leave(rounds.call.caller.id);
    });
  }

  function end(rounds: Rounds, reason: string): void {
    const error = new RpcError(rpcCodes.upstreamGone, reason);
    rounds.call.cancel(reason);
    rounds.settle({ text: (id) => errorText(id, error), code: error.code });
  }

  async function outcomeOf({ call, binding }: Rounds, method: string, params: unknown): Promise<Outcome> {
    try {
      const result = await router.handle(method, params, call);
      const dressed = forStateless(method, result, house.serverInfo(call.caller.profile));
      if (typeof dressed.requestState === 'string') dressed.requestState = parking.states.seal(passedMark + dressed.requestState, binding);
      // written once, here: what cannot be written is an error like any other
      const json = JSON.stringify(dressed);
      return { text: (id) => `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${json}}`, code: null };
    } catch (error) {
      const rpc = call.signal.aborted
        ? new RpcError(rpcCodes.upstreamGone, 'The request was cancelled.')
        : errorForStateless(method, rpcErrorOf(error, method, log));
      return { text: (id) => errorText(id, rpc), code: rpc.code };
    }
  }

  return {
    message(guest, message, meta) {
      const { request, response } = guest;
      const { id, method, params } = message;
      // nothing that a client has to tell without being asked is left in this generation
      if (id === undefined || method === undefined) {
        sendStatus(response, 202);
        return;
      }
      const envelope = readEnvelope(meta);
      const refusal =
        'status' in envelope
          ? envelope
          : (checkHeaders(request.headers, method, params, envelope.protocolVersion) ??
            (method === 'tools/call' && request.headers[bridgeHeader] === undefined
              ? checkParamHeaders(router.inputSchema?.(guest.profile, targetOf(method, params) ?? ''), params, request.headers)
              : null));
      if (refusal || 'status' in envelope) {
        sendRefusal(response, { ...refusal!, id });
        return;
      }
      if (removed.has(method)) {
        const text = `${method} is no part of protocol ${statelessRevision}.`;
        sendRefusal(response, { status: 404, code: rpcCodes.methodNotFound, message: text, id });
        return;
      }
      const caller = callerOf(guest, envelope);
      house.seen(caller, guest.access);
      if (method === 'subscriptions/listen') subscriptions.open(guest, message as Request, caller);
      else handle(guest, message as Request, envelope, caller);
    },
    endAccess(key, reason) {
      const theirs = [...underway].filter(({ binding }) => binding.bearer === key);
      for (const rounds of theirs) end(rounds, reason);
      return theirs.length;
    },
    endAll(reason) {
      for (const rounds of [...underway]) end(rounds, reason);
    },
  };
}

/** A state belongs to the tool that is called, by whatever name. */
function boundTarget(method: string, params: unknown): string | null {
  const target = targetOf(method, params);
  if (target !== 'call_tool' || !isRecord(params) || !isRecord(params.arguments)) return target;
  return `call_tool ${String(params.arguments.name)}`;
}

/** Errors are answers too, but for those that the protocol gives a status. */
function statusOf({ code }: Outcome, method: string): number {
  if (code === rpcCodes.missingCapability) return 400;
  return code === rpcCodes.methodNotFound && !served.has(method) ? 404 : 200;
}
