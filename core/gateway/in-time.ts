// A request to a server, and whose time it has: its client's, and what the config gives the calls of that server.
import type { OpenedLink } from '../link/link.ts';
import { startTimer } from '../link/long-timer.ts';
import { span, TimeoutError } from '../link/peer.ts';
import type { Flight } from './flights.ts';

/** A server that keeps saying that it works may take so long in all, in multiples of the client's time */
const RENEWALS = 10;
const LEAST_IN_ALL_MS = 3_600_000;

export interface Asked {
  method: string;
  /** of the answer, when its carrier knows */
  resultBytes?: number;
}

export interface Times {
  /** what the client has left of its time */
  timeoutMs: number;
  /** `calls.timeout`; null: none */
  limitMs: number | null | undefined;
}

/**
 * With a progress token the client's time begins again whenever the server says that it works, as clients that ask for progress count it. The
 * limit of the config does not; it only waits while the server itself waits for an answer of its client.
 */
export async function ask(link: OpenedLink, params: unknown, flight: Flight, asked: Asked, times: Times): Promise<unknown> {
  const { method } = asked;
  const { timeoutMs } = times;
  const { signal } = flight.exchange;
  const limitMs = times.limitMs ?? Number.POSITIVE_INFINITY;
  const onSize = (bytes: number) => {
    asked.resultBytes = bytes;
  };
  if (flight.token === null && limitMs >= timeoutMs) return link.request(method, params, { timeoutMs, signal, onSize });
  const late = new AbortController();
  const give = (why: string) => late.abort(new TimeoutError(`${method} ${why}`));
  const silent = () => give(`was silent for ${span(timeoutMs)}`);
  const tooLong = () => {
    if (flight.questions?.size) stopLimit = startTimer(limitMs, tooLong);
    else give(`took longer than the ${span(limitMs)} that calls.timeout gives it, and was told to stop`);
  };
  let stopLimit = startTimer(limitMs, tooLong);
  let stopSilence: (() => void) | null = null;
  if (flight.token !== null) {
    stopSilence = startTimer(timeoutMs, silent);
    flight.renew = () => {
      stopSilence?.();
      stopSilence = startTimer(timeoutMs, silent);
    };
  }
  try {
    const inAllMs = flight.token === null ? timeoutMs : Math.max(LEAST_IN_ALL_MS, RENEWALS * timeoutMs);
    return await link.request(method, params, { timeoutMs: inAllMs, signal: AbortSignal.any([signal, late.signal]), onSize });
  } finally {
    flight.renew = null;
    stopSilence?.();
    stopLimit();
  }
}
