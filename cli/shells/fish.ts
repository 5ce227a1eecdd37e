import type { TreeCommand, TreeOption, Values } from './tree.ts';

export function fishScript(tree: TreeCommand[]): string {
  const lines = tree.flatMap((command) => {
    const here = quote(`__roundhouse_at ${command.path.join(' ')}`.trim());
    return [
      ...command.commands.map((each) => `complete -c roundhouse -f -n ${here} -a ${each.name} -d ${quote(each.description)}`),
      ...argumentLines(command, here),
      ...command.options.map((option) => `complete -c roundhouse -n ${here} ${optionWords(option)} -d ${quote(option.description)}`),
    ];
  });
  const nested = tree.filter((command) => command.path.length >= 2).map((command) => quote(command.path.join(' ')));
  return `# fish completion for roundhouse: roundhouse completion fish > ~/.config/fish/completions/roundhouse.fish
function __roundhouse_at
    set -l words
    for word in (commandline -opc)[2..-1]
        string match -q -- '-*' $word; and continue
        if test (count $words) -eq 0
            set -a words $word
        else if contains -- "$words $word" ${nested.join(' ')}
            set -a words $word
        else
            break
        end
    end
    test "$words" = "$argv"
end
function __roundhouse_names
    roundhouse __names 2>/dev/null
end
${lines.join('\n')}
complete -c rh -w roundhouse
`;
}

function argumentLines(command: TreeCommand, here: string): string[] {
  const words = valueWords(command.arguments);
  return words === '' ? [] : [`complete -c roundhouse -n ${here} ${words}`];
}

function optionWords(option: TreeOption): string {
  const names = option.names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`)).join(' ');
  return option.takesValue ? `${names} -r ${valueWords(option.values)}`.trim() : names;
}

function valueWords(values: Values): string {
  switch (values.kind) {
    case 'choices':
      return `-f -a ${quote(values.choices.join(' '))}`;
    case 'server':
      return `-f -a '(__roundhouse_names)'`;
    case 'file':
    case 'folder':
      return '-F';
    case 'none':
      return '';
  }
}

const quote = (text: string): string => `'${text.replace(/[\\']/g, (found) => `\\${found}`)}'`;
