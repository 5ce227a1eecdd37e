// Another program's file: read as bytes, replaced in one step, and only if nobody else has changed it since it was read.
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, readFile, realpath, rm, stat } from 'node:fs/promises';
import { Failure } from '../../contract/errors.ts';
import { writeAtomically } from '../catalog/atomic-write.ts';

/** Histories and caches make some of them large. */
const mostBytes = 128 * 1024 * 1024;

/** Somebody else has written the file since it was read: what was planned is not what would be done. */
export class ChangedMeanwhile extends Failure {
  constructor(file: string) {
    super('conflict', `${file} was changed by somebody else in the meantime and was left alone. Look at the change again.`);
  }
}

export interface FileBytes {
  file: string;
  /** null: there is none */
  bytes: Buffer | null;
}

export async function readBytes(file: string): Promise<FileBytes> {
  try {
    const facts = await stat(file);
    if (!facts.isFile())
      throw new Failure('config-invalid', `${file} is not a file, so it was not changed. Put a file there, or take it away.`);
    if (facts.size > mostBytes)
      throw new Failure('config-invalid', `${file} is too large to be changed (${facts.size} bytes). Check that it is the right file.`);
    return { file, bytes: await readFile(file) };
  } catch (error) {
    if (error instanceof Failure) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { file, bytes: null };
    throw new Failure('config-invalid', `${file} cannot be read: ${message}. Give your user the right to read it.`);
  }
}

/** The byte order mark stays in the text. */
export function textOf({ file, bytes }: FileBytes): string {
  try {
    return new TextDecoder(bytes && isWide(bytes) ? 'utf-16le' : 'utf-8', { fatal: true, ignoreBOM: true }).decode(
      bytes ?? new Uint8Array(),
    );
  } catch {
    throw new Failure('config-invalid', `${file} is not UTF-8 text, so it was not changed. Save it as UTF-8.`);
  }
}

/** The text in the encoding that the file had. */
export function bytesOf(text: string, before: Buffer | null): Buffer {
  return Buffer.from(text, before && isWide(before) ? 'utf16le' : 'utf8');
}

const isWide = (bytes: Buffer) => bytes[0] === 0xff && bytes[1] === 0xfe;

export const digestOf = (bytes: Buffer | null): string => (bytes ? createHash('sha256').update(bytes).digest('hex') : 'none');

/** `after: null` deletes it. */
export async function replaceFile({ file, bytes }: FileBytes, after: Buffer | null): Promise<void> {
  const justBefore = async () => {
    const now = await readBytes(file);
    if (digestOf(now.bytes) !== digestOf(bytes)) throw new ChangedMeanwhile(file);
  };
  if (after === null) {
    await justBefore();
    await rm(await realpath(file).catch(() => file), { force: true }); // gone already: nothing to follow
    return;
  }
  if (bytes) {
    await access(file, constants.W_OK).catch(() => {
      throw new Failure('conflict', `${file} is write-protected and was left alone. Allow writing, and try again.`);
    });
  }
  try {
    await writeAtomically(file, after, { justBefore, keepOwner: true });
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure('conflict', `${file} could not be written and is as it was: ${(error as Error).message}.`);
  }
}
