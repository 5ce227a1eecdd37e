// Signals for exact processes, and the loop that leaves nothing of a tree.
import type { ProcessPass, ProcessRow, ProcessTable } from './process-table.ts';

export type Find = (pass: ProcessPass) => ProcessRow[];
export type Send = (pid: number, signal: NodeJS.Signals) => void;

export interface SweepResult {
  /** pids of the processes that were still there and got a KILL */
  killed: number[];
  /** pids that outlived the sweep: unkillable (waiting for a device) or not ours to signal */
  survivors: number[];
}

const send: Send = (pid, signal) => {
  process.kill(pid, signal);
};

/** Signals this process and no other one that may have its pid by now. False: it is gone, or not ours to signal. */
export function signalExact(table: ProcessTable, row: ProcessRow, signal: NodeJS.Signals, via: Send = send): boolean {
  const start = table.startNow(row.pid);
  if (start === null || (start !== undefined && !table.sameStart(start, row.start))) return false;
  try {
    via(row.pid, signal);
    return true;
  } catch {
    return false; // ESRCH: ended meanwhile; EPERM: changed its user, it is reported as a survivor
  }
}

/**
 * Nothing that `find` finds is left. First all are halted, until a pass finds nobody new: a halted process neither forks nor dies, so that
 * everything it started is still found by descent. Then KILL to all, again and again until nothing is found any more.
 */
export async function killAll(table: ProcessTable, find: Find, limitMs = 2000, via: Send = send): Promise<SweepResult> {
  const halted = new Set<string>();
  const killed = new Map<string, number>();
  const until = performance.now() + limitMs;
  let pause = 1;
  let calm = 0;
  for (;;) {
    const late = performance.now() >= until;
    const pass = await table.read().catch(() => null);
    if (!pass) {
      if (late) return { killed: [...killed.values()], survivors: [] };
      await wait(50); // the machine cannot be looked at just now
      continue;
    }
    const rows = find(pass);
    if (rows.length === 0) {
      if (pass.doubtful > 0 && !late) {
        await wait(2); // its exec is over in a moment, and it shows whose it is
        continue;
      }
      // whoever vanished during the pass may have forked just before: the child is in the next pass
      if (++calm > (killed.size > 0 || pass.vanished > 0 ? 1 : 0)) return { killed: [...killed.values()], survivors: [] };
      continue;
    }
    calm = 0;
    const fresh = rows.filter((row) => !halted.has(nameOf(row)));
    for (const row of fresh) {
      halted.add(nameOf(row));
      signalExact(table, row, 'SIGSTOP', via);
    }
    if (fresh.length > 0 && !late) continue;
    for (const row of rows) if (signalExact(table, row, 'SIGKILL', via)) killed.set(nameOf(row), row.pid);
    if (late) return { killed: [...killed.values()], survivors: rows.map((row) => row.pid) };
    await wait(pause);
    pause = Math.min(pause * 2, 50);
  }
}

const nameOf = (row: ProcessRow) => `${row.pid} ${row.start}`;

/** TERM to all that is there, then time to end by themselves. True: nothing is left. Those that come later get no TERM of their own. */
export async function terminateAll(
  table: ProcessTable,
  find: Find,
  graceMs: number,
  hurried: AbortSignal,
  via: Send = send,
): Promise<boolean> {
  const until = performance.now() + graceMs;
  let asked = false;
  let calm = 0;
  for (let pause = 5; ; pause = Math.min(pause * 2, 100)) {
    const pass = await table.read().catch(() => null);
    if (!pass) return false; // it cannot be told who is left: the sweep that follows tries again
    const rows = find(pass);
    calm = rows.length === 0 && pass.doubtful === 0 ? calm + 1 : 0;
    if (calm > (pass.vanished > 0 ? 1 : 0)) return true;
    if (hurried.aborted || performance.now() >= until) return false;
    if (!asked) for (const row of rows) askToEnd(table, row, via);
    asked ||= rows.length > 0;
    await wait(rows.length === 0 ? 1 : Math.min(pause, until - performance.now()), hurried);
  }
}

export function askToEnd(table: ProcessTable, row: ProcessRow, via: Send = send): void {
  // a halted process takes its TERM only when it goes on
  if (signalExact(table, row, 'SIGTERM', via) && row.halted) signalExact(table, row, 'SIGCONT', via);
}

function wait(ms: number, hurried?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      hurried?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.max(1, ms));
    hurried?.addEventListener('abort', done, { once: true });
  });
}
