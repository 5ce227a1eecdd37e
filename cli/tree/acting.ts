import type { Command } from 'commander';
import type { ActChoices } from '../commands/act.ts';
import type { Go } from '../go.ts';
import { collect, duration } from './values.ts';

const verbs = {
  start:
    'Starts servers, in the order of their dependencies, and waits until they are up. Starts the engine in the background if none runs.',
  stop: 'Stops servers, dependents first, and waits until nothing of them is left. They stay down until you start them.',
  restart: 'Stops and starts servers, and waits until they are up again.',
} as const;

export function actingVerbs(program: Command, go: Go): void {
  program.commandsGroup('Servers');
  for (const verb of ['start', 'stop', 'restart'] as const) {
    const command = program
      .command(verb)
      .summary(`${verb} servers; no name means all`)
      .description(verbs[verb])
      .argument('[NAME...]', 'servers or services; none means all')
      .option('--server <NAME>', 'this MCP server (repeatable)', collect)
      .option('--service <NAME>', 'this service (repeatable)', collect)
      .option('--group <GROUP>', 'all members of this group')
      .option('--all', 'all, said aloud')
      .option('--no-wait', 'do not wait until it is done');
    if (verb === 'stop') command.option('--force', 'kill at once, without the time to end by themselves');
    if (verb === 'restart')
      command.option('--drain <DURATION>', 'wait this long at most for calls under way; new ones wait for the restart', duration);
    command.action((names: string[], choices: ActChoices) =>
      go(async (io) => (await import('../commands/act.ts')).act(io, verb, names, choices)),
    );
  }
  program
    .command('pause')
    .summary('suspend checks and restarts')
    .description('Suspends health checks and automatic restarts; the servers go on, and the state shown stays true.')
    .argument('[NAME...]', 'none means all')
    .option('--for <DURATION>', 'resume by itself after this time, like 15m', duration)
    .action((names: string[], options: { for?: number }) =>
      go(async (io) => (await import('../commands/pause.ts')).pause(io, names, options.for ?? null)),
    );
  program
    .command('resume')
    .summary('take up checks and restarts again')
    .description('Ends a pause.')
    .argument('[NAME...]', 'none means all')
    .action((names: string[]) => go(async (io) => (await import('../commands/pause.ts')).resume(io, names)));
}
