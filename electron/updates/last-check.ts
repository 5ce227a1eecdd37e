// When was last looked for an update: it is kept, so that an app that is started often does not look often.
import { readFile, rename, writeFile } from 'node:fs/promises';

export async function readLastCheck(file: string): Promise<string | null> {
  try {
    const { checkedAt } = JSON.parse(await readFile(file, 'utf8')) as { checkedAt?: unknown };
    return typeof checkedAt === 'string' && !Number.isNaN(Date.parse(checkedAt)) ? checkedAt : null;
  } catch {
    return null; // never looked, or not readable: looking once more is all that it costs
  }
}

export async function writeLastCheck(file: string, checkedAt: string): Promise<void> {
  const aside = `${file}.${process.pid}`;
  await writeFile(aside, `${JSON.stringify({ checkedAt })}\n`, { mode: 0o600 });
  await rename(aside, file);
}
