// A file of the app's own that cannot be used gets another name beside the new one: nothing of it is lost.
import { basename, dirname, join } from 'node:path';

/** null: it stays where it is, and nothing is written over it */
export function setAside(file: string, now: Date, put: (from: string, to: string) => void): string | null {
  const moment = now.toISOString().replace(/[:.]/g, '-');
  const aside = join(dirname(file), `${basename(file, '.json')}.unusable-${moment}.json`);
  try {
    put(file, aside);
    return aside;
  } catch {
    return null; // a folder that cannot be written; said by whoever asked
  }
}
