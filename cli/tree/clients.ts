import { type Command, Option } from 'commander';
import { surfaces } from '../../contract/surface.ts';
import type { TokenWish } from '../commands/client-tokens.ts';
import type { LinkChoices } from '../commands/clients.ts';
import type { Go } from '../go.ts';

const dryRun = () => new Option('-n, --dry-run', 'only show the change').conflicts('yes');

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
    .argument('<CLIENT>', 'claude-desktop, claude-code, cursor or vscode')
    .option('--move', 'first copy its servers into your own config, then take just those out of its file (the default)')
    .option('--no-move', 'leave its servers where they are')
    .option('--profile <PROFILE>', "which of the gateway's profiles it gets")
    .option('-y, --yes', 'do not ask')
    .addOption(dryRun())
    .action((client: string, choices: LinkChoices) =>
      go(async (io) => (await import('../commands/clients.ts')).change(io, 'link', client, choices)),
    );
  clients
    .command('unlink')
    .description('Gives the file of a client back as it was before it was linked, or takes just our entry out if the file went on since.')
    .argument('<CLIENT>')
    .option('-y, --yes', 'do not ask')
    .addOption(dryRun())
    .action((client: string, choices: Pick<LinkChoices, 'yes' | 'dryRun'>) =>
      go(async (io) => (await import('../commands/clients.ts')).change(io, 'unlink', client, { move: false, ...choices })),
    );
  const token = clients
    .command('token')
    .summary('tokens of single clients')
    .description('Tokens of single clients: each can be bound to a profile, is shown with its last use, and can be taken back.')
    .helpCommand(false);
  token
    .command('add')
    .description('Makes a token and prints it, this once: only its digest is kept.')
    .argument('<NAME>', 'the name under which its client is shown')
    .option('--profile <P>', 'the one profile that it opens (default: every one)')
    .addOption(new Option('--surface <SURFACE>', 'what its client is shown: every tool, or three that find the others').choices(surfaces))
    .action((name: string, wish: TokenWish) => go(async (io) => (await import('../commands/client-tokens.ts')).addToken(io, name, wish)));
  token
    .command('list')
    .description('Lists the tokens, and when each was used last.')
    .action(() => go(async (io) => (await import('../commands/client-tokens.ts')).listTokens(io)));
  token
    .command('revoke')
    .description('Takes a token back. What is open with it ends at once.')
    .argument('<TOKEN>', 'its name')
    .action((name: string) => go(async (io) => (await import('../commands/client-tokens.ts')).revokeToken(io, name)));
}
