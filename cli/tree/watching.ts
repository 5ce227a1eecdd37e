import { type Command, Option } from 'commander';
import { callOutcomes } from '../../contract/calls.ts';
import type { CallsOptions } from '../commands/calls.ts';
import type { EventsOptions } from '../commands/events.ts';
import type { LogsOptions } from '../commands/logs.ts';
import type { Go } from '../go.ts';
import { moment, pattern, wholeNumber } from './values.ts';

export function watchingVerbs(program: Command, go: Go): void {
  program.commandsGroup('Watching');
  program
    .command('status')
    .summary('what runs, and how it is')
    .description('Shows the servers and how they are. Exit code 3 when one of them is degraded or crashed.')
    .argument('[NAME...]', 'none means all')
    .option('-w, --watch', 'keep showing changes until Ctrl-C')
    .action((names: string[], options: { watch?: boolean }) =>
      go(async (io) => (await import('../commands/status.ts')).status(io, names, { watch: options.watch === true, start: false })),
    );
  program
    .command('monitor')
    .summary('keep watching: status --watch, with the engine started if none runs')
    .description('Keeps showing the servers until Ctrl-C; starts the engine in the background if none runs.')
    .argument('[NAME...]', 'none means all')
    .action((names: string[]) => go(async (io) => (await import('../commands/status.ts')).status(io, names, { watch: true, start: true })));
  program
    .command('logs')
    .summary('what the servers wrote')
    .description("Shows log lines; several servers interleave by time. `roundhouse` is the engine's own log.")
    .argument('[NAME...]', 'servers, or `roundhouse`; none means all servers')
    .option('-f, --follow', 'go on with new lines until Ctrl-C')
    .option('-n, --lines <N>', 'how many lines (default: 100, with --since all)', wholeNumber)
    .option('--since <WHEN>', 'only from then on: 10m, 2h, 2026-11-21T08:00', moment)
    .option('--grep <REGEX>', 'only lines that match', pattern)
    .addOption(new Option('--level <LEVEL>', 'only this level and worse').choices(['debug', 'info', 'warn', 'error']))
    .action((names: string[], options: LogsOptions) => go(async (io) => (await import('../commands/logs.ts')).logs(io, names, options)));
  program
    .command('health')
    .summary('check now, with timings and reasons')
    .description('Checks once now. Exit code 3 when a check fails or a server asked about is degraded or crashed.')
    .argument('[NAME...]', 'none means every server that should be up')
    .action((names: string[]) => go(async (io) => (await import('../commands/health.ts')).health(io, names)));
  program
    .command('inspect')
    .summary('everything known of one server')
    .description('Shows the definition and where it comes from, the command that really runs, history, last exit, tools and recent events.')
    .argument('<NAME>')
    .action((name: string) => go(async (io) => (await import('../commands/inspect.ts')).inspect(io, name)));
  program
    .command('events')
    .summary('what happened')
    .description('Shows what happened, oldest first.')
    .option('-f, --follow', 'go on with new events until Ctrl-C')
    .option('--type <TYPE>', 'only this type: server.crashed, or all of one area: server; call: the calls of clients')
    .option('--since <WHEN>', 'only from then on: 10m, 2h, 2026-11-21T08:00', moment)
    .option('--server <NAME>', 'only of this server')
    .option('-n, --lines <N>', 'how many (default: 50, with --since 1000)', wholeNumber)
    .action((options: EventsOptions) => go(async (io) => (await import('../commands/events.ts')).events(io, options)));
  program
    .command('calls')
    .summary('what clients called')
    .description('Shows the calls of clients that are over, oldest first. They are kept for 30 days.')
    .option('-f, --follow', 'go on with new calls until Ctrl-C')
    .option('--since <WHEN>', 'only from then on: 10m, 2h, 2026-11-21T08:00', moment)
    .option('--client <NAME>', 'only of this client')
    .option('--server <NAME>', 'only to this server')
    .addOption(new Option('--outcome <OUTCOME>', 'only those that ended so').choices(callOutcomes))
    .option('-n, --lines <N>', 'how many (default: 50, with --since 1000)', wholeNumber)
    .action((options: CallsOptions) => go(async (io) => (await import('../commands/calls.ts')).calls(io, options)));
  program
    .command('audit')
    .summary('who asked for what')
    .description('Shows who asked for what (command line, page, API, assistant, engine), oldest first.')
    .option('--since <WHEN>', 'only from then on: 10m, 2h, 2026-11-21T08:00', moment)
    .option('-n, --lines <N>', 'how many (default: 50)', wholeNumber)
    .action((options: { since?: Date; lines?: number }) => go(async (io) => (await import('../commands/audit.ts')).audit(io, options)));
}
