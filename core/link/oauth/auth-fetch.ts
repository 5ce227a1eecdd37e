// fetch for what signing in asks of others: short answers, in bounded time, over sockets that are gone afterwards.
import type { FetchLike } from '@modelcontextprotocol/client';
import { ownFetch } from '../http-fetch.ts';
import { LinkError } from '../link.ts';
import { nameOf, unreachable } from '../remote-words.ts';

const TIMEOUT_MS = 15_000;
const MOST_CHARACTERS = 1_000_000;

export const authFetch: FetchLike = async (url, init = {}) => {
  const sockets = ownFetch();
  const limit = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit;
    // a form is sent as its text: our sockets know no other body
    const body = init.body === undefined || init.body === null ? undefined : String(init.body);
    const response = await sockets.fetch(url, { ...init, body, signal });
    const { status, statusText, headers } = response;
    const text = response.body === null ? null : await textOf(response, String(url));
    return new Response(text, { status, statusText, headers });
  } catch (error) {
    throw error instanceof LinkError ? error : unreachable(String(url), limit.aborted ? { code: 'ETIMEDOUT' } : error);
  } finally {
    sockets.close();
  }
};

async function textOf(response: Response, url: string): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const piece of response.body!) {
    text += decoder.decode(piece, { stream: true });
    if (text.length > MOST_CHARACTERS) throw new LinkError(`${nameOf(url)} answered with more than a sign-in ever needs`);
  }
  return text + decoder.decode();
}
