import { followLogs } from '../../contract/follow-logs.ts';
import type { LogLevel } from '../../contract/server.ts';
import { type Engine, localRetry, runningEngine } from '../engine.ts';
import { type ExitCode, exit } from '../exit.ts';
import { onInterrupt } from '../interrupt.ts';
import type { Io } from '../io.ts';
import { refuseUnknown } from '../pick.ts';
import { type LinePrinter, linePrinter } from '../print/log-line.ts';

export interface LogsOptions {
  follow?: boolean;
  lines?: number;
  since?: Date;
  grep?: string;
  level?: LogLevel;
}

const most = 10_000;
const usual = 100;

export async function logs(io: Io, names: string[], options: LogsOptions): Promise<ExitCode> {
  const engine = runningEngine(io);
  const servers = (await engine.client.listServers()).map((view) => view.name);
  refuseUnknown(names, [...servers, 'roundhouse']);
  const shown = names.length > 0 ? [...new Set(names)] : servers;
  const printer = linePrinter(shown.length === 1 ? null : shown, io.out);
  const query = {
    ...(names.length > 0 && { names: shown }),
    lines: Math.min(most, options.lines ?? (options.since ? most : usual)),
    ...(options.since && { since: options.since.toISOString() }),
    ...(options.grep !== undefined && { grep: options.grep }),
    ...(options.level && { level: options.level }),
  };
  if (options.follow) return followed(io, engine, query, printer);
  const lines = await engine.client.logs(query);
  if (io.json) io.printJson(lines);
  else for (const line of lines) io.print(printer.lineOf(line));
  if (lines.length === 0) io.say(nothingWords(shown, options));
  return exit.done;
}

async function followed(io: Io, { client }: Engine, query: { names?: string[]; lines: number }, printer: LinePrinter): Promise<ExitCode> {
  const interrupt = onInterrupt();
  let lost = false;
  await followLogs({
    client,
    ...query,
    signal: interrupt.signal,
    retry: localRetry,
    onLines(lines, missed) {
      if (missed > 0) io.say(`(${missed} lines were missed here: they came faster than they could be shown)`);
      io.stdout.write(lines.map((line) => `${io.json ? JSON.stringify(line) : printer.lineOf(line)}\n`).join(''));
    },
    onContact(contact) {
      if (contact.kind === 'lost' && !lost) io.say('No contact with the engine; waiting for it.');
      if (contact.kind === 'live' && lost) io.say('In contact with the engine again.');
      lost = contact.kind === 'lost' || (lost && contact.kind === 'connecting');
    },
  });
  interrupt.release();
  return exit.done;
}

function nothingWords(names: string[], { grep, level, since }: LogsOptions): string {
  const filter = grep !== undefined || level || since ? ' that fit' : '';
  return names.length === 1 ? `No lines${filter} from ${names[0]}.` : `No lines${filter}.`;
}
