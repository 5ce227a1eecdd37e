import type { TreeCommand, TreeOption, Values } from './tree.ts';

export function zshScript(tree: TreeCommand[]): string {
  const functions = tree.map((command) => `${functionName(command.path)}() {\n${body(command)}\n}`);
  return `#compdef roundhouse rh
# zsh completion for roundhouse: roundhouse completion zsh > "\${fpath[1]}/_roundhouse"
_roundhouse_names() {
  local -a names
  names=(\${(f)"$(roundhouse __names 2>/dev/null)"})
  compadd -a names
}
${functions.join('\n')}
if [ "$funcstack[1]" = "_roundhouse" ]; then
  _roundhouse "$@"
else
  compdef _roundhouse roundhouse rh
fi
`;
}

const functionName = (path: string[]): string => ['_roundhouse', ...path].join('_');

function body(command: TreeCommand): string {
  const options = command.options.map(optionSpec);
  if (command.commands.length === 0) {
    const action = actionOf(command.arguments);
    const rest = action === '' ? [] : [quote(`*:${command.arguments.kind}:${action}`)];
    return `  _arguments -s \\\n${[...options, ...rest].map((spec) => `    ${spec}`).join(' \\\n')}`;
  }
  const list = command.commands.map((each) => `    ${quote(`${each.name}:${each.description}`)}`).join('\n');
  const calls = command.commands.map((each) => `        ${each.name}) ${functionName([...command.path, each.name])} ;;`).join('\n');
  return `  local context state state_descr line
  typeset -A opt_args
  _arguments -C \\
${options.map((spec) => `    ${spec}`).join(' \\\n')} \\
    '1: :->command' '*:: :->rest'
  case $state in
    command)
      local -a commands
      commands=(
${list}
      )
      _describe command commands
      ;;
    rest)
      case $line[1] in
${calls}
      esac
      ;;
  esac`;
}

function optionSpec(option: TreeOption): string {
  const description = `[${option.description.replace(/[[\]\\:]/g, (found) => `\\${found}`)}]`;
  const value = option.takesValue ? `:value:${actionOf(option.values)}` : '';
  const names = option.names.length > 1 ? `{${option.names.join(',')}}` : option.names[0]!;
  return `${names}${quote(description + value)}`;
}

function actionOf(values: Values): string {
  switch (values.kind) {
    case 'choices':
      return `(${values.choices.join(' ')})`;
    case 'file':
      return '_files';
    case 'folder':
      return '_files -/';
    case 'server':
      return '_roundhouse_names';
    case 'none':
      return '';
  }
}

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
