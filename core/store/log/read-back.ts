// Reads log files from their end, rotated ones included, a block at a time: the last lines of 50 MB cost as much as those of 50 kB.
import { type FileHandle, open } from 'node:fs/promises';

const blockBytes = 256 * 1024;
/** our own lines are shorter; a foreign line longer than this is taken apart */
const maxCarry = 1024 * 1024;

/** Newest block first; each is whole lines, decoded. What a concurrent rotation moves is neither missed nor read twice. */
export async function* blocksBackwards(path: string): AsyncGenerator<string> {
  const files = await openAll(path);
  try {
    for (const { handle, size } of files) yield* fileBackwards(handle, size);
  } finally {
    for (const { handle } of files) await handle.close();
  }
}

async function openAll(path: string): Promise<{ handle: FileHandle; size: number }[]> {
  const files: { handle: FileHandle; size: number }[] = [];
  const seen = new Set<bigint>();
  for (let index = 0; ; index += 1) {
    const handle = await openIfThere(index === 0 ? path : `${path}.${index}`);
    if (!handle) {
      if (index === 0) continue; // just rotated, or deleted: its predecessors may be there
      return files;
    }
    const { ino, size } = await handle.stat({ bigint: true });
    // opened before under its earlier name
    if (seen.has(ino)) await handle.close();
    else files.push({ handle, size: Number(size) });
    seen.add(ino);
  }
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function* fileBackwards(handle: FileHandle, size: number): AsyncGenerator<string> {
  /** head of the block after the one being read: the end of a line that begins further up */
  let carry: Buffer[] = [];
  let carried = 0;
  for (let end = size; end > 0; ) {
    const from = Math.max(0, end - blockBytes);
    const block = Buffer.alloc(end - from);
    const { bytesRead } = await handle.read(block, 0, block.length, from);
    if (bytesRead < block.length) return; // truncated under our hands
    end = from;
    const cut = from === 0 ? -1 : block.indexOf(10);
    const whole = from === 0 || (cut >= 0 && cut + 1 < block.length) || carried > maxCarry;
    if (!whole) {
      carry.unshift(block);
      carried += block.length;
      continue;
    }
    yield Buffer.concat([block.subarray(cut + 1), ...carry]).toString('utf8');
    carry = cut >= 0 ? [block.subarray(0, cut + 1)] : [];
    carried = cut + 1;
  }
}
