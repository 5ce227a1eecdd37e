import type { Command } from 'commander';
import { CommandFailure, exit } from '../exit.ts';
import type { Io } from '../io.ts';

interface Described {
  command: string;
  description: string;
  arguments: { name: string; required: boolean; many: boolean; choices?: readonly string[] }[];
  options: { flags: string; description: string; choices?: string[] }[];
  commands: Described[];
}

export async function help(io: Io, program: Command, path: string[]): Promise<0> {
  let command = program;
  for (const word of path) {
    const found: Command | undefined = visible(command).find((each) => each.name() === word);
    if (!found) throw new CommandFailure(`there is no command '${path.join(' ')}'. \`roundhouse help\` lists them all.`, exit.usage);
    command = found;
  }
  if (io.json) io.printJson(described(command));
  else command.outputHelp();
  return exit.done;
}

function visible(command: Command): Command[] {
  return [...command.createHelp().visibleCommands(command)];
}

function described(command: Command): Described {
  return {
    command: command.name(),
    description: command.description(),
    arguments: command.registeredArguments.map((each) => ({
      name: each.name().toLowerCase(),
      required: each.required,
      many: each.variadic,
      ...(each.argChoices && { choices: each.argChoices }),
    })),
    options: command.options.map((each) => ({
      flags: each.flags,
      description: each.description,
      ...(each.argChoices && { choices: each.argChoices }),
    })),
    commands: visible(command).map(described),
  };
}
