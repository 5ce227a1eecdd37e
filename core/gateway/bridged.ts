// Answers of handshake servers to clients of the stateless generation, where the two generations say the same in different ways.
import { AnswerError } from '../link/link.ts';
import { isRecord } from '../link/message.ts';
import type { Flight } from './flights.ts';
import { type Exchange, RpcError, rpcCodes } from './gateway.ts';
import type { MoreInput } from './input-required.ts';

/** a person has to open these addresses first; nothing was done */
const addressesFirst = -32042;
const MOST_SAID = 500;

/**
 * A handshake server hears once, for all of its clients, what may be asked. One that asked, was refused, and then failed has needed what its
 * client did not declare: a client of the stateless generation is told that as its protocol has it.
 */
export function refusalOf(outcome: unknown, { lacks, exchange, server }: Flight): RpcError | null {
  if (lacks === null || exchange.caller.generation !== 'stateless') return null;
  const isFailure = outcome instanceof AnswerError || (isRecord(outcome) && outcome.isError === true);
  if (!isFailure) return null;
  const said = outcome instanceof AnswerError ? outcome.message : textOf(outcome.content);
  const words = `${server} needs ${Object.keys(lacks).join(' and ')} for this, which this client did not declare.`;
  return new RpcError(rpcCodes.missingCapability, said ? `${words} It said: ${said}` : words, { requiredCapabilities: lacks });
}

/** Asked in a round of its own; whoever accepts has the request sent again, which the server wants in this case, once. */
export async function openAddresses(error: unknown, exchange: Exchange, again: () => Promise<unknown>): Promise<unknown> {
  const addresses = addressesIn(error, exchange);
  if (!addresses) throw error;
  const { resolveInputRequired } = await import('./input-required.ts');
  const inputRequests = Object.fromEntries(
    addresses.map((params, at) => [`address-${at + 1}`, { method: 'elicitation/create', params: { ...params, mode: 'url' } }]),
  );
  const retry = ({ inputResponses = {} }: MoreInput) => {
    const isDone = Object.values(inputResponses).every((answer) => isRecord(answer) && answer.action === 'accept');
    return isDone ? again() : Promise.reject(error);
  };
  return resolveInputRequired({ inputRequests }, exchange, retry, { rounds: 1 });
}

function addressesIn(error: unknown, { caller }: Exchange): Record<string, unknown>[] | null {
  if (!(error instanceof AnswerError) || error.code !== addressesFirst || caller.generation !== 'stateless') return null;
  const { elicitation } = caller.capabilities;
  const given = isRecord(error.data) ? error.data.elicitations : undefined;
  if (!isRecord(elicitation) || elicitation.url === undefined || !Array.isArray(given)) return null;
  const addresses = given.filter((one) => isRecord(one) && typeof one.url === 'string');
  return addresses.length > 0 ? addresses : null;
}

function textOf(content: unknown): string {
  const [first] = Array.isArray(content) ? content : [];
  return isRecord(first) && typeof first.text === 'string' ? first.text.slice(0, MOST_SAID) : '';
}
