// What the page does about once a second, all of it in one wake-up: each costs more than what is then done in it. With contact it comes
// along with the engine's signs of life, and a timer of its own goes on where they end.
const beatMs = 1000;
/** a sign of life so long after the last beat brings the next one */
const soonMs = 900;
/** how much longer than for the next sign of life the timer waits */
const lateMs = 400;

let beatAt = 0;
let dueAt = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

function beat(): void {
  beatAt = performance.now();
  arm(beatMs);
  for (const each of listeners) each();
}

function arm(wait: number): void {
  clearTimeout(timer);
  dueAt = performance.now() + wait;
  timer = listeners.size === 0 ? undefined : setTimeout(beat, wait);
}

/** The page is awake anyway, and will be again within about a second: beats fall in step with that, and no timer wakes it beside them. */
export function beatAlong(): void {
  if (timer === undefined) return;
  const now = performance.now();
  const isDue = now - beatAt >= soonMs;
  if (isDue) beatAt = now;
  if (isDue || dueAt < now + beatMs) arm(beatMs + lateMs);
  if (isDue) for (const each of listeners) each();
}

/** Told of each beat; the answer ends it. */
export function onBeat(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) {
    beatAt = performance.now();
    arm(beatMs);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) arm(0);
  };
}
