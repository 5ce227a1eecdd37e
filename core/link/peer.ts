// JSON-RPC over a carrier: pairs answers with requests and knows nothing of what they mean.
import { AnswerError, type AskOptions, type Carrier, type JsonRpcId, type JsonRpcMessage, LinkError, TooLargeError } from './link.ts';
import { startTimer } from './long-timer.ts';

const METHOD_NOT_FOUND = -32601;

export interface PeerEvents {
  onNotification(method: string, params: unknown): void;
  onNoise(text: string): void;
  /** once, when the other side is gone; not after `close()` */
  onClosed(reason: string): void;
  /**
   * A request of the server. Return true after taking it over: whoever takes it answers it through `send`. Otherwise `ping` gets an
   * empty answer and everything else "method not found".
   */
  takeRequest?(message: JsonRpcMessage): boolean;
}

export interface RequestOptions extends AskOptions {
  /** false for the opening request, which the protocol forbids to cancel */
  cancellable?: boolean;
  /** for a carrier that has them */
  headers?: Record<string, string> | undefined;
}

/** no answer in time */
export class TimeoutError extends LinkError {}

interface Pending {
  resolve(result: unknown, bytes?: number): void;
  reject(error: Error): void;
  startedAt: number;
  timeoutMs: number;
  counted: boolean;
}

export class Peer {
  readonly #carrier: Carrier;
  readonly #events: PeerEvents;
  readonly #pending = new Map<JsonRpcId, Pending>();
  #lastId = 0;
  #counted = 0;
  #closed: string | null = null;

  constructor(carrier: Carrier, events: PeerEvents) {
    this.#carrier = carrier;
    this.#events = events;
    carrier.onMessage = (message, bytes) => this.#receive(message, bytes);
    carrier.onTooLarge = (id, bytes) =>
      this.#pendingOf(id)?.reject(
        new TooLargeError(`its answer has ${Math.round(bytes / 2 ** 20)} MiB, which is too much for one message`),
      );
    carrier.onNoise = (text) => events.onNoise(text);
    carrier.onClose = (reason, error) => {
      if (this.#shut(reason, error)) events.onClosed(reason);
    };
  }

  /** null while the connection is usable, else why it is not */
  get closed(): string | null {
    return this.#closed;
  }

  request(method: string, params: unknown, options: RequestOptions): Promise<unknown> {
    const { timeoutMs, signal, counted = true, cancellable = true, onSize, headers } = options;
    if (this.#closed !== null) return Promise.reject(new LinkError(`${method} was not sent: ${this.#closed}`));
    if (signal?.aborted) return Promise.reject(abortError(signal, method));
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const settle = () => {
        stopTimer();
        signal?.removeEventListener('abort', onAbort);
        if (this.#pending.delete(id) && counted) this.#counted -= 1;
      };
      const give = (error: Error, reason: string) => {
        settle();
        if (cancellable) void this.notify('notifications/cancelled', { requestId: id, reason });
        reject(error);
      };
      const onAbort = () => give(abortError(signal!, method), reasonOf(signal!));
      const stopTimer = startTimer(timeoutMs, () =>
        give(new TimeoutError(`${method} was not answered within ${span(timeoutMs)}`), 'timed out'),
      );
      signal?.addEventListener('abort', onAbort, { once: true });
      if (counted) this.#counted += 1;
      this.#pending.set(id, {
        resolve: (result, bytes) => {
          settle();
          if (onSize && bytes !== undefined) onSize(bytes);
          resolve(result);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
        startedAt: performance.now(),
        timeoutMs,
        counted,
      });
      this.#carrier
        .send({ jsonrpc: '2.0', id, method, params }, headers)
        .catch((error: Error) => this.#pending.get(id)?.reject(asLinkError(error)));
    });
  }

  notify(method: string, params?: unknown): Promise<void> {
    return this.send({ jsonrpc: '2.0', method, params });
  }

  /** A message as it is: answers of whoever took a request over. Resolves when it is on its way, and never rejects: what waits for an answer does. */
  async send(message: JsonRpcMessage): Promise<void> {
    if (this.#closed !== null) return;
    await this.#carrier.send(message).catch(() => {});
  }

  inFlight(): { count: number; oldestMs: number; oldestTimeoutMs: number } {
    if (this.#counted > 0) {
      // a Map keeps the order of insertion: the first counted one is the oldest
      for (const { counted, startedAt, timeoutMs } of this.#pending.values()) {
        if (counted) return { count: this.#counted, oldestMs: performance.now() - startedAt, oldestTimeoutMs: timeoutMs };
      }
    }
    return { count: 0, oldestMs: 0, oldestTimeoutMs: 0 };
  }

  async close(reason = 'the connection was closed'): Promise<void> {
    this.#shut(reason);
    await this.#carrier.close();
  }

  #shut(reason: string, error?: LinkError): boolean {
    if (this.#closed !== null) return false;
    this.#closed = reason;
    for (const pending of [...this.#pending.values()]) pending.reject(error ?? new LinkError(reason));
    return true;
  }

  #receive(message: JsonRpcMessage, bytes?: number): void {
    if (this.#closed !== null) return;
    const { id, method } = message;
    if (method !== undefined) {
      if (id === undefined || id === null) this.#events.onNotification(method, message.params);
      else if (!this.#events.takeRequest?.(message)) this.#answer(id, method);
      return;
    }
    // unknown ids are late answers to what timed out, or answers given twice: both are harmless
    const pending = this.#pendingOf(id!);
    if (!pending) return;
    if (message.error) pending.reject(new AnswerError(message.error.code, message.error.message, message.error.data));
    else pending.resolve(message.result, bytes);
  }

  /** some servers answer with the id as text */
  #pendingOf(id: JsonRpcId): Pending | undefined {
    return this.#pending.get(id) ?? (typeof id === 'string' ? this.#pending.get(Number(id)) : undefined);
  }

  #answer(id: JsonRpcId, method: string): void {
    if (method === 'ping') void this.send({ jsonrpc: '2.0', id, result: {} });
    else void this.send({ jsonrpc: '2.0', id, error: { code: METHOD_NOT_FOUND, message: `${method} is not offered by this client` } });
  }
}

export function span(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return `${Math.round(ms / 100) / 10} s`;
}

function abortError(signal: AbortSignal, method: string): Error {
  return signal.reason instanceof LinkError ? signal.reason : new LinkError(`${method} was cancelled`);
}

/** for the server: in the words of whoever gave the request up, when there are any */
function reasonOf({ reason }: AbortSignal): string {
  if (typeof reason === 'string') return reason;
  return reason instanceof Error && !(reason instanceof DOMException) && reason.message ? reason.message : 'cancelled';
}

function asLinkError(error: Error): LinkError {
  return error instanceof LinkError ? error : new LinkError(error.message);
}
