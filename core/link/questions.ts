// What a server asks of us in the middle of its work: each gets one answer, or none when the server gave its question up.
import type { JsonRpcId, JsonRpcMessage, ServerRequest } from './link.ts';
import { isId, isRecord } from './message.ts';

/** a server that asks without end must not fill the memory */
const MOST_OPEN = 256;
const INTERNAL = -32603;
const TOO_MANY = -32000;

export class Questions {
  readonly #answer: ((request: ServerRequest) => Promise<unknown>) | undefined;
  readonly #send: (message: JsonRpcMessage) => unknown;
  readonly #open = new Map<JsonRpcId, AbortController>();

  constructor(answer: ((request: ServerRequest) => Promise<unknown>) | undefined, send: (message: JsonRpcMessage) => unknown) {
    this.#answer = answer;
    this.#send = send;
  }

  /** false: it is left to whoever called, as `ping` is */
  take({ id, method, params }: JsonRpcMessage): boolean {
    if (!this.#answer || method === undefined || method === 'ping' || !isId(id)) return false;
    if (this.#open.size >= MOST_OPEN) {
      this.#send({ jsonrpc: '2.0', id, error: { code: TOO_MANY, message: `${MOST_OPEN} requests are open already` } });
      return true;
    }
    const abort = new AbortController();
    this.#open.set(id, abort);
    const give = (message: Pick<JsonRpcMessage, 'result' | 'error'>) => {
      if (this.#open.get(id) === abort) this.#open.delete(id);
      if (!abort.signal.aborted) this.#send({ jsonrpc: '2.0', id, ...message });
    };
    this.#answer({ id, method, params, signal: abort.signal }).then(
      (result) => give({ result: result ?? {} }),
      (error: unknown) => give({ error: errorOf(error) }),
    );
    return true;
  }

  /** The server cancels one of its requests. */
  cancelled(params: unknown): void {
    if (!isRecord(params) || !isId(params.requestId)) return;
    const reason = typeof params.reason === 'string' ? params.reason : 'the server gave its request up';
    this.#open.get(params.requestId)?.abort(new Error(reason));
  }

  end(reason: string): void {
    for (const abort of this.#open.values()) abort.abort(new Error(reason));
    this.#open.clear();
  }
}

/** Whoever answers may reject with an answer of the protocol; anything else is our own fault and none of the server's business. */
function errorOf(error: unknown): NonNullable<JsonRpcMessage['error']> {
  const { code, message, data } = error as { code?: unknown; message?: unknown; data?: unknown };
  if (typeof code !== 'number' || typeof message !== 'string') return { code: INTERNAL, message: 'the client could not answer' };
  return { code, message, ...(data === undefined ? {} : { data }) };
}
