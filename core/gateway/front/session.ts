// A client of the handshake generation, from `initialize` on: what it has under way, what it was asked, and the streams it listens on.
import type { JsonRpcId, JsonRpcMessage } from '../../link/link.ts';
import { type Caller, type Listener, type ProfileRules, RpcError, rpcCodes, type Topic } from '../gateway.ts';
import type { Call } from './call.ts';
import { cannotBeAsked } from './capability.ts';
import { Channel, eventOf } from './channel.ts';
import type { Entry } from './choice.ts';
import type { Access } from './door.ts';
import type { Outlet } from './outlet.ts';

const mostPending = 500;
const mostAsks = 1000;
const mostStandalone = 8;
/** a broken stream of a request waits so long for its client, if that client still listens elsewhere */
const comeBackMs = 30_000;
const listenAgainMs = 5 * 60_000;

export interface Underway {
  readonly call: Call;
  settle(text: string): void;
}

interface Asked {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** The session's own copy: its profile may be another one after a change of the configuration. */
export type SessionCaller = Omit<Caller, 'profile'> & { profile: ProfileRules };

export interface SessionOptions {
  id: string;
  access: Access;
  entry: Entry;
  caller: SessionCaller;
  /** the revision it named first; some go on naming it */
  asked: string | null;
  /** lists that it has to read again when it missed something */
  topics: Topic[];
  now: number;
}

export class Session implements Listener {
  readonly id: string;
  readonly access: Access;
  entry: Entry;
  readonly underway = new Map<JsonRpcId, Underway>();
  readonly since = new Date();
  lastSeen: number;
  caller: SessionCaller;
  asked: string | null;
  topics: Topic[];
  ended = false;
  /** undoes what the router knows of it */
  leave: () => void = () => {};
  #lastKey = 0;
  #lastAsk = 0;
  readonly #asks = new Map<JsonRpcId, Asked>();
  /** streams by the name that is in their event ids */
  readonly #channels = new Map<string, Channel>();
  readonly #standalone: Channel[] = [];
  /** for requests whose stream broke: how to give them up */
  readonly #giveUp = new Map<Channel, () => void>();
  #pending: string[] = [];
  #missed = false;

  constructor({ id, access, entry, caller, asked, topics, now }: SessionOptions) {
    this.id = id;
    this.access = access;
    this.entry = entry;
    this.caller = caller;
    this.asked = asked;
    this.topics = topics;
    this.lastSeen = now;
  }

  /** An event without a message makes a stream resumable; older clients choke on it. */
  get primes(): boolean {
    return this.caller.protocolVersion >= '2025-11-25';
  }

  get idle(): boolean {
    return this.underway.size === 0 && this.#live() === null;
  }

  get streams(): number {
    return this.#standalone.filter((channel) => channel.attached).length;
  }

  changed(topic: Topic): void {
    this.#tell(`notifications/${topic}/list_changed`);
  }

  resourceUpdated(uri: string): void {
    this.#tell('notifications/resources/updated', { uri });
  }

  log(params: Record<string, unknown>): void {
    this.#tell('notifications/message', params);
  }

  #tell(method: string, params?: Record<string, unknown>): void {
    this.#post(JSON.stringify({ jsonrpc: '2.0', method, params }));
  }

  #post(text: string): void {
    const live = this.#live();
    if (live) live.say(text);
    else if (!this.#pending.includes(text)) {
      this.#pending.push(text);
      if (this.#pending.length <= mostPending) return;
      this.#pending.shift();
      this.#missed = true;
    }
  }

