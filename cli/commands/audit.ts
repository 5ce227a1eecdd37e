import { runningEngine } from '../engine.ts';
import { type ExitCode, exit } from '../exit.ts';
import type { Io } from '../io.ts';
import { localTime } from '../print/log-line.ts';
import { sanitise } from '../print/sanitise.ts';
import { table } from '../print/table.ts';

export async function audit(io: Io, options: { since?: Date; lines?: number }): Promise<ExitCode> {
  const { client } = runningEngine(io);
  const limit = Math.max(1, Math.min(10_000, options.lines ?? (options.since ? 10_000 : 50)));
  const entries = await client.audit({ limit, ...(options.since && { from: options.since.toISOString() }) });
  const oldestFirst = [...entries].sort((a, b) => a.id - b.id);
  if (io.json) io.printJson(oldestFirst);
  else if (oldestFirst.length === 0) io.say('Nobody asked for anything yet.');
  else {
    const columns = [
      { title: 'WHEN' },
      { title: 'WHO' },
      { title: 'ASKED FOR' },
      { title: 'OF', min: 10 },
      { title: 'DONE' },
      { title: 'DETAIL', min: 15 },
    ];
    const rows = oldestFirst.map((entry) => [
      { text: localTime(entry.at), paint: io.out.dim },
      entry.actor,
      { text: sanitise(entry.action, false), paint: io.out.bold },
      sanitise(entry.target ?? 'all', false),
      { text: entry.ok ? 'yes' : 'no', paint: (text: string) => io.out.tone(entry.ok ? 'ok' : 'fail', text) },
      sanitise(entry.detail ?? '', false),
    ]);
    for (const line of table(columns, rows, io.width, io.out.dim)) io.print(line);
  }
  return exit.done;
}
