// What became of a request that a server did not answer with a result, as the client is told it.
import { AnswerError, LinkError, type OpenedLink, TooLargeError } from '../link/link.ts';
import { TimeoutError } from '../link/peer.ts';
import { RpcError, rpcCodes, type Upstreams } from './gateway.ts';

/** the end of a process is known a moment after the end of its pipe: last words are worth that moment, on a busy machine some more */
const LAST_WORDS_MS = 50;
const LATEST_WORDS_MS = 400;

export interface Failed {
  server: string;
  method: string;
  link: OpenedLink;
  signal: AbortSignal;
  upstreams: Upstreams;
}

/** A server's own errors keep their code and their data; the end of a server becomes its last words. Whatever else it was stays what it is. */
export async function clientError(error: unknown, { server, method, link, signal, upstreams }: Failed): Promise<unknown> {
  if (error instanceof AnswerError) return new RpcError(error.code, error.message, error.data);
  if (error instanceof TooLargeError) {
    return new RpcError(rpcCodes.internal, `${server} did it, but ${error.message}. Ask for less at once.`, { server, method });
  }
  if (!(error instanceof LinkError)) return error;
  if (signal.aborted) return cancelled();
  if (error instanceof TimeoutError) {
    const words = `${server} did not answer in time: ${error.message}. Its log may say what it works on.`;
    return new RpcError(rpcCodes.upstreamGone, words, { server, method, timedOut: true });
  }
  const isConnected = () => upstreams.get(server)?.link === link;
  const latest = performance.now() + LATEST_WORDS_MS;
  do await new Promise((resume) => setTimeout(resume, LAST_WORDS_MS));
  while (isConnected() && performance.now() < latest);
  if (isConnected()) {
    const next = error.next === null ? '' : ` ${error.next}`;
    return new RpcError(rpcCodes.upstreamGone, `${server} could not be asked: ${error.message}.${next}`, { server, method });
  }
  const { message, data } = upstreams.lastWords(server);
  return new RpcError(rpcCodes.upstreamGone, message, { server, method, ...data });
}

export const cancelled = () => new RpcError(rpcCodes.upstreamGone, 'The request was cancelled.');
