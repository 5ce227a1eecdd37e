// A stateless server that needs something of the client answers with what it needs, and is asked again with it. Clients of the handshake
// generation know nothing of that: each need becomes a request to the client, and the server is asked again with the answers.
import { isRecord } from '../link/message.ts';
import { type Exchange, RpcError, rpcCodes } from './gateway.ts';

export interface InputLimits {
  /** answers of one request that ask for more */
  rounds: number;
  /** questions at once */
  questions: number;
  /** before a server is asked again that had no question, and only wants to be asked later */
  pauseMs: number;
}

const usual: InputLimits = { rounds: 10, questions: 32, pauseMs: 250 };
const askable = new Set(['sampling/createMessage', 'elicitation/create', 'roots/list']);

/** What goes into the next request, beside the first one's own parameters. */
export interface MoreInput {
  inputResponses?: Record<string, unknown>;
  /** as the server said it */
  requestState?: unknown;
}

/**
 * `result` is what the server answered at first. A client that declines has answered: the server hears it. One that cannot answer, or fails,
 * ends the request with its error, as it would if the server had asked it directly.
 */
export async function resolveInputRequired(
  result: Record<string, unknown>,
  exchange: Pick<Exchange, 'ask' | 'signal'>,
  again: (more: MoreInput) => Promise<unknown>,
  limits: Partial<InputLimits> = {},
): Promise<unknown> {
  const { rounds, questions, pauseMs } = { ...usual, ...limits };
  let latest = result;
  for (let round = 1; round <= rounds; round += 1) {
    const asked = requestsOf(latest, questions);
    const { requestState } = latest;
    if (asked.length === 0 && requestState === undefined) throw broken('asked for input without saying which');
    const more: MoreInput = requestState === undefined ? {} : { requestState };
    if (asked.length > 0) more.inputResponses = await askAll(asked, exchange);
    else await pause(pauseMs, exchange.signal);
    if (exchange.signal.aborted) throw cancelled();
    const answer = await again(more);
    if (!isRecord(answer) || answer.resultType !== 'input_required') return answer;
    latest = answer;
  }
  throw broken(`still asked for input after ${rounds} rounds`);
}

interface Question {
  key: string;
  method: string;
  params: unknown;
}

function requestsOf({ inputRequests }: Record<string, unknown>, most: number): Question[] {
  if (inputRequests === undefined) return [];
  if (!isRecord(inputRequests)) throw broken('asked for input in a form that the protocol does not know');
  const entries = Object.entries(inputRequests);
  if (entries.length > most) throw broken(`asked ${entries.length} questions at once; at most ${most} are passed on`);
  return entries.map(([key, request]) => {
    const method = isRecord(request) ? request.method : undefined;
    if (typeof method !== 'string' || !askable.has(method))
      throw broken(`asked for input by ${JSON.stringify(method)}, which is no question`);
    return { key, method, params: (request as Record<string, unknown>).params };
  });
}

/** Together; the first that fails calls the others off, because the request has failed with it. */
async function askAll(questions: readonly Question[], exchange: Pick<Exchange, 'ask' | 'signal'>): Promise<Record<string, unknown>> {
  const failed = new AbortController();
  const signal = AbortSignal.any([exchange.signal, failed.signal]);
  const ask = async ({ key, method, params }: Question) => [key, await exchange.ask(method, params, { signal })] as const;
  try {
    return Object.fromEntries(await Promise.all(questions.map(ask)));
  } catch (error) {
    failed.abort();
    throw error;
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', over);
      resolve();
    };
    const timer = setTimeout(over, ms);
    signal.addEventListener('abort', over, { once: true });
    if (signal.aborted) over();
  });
}

const broken = (what: string) => new RpcError(rpcCodes.internal, `The server ${what}. Its log may say why.`);
const cancelled = () => new RpcError(rpcCodes.upstreamGone, 'The request was cancelled.');
