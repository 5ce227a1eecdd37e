// The command tree. It is declared without loading what the commands do.
import { resolve } from 'node:path';
import { Command } from 'commander';
import type { Go } from './go.ts';
import type { Io } from './io.ts';
import { aboutVerbs } from './tree/about.ts';
import { actingVerbs } from './tree/acting.ts';
import { clientVerbs } from './tree/clients.ts';
import { definitionVerbs } from './tree/definitions.ts';
import { engineVerbs } from './tree/engine.ts';
import { gatewayVerbs } from './tree/gateway.ts';
import { watchingVerbs } from './tree/watching.ts';

export function buildProgram(io: Io, go: Go): Command {
  const program = new Command('roundhouse')
    .description("One home for every MCP server on this machine: finds them in your AI clients' files, runs each once, keeps it up.")
    .usage('COMMAND [options]')
    .option('--json', 'machine-readable output')
    .option('--config <FILE>', 'own config file, instead of the usual place')
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .configureHelp({
      showGlobalOptions: true,
      subcommandTerm: (command) => [command.name(), ...command.registeredArguments.map(argumentTerm)].join(' '),
    })
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      getOutHelpWidth: () => io.width ?? 80,
      getErrHelpWidth: () => (io.stderr.isTTY ? (io.stderr.columns ?? 80) : 80),
      getOutHasColors: () => io.out.on,
      getErrHasColors: () => io.err.on,
    })
    .exitOverride()
    .hook('preAction', () => {
      const { json, config } = program.opts<{ json?: boolean; config?: string }>();
      io.json = json === true;
      io.config = config === undefined ? null : resolve(config);
    });
  engineVerbs(program, go);
  actingVerbs(program, go);
  watchingVerbs(program, go);
  definitionVerbs(program, go);
  clientVerbs(program, go);
  gatewayVerbs(program, go);
  aboutVerbs(program, go);
  tellWhereHelpIs(program, 'roundhouse');
  return program;
}

/** One line: what is wrong with the words, and which command explains them. */
function tellWhereHelpIs(command: Command, path: string): void {
  const help = command.parent === null ? `${path} help` : `${path} --help`;
  command.configureOutput({
    ...command.configureOutput(),
    outputError(text, write) {
      const said = text
        .replace(/^error: /, '')
        .trim()
        .replaceAll('\n', ' ')
        .replace(/\.$/, '');
      write(`roundhouse: ${said}. \`${help}\` shows how.\n`);
    },
  });
  for (const inner of command.commands) tellWhereHelpIs(inner, `${path} ${inner.name()}`);
}

function argumentTerm(argument: { name(): string; required: boolean; variadic: boolean }): string {
  const name = argument.name().toUpperCase() + (argument.variadic ? '…' : '');
  return argument.required ? name : `[${name}]`;
}
