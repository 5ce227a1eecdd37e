// What a remote answers to somebody who is not signed in: asked before a sign-in when it has not been asked since the engine started.
import type { FetchLike } from '@modelcontextprotocol/client';
import { handshakeRevisions } from '../revisions.ts';
import { type Challenge, readChallenge } from './authority.ts';
import type { SignInTarget } from './sign-in.ts';

/** null: it did not ask for a sign-in */
export async function probe({ url, headers }: SignInTarget, fetch: FetchLike): Promise<Challenge | null> {
  const params = { protocolVersion: handshakeRevisions[0], capabilities: {}, clientInfo: { name: 'roundhouse', version: '1' } };
  const response = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params }),
    redirect: 'manual',
  });
  return response.status === 401 || response.status === 403 ? readChallenge(response) : null;
}
