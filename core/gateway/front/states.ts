// `requestState` of the input that a server needs, on its way through the gateway. Each is marked as ours and bound to whose it is and what
// it is about: a client that brings another one's is refused, and a server never sees a state that it did not make.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { isRecord } from '../../link/message.ts';

/** What a retry must have in common with the request that it continues. */
export interface Binding {
  bearer: string;
  client: string;
  profile: string;
  method: string;
  target: string | null;
}

export interface States {
  seal(state: string, binding: Binding): string;
  /** null: not one of ours, or not this client's, or of another request */
  open(sealed: string, binding: Binding): string | null;
}

export function createStates(): States {
  // ends with the engine, as what waits for these states does
  const key = randomBytes(32);
  const sign = (state: string, { bearer, client, profile, method, target }: Binding) =>
    createHmac('sha256', key)
      .update(JSON.stringify([state, bearer, client, profile, method, target]))
      .digest('base64url');
  return {
    seal: (state, binding) => `${sign(state, binding)}.${state}`,
    open(sealed, binding) {
      const at = sealed.indexOf('.');
      if (at === -1) return null;
      const state = sealed.slice(at + 1);
      const [given, right] = [Buffer.from(sealed.slice(0, at)), Buffer.from(sign(state, binding))];
      return given.length === right.length && timingSafeEqual(given, right) ? state : null;
    },
  };
}

/** a retry, with or without answers; null: a request of its own, or one that needs no state */
export function retryOf(params: unknown): { state: string; responses: Record<string, unknown> } | null {
  if (!isRecord(params) || params.requestState === undefined) return null;
  return { state: String(params.requestState), responses: isRecord(params.inputResponses) ? params.inputResponses : {} };
}
