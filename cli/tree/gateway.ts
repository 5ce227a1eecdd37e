import type { Command } from 'commander';
import type { ConnectOptions } from '../commands/connect.ts';
import type { ToolsOptions } from '../commands/tools.ts';
import type { Go } from '../go.ts';
import { jsonObject } from './values.ts';

export function gatewayVerbs(program: Command, go: Go): void {
  program.commandsGroup('For AI clients');
  program
    .command('connect')
    .summary('what a client runs to use the gateway')
    .description(
      'An MCP server on stdin and stdout that is the gateway: the command for the config of a client. Starts the engine in the background if none runs.',
    )
    .option('--client <NAME>', 'the name under which calls are shown')
    .option('--profile <P>', 'what the client sees (default: everything)')
    .option('--workspace <DIR>', 'the folder that the client works in (default: the current one)')
    .option('--token-file <FILE>', 'holds a token of its own (see `clients token`); ROUNDHOUSE_TOKEN does the same')
    .action((options: ConnectOptions) => go(async (io) => (await import('../commands/connect.ts')).connect(io, options)));
  const tools = program
    .command('tools')
    .summary("the gateway's tools: list, call, hide, rename, approve")
    .description("The gateway's tools, as clients see them.")
    .helpCommand(false);
  tools
    .command('list')
    .description('Shows the tools with their servers, and about how many tokens each costs a model.')
    .option('--profile <P>', 'as seen there')
    .option('--all', 'also those that are hidden')
    .option('--changed', 'only what changed since it was first seen, or is suspicious, and how; prompts and instructions too')
    .action((options: ToolsOptions) => go(async (io) => (await import('../commands/tools.ts')).listTools(io, options)));
  tools
    .command('call')
    .description('Calls a tool and prints what it answers. Exit code 1 when the tool says that it failed.')
    .argument('<TOOL>', 'SERVER.TOOL, or the name that clients use')
    .option('--args <JSON>', 'its arguments, as in \'{"path": "notes.md"}\'', jsonObject)
    .option('--profile <P>', 'as a client of it')
    .action((tool: string, options: ToolsOptions) => go(async (io) => (await import('../commands/tools.ts')).callTool(io, tool, options)));
  tools
    .command('approve')
    .description('Accepts what a server says of its tools, prompts and instructions now; what was blocked is offered again.')
    .argument('<WHAT...>', 'SERVER, SERVER.TOOL, or the name that clients use')
    .action((what: string[]) => go(async (io) => (await import('../commands/approve-tools.ts')).approveTools(io, what)));
  for (const verb of ['hide', 'show'] as const) {
    const what = { hide: 'Hides a tool from every client: it is neither listed nor called.', show: 'Takes the hiding of a tool back.' };
    tools
      .command(verb)
      .description(what[verb])
      .argument('<TOOL>', 'SERVER.TOOL, or the name that clients use')
      .action((tool: string) => go(async (io) => (await import('../commands/tools.ts')).hideTool(io, verb, tool)));
  }
  tools
    .command('rename')
    .description('Gives a tool another name, for every client; without one it gets its own back.')
    .argument('<TOOL>', 'SERVER.TOOL, or the name that clients use')
    .argument('[NEW]', 'at most 64 letters, digits, "_", "-", "." and "/"')
    .action((tool: string, name: string | undefined) =>
      go(async (io) => (await import('../commands/tools.ts')).renameTool(io, tool, name)),
    );
}
