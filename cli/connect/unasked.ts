// The stream of what the gateway says to a session unasked. It is opened again when it ends and the engine does not.
import type { ClientRequest } from 'node:http';
import type { Connection } from './connection.ts';
import type { Line } from './line.ts';

const firstRetryMs = 500;
const longestRetryMs = 30_000;

export class Unasked {
  readonly #connection: Connection;
  readonly #whenFree: (resume: () => void) => boolean;
  readonly #onMessage: (line: Line, json: Buffer | string) => void;
  #request: ClientRequest | null = null;
  #retry: NodeJS.Timeout | undefined;
  #retryMs = firstRetryMs;

  constructor(connection: Connection, whenFree: (resume: () => void) => boolean, onMessage: (line: Line, json: Buffer | string) => void) {
    this.#connection = connection;
    this.#whenFree = whenFree;
    this.#onMessage = onMessage;
  }

  open(line: Line): void {
    this.close();
    if (this.#connection.line !== line || line.session['mcp-session-id'] === undefined) return;
    const request = line.http.listen(line.session, {
      taken: () => {
        this.#retryMs = firstRetryMs;
      },
      message: (json) => this.#onMessage(line, json),
      whenFree: this.#whenFree,
      refused: (status) => {
        // 405: this gateway says nothing unasked. 404: it does not know the session (any more).
        if (status === 404) this.#connection.lose(line);
        else if (status !== 405) again();
      },
      failed: () => again(),
      ended: () => again(),
    });
    this.#request = request;
    const again = (): void => {
      if (this.#request === request) void this.#again(line);
    };
  }

  close(): void {
    clearTimeout(this.#retry);
    const request = this.#request;
    this.#request = null;
    request?.destroy();
  }

  async #again(line: Line): Promise<void> {
    await this.#connection.check(line);
    if (this.#connection.line !== line) return;
    this.#retry = setTimeout(() => this.open(line), this.#retryMs);
    this.#retry.unref();
    this.#retryMs = Math.min(longestRetryMs, this.#retryMs * 2);
  }
}
