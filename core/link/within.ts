import { LinkError } from './link.ts';
import { startTimer } from './long-timer.ts';

/** Gives what `work` gives, unless the time or the caller's patience ends before. The work itself goes on: whoever asks ends it. */
export async function within<T>(work: Promise<T>, limits: { timeoutMs: number; signal?: AbortSignal }, late: () => LinkError): Promise<T> {
  const { timeoutMs, signal } = limits;
  let stop = () => {};
  const limit = new Promise<never>((_, reject) => {
    const onAbort = () => reject(signal?.reason instanceof LinkError ? signal.reason : new LinkError('it was cancelled'));
    const stopTimer = startTimer(timeoutMs, () => reject(late()));
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) onAbort();
    stop = () => {
      stopTimer();
      signal?.removeEventListener('abort', onAbort);
    };
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    stop();
  }
}