  #live(): Channel | null {
    return this.#standalone.findLast((channel) => channel.attached) ?? null;
  }

  /** A GET: a new stream, or one that broke and goes on. */
  listenOn(lastEventId: string | undefined, open: (onClose: (taken: boolean) => void) => Outlet): void {
    const event = eventOf(lastEventId);
    const known = event && this.#channels.get(event.key);
    const channel = known ?? new Channel(`g${++this.#lastKey}`);
    const isRequest = this.#giveUp.has(channel);
    const outlet: Outlet = open((taken) =>
      isRequest ? this.requestStreamClosed(channel, taken, outlet) : this.#standaloneClosed(channel, outlet),
    );
    const whole = channel.attach(outlet, known ? event.number : 0) && (known !== undefined || event === null);
    if (isRequest) return;
    if (!known) {
      this.#channels.set(channel.key, channel);
      if (this.primes) channel.prime();
    }
    const at = this.#standalone.indexOf(channel);
    if (at !== -1) this.#standalone.splice(at, 1);
    this.#standalone.push(channel);
    const attached = this.#standalone.filter((other) => other.attached);
    if (attached.length > mostStandalone) attached[0]!.finish();
    if (!whole || this.#missed) for (const topic of this.topics) this.changed(topic);
    this.#missed = false;
    for (const text of this.#pending.splice(0)) channel.say(text);
  }

  #standaloneClosed(channel: Channel, outlet: Outlet): void {
    if (!channel.detach(outlet, performance.now())) return;
    if (channel.finished) this.#forget(channel);
    if (this.#live() === null) this.#giveUpBroken(() => true);
  }

  /** A stream for one POST, which its client can come back to. */
  openRequestStream(giveUp: () => void): Channel {
    const channel = new Channel(`p${++this.#lastKey}`);
    this.#channels.set(channel.key, channel);
    this.#giveUp.set(channel, giveUp);
    return channel;
  }

  /**
   * A client whose last connection breaks is gone, and what it asked for with it. One that still listens on another stream lives: it may
   * come back for the rest.
   */
  requestStreamClosed(channel: Channel, taken: boolean, outlet: Outlet): void {
    if (!channel.detach(outlet, performance.now())) return;
    if (channel.finished && taken) this.#forget(channel);
    else if (this.#live() === null) this.#giveUpBroken((other) => other === channel);
  }

  #giveUpBroken(which: (channel: Channel) => boolean): void {
    for (const [channel, giveUp] of [...this.#giveUp]) {
      if (channel.attached || !which(channel)) continue;
      this.#forget(channel);
      giveUp();
    }
  }

  #forget(channel: Channel): void {
    this.#channels.delete(channel.key);
    this.#giveUp.delete(channel);
    const at = this.#standalone.indexOf(channel);
    if (at !== -1) this.#standalone.splice(at, 1);
  }

  sweep(now: number): void {
    this.#giveUpBroken(({ detachedAt }) => detachedAt !== 0 && now - detachedAt > comeBackMs);
    for (const channel of [...this.#standalone]) {
      if (!channel.attached && now - channel.detachedAt > listenAgainMs) this.#forget(channel);
    }
  }

  /** A request of ours: on the stream of the request that it belongs to, or on one that is open anyway. */
  ask(call: Call, method: string, params: unknown, signal: AbortSignal, say: (message: string) => boolean): Promise<unknown> {
    const refusal = this.ended ? gone() : cannotBeAsked(method, params, call.caller.capabilities);
    if (refusal) return Promise.reject(refusal);
    if (signal.aborted || call.signal.aborted) return Promise.reject(gone());
    if (this.#asks.size >= mostAsks) return Promise.reject(new RpcError(rpcCodes.internal, 'This client has too many questions open.'));
    const id = `ask-${++this.#lastAsk}`;
    const live = this.#live();
    const send = (text: string) => {
      if (say(text)) return true;
      live?.say(text);
      return live !== null;
    };
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        settle();
        send(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: id, reason: 'no longer needed' } }));
        reject(gone());
      };
      const settle = () => {
        this.#asks.delete(id);
        signal.removeEventListener('abort', onAbort);
        call.signal.removeEventListener('abort', onAbort);
      };
      this.#asks.set(id, {
        resolve: (result) => {
          settle();
          resolve(result);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      });
      signal.addEventListener('abort', onAbort, { once: true });
      call.signal.addEventListener('abort', onAbort, { once: true });
      if (!send(JSON.stringify({ jsonrpc: '2.0', id, method, params: params ?? {} }))) {
        settle();
        reject(
          new RpcError(rpcCodes.methodNotFound, 'This client takes no requests: it neither accepts an event stream nor listens on one.'),
        );
      }
    });
  }

  /** The client's answer to one of our requests. Late or unknown ones do no harm. */
  answered({ id, result, error }: JsonRpcMessage): void {
    const asked = id === undefined || id === null ? undefined : this.#asks.get(id);
    if (!asked) return;
    if (error) asked.reject(new RpcError(error.code, error.message, error.data));
    else asked.resolve(result);
  }

  end(reason: string, settle: (id: JsonRpcId) => string): void {
    if (this.ended) return;
    this.ended = true;
    for (const [id, { call, settle: answer }] of [...this.underway]) {
      call.cancel(reason);
      answer(settle(id));
    }
    for (const asked of [...this.#asks.values()]) asked.reject(gone());
    for (const channel of this.#channels.values()) channel.finish();
    this.#channels.clear();
    this.#giveUp.clear();
    this.#pending = [];
    this.leave();
  }
}

function gone(): RpcError {
  return new RpcError(rpcCodes.upstreamGone, 'The client is gone, or gave its request up.');
}
