// When was last looked for an update: it is kept, so that an app that is started often does not look often.
import { readFile } from 'node:fs/promises';
import { writeAtomic } from '../../core/store/atomic-file.ts';

export async function readLastCheck(file: string): Promise<string | null> {
  try {
    const { checkedAt } = JSON.parse(await readFile(file, 'utf8')) as { checkedAt?: unknown };
    return typeof checkedAt === 'string' && !Number.isNaN(Date.parse(checkedAt)) ? checkedAt : null;
  } catch {
    return null; // never looked, or not readable: looking once more is all that it costs
  }
}

export async function writeLastCheck(file: string, checkedAt: string): Promise<void> {
  writeAtomic(file, `${JSON.stringify({ checkedAt })}\n`);
}
