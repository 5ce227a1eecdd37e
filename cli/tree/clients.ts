import type { Command } from 'commander';
import type { LinkChoices } from '../commands/clients.ts';
import type { Go } from '../go.ts';

export function clientVerbs(program: Command, go: Go): void {
  program.commandsGroup('For AI clients');
  const clients = program
    .command('clients')
    .summary('which AI clients there are; link them to the gateway')
    .description('The AI clients of this machine: claude-desktop, claude-code, cursor, vscode.')
    .helpCommand(false);
  clients
    .command('list')
    .description('Lists the AI clients, whether they are linked, and what they still start themselves.')
    .action(() => go(async (io) => (await import('../commands/clients.ts')).list(io)));
  clients
    .command('link')
    .description(
      'Links a client: shows the exact change of its file, asks, and writes one entry. Keeps a copy; `clients unlink` gives it back.',
    )
    .argument('<client>', 'claude-desktop, claude-code, cursor or vscode')
    .option('--move', 'first copy its servers into your own config, then take just those out of its file (default)', true)
    .option('--no-move', 'leave its servers where they are')
    .option('--profile <PROFILE>', "which of the gateway's profiles it gets")
    .option('-y, --yes', 'do not ask')
    .action((client: string, choices: LinkChoices) =>
      go(async (io) => (await import('../commands/clients.ts')).change(io, 'link', client, choices)),
    );
  clients
    .command('unlink')
    .description('Gives the file of a client back as it was before it was linked, or takes just our entry out if the file went on since.')
    .argument('<client>')
    .option('-y, --yes', 'do not ask')
    .action((client: string, { yes }: { yes?: boolean }) =>
      go(async (io) => (await import('../commands/clients.ts')).change(io, 'unlink', client, { move: false, yes })),
    );
}
