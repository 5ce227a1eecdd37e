// When was last looked for an update, and what is known since: an app that is started often does not look often, and says only what is so.
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeAtomic } from '../../core/store/atomic-file.ts';

const lastCheck = z.object({
  /** the last look, in vain or not */
  checkedAt: z.iso.datetime(),
  /** the version of the app that looked: another one knows nothing by it */
  by: z.string().catch(''),
  /** the last look that came to an end; `newer` is the version that is available, null: none was newer */
  found: z.object({ at: z.iso.datetime(), newer: z.string().nullable() }).nullable().catch(null),
});

export type LastCheck = z.infer<typeof lastCheck>;

export async function readLastCheck(file: string): Promise<LastCheck | null> {
  try {
    return lastCheck.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return null; // never looked, or not readable: looking once more is all that it costs
  }
}

export async function writeLastCheck(file: string, last: LastCheck): Promise<void> {
  writeAtomic(file, `${JSON.stringify(last)}\n`);
}
