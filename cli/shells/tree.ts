import type { Command } from 'commander';

export interface TreeOption {
  /** `--lines`, `-n` */
  names: string[];
  description: string;
  takesValue: boolean;
  /** what its value is: one of these words, a file, a server's name, or something else */
  values: Values;
}
export type Values = { kind: 'choices'; choices: string[] } | { kind: 'file' | 'folder' | 'server' | 'none' };

export interface TreeCommand {
  /** words after `roundhouse`: `['servers', 'add']`; empty for the program itself */
  path: string[];
  description: string;
  options: TreeOption[];
  arguments: Values;
  commands: { name: string; description: string }[];
}

/** Flat: one entry per command that can be typed. */
export function commandTree(program: Command): TreeCommand[] {
  const globals = program.options.filter((option) => option.long === '--json' || option.long === '--config').map(optionOf);
  const walk = (command: Command, path: string[]): TreeCommand[] => {
    const children = command.createHelp().visibleCommands(command);
    const help: TreeOption = { names: ['--help', '-h'], description: 'show help', takesValue: false, values: { kind: 'none' } };
    const own = command.options.map(optionOf);
    return [
      {
        path,
        description: command.summary() || command.description(),
        options: [...own, ...(path.length > 0 ? globals : []), help],
        arguments: argumentsOf(command, path, program),
        commands: children.map((child) => ({ name: child.name(), description: child.summary() || child.description() })),
      },
      ...children.flatMap((child) => walk(child, [...path, child.name()])),
    ];
  };
  return walk(program, []);
}

function optionOf(option: Command['options'][number]): TreeOption {
  const names = [option.long, option.short].filter((name) => name !== undefined);
  return { names, description: option.description, takesValue: option.required || option.optional, values: valuesOf(option) };
}

function valuesOf(option: Command['options'][number]): Values {
  if (option.argChoices) return { kind: 'choices', choices: option.argChoices };
  if (/<FILE>/.test(option.flags)) return { kind: 'file' };
  if (/<FOLDER>/.test(option.flags)) return { kind: 'folder' };
  if (/<NAME>/.test(option.flags)) return { kind: 'server' };
  return { kind: 'none' };
}

function argumentsOf(command: Command, path: string[], program: Command): Values {
  const first = command.registeredArguments[0];
  if (!first) return { kind: 'none' };
  if (path[0] === 'help')
    return { kind: 'choices', choices: program.commands.map((each) => each.name()).filter((name) => !name.startsWith('_')) };
  if (first.argChoices) return { kind: 'choices', choices: [...first.argChoices] };
  if (first.name() === 'FILE') return { kind: 'file' };
  if (first.name() === 'NAME' && path.at(-1) !== 'add') return { kind: 'server' };
  return { kind: 'none' };
}
