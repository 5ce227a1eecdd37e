import { Argument, type Command } from 'commander';
import type { Shell } from '../commands/completion.ts';
import type { Go } from '../go.ts';
import { versionNumber } from '../version-number.ts';

export function aboutVerbs(program: Command, go: Go): void {
  program.commandsGroup('About');
  program
    .command('completion')
    .summary('completion for your shell')
    .description('Prints a script that completes commands, options and server names in your shell.')
    .addArgument(new Argument('<SHELL>').choices(['bash', 'zsh', 'fish', 'powershell']))
    .action((shell: Shell) => go(async (io) => (await import('../commands/completion.ts')).completion(io, program, shell)));
  program
    .command('version')
    .summary('the version')
    .description('Shows the version.')
    .action(() => go(async (io) => (await import('../commands/version.ts')).version(io)));
  program
    .command('help')
    .summary('help, of all or of one command')
    .description('Shows help, of all or of one command.')
    .argument('[COMMAND...]')
    .action((path: string[]) => go(async (io) => (await import('../commands/help.ts')).help(io, program, path)));
  // for the completion scripts: must be quick, and silent whatever happens
  program.command('__names', { hidden: true }).action(() => go(async (io) => (await import('../commands/completion.ts')).names(io)));
  program.version(versionNumber, '-V, --version', 'show the version');
}
