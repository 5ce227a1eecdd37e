// What each change of the own config replaced: a small file per change, with the bytes as they were, for this engine and the next ones.
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../contract/errors.ts';
import { actors } from '../../contract/server.ts';
import { writeAtomically } from '../catalog/atomic-write.ts';

const kept = 50;

const record = z.object({
  version: z.literal(1),
  undo: z.string(),
  at: z.iso.datetime(),
  by: z.enum(actors),
  file: z.string(),
  keys: z.array(z.string()),
  diff: z.string(),
  /** base64; null: there was no file */
  before: z.string().nullable(),
  /** digest of what was written */
  after: z.string(),
});
export type UndoRecord = z.infer<typeof record>;

const nameOf = (undo: string) => `${undo}.json`;

export function openUndoRecords(folder: string) {
  // names begin with the time: their order is that of the changes
  const names = async () => (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json')).sort(); // no folder: none yet
  const readOne = async (name: string): Promise<UndoRecord | null> => {
    const text = await readFile(join(folder, name), 'utf8').catch(() => null); // tidied away by now
    if (text === null) return null;
    try {
      return record.parse(JSON.parse(text));
    } catch {
      return null; // somebody else's file: nothing that could be undone with it
    }
  };
  return {
    async keep(value: UndoRecord): Promise<void> {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeAtomically(join(folder, nameOf(value.undo)), `${JSON.stringify(value)}\n`);
      const all = await names();
      for (const name of all.slice(0, Math.max(0, all.length - kept))) await rm(join(folder, name), { force: true });
    },
    async forget(undo: string): Promise<void> {
      await rm(join(folder, nameOf(undo)), { force: true });
    },
    async find(undo: string): Promise<UndoRecord> {
      // it becomes a file name
      const found = /^[0-9TZ.-]+-[0-9a-f]{8}$/.test(undo) ? await readOne(nameOf(undo)) : null;
      if (!found) throw new Failure('not-found', `There is no change “${undo.slice(0, 60)}” to be undone. The last ${kept} are kept.`);
      return found;
    },
    /** newest first */
    async list(): Promise<UndoRecord[]> {
      const all = await Promise.all((await names()).reverse().map(readOne));
      return all.filter((one) => one !== null);
    },
  };
}
export type UndoRecords = ReturnType<typeof openUndoRecords>;
