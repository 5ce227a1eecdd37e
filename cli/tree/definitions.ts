import type { Command } from 'commander';
import type { AddOptions } from '../commands/servers.ts';
import type { Go } from '../go.ts';
import { header, setting } from './values.ts';

export function definitionVerbs(program: Command, go: Go): void {
  program.commandsGroup('Definitions');
  const servers = program
    .command('servers')
    .summary('which servers there are, and where they come from')
    .description('Definitions of servers.')
    .helpCommand(false);
  servers
    .command('list')
    .description('Lists the servers with what they run and where they are defined.')
    .action(() => go(async (io) => (await import('../commands/servers.ts')).list(io)));
  servers
    .command('add')
    .description('Adds a server to your own config: a command after --, or --url for a remote one.')
    .usage('NAME [options] -- COMMAND [ARGUMENTS…]\n       roundhouse servers add NAME --url URL')
    .argument('<NAME>')
    .argument('[COMMAND...]', 'what to run, after --')
    .option('--url <URL>', 'a remote server')
    .option('--header <HEADER>', "sent to the remote server, like 'Authorization: Bearer x' (repeatable)", header)
    .option('--env <KEY=VALUE>', 'environment variable of the server (repeatable)', setting)
    .option('--cwd <FOLDER>', 'folder to run it in')
    .action((name: string, command: string[], options: AddOptions) =>
      go(async (io) => (await import('../commands/servers.ts')).add(io, name, command, options)),
    );
  for (const verb of ['remove', 'enable', 'disable'] as const) {
    const what = {
      remove: 'Removes a server from your own config, and stops it.',
      enable: 'Lets a server run again; approves one that waits for approval.',
      disable: 'Stops a server and keeps it from starting.',
    };
    servers
      .command(verb)
      .description(what[verb])
      .argument('<NAME>')
      .action((name: string) => go(async (io) => (await import('../commands/servers.ts')).change(io, verb, name)));
  }
  servers
    .command('login')
    .description('Signs in to a remote server, in your browser.')
    .argument('<NAME>')
    .option('--no-open', 'only print the address')
    .action((name: string, options: { open: boolean }) =>
      go(async (io) => (await import('../commands/sign-in.ts')).login(io, name, options)),
    );
  servers
    .command('logout')
    .description('Forgets the sign-in of a remote server, and has it revoked where that is offered.')
    .argument('<NAME>')
    .action((name: string) => go(async (io) => (await import('../commands/sign-in.ts')).logout(io, name)));
  servers
    .command('import')
    .description("Lists what each AI client's config holds, and what became of it here.")
    .action(() => go(async (io) => (await import('../commands/servers.ts')).imported(io)));

  const config = program
    .command('config')
    .summary('your own config: check it, find it, see the result')
    .description('Your own config, roundhouse.yaml.')
    .helpCommand(false);
  config
    .command('validate')
    .description('Checks a config file; needs no engine.')
    .argument('[FILE]', 'default: your own config')
    .action((file: string | undefined) => go(async (io) => (await import('../commands/config.ts')).validate(io, file)));
  config
    .command('path')
    .description('Says where your own config is; needs no engine.')
    .action(() => go(async (io) => (await import('../commands/config.ts')).path(io)));
  config
    .command('show')
    .description('Shows the merged result with the origin of every value; secrets are masked.')
    .action(() => go(async (io) => (await import('../commands/config.ts')).show(io)));
}
