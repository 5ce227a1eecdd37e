// What was done to each client's file, so that it can be undone: a record per client, and byte-exact copies with time and hash.
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../contract/errors.ts';
import { writeAtomically } from '../catalog/atomic-write.ts';
import type { Plain } from '../decide/tree.ts';
import { digestOf } from './client-file.ts';

const kept = 10;

const copy = z.object({ sha256: z.string(), backup: z.string().nullable() });
const record = z.object({
  version: z.literal(1),
  client: z.string(),
  file: z.string(),
  at: z.string(),
  profile: z.string().nullable(),
  move: z.boolean(),
  /** false: written down before the files were; true: they were written */
  done: z.boolean(),
  before: copy,
  after: z.string(),
  /** we made the map of servers ourselves */
  madeSection: z.boolean(),
  /** taken out of the client's file, as they stood there */
  moved: z.array(z.object({ key: z.string(), as: z.string(), raw: z.string() })),
  /** `before` is what undoing gives back, byte by byte, as long as nobody else changes the file */
  exact: z.boolean(),
  own: z
    .object({
      file: z.string(),
      before: copy,
      after: z.string(),
      exact: z.boolean(),
      added: z.array(z.object({ path: z.array(z.string()).min(1), value: z.unknown(), comment: z.string().nullable() })),
    })
    .nullable(),
});
export type LinkRecord = Omit<z.infer<typeof record>, 'own'> & { own: OwnChange | null };
export interface OwnChange {
  file: string;
  before: { sha256: string; backup: string | null };
  after: string;
  exact: boolean;
  added: { path: string[]; value: Plain; comment: string | null }[];
}

export function openRecords(folder: string) {
  const fileOf = (client: string) => join(folder, `${client}.json`);
  return {
    async read(client: string): Promise<LinkRecord | null> {
      const file = fileOf(client);
      const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null;
        throw error;
      });
      if (text === null) return null;
      try {
        return record.parse(JSON.parse(text)) as LinkRecord;
      } catch {
        throw new Failure(
          'conflict',
          `${file} says what was changed in the client's file and cannot be read. Take it away; the copies beside it stay.`,
        );
      }
    },
    async write(value: LinkRecord): Promise<void> {
      await writeAtomically(fileOf(value.client), `${JSON.stringify(value, null, 2)}\n`);
    },
    async forget(client: string): Promise<void> {
      await rm(fileOf(client), { force: true });
    },
    /** A copy of these bytes as they are; null when there was no file. */
    async backUp(client: string, name: string, bytes: Buffer | null, at: Date): Promise<{ sha256: string; backup: string | null }> {
      const sha256 = digestOf(bytes);
      if (bytes === null) return { sha256, backup: null };
      const copies = join(folder, client);
      await mkdir(copies, { recursive: true, mode: 0o700 });
      const backup = join(copies, `${at.toISOString().replaceAll(':', '-')}-${sha256.slice(0, 12)}-${name}`);
      await writeAtomically(backup, bytes);
      return { sha256, backup };
    },
    async restored({ sha256, backup }: { sha256: string; backup: string | null }): Promise<Buffer | null> {
      if (backup === null) return null;
      const bytes = await readFile(backup).catch(() => null);
      if (digestOf(bytes) !== sha256) throw new Failure('conflict', `The copy ${backup} is gone or is not what was copied.`);
      return bytes;
    },
    /** The newest copies stay, and those that are still needed to undo. */
    async tidy(client: string, needed: readonly (string | null)[]): Promise<void> {
      const copies = join(folder, client);
      const names = (await readdir(copies).catch(() => [])).sort(); // no folder: no copies
      for (const name of names.slice(0, Math.max(0, names.length - kept))) {
        if (!needed.includes(join(copies, name))) await rm(join(copies, name), { force: true });
      }
    },
  };
}
export type Records = ReturnType<typeof openRecords>;
