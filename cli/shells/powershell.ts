import type { TreeCommand, Values } from './tree.ts';

export function powershellScript(tree: TreeCommand[]): string {
  const entries = tree.map((command) => {
    const words = command.commands.map((each) => quote(each.name)).join(', ');
    const options = command.options.flatMap((option) => option.names.map(quote)).join(', ');
    const values = command.options
      .filter((option) => option.takesValue)
      .flatMap((option) => option.names.map((name) => `${quote(name)} = ${quote(kindOf(option.values))}`))
      .join('; ');
    return `    ${quote(command.path.join(' '))} = @{ words = @(${words}); options = @(${options}); kind = ${quote(kindOf(command.arguments))}; values = @{ ${values} } }`;
  });
  return `# PowerShell completion for roundhouse: roundhouse completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName roundhouse, rh -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $tree = @{
${entries.join('\n')}
  }
  $typed = @($commandAst.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
  $path = ''
  foreach ($word in $typed) {
    if ($word.StartsWith('-')) { continue }
    $deeper = "$path $word".Trim()
    if ($tree.ContainsKey($deeper)) { $path = $deeper } else { break }
  }
  $here = $tree[$path]
  $last = if ($typed.Count -gt 0) { $typed[-1] } else { '' }
  $found = @()
  $kind = $here.kind
  if ($here.values.ContainsKey($last)) { $kind = $here.values[$last] }
  elseif ($wordToComplete.StartsWith('-')) { $found = $here.options; $kind = '' }
  elseif ($here.words.Count -gt 0) { $found = $here.words; $kind = '' }
  if ($kind -eq 'server') { $found = @(roundhouse __names 2>$null) }
  elseif ($kind.StartsWith('choices:')) { $found = $kind.Substring(8).Split(' ') }
  $found | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
}
`;
}

function kindOf(values: Values): string {
  if (values.kind === 'choices') return `choices:${values.choices.join(' ')}`;
  return values.kind === 'server' ? 'server' : '';
}

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;
