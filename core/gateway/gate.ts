// How many calls one server works on at a time; the rest waits, and beyond that is refused.

export class Gate {
  #most: number;
  readonly #mostWaiting: number;
  #inside = 0;
  readonly #waiting = new Set<() => void>();

  constructor(most: number, mostWaiting: number) {
    this.#most = most;
    this.#mostWaiting = mostWaiting;
  }

  get most(): number {
    return this.#most;
  }

  /** Whoever waits for a place that there is now gets it. */
  set most(most: number) {
    this.#most = most;
    for (const onTurn of this.#waiting) {
      if (this.#inside >= most) break;
      this.#inside += 1;
      onTurn();
    }
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
    const next = this.#inside > this.#most ? null : this.#waiting.values().next();
    if (next === null || next.done) this.#inside -= 1;
    else next.value();
  }
}
