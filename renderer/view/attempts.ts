// The last runs of a server, made from its changes of state, and where each is drawn: to scale, but a long first run is cut.
export interface StateChange {
  at: string;
  state: string;
  reason: string | null;
}

export interface Run {
  from: number;
  /** null: it runs now */
  to: number | null;
  end: 'failed' | 'ended' | 'alive';
  /** why it ended */
  reason: string | null;
}

export interface PlacedRun extends Run {
  /** percent of the width */
  left: number;
  width: number;
}

export interface Attempts {
  runs: PlacedRun[];
  /** waits between two runs that are wide enough to be named */
  waits: { at: number; ms: number }[];
  /** when nothing more was tried */
  gaveUpAt: number | null;
  /** the first run is shown shorter than it was */
  cut: boolean;
}

const alive = new Set(['starting', 'running', 'degraded', 'stopping']);
const mostRuns = 8;
/** share of the width that a cut first run takes */
const cutShare = 16;
const leastWidth = 1.2;
const leastWait = 9;

export function runsOf(history: readonly StateChange[]): Run[] {
  const runs: Run[] = [];
  let from: number | null = null;
  let stopping = false;
  for (const { at, state, reason } of history) {
    const time = Date.parse(at);
    if (alive.has(state)) {
      // a new start without an end between: what was before is over
      if (state === 'starting' && from !== null) {
        runs.push({ from, to: time, end: stopping ? 'ended' : 'failed', reason });
        from = null;
      }
      from ??= time;
      stopping = state === 'stopping';
      continue;
    }
    if (from !== null) {
      const failed = !stopping && (state === 'restarting' || state === 'crashed');
      runs.push({ from, to: time, end: failed ? 'failed' : 'ended', reason });
    }
    from = null;
    stopping = false;
  }
  if (from !== null) runs.push({ from, to: null, end: 'alive', reason: null });
  return runs;
}

/** null: no run failed, so there is nothing to show. */
export function attemptsOf(history: readonly StateChange[], now: number): Attempts | null {
  const runs = runsOf(history).slice(-mostRuns);
  if (!runs.some((run) => run.end === 'failed')) return null;
  const last = history.at(-1);
  const gaveUpAt = last?.state === 'crashed' ? Date.parse(last.at) : null;
  const endOf = (run: Run) => run.to ?? now;
  const first = runs[0]!;
  const end = Math.max(endOf(runs.at(-1)!), gaveUpAt ?? 0);
  const second = runs[1];
  const rest = second === undefined ? 0 : end - second.from;
  const cut = second !== undefined && endOf(first) - first.from > rest / 2;
  const begin = cut ? second.from : first.from;
  const start = cut ? cutShare + 1 : 0;
  const perMs = (100 - start) / Math.max(1, end - begin);
  const place = (at: number) => start + (at - begin) * perMs;
  const placed = runs.map((run, index) => {
    if (cut && index === 0) return { ...run, left: 0, width: cutShare };
    const left = Math.min(place(run.from), 100 - leastWidth);
    return { ...run, left, width: Math.max(leastWidth, place(endOf(run)) - left) };
  });
  const waits = placed.slice(1).flatMap((run, index) => {
    const before = placed[index]!;
    const gap = run.left - (before.left + before.width);
    return gap < leastWait ? [] : [{ at: before.left + before.width + gap / 2, ms: run.from - endOf(before) }];
  });
  return { runs: placed, waits, gaveUpAt, cut };
}
