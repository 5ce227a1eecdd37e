import { runningEngine } from '../engine.ts';
import { type ExitCode, exit } from '../exit.ts';
import type { Io } from '../io.ts';
import { printResults } from '../print/results.ts';

export async function pause(io: Io, names: string[], forMs: number | null): Promise<ExitCode> {
  const { client } = runningEngine(io);
  const results = await client.pauseServers({
    ...(names.length > 0 && { names }),
    ...(forMs !== null && { for: `${forMs}ms` }),
  });
  printResults(io, results, 'done');
  return results.every((result) => result.ok) ? exit.done : exit.failed;
}

export async function resume(io: Io, names: string[]): Promise<ExitCode> {
  const { client } = runningEngine(io);
  const results = await client.resumeServers(names.length > 0 ? { names } : {});
  printResults(io, results, 'done');
  return results.every((result) => result.ok) ? exit.done : exit.failed;
}
