// The engine's own end: everything down in reverse order of dependence, within one budget. Later waves get what is left of it,
// and at its end whatever still lives is killed.
import { startWaves } from '../decide/waves.ts';
import type { Supervisor } from './supervisor.ts';

export interface StopBudget {
  /** everything that still lives is killed after this */
  killAfterMs: number;
  /** and given up on after this */
  totalMs: number;
}

/** Resolves with the names of those of which something is still alive. `hurry` aborts the graces, not the stop. */
export async function stopAll(supervisor: Supervisor, budget: StopBudget, now: () => number, hurry?: AbortSignal): Promise<string[]> {
  const began = now();
  const left = () => Math.max(0, budget.killAfterMs - (now() - began));
  const alive = (names: Iterable<string>) => [...names].filter((name) => supervisor.entries.get(name)?.server.tree);
  const rush = () => supervisor.send(alive(supervisor.entries.keys()), { type: 'wish', want: 'down', graceMs: 0 });
  const killTimer = setTimeout(rush, budget.killAfterMs);
  hurry?.addEventListener('abort', rush, { once: true });
  const end = AbortSignal.timeout(budget.totalMs);
  try {
    const waves = startWaves([...supervisor.entries.values()].map((entry) => entry.definition)).reverse();
    for (const wave of waves) {
      for (const name of wave) {
        const grace = supervisor.entries.get(name)?.definition.stopGraceMs ?? 0;
        supervisor.send([name], { type: 'wish', want: 'down', graceMs: hurry?.aborted ? 0 : Math.min(grace, left()) });
      }
      await supervisor.until(() => (alive(wave).length === 0 ? true : undefined), end);
    }
  } catch {
    // the budget is used up: what is left is named below, and the guardian kills it when we are gone
  } finally {
    clearTimeout(killTimer);
    hurry?.removeEventListener('abort', rush);
  }
  return alive(supervisor.entries.keys());
}
