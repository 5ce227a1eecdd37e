// How a follower waits before it tries again. Injectable, so that tests need not wait.
export interface Retry {
  /** before attempt n, counted from 1 after the last success */
  delayMs(attempt: number): number;
  /** the heartbeat that is asked for: silence means that the line is lost */
  heartbeatSeconds: number;
  /** left out: twice the heartbeat */
  silenceMs?: number;
}

/** 1 s, 2 s, 4 s … 30 s */
export const patientRetry: Retry = {
  delayMs: (attempt) => Math.min(30_000, 1000 * 2 ** Math.min(attempt - 1, 5)),
  heartbeatSeconds: 5,
};

/** Ends early, and quietly, when the signal aborts. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });
}
