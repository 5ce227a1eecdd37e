// One request to one server: wait for the server, send, wait for the answer, keep the books. The payload is the server's business; what is
// added here is as little as can be, since every call comes this way. Nothing is ever sent twice.
import { AnswerError, type OpenedLink } from '../link/link.ts';
import { isRecord } from '../link/message.ts';
import type { Flight, Flights } from './flights.ts';
import { Gate } from './gate.ts';
import { type CallRecord, type Exchange, RpcError, rpcCodes, type Upstreams } from './gateway.ts';
import { ask, type Times } from './in-time.ts';
import type { MoreInput } from './input-required.ts';
import type { LogLevels } from './log-levels.ts';
import { metaFor } from './meta.ts';
import { cancelled, clientError } from './upstream-error.ts';
import { bytesInWords, weigh } from './weight.ts';

export interface Limits {
  /** of one result */
  resultBytes: number;
  /** calls that one server works on at a time, and how many more may wait */
  perServer: number;
  waiting: number;
}

export const usualLimits: Limits = { resultBytes: 32 * 1024 * 1024, perServer: 256, waiting: 2_048 };

export interface Request {
  server: string;
  method: string;
  /** with the server's own names; an object of its own, that may be changed here */
  params: Record<string, unknown>;
  /** for the record: as the client called it */
  target: string | null;
  recorded: boolean;
  /** of the answer, when its carrier knows */
  resultBytes?: number;
}

export interface ForwardParts {
  upstreams: Upstreams;
  flights: Flights;
  levels: LogLevels;
  limits: Limits;
  /** with what was asked, which the record itself does not hold */
  record(call: CallRecord, params: Record<string, unknown>): void;
}

export class Forward {
  readonly #parts: ForwardParts;
  readonly #gates = new Map<string, Gate>();

  constructor(parts: ForwardParts) {
    this.#parts = parts;
  }

  async send(request: Request, exchange: Exchange): Promise<unknown> {
    const startedAt = performance.now();
    let outcome: CallRecord['outcome'] = 'error';
    let resultBytes = 0;
    try {
      const result = await this.#pass(request, exchange, startedAt);
      resultBytes = request.resultBytes ?? weigh(result);
      const most = this.#parts.upstreams.get(request.server)?.calls?.maxResultBytes ?? this.#parts.limits.resultBytes;
      if (resultBytes > most) {
        const words = `The result has ${bytesInWords(resultBytes)}; at most ${bytesInWords(most)} are passed on. Ask ${request.server} for less at once.`;
        throw new RpcError(rpcCodes.internal, words, { server: request.server, limitBytes: most });
      }
      outcome = isRecord(result) && result.isError === true ? 'tool-error' : 'ok';
      return result;
    } catch (error) {
      if (exchange.signal.aborted) outcome = 'cancelled';
      throw error;
    } finally {
      if (request.recorded) {
        this.#parts.record(
          {
            at: new Date().toISOString(),
            client: exchange.caller.label,
            profile: exchange.caller.profile.name,
            server: request.server,
            method: request.method,
            target: request.target,
            ms: performance.now() - startedAt,
            outcome,
            requestBytes: weigh(request.params),
            resultBytes,
          },
          request.params,
        );
      }
    }
  }

  async #pass(request: Request, exchange: Exchange, startedAt: number): Promise<unknown> {
    const { upstreams, limits } = this.#parts;
    let { server } = request;
    let upstream = upstreams.get(server);
    if (upstream?.isolated) {
      // one that is not shared is called at the copy that is this caller's
      server = await upstreams.copies!.take(server, exchange);
      upstream = upstreams.get(server);
    }
    const perServer = upstream?.calls?.concurrency ?? limits.perServer;
    let gate = this.#gates.get(server);
    if (!gate) {
      gate = new Gate(perServer, limits.waiting);
      this.#gates.set(server, gate);
    }
    if (gate.most !== perServer) gate.most = perServer;
    const entering = gate.enter(exchange.timeoutMs, exchange.signal);
    if (entering !== true) {
      if (!(await entering)) throw notEntered(server, perServer, exchange);
      upstream = upstreams.get(server);
    }
    try {
      let link = upstream?.offered && !upstream.held ? upstream.link : null;
      if (!link) {
        const { signal } = exchange;
        link = await upstreams.ready(server, { timeoutMs: leftOf(exchange, startedAt), signal });
      }
      return await this.#fly(server, request, exchange, link, {
        timeoutMs: leftOf(exchange, startedAt),
        limitMs: upstream?.calls?.timeoutMs,
      });
    } finally {
      const naps = upstream?.naps;
      if (naps) naps.usedAt = performance.now();
      gate.leave();
    }
  }

  async #fly(server: string, request: Request, exchange: Exchange, link: OpenedLink, times: Times): Promise<unknown> {
    const { flights } = this.#parts;
    const flight = flights.begin(server, exchange);
    try {
      const { params } = request;
      const meta = metaFor(params._meta, flight, link, this.#parts);
      if (meta !== undefined) params._meta = meta;
      else if (params._meta !== undefined) delete params._meta;
      let result: unknown;
      try {
        result = await ask(link, params, flight, request, times);
      } catch (error) {
        if (!(error instanceof AnswerError) || exchange.caller.generation === link.generation) throw error;
        const { openAddresses } = await import('./bridged.ts');
        result = await openAddresses(error, exchange, () =>
          ask(link, params, flight, request, { ...times, timeoutMs: exchange.timeoutMs }),
        );
      }
      if (flight.lacks !== null) await refuseIfLacking(result, flight);
      if (!isRecord(result) || result.resultType !== 'input_required' || exchange.caller.generation === 'stateless') return result;
      const again = (more: MoreInput) => ask(link, { ...params, ...more }, flight, request, { ...times, timeoutMs: exchange.timeoutMs });
      const { resolveInputRequired } = await import('./input-required.ts');
      return await resolveInputRequired(result, exchange, again);
    } catch (error) {
      if (flight.lacks !== null) await refuseIfLacking(error, flight);
      throw await clientError(error, {
        server,
        method: request.method,
        link,
        signal: exchange.signal,
        upstreams: this.#parts.upstreams,
      });
    } finally {
      flights.end(flight);
    }
  }
}

async function refuseIfLacking(outcome: unknown, flight: Flight): Promise<void> {
  const { refusalOf } = await import('./bridged.ts');
  const refusal = refusalOf(outcome, flight);
  if (refusal) throw refusal;
}

function notEntered(server: string, most: number, exchange: Exchange): RpcError {
  if (exchange.signal.aborted) return cancelled();
  const words = `${server} works on ${most} ${most === 1 ? 'request' : 'requests'} already, and this one had to wait too long. Try again later.`;
  return new RpcError(rpcCodes.upstreamGone, words, { server });
}

const leftOf = (exchange: Exchange, startedAt: number) => Math.max(1, exchange.timeoutMs - (performance.now() - startedAt));
