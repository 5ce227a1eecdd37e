// A page that slept: its timers stood still, and nobody told it. Noticed by the jump of the clock and by what the browser says.
import { onBeat } from './pulse.ts';

/** longer than a busy page is late */
const jumpMs = 5000;

/** Tells when the page was frozen and goes on: of a stream that something came by meanwhile, Chromium hands over nothing any more, nor its end. */
export function onThaw(listener: () => void): () => void {
  document.addEventListener('resume', listener);
  return () => document.removeEventListener('resume', listener);
}

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
