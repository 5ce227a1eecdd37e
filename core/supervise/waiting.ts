// Waiting for something to be so, by looking again after every step of the queue: no polling, no missed moment.

export function createWaiting() {
  const looks = new Set<() => void>();
  return {
    lookAgain(): void {
      for (const look of [...looks]) look();
    },

    /** Resolves with the first answer of `look` that is not undefined; rejects when `signal` says that nobody waits any more. */
    until<T>(look: () => T | undefined, signal?: AbortSignal): Promise<T> {
      return new Promise((done, fail) => {
        const check = () => {
          const found = look();
          if (found === undefined) return;
          looks.delete(check);
          signal?.removeEventListener('abort', stop);
          done(found);
        };
        const stop = () => {
          looks.delete(check);
          fail(signal?.reason instanceof Error ? signal.reason : new Error('no longer wanted'));
        };
        if (signal?.aborted) return stop();
        signal?.addEventListener('abort', stop, { once: true });
        looks.add(check);
        check();
      });
    },
  };
}
