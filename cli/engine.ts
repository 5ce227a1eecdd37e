// The running engine as the commands see it: a client, and nothing else of it.

import type { Retry } from '../contract/backoff.ts';
import { type Client, createClient } from '../contract/client.ts';
import { httpFetch } from '../core/api/http-fetch.ts';
import { type FoundEngine, findEngine, noEngine } from './find-engine.ts';
import type { Io } from './io.ts';

export interface Engine extends FoundEngine {
  client: Client;
}

/** Followers look again soon: the engine is on this machine. */
export const localRetry: Retry = { delayMs: (attempt) => Math.min(5_000, 250 * 2 ** Math.min(attempt - 1, 5)), heartbeatSeconds: 5 };

export function runningEngine(io: Io): Engine {
  const found = findEngine(io.env);
  if (!found) throw noEngine(io.env);
  return engineOf(io, found);
}

export async function runningOrStartedEngine(io: Io): Promise<Engine> {
  const { findOrStartEngine } = await import('./start-engine.ts');
  return engineOf(io, await findOrStartEngine(io));
}

function engineOf(io: Io, found: FoundEngine): Engine {
  // a follower outlives the engine: the next one may have another port and has another token
  const now = (): FoundEngine => findEngine(io.env) ?? found;
  return { ...found, client: createClient({ baseUrl: () => now().url, token: () => now().token, fetch: httpFetch, actor: 'cli' }) };
}
