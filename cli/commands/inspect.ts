import { runningEngine } from '../engine.ts';
import { type ExitCode, exit } from '../exit.ts';
import type { Io } from '../io.ts';
import { isTrouble, refuseUnknown } from '../pick.ts';
import type { Inspection } from '../print/inspection.ts';
import { inspectionLines } from '../print/inspection.ts';

export async function inspect(io: Io, name: string): Promise<ExitCode> {
  const { client } = runningEngine(io);
  refuseUnknown(
    [name],
    (await client.listServers()).map((view) => view.name),
  );
  const found: Inspection = await client.inspectServer({ name });
  if (io.json) io.printJson(found);
  else for (const line of inspectionLines(found, Date.now(), io)) io.print(line);
  return isTrouble(found.view) ? exit.trouble : exit.done;
}
