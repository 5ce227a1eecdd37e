// The mark is one environment variable that everything a server starts inherits. It tells whose a process is, long after
// process groups, sessions and parents have stopped telling it.
import { createHash, randomBytes } from 'node:crypto';

export const MARK_VARIABLE = 'ROUNDHOUSE_MARK';
/** What a guardian carries instead of a mark: it belongs to no tree, wherever its engine was started from. */
export const GUARDIAN_MARK = 'guardian';

/** Short and stable name of a home; marks of other homes are none of our business. */
export function homeId(home: string): string {
  return createHash('sha256').update(home).digest('hex').slice(0, 12);
}

export function newInstance(): string {
  return randomBytes(6).toString('hex');
}

/** `<home id>.<instance>.<percent-encoded server>.<run>`: no dot within a part, so parts never run into each other. */
export function markFor(home: string, instance: string, server: string, run: number): string {
  return `${instancePrefix(home, instance)}${encode(server)}.${run}`;
}

/** Begins every mark of this home, whichever engine gave it. `home` is the id, not the path. */
export function homePrefix(home: string): string {
  return `${home}.`;
}

export function instancePrefix(home: string, instance: string): string {
  return `${home}.${instance}.`;
}

export interface Mark {
  home: string;
  instance: string;
  server: string;
  run: number;
}

export function parseMark(text: string): Mark | null {
  const [home, instance, server, run, ...more] = text.split('.');
  if (!home || !instance || server === undefined || !run || more.length > 0 || !/^\d+$/.test(run)) return null;
  try {
    return { home, instance, server: decodeURIComponent(server), run: Number(run) };
  } catch {
    return null; // not percent-encoded by us
  }
}

function encode(name: string): string {
  return encodeURIComponent(name).replace(/[.!'()*~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
