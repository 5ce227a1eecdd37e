// Before a restart that a person asked for: calls that are under way may end first, and new ones wait for what comes after it.
import { callsOf, type Entry } from './entry.ts';
import type { Supervisor } from './supervisor.ts';

/** Ends of calls are no steps of the supervisor's queue: they are looked for, by few and for a short time. */
const LOOK_MS = 50;

/** Answers which of the names are still to be restarted: on the others somebody acted meanwhile. */
export async function callsOver(supervisor: Supervisor, names: string[], limitMs: number): Promise<string[]> {
  const entryOf = (name: string) => supervisor.entries.get(name);
  const calls = (name: string) => {
    const entry = entryOf(name);
    return entry ? callsOf(entry) : 0;
  };
  const busy = names.filter((name) => calls(name) > 0);
  if (busy.length === 0) return names;
  const runs = new Map(busy.map((name) => [name, entryOf(name)!.server.run]));
  const end = performance.now() + limitMs;
  supervisor.hold(busy, limitMs);
  const looking = setInterval(() => {
    for (const name of busy) supervisor.shownAgain(name);
    supervisor.lookAgain();
  }, LOOK_MS);
  try {
    const isOver = (name: string) => calls(name) === 0 || performance.now() >= end || !entryOf(name)?.drainUntil;
    await Promise.all(busy.map((name) => supervisor.until(() => isOver(name) || undefined)));
  } finally {
    clearInterval(looking);
  }
  return names.filter((name) => !runs.has(name) || isDue(entryOf(name), runs.get(name)!));
}

/** Not what was restarted, stopped or removed meanwhile. */
function isDue(entry: Entry | undefined, run: number): boolean {
  if (!entry || entry.server.wanted === 'down' || entry.server.run !== run) return false;
  const { state } = entry.server;
  return !(state.kind === 'stopping' && state.after.kind === 'start');
}
