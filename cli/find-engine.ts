// The engine of this home, and what is said when there is none.
import { type FoundEngine, findEngineIn, readRunRecord, UnusableEngine } from '../core/api/find-engine.ts';
import { places } from '../core/places.ts';
import { CommandFailure, exit } from './exit.ts';

export { type FoundEngine, isAlive } from '../core/api/find-engine.ts';

type Env = Record<string, string | undefined>;

/** Null when no engine runs. */
export const findEngine = (env: Env): FoundEngine | null => said(() => findEngineIn(places(env).run));

export function noEngine(env: Env): CommandFailure {
  const left = said(() => readRunRecord(places(env).run));
  const stale = left ? ` The last one (pid ${left.pid}) is gone without tidying up.` : '';
  return new CommandFailure(
    `no engine is running.${stale} \`roundhouse start\` starts one in the background, \`roundhouse serve\` here.`,
    exit.noEngine,
  );
}

function said<T>(look: () => T): T {
  try {
    return look();
  } catch (error) {
    if (error instanceof UnusableEngine) throw new CommandFailure(error.message, exit.noEngine);
    throw error;
  }
}
