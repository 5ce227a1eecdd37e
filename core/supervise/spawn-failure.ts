// Why the system refused to start a program, in a sentence that helps. `mendable` is what a retry can mend by itself.
import { existsSync, statSync } from 'node:fs';
import type { SpawnFailure } from './child.ts';
import { interpreterOf } from './executable.ts';

export function folderFailure(cwd: string): SpawnFailure | null {
  try {
    if (statSync(cwd).isDirectory()) return null;
    return fatal(`the working folder ${cwd} is not a folder`, 'Set "cwd" to a folder.');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') {
      return fatal(`the working folder ${cwd} may not be entered`, 'Set "cwd" to a folder that you can read, or change its permissions.');
    }
    return fatal(`the working folder ${cwd} does not exist`, 'Create it, or correct "cwd".');
  }
}

export function spawnFailure(error: unknown, file: string, cwd: string): SpawnFailure {
  const { code = '', message = String(error) } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
      return folderFailure(cwd) ?? missingInterpreter(file);
    case 'ENOTDIR':
      return folderFailure(cwd) ?? fatal(`${file} does not exist`, 'Correct "command".');
    case 'EACCES':
    case 'EPERM':
      return (
        folderFailure(cwd) ??
        fatal(
          `the system does not allow to run ${file} (${code})`,
          `Check its permissions and those of ${interpreterOf(file) ?? 'its folder'}.`,
        )
      );
    case 'ENOEXEC':
    case 'EFTYPE':
      return fatal(
        `${file} is not a program that this machine can run`,
        'Install the build for this system, or begin a script with a #! line.',
      );
    case 'ELOOP':
      return fatal(`${file} is a chain of links without an end`, 'Correct "command".');
    case 'E2BIG':
      return fatal('the arguments and the environment together are too long for the system', 'Shorten "args" or "env".');
    case 'ETXTBSY':
      return mendable(`${file} is being written`, 'It is tried again.');
    case 'EMFILE':
    case 'ENFILE':
      return mendable('too many files are open to start another process', 'Stop other servers, or raise the limit (ulimit -n).');
    case 'EAGAIN':
      return mendable('the system does not allow more processes now', 'Stop other programs, or raise the limit (ulimit -u).');
    case 'ENOMEM':
      return mendable('there is not enough memory to start another process', 'Stop other programs.');
    default:
      return fatal(`${file} could not be started: ${message}`, 'Check "command", "args" and "env".');
  }
}

/** The file was there a moment ago: then it is what its first line names that is missing. */
function missingInterpreter(file: string): SpawnFailure {
  if (!existsSync(file)) return fatal(`${file} does not exist any more`, 'Install it again, or correct "command".');
  const interpreter = interpreterOf(file);
  if (interpreter)
    return fatal(`${file} needs ${interpreter}, which does not exist`, `Install ${interpreter}, or correct the first line of the script.`);
  return fatal(`${file} needs a loader or library that this system does not have`, 'Install the build for this system.');
}

function fatal(reason: string, next: string): SpawnFailure {
  return { reason, next, mendable: false };
}

function mendable(reason: string, next: string): SpawnFailure {
  return { reason, next, mendable: true };
}
