import { type Command, Option } from 'commander';
import type { ServeOptions } from '../commands/serve.ts';
import type { Go } from '../go.ts';
import { portNumber } from './values.ts';

export function engineVerbs(program: Command, go: Go): void {
  program.commandsGroup('The engine');
  program
    .command('serve')
    .summary('run the engine here, with its API and dashboard')
    .description('Runs the engine in this terminal, with its API and dashboard, until Ctrl-C or `roundhouse shutdown`.')
    .option('--port <N>', 'port of the API; 0 picks a free one (default: the config, PORT, or 4747)', portNumber)
    .option('--host <ADDRESS>', 'address to listen on (default: the config, or 127.0.0.1)')
    .addOption(new Option('--background', 'started by another command: takes a free port when the usual one is taken').hideHelp())
    .option('--no-autostart', 'start no server by itself')
    .option('--open', 'open the dashboard when it is up')
    .action((options: ServeOptions) => go(async (io) => (await import('../commands/serve.ts')).serve(io, options)));
  program
    .command('open')
    .summary('open the dashboard, signed in')
    .description('Opens the dashboard in the browser, signed in; starts the engine in the background if none runs.')
    .action(() => go(async (io) => (await import('../commands/open.ts')).open(io)));
  program
    .command('shutdown')
    .summary('end the engine and what it runs')
    .description('Ends the engine and every server that it runs, and waits until it is gone.')
    .action(() => go(async (io) => (await import('../commands/shutdown.ts')).shutdown(io)));
}
