// Reads log files from their end, rotated ones included, a block at a time: the last lines of 50 MB cost as much as those of 50 kB.
import { closeSync, fstatSync, openSync, read } from 'node:fs';
import { promisify } from 'node:util';

const readAt = promisify(read);
const blockBytes = 256 * 1024;
/** our own lines are shorter; a foreign line longer than this is taken apart */
const maxCarry = 1024 * 1024;

/** Newest block first; each is whole lines, decoded. What a rotation moves meanwhile is neither missed nor read twice. */
export async function* blocksBackwards(path: string): AsyncGenerator<string> {
  const files = openAll(path);
  try {
    for (const { file, size } of files) yield* fileBackwards(file, size);
  } finally {
    for (const { file } of files) closeSync(file);
  }
}

/** In one go, synchronously: a rotation by this process happens before or after, never in between. */
function openAll(path: string): { file: number; size: number }[] {
  const files: { file: number; size: number }[] = [];
  for (let index = 0; ; index += 1) {
    const file = openIfThere(index === 0 ? path : `${path}.${index}`);
    if (file !== null) files.push({ file, size: fstatSync(file).size });
    // the present one may have been deleted by somebody; its predecessors count all the same
    else if (index > 0) return files;
  }
}

function openIfThere(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch {
    return null; // not there, or not for us to read: what else there is can be shown
  }
}

async function* fileBackwards(file: number, size: number): AsyncGenerator<string> {
  /** head of the block after the one being read: the end of a line that begins further up */
  let carry: Buffer[] = [];
  let carried = 0;
  for (let end = size; end > 0; ) {
    const from = Math.max(0, end - blockBytes);
    const block = Buffer.alloc(end - from);
    const { bytesRead } = await readAt(file, block, 0, block.length, from);
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
