import { setTimeout as sleep } from 'node:timers/promises';
import { runningEngine } from '../engine.ts';
import { CommandFailure, type ExitCode, exit } from '../exit.ts';
import { isAlive } from '../find-engine.ts';
import type { Io } from '../io.ts';

/** the engine's own budget is 6 s; a little more for a busy machine */
const patienceMs = 15_000;

export async function shutdown(io: Io): Promise<ExitCode> {
  const { client, pid } = runningEngine(io);
  await client.shutdown();
  const giveUpAt = performance.now() + patienceMs;
  while (isAlive(pid)) {
    if (performance.now() > giveUpAt) {
      throw new CommandFailure(
        `the engine (pid ${pid}) took the wish, but is still there after ${patienceMs / 1000} s. Its log says why: roundhouse.log.`,
      );
    }
    await sleep(20);
  }
  if (io.json) io.printJson({ ok: true, pid });
  else io.print(`The engine (pid ${pid}) has ended, and every server with it.`);
  return exit.done;
}
