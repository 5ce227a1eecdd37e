// A page that slept: its timers stood still, and nobody told it. Noticed by the jump of the clock and by what the browser says.
import { onBeat } from './pulse.ts';

/** longer than a busy page is late */
const jumpMs = 5000;

/** Tells when the page was frozen and goes on: of a stream that something came by meanwhile, Chromium hands over nothing any more, nor its end. */
export function onThaw(listener: () => void): () => void {
  document.addEventListener('resume', listener);
  return () => document.removeEventListener('resume', listener);
}

/** what is left open for a short look at another tab */
const awayMs = 10_000;

/** Tells when nobody has looked at the page for a while. */
function onAway(listener: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(listener, awayMs);
  };
  document.addEventListener('visibilitychange', look);
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', look);
  };
}

function untilSeen(signal?: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const look = () => {
      if (document.hidden && !signal?.aborted) return;
      document.removeEventListener('visibilitychange', look);
      signal?.removeEventListener('abort', look);
      done();
    };
    document.addEventListener('visibilitychange', look);
    signal?.addEventListener('abort', look);
    look();
  });
}

/**
 * For a stream that only whoever looks has any use of: it is let go of in a tab that nobody sees, and goes on from where it was. A browser has six
 * connections for one address, and all tabs share them.
 */
export const onlyWhileSeen = {
  renew(again: () => void): () => void {
    const stops = [onThaw(again), onAway(again)];
    return () => {
      for (const stop of stops) stop();
    };
  },
  rest: untilSeen,
};

/** Tells when the page may have slept, or when somebody looks at it again. */
export function onWake(listener: () => void): void {
  let last = Date.now();
  onBeat(() => {
    const now = Date.now();
    const jumped = Math.abs(now - last) > jumpMs;
    last = now;
    if (jumped) listener();
  });
  addEventListener('focus', listener);
  addEventListener('online', listener);
  addEventListener('pageshow', (event) => event.persisted && listener());
  document.addEventListener('resume', listener);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && listener());
}

/** Tells when somebody comes back to this window, as from an editor. */
export function onReturn(listener: () => void): () => void {
  addEventListener('focus', listener);
  return () => removeEventListener('focus', listener);
}
