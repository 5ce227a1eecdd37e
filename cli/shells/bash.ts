import type { TreeCommand, Values } from './tree.ts';

export function bashScript(tree: TreeCommand[]): string {
  const cases = tree.map((command) => {
    const words = [...command.commands.map((each) => each.name)].join(' ');
    const options = command.options.flatMap((option) => option.names).join(' ');
    return `    '${command.path.join(' ')}') words='${words}'; options='${options}'; kind='${kindOf(command.arguments)}' ;;`;
  });
  const values = tree.flatMap((command) =>
    command.options
      .filter((option) => option.takesValue)
      .flatMap((option) =>
        option.names.map((name) => `    '${[...command.path, name].join(' ')}') kind='${kindOf(option.values)}'; value=1 ;;`),
      ),
  );
  const nested = tree.filter((command) => command.path.length >= 2).map((command) => `'${command.path.join(' ')}'`);
  return `# bash completion for roundhouse: eval "$(roundhouse completion bash)"
_roundhouse() {
  local cur prev words= options= kind= value= path= word i
  cur="\${COMP_WORDS[COMP_CWORD]}"
  prev="\${COMP_WORDS[COMP_CWORD-1]}"
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    [[ $word == -- ]] && return
    [[ $word == -* ]] && continue
    if [[ -z $path ]]; then
      path="$word"
    else
      case "$path $word" in
        ${nested.join('|')}) path="$path $word" ;;
        *) break ;;
      esac
    fi
  done
  case "$path" in
${cases.join('\n')}
    *) return ;;
  esac
  case "\${path:+$path }$prev" in
${values.join('\n')}
  esac
  if [[ -z $value && $cur == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$cur"))
    return
  fi
  if [[ -z $value && -n $words ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
    return
  fi
  case "$kind" in
    server) COMPREPLY=($(compgen -W "$("\${COMP_WORDS[0]}" __names 2>/dev/null)" -- "$cur")) ;;
    file) COMPREPLY=($(compgen -f -- "$cur")) ;;
    folder) COMPREPLY=($(compgen -d -- "$cur")) ;;
    choices:*) COMPREPLY=($(compgen -W "\${kind#choices:}" -- "$cur")) ;;
  esac
}
complete -o bashdefault -o default -F _roundhouse roundhouse rh
`;
}

function kindOf(values: Values): string {
  if (values.kind === 'choices') return `choices:${values.choices.join(' ')}`;
  return values.kind === 'none' ? '' : values.kind;
}
