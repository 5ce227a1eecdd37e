// One request of a client under way, as the router sees it.
import { isRecord } from '../../link/message.ts';
import type { Caller, Exchange } from '../gateway.ts';

export interface CallOptions {
  caller: Caller;
  timeoutMs: number;
  params: unknown;
  /** the least severe log message that this request wants; null: none. Undefined: the session decides. */
  logLevel?: string | null;
  /** carries a message to the client before the answer; false: it cannot */
  say(message: string): boolean;
  ask(method: string, params: unknown, signal: AbortSignal): Promise<unknown>;
}

const levels = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'];

export class Call implements Exchange {
  readonly caller: Caller;
  readonly timeoutMs: number;
  readonly #controller = new AbortController();
  readonly #options: CallOptions;
  readonly #progressToken: unknown;

  constructor(options: CallOptions) {
    const { caller, timeoutMs, params } = options;
    this.caller = caller;
    this.timeoutMs = timeoutMs;
    this.#options = options;
    this.#progressToken = isRecord(params) && isRecord(params._meta) ? params._meta.progressToken : undefined;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  notify(method: string, params: unknown): void {
    if (this.signal.aborted) return;
    let told = params;
    if (method === 'notifications/progress') {
      // the only token this client knows is its own, whatever the server was given
      if (this.#progressToken === undefined) return;
      told = { ...(isRecord(params) ? params : {}), progressToken: this.#progressToken };
    } else if (method === 'notifications/message' && !this.#wantsLog(params)) return;
    this.#options.say(JSON.stringify({ jsonrpc: '2.0', method, params: told }));
  }

  ask(method: string, params: unknown, { signal }: { signal: AbortSignal }): Promise<unknown> {
    return this.#options.ask(method, params, signal);
  }

  cancel(reason: string): void {
    if (!this.signal.aborted) this.#controller.abort(new Error(reason));
  }

  #wantsLog(params: unknown): boolean {
    const { logLevel } = this.#options;
    if (logLevel === undefined) return true;
    if (logLevel === null || !isRecord(params)) return false;
    return levels.indexOf(String(params.level)) >= levels.indexOf(logLevel);
  }
}
