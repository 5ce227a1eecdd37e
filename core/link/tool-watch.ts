// Keeps the tool list current: reads it again after the server said that it changed, at most once per pause, and until it could.
import type { ToolInfo } from './link.ts';
import { startTimer } from './long-timer.ts';

const PAUSE_MS = 100;
/** Until then an old list is offered. Whoever cannot answer for long is restarted for it by the checks. */
const FAILED_PAUSE_MS = 60_000;

export class ToolWatch {
  readonly #read: () => Promise<ToolInfo[]>;
  readonly #onTools: (tools: ToolInfo[]) => void;
  readonly #onFailed: (error: Error) => void;
  #stopTimer: (() => void) | null = null;
  #stopRetry: (() => void) | null = null;
  #reading = false;
  #again = false;
  #stopped = false;

  constructor(read: () => Promise<ToolInfo[]>, onTools: (tools: ToolInfo[]) => void, onFailed: (error: Error) => void) {
    this.#read = read;
    this.#onTools = onTools;
    this.#onFailed = onFailed;
  }

  /** A burst is one reading, and a server that never stops saying so is read once per pause: the timer is not pushed back. */
  changed(): void {
    if (this.#stopped || this.#stopTimer) return;
    if (this.#reading) {
      this.#again = true;
      return;
    }
    this.#stopRetry?.();
    this.#stopTimer = startTimer(PAUSE_MS, () => {
      this.#stopTimer = null;
      void this.#readAgain();
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#stopTimer?.();
    this.#stopRetry?.();
  }

  async #readAgain(): Promise<void> {
    this.#reading = true;
    try {
      const tools = await this.#read();
      if (!this.#stopped) this.#onTools(tools);
    } catch (error) {
      if (!this.#stopped) {
        this.#onFailed(error as Error);
        this.#stopRetry = startTimer(FAILED_PAUSE_MS, () => this.changed());
      }
    }
    this.#reading = false;
    if (!this.#again) return;
    this.#again = false;
    this.changed();
  }
}
