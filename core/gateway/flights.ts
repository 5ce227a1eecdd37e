// The requests of clients that a server works on. Whatever a server says in the middle of its work (progress, log messages, questions) finds
// its way back through here, and to nobody else.
import { isRecord } from '../link/message.ts';
import { type Exchange, RpcError, rpcCodes, togetherMs, type UpstreamRequest } from './gateway.ts';

export interface Flight {
  readonly server: string;
  readonly exchange: Exchange;
  /** the client's own token, and ours in its place */
  clientToken: unknown;
  token: number | null;
  /** its time begins again: the server said that it works */
  renew: (() => void) | null;
  /** level of log messages that a client of the stateless generation asked for with this request */
  logLevel: unknown;
  questions: Set<AbortController> | null;
  /** questions that a person answers in a browser; their end is told later */
  elicitations: Set<string> | null;
  /** what its server wanted of the client, that this did not declare: capabilities */
  lacks: Record<string, unknown> | null;
  /** when its server asked last, the first of what it asked together; in monotonic milliseconds */
  askedAt: number;
}

const capabilityOf: Record<string, string> = {
  'sampling/createMessage': 'sampling',
  'elicitation/create': 'elicitation',
  'roots/list': 'roots',
};

const isOneClient = (flights: readonly Flight[]) =>
  flights.every(({ exchange }) => exchange.caller.owner === flights[0]!.exchange.caller.owner);

export class Flights {
  readonly #byServer = new Map<string, Set<Flight>>();
  readonly #byToken = new Map<number, Flight>();
  #lastToken = 0;

  begin(server: string, exchange: Exchange): Flight {
    const flight: Flight = {
      server,
      exchange,
      clientToken: undefined,
      token: null,
      renew: null,
      logLevel: undefined,
      questions: null,
      elicitations: null,
      lacks: null,
      askedAt: Number.NEGATIVE_INFINITY,
    };
    const flights = this.#byServer.get(server);
    if (flights) flights.add(flight);
    else this.#byServer.set(server, new Set([flight]));
    return flight;
  }

  /** Tokens of clients may be equal: a server gets one that is ours alone. */
  giveToken(flight: Flight, clientToken: unknown): number {
    const token = ++this.#lastToken;
    flight.clientToken = clientToken;
    flight.token = token;
    this.#byToken.set(token, flight);
    return token;
  }

  end(flight: Flight): void {
    const flights = this.#byServer.get(flight.server);
    flights?.delete(flight);
    if (flights?.size === 0) this.#byServer.delete(flight.server);
    if (flight.token !== null) this.#byToken.delete(flight.token);
    if (flight.questions) for (const question of flight.questions) question.abort();
  }

  isFlying(server: string): boolean {
    return this.#byServer.has(server);
  }

  /**
   * The latest flight, when all of them are one client's: what a server says outside of an answer names no request, and what is meant for one
   * client must not reach another.
   */
  only(server: string, fits: (flight: Flight) => boolean = () => true): Flight | 'none' | 'several' {
    let latest: Flight | null = null;
    for (const flight of this.#byServer.get(server) ?? []) {
      if (!fits(flight)) continue;
      if (latest && latest.exchange.caller.owner !== flight.exchange.caller.owner) return 'several';
      latest = flight;
    }
    return latest ?? 'none';
  }

  progress(server: string, params: unknown): void {
    if (!isRecord(params)) return;
    const flight = this.#byToken.get(Number(params.progressToken));
    // a server may invent tokens: those of other servers' calls are none of its business
    if (flight?.server !== server) return;
    flight.renew?.();
    flight.exchange.notify('notifications/progress', { ...params, progressToken: flight.clientToken });
  }

  elicitationEnded(server: string, params: unknown): void {
    const id = isRecord(params) ? params.elicitationId : undefined;
    if (typeof id !== 'string') return;
    for (const flight of this.#byServer.get(server) ?? []) {
      if (flight.elicitations?.delete(id)) flight.exchange.notify('notifications/elicitation/complete', params);
    }
  }

  /** A server asks whoever called it. */
  async ask(server: string, request: UpstreamRequest): Promise<unknown> {
    const { method, params } = request;
    const capability = capabilityOf[method];
    if (!capability) throw new RpcError(rpcCodes.methodNotFound, `${method} is not offered here.`);
    const askers = this.#askers(server);
    if (askers === 'several') {
      const why = 'several clients have requests open with it, and nothing says whose this is';
      throw new RpcError(rpcCodes.methodNotFound, `${server} asked for ${method}, but ${why}.`);
    }
    const fitting = askers.filter(({ exchange }) => exchange.caller.capabilities[capability] !== undefined);
    // a call that waits for an answer already asks nothing new: somebody may have left it standing
    const flight = fitting.findLast(({ questions }) => !questions?.size) ?? fitting.at(-1);
    if (!flight) {
      const [one, ...others] = askers;
      // of several requests it would be a guess
      if (one && others.length === 0) one.lacks = { ...one.lacks, [capability]: {} };
      const why = one ? `the client that called it does not offer ${capability}` : 'no client has a request open with it';
      throw new RpcError(rpcCodes.methodNotFound, `${server} asked for ${method}, but ${why}.`);
    }
    if (isRecord(params) && typeof params.elicitationId === 'string') {
      flight.elicitations ??= new Set();
      flight.elicitations.add(params.elicitationId);
    }
    return this.#question(flight, request);
  }

  /**
   * The requests that a question of this server may belong to, all of one client. When there are several clients, those whose requests wait for
   * an answer of theirs already are not meant: unless they asked just now, as whoever asks for several things at once does.
   */
  #askers(server: string): Flight[] | 'several' {
    const all = [...(this.#byServer.get(server) ?? [])];
    if (isOneClient(all)) return all;
    const justNow = performance.now() - togetherMs;
    const awake = all.filter(({ questions, askedAt }) => !questions?.size || askedAt > justNow);
    return awake.length > 0 && isOneClient(awake) ? awake : 'several';
  }

  async #question(flight: Flight, { method, params, signal }: UpstreamRequest): Promise<unknown> {
    const ended = new AbortController();
    flight.questions ??= new Set();
    if (flight.questions.size === 0) flight.askedAt = performance.now();
    flight.questions.add(ended);
    try {
      return await flight.exchange.ask(method, params, { signal: AbortSignal.any([signal, ended.signal]) });
    } catch (error) {
      const data = error instanceof RpcError ? error.data : undefined;
      if (isRecord(data) && isRecord(data.requiredCapabilities)) flight.lacks = { ...flight.lacks, ...data.requiredCapabilities };
      throw error;
    } finally {
      flight.questions.delete(ended);
      // the server waited for its client, not the client for it
      flight.renew?.();
    }
  }
}
