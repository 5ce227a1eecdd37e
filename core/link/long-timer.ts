// setTimeout fires at once beyond 2^31 - 1 ms; a timeout of a month is legal all the same.
const LONGEST = 2_147_483_647;

/** Calls `done` once after `ms` of the monotonic clock; never, when `ms` is Infinity. Returns how to call it off. */
export function startTimer(ms: number, done: () => void): () => void {
  if (ms === Number.POSITIVE_INFINITY) return () => {};
  const end = performance.now() + ms;
  let timer: NodeJS.Timeout;
  const arm = (left: number) => {
    timer = setTimeout(() => (left > LONGEST ? arm(end - performance.now()) : done()), Math.max(0, Math.min(left, LONGEST)));
  };
  arm(ms);
  return () => clearTimeout(timer);
}
