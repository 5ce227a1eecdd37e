// Where `${NAME}` gets its value: the environment, or the file that NAME_FILE names.
import { readFileSync, statSync } from 'node:fs';
import type { Lookup } from '../decide/expand.ts';
import type { Env } from '../places.ts';
import { effectiveEnv } from './child-env.ts';

const mostBytes = 64 * 1024;

/** Files are read again with each new lookup: a rotated secret is seen at the next load. */
export function variablesOf(env: Env, platform: NodeJS.Platform): Lookup {
  const known = effectiveEnv(env, null);
  const folded = platform === 'win32' ? new Map(Object.entries(known).map(([name, value]) => [name.toUpperCase(), value])) : null;
  const read = (name: string) => (folded ? folded.get(name.toUpperCase()) : Object.hasOwn(known, name) ? known[name] : undefined);
  const files = new Map<string, string | undefined>();
  return (name) => {
    const value = read(name);
    const file = value === undefined ? read(`${name}_FILE`) : undefined;
    if (!file) return value;
    if (!files.has(file)) files.set(file, secretIn(file));
    return files.get(file);
  };
}

function secretIn(file: string): string | undefined {
  try {
    const facts = statSync(file);
    if (!facts.isFile() || facts.size > mostBytes) return undefined;
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch {
    return undefined; // reported as a variable that is not set
  }
}
