// What a file of preferences says. One that cannot be used as it is gets another name beside a new one: nothing of it is lost.
import { constants, copyFileSync, existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { type Preferences, usualPreferences } from '../contract/desktop.ts';
import { readPreferences } from './preferences-shape.ts';
import { setAside } from './set-aside.ts';

export interface Kept {
  preferences: Preferences;
  /** what else stands there, as of a later version */
  rest: Record<string, unknown>;
  /** what is wrong with the file; null: nothing, or there is none */
  wrong: string | null;
  /** the name that it has now */
  aside: string | null;
}

const anything = z.record(z.string(), z.unknown());

export function readKept(file: string, now = new Date()): Kept {
  sweep(dirname(file));
  if (!existsSync(file)) return { preferences: usualPreferences, rest: {}, wrong: null, aside: null };
  let kept: Record<string, unknown>;
  try {
    kept = anything.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const wrong = error instanceof z.ZodError ? 'it is no JSON object' : error instanceof Error ? error.message : String(error);
    return { preferences: usualPreferences, rest: {}, wrong, aside: setAside(file, now, renameSync) };
  }
  const { preferences, wrong } = readPreferences(kept);
  if (wrong.length === 0) return { preferences, rest: {}, wrong: null, aside: null };
  const aside = setAside(file, now, (from, to) => copyFileSync(from, to, constants.COPYFILE_EXCL));
  return { preferences, rest: kept, wrong: `what it says of ${wrong.join(', ')} is not known here`, aside };
}

/** Pieces of writings that were killed in the middle, of any of the app's own files; nobody but this app writes here, and it runs once. */
function sweep(folder: string): void {
  try {
    for (const name of readdirSync(folder).filter((each) => /\.tmp(-\w+)?$/.test(each))) rmSync(join(folder, name), { force: true });
  } catch {
    // no folder yet, or none that can be tidied
  }
}
