// A request of the stateless generation that needs input of its client: it is answered with what it needs, waits under a name that nobody
// can guess, and goes on when the client asks again with the input. As often as it takes.
import { randomBytes } from 'node:crypto';
import type { JsonRpcId } from '../../link/link.ts';
import { RpcError, rpcCodes, togetherMs } from '../gateway.ts';
import type { Call } from './call.ts';
import { cannotBeAsked } from './capability.ts';
import type { Binding, States } from './states.ts';

const mostRounds = 32;
const mayAsk = new Set(['tools/call', 'prompts/get', 'resources/read']);

/** The answer, under the id of whichever request takes it. */
export interface Outcome {
  text(id: JsonRpcId): string;
  /** null: a result */
  code: number | null;
}

export interface InputRequired {
  resultType: 'input_required';
  inputRequests: Record<string, { method: string; params: unknown }>;
  requestState: string;
}

interface Question {
  method: string;
  params: unknown;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** One request through all its rounds. It has an answer to give, or a client to give it to, or neither; never is an answer lost. */
export class Rounds {
  readonly call: Call;
  readonly binding: Binding;
  readonly #parking: Parking;
  readonly #questions = new Map<string, Question>();
  #lastKey = 0;
  #round = 0;
  #asking = false;
  #reply: ((outcome: InputRequired | Outcome) => void) | null = null;
  #outcome: Outcome | null = null;

  constructor(
    make: (ask: (method: string, params: unknown, signal: AbortSignal) => Promise<unknown>) => Call,
    binding: Binding,
    parking: Parking,
  ) {
    this.#parking = parking;
    this.binding = binding;
    this.call = make((method, params, signal) => this.#ask(method, params, signal));
  }

  /** a client is there; it takes one outcome */
  attach(reply: (outcome: InputRequired | Outcome) => void): void {
    this.#reply = reply;
    if (this.#outcome) this.#give(this.#outcome);
  }

  /** the request has its answer, whoever is there to take it */
  settle(outcome: Outcome): void {
    if (this.#outcome) return;
    this.#outcome = outcome;
    for (const question of [...this.#questions.values()]) question.reject(gone());
    if (this.#reply) this.#give(outcome);
  }

  /** The client came back. What it did not answer is asked once more. */
  resume(responses: Record<string, unknown>): void {
    for (const [key, question] of [...this.#questions]) {
      if (Object.hasOwn(responses, key)) question.resolve(responses[key]);
    }
    if (this.#questions.size > 0) this.#askSoon();
  }

  #give(outcome: InputRequired | Outcome): void {
    const reply = this.#reply;
    this.#reply = null;
    reply?.(outcome);
  }

  #ask(method: string, params: unknown, signal: AbortSignal): Promise<unknown> {
    const refusal = mayAsk.has(this.binding.method)
      ? cannotBeAsked(method, params, this.call.caller.capabilities)
      : new RpcError(rpcCodes.methodNotFound, `A client cannot be asked anything while it asks for ${this.binding.method}.`);
    if (refusal) return Promise.reject(refusal);
    if (signal.aborted || this.call.signal.aborted || this.#outcome) return Promise.reject(gone());
    return new Promise((resolve, reject) => {
      const key = `input-${++this.#lastKey}`;
      const onAbort = () => {
        settle();
        reject(gone());
      };
      const settle = () => {
        this.#questions.delete(key);
        signal.removeEventListener('abort', onAbort);
        this.call.signal.removeEventListener('abort', onAbort);
      };
      this.#questions.set(key, {
        method,
        params,
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
      this.call.signal.addEventListener('abort', onAbort, { once: true });
      this.#askSoon();
    });
  }

  /** Questions that come together go out together: a round trip to a client costs more than the wait. */
  #askSoon(): void {
    if (this.#asking) return;
    this.#asking = true;
    setTimeout(() => {
      this.#asking = false;
      if (!this.#reply || this.#questions.size === 0) return;
      if (++this.#round > mostRounds) {
        const error = new RpcError(rpcCodes.internal, `This request still needed input after ${mostRounds} rounds.`);
        for (const question of [...this.#questions.values()]) question.reject(error);
        return;
      }
      const inputRequests: InputRequired['inputRequests'] = {};
      for (const [key, { method, params }] of this.#questions) inputRequests[key] = { method, params: params ?? {} };
      this.#give({ resultType: 'input_required', inputRequests, requestState: this.#parking.park(this) });
    }, togetherMs);
  }
}

function gone(): RpcError {
  return new RpcError(rpcCodes.upstreamGone, 'The client is gone, or gave its request up.');
}

export interface Parking {
  readonly states: States;
  /** returns the name under which it waits, for one retry */
  park(rounds: Rounds): string;
  /** null: nothing waits under this name any more */
  take(state: string): Rounds | null;
  sweep(now: number): void;
  /** those of one token */
  endAccess(key: string, reason: string): void;
  endAll(): void;
  count(): number;
}

/** tell what waits here from the states of servers, which pass through */
export const parkedMark = 'parked:';
export const passedMark = 'server:';

export function createParking(states: States, most: number, forMs: number, now: () => number = () => performance.now()): Parking {
  const waiting = new Map<string, { rounds: Rounds; until: number }>();
  function giveUp(state: string, reason: string): void {
    const { call } = waiting.get(state)!.rounds;
    waiting.delete(state);
    call.cancel(reason);
  }
  return {
    states,
    park(rounds) {
      const state = parkedMark + randomBytes(24).toString('base64url');
      waiting.set(state, { rounds, until: now() + forMs });
      // a Map keeps the order: the first has waited longest
      if (waiting.size > most) giveUp(waiting.keys().next().value!, 'too many requests wait for input');
      return states.seal(state, rounds.binding);
    },
    take(state) {
      const found = waiting.get(state);
      if (!found || found.until <= now()) return null;
      waiting.delete(state);
      return found.rounds;
    },
    sweep(at) {
      for (const [state, { until }] of [...waiting]) if (until <= at) giveUp(state, 'the client did not come back with the input');
    },
    endAccess(key, reason) {
      for (const [state, { rounds }] of [...waiting]) if (rounds.binding.bearer === key) giveUp(state, reason);
    },
    endAll() {
      for (const state of [...waiting.keys()]) giveUp(state, 'the engine is shutting down');
    },
    count: () => waiting.size,
  };
}
