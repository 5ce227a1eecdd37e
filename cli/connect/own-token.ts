// A client's own token, from a file or the environment. Never from an argument: those can be read by everybody on the machine.
import { readFileSync } from 'node:fs';
import { CommandFailure, exit } from '../exit.ts';

/** null: it has none, and uses the engine's */
export function ownToken(env: Record<string, string | undefined>, named: string | undefined): string | null {
  const file = named ?? (env.ROUNDHOUSE_TOKEN ? undefined : env.ROUNDHOUSE_TOKEN_FILE);
  const text = file ? readToken(file) : (env.ROUNDHOUSE_TOKEN ?? '');
  const token = text.trim();
  if (token === '') {
    if (file)
      throw new CommandFailure(`the token file ${file} is empty. \`roundhouse clients token add NAME\` prints a token to put there.`);
    return null;
  }
  // anything else would not survive a header, and may be another file altogether
  if (!/^[\x21-\x7e]+$/.test(token)) throw new CommandFailure(`${file ?? 'ROUNDHOUSE_TOKEN'} holds no token: it is one word.`, exit.usage);
  return token;
}

function readToken(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandFailure(`the token file ${file} cannot be read: ${(error as Error).message}.`);
  }
}
