// Reads a config file that somebody else may be writing, replacing or deleting at this moment. Never throws for what it finds.
import { open, realpath } from 'node:fs/promises';

export type FileContent =
  | { kind: 'missing' }
  | { kind: 'text'; text: string }
  /** there, but not to be used; `message` continues "FILE …" */
  | { kind: 'refused'; message: string; next: string | null };

export const maxConfigBytes = 5 * 1024 * 1024;

export async function readConfigFile(file: string, maxBytes = maxConfigBytes): Promise<FileContent> {
  try {
    // O_NONBLOCK: opening a pipe that nobody writes to must not hang the engine
    const { O_RDONLY, O_NONBLOCK = 0 } = (await import('node:fs')).constants;
    const handle = await open(file, O_RDONLY | O_NONBLOCK);
    try {
      const facts = await handle.stat();
      if (!facts.isFile()) return { kind: 'refused', message: 'is not a file', next: 'Put a file there, or take it away.' };
      if (facts.size > maxBytes) return tooLarge(facts.size, maxBytes);
      const bytes = await readAll(handle, maxBytes);
      return bytes ? decode(bytes) : tooLarge(maxBytes + 1, maxBytes);
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
    if (code === 'EACCES' || code === 'EPERM')
      return { kind: 'refused', message: 'may not be read', next: 'Give your user the right to read it.' };
    if (code === 'ELOOP') return { kind: 'refused', message: 'is a symbolic link that leads back to itself', next: 'Mend the link.' };
    return { kind: 'refused', message: `cannot be read: ${message}`, next: null };
  }
}

/** Null when it grew past the limit while it was read. */
async function readAll(handle: Awaited<ReturnType<typeof open>>, maxBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  for (let total = 0; ; ) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(64 * 1024));
    if (bytesRead === 0) return Buffer.concat(chunks);
    total += bytesRead;
    if (total > maxBytes) return null;
    chunks.push(buffer.subarray(0, bytesRead));
  }
}

function tooLarge(size: number, most: number): FileContent {
  const mib = (bytes: number) => `${Math.round((bytes / 1024 / 1024) * 10) / 10} MiB`;
  return {
    kind: 'refused',
    message: `is too large (${mib(size)}; at most ${mib(most)} are read)`,
    next: 'Check that it is the right file.',
  };
}

function decode(bytes: Buffer): FileContent {
  // what PowerShell's `>` writes
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  try {
    // the byte order mark stays: whoever changes the file puts it back
    return { kind: 'text', text: new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { kind: 'refused', message: 'is not UTF-8 text', next: 'Save it as UTF-8.' };
  }
}

/** What a file name really leads to; itself while there is nothing. */
export async function realTarget(file: string): Promise<string> {
  return await realpath(file).catch(() => file); // missing, or a broken link: nothing else to watch
}
