// What an exit means, in words, and whether a retry can help.
import type { Definition } from '../../contract/server.ts';
import { readLog } from '../../contract/words.ts';
import type { Trouble } from '../decide/server-state.ts';

export interface Exit {
  code: number | null;
  signal: string | null;
}

export function troubleOfExit(exit: Exit, definition: Pick<Definition, 'kind' | 'name' | 'launch'>): Trouble {
  const command = 'command' in definition.launch ? definition.launch.command : definition.name;
  const log = readLog(definition.name);
  if (exit.signal) {
    const why =
      exit.signal === 'SIGKILL' ? 'was killed (SIGKILL): by a person, or by the system when memory ran out' : `was ended by ${exit.signal}`;
    return { reason: why, next: log, mendable: true };
  }
  switch (exit.code) {
    case 0:
      if (definition.kind === 'service') return { reason: 'finished, exit 0', next: null, mendable: true, finished: true };
      return { reason: 'exited with code 0 although it should keep running', next: log, mendable: true, finished: false };
    case 126:
      return {
        reason: `exited with code 126: what ${command} was to run is not executable`,
        next: `Check its command and file permissions. ${log}`,
        mendable: false,
      };
    case 127:
      return {
        reason: `exited with code 127: ${command} did not find the program it was to run`,
        next: `Check its command and PATH. ${log}`,
        mendable: false,
      };
    default:
      return { reason: `exited with code ${exit.code}`, next: log, mendable: true };
  }
}
