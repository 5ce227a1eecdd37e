// A person ended the engine and means it: the bridges of clients, which start an engine when none runs, leave it down until somebody
// starts it again. The mark lies beside the run file, and says nothing beyond the boot in which it was made.
import { readFileSync, rmSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import type { Actor } from '../contract/server.ts';
import { writeAtomic } from './store/atomic-file.ts';

const fileOf = (run: string): string => join(run, 'stopped-by-person');

/** An assistant that ends the engine is no person, and the engine's own reasons are none either. */
const isPerson = (by: Actor): boolean => by !== 'mcp' && by !== 'engine';

/** Call it before anything of the engine goes: who sees it go must find the mark. */
export function markStopped(run: string, by: Actor, now = new Date()): void {
  if (isPerson(by)) writeAtomic(fileOf(run), `${JSON.stringify({ at: now.toISOString(), by })}\n`);
}

/** An engine that comes up was started by somebody. */
export function clearStopped(run: string): void {
  rmSync(fileOf(run), { force: true });
}

export function stoppedByPerson(run: string, bootedAt = Date.now() - uptime() * 1000): boolean {
  try {
    const { at } = JSON.parse(readFileSync(fileOf(run), 'utf8')) as { at?: unknown };
    // a machine that goes down ends the engine with the signal that a person sends
    return typeof at === 'string' && Date.parse(at) >= bootedAt;
  } catch {
    return false; // no mark
  }
}
