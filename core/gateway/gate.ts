// How many calls one server works on at a time; the rest waits, and beyond that is refused.

export class Gate {
  readonly #most: number;
  readonly #mostWaiting: number;
  #inside = 0;
  readonly #waiting = new Set<() => void>();

  constructor(most: number, mostWaiting: number) {
    this.#most = most;
    this.#mostWaiting = mostWaiting;
  }

  /** true: go on at once. false: full, and too many wait already. Otherwise wait; it gives false when the time or the caller is over. */
  enter(timeoutMs: number, signal: AbortSignal): boolean | Promise<boolean> {
    if (this.#inside < this.#most) {
      this.#inside += 1;
      return true;
    }
    if (this.#waiting.size >= this.#mostWaiting || signal.aborted) return false;
    return new Promise((resolve) => {
      const over = (entered: boolean) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.#waiting.delete(onTurn);
        resolve(entered);
      };
      const onTurn = () => over(true);
      const onAbort = () => over(false);
      const timer = setTimeout(onAbort, Math.min(timeoutMs, 2_147_483_647));
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.add(onTurn);
    });
  }

  /** The place goes to whoever waits longest. */
  leave(): void {
    const next = this.#waiting.values().next();
    if (next.done) this.#inside -= 1;
    else next.value();
  }
}
