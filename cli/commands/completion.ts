// Completion scripts made from the command tree, so that they cannot disagree with it.
import type { Command } from 'commander';
import { exit } from '../exit.ts';
import type { Io } from '../io.ts';
import { bashScript } from '../shells/bash.ts';
import { fishScript } from '../shells/fish.ts';
import { powershellScript } from '../shells/powershell.ts';
import { commandTree } from '../shells/tree.ts';
import { zshScript } from '../shells/zsh.ts';

export type Shell = 'bash' | 'zsh' | 'fish' | 'powershell';

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript, powershell: powershellScript };

export async function completion(io: Io, program: Command, shell: Shell): Promise<0> {
  const script = scripts[shell](commandTree(program));
  if (io.json) io.printJson({ shell, script });
  else io.print(script.trimEnd());
  return exit.done;
}

/** Names of servers for the shells, one a line: silent whatever happens, and never slow. */
export async function names(io: Io): Promise<0> {
  try {
    const { findEngine } = await import('../find-engine.ts');
    const engine = findEngine(io.env);
    if (engine) {
      const response = await fetch(`${engine.url}/api/v1/servers`, {
        headers: { authorization: `Bearer ${engine.token}` },
        signal: AbortSignal.timeout(800),
      });
      const servers = (await response.json()) as { name?: unknown }[];
      for (const { name } of servers) if (typeof name === 'string' && /^[\w@.:/+-]+$/.test(name)) io.print(name);
    }
  } catch {
    // no names, then: completion must not write into somebody's prompt
  }
  return exit.done;
}
