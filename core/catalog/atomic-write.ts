// Replaces a file in one step: after a crash there is the old one or the new one, never a piece of either.
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, open, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

export interface WriteRules {
  /** the last look before the file is replaced; what it throws leaves the file as it is */
  justBefore?(): Promise<void>;
  /** rather not written than given to another owner */
  keepOwner?: boolean;
}

/** A link stays a link, what it leads to is replaced; mode and owner are kept. */
export async function writeAtomically(file: string, bytes: Uint8Array | string, rules: WriteRules = {}): Promise<void> {
  const target = await targetOf(file);
  const facts = await stat(target).catch(() => null); // null: it is created
  const folder = dirname(target);
  await mkdir(folder, { recursive: true });
  const beside = join(folder, `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const handle = await open(beside, 'wx', facts ? facts.mode & 0o777 : 0o600);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (facts) {
      await chmod(beside, facts.mode & 0o777); // the umask may have taken bits away
      await chown(beside, facts.uid, facts.gid).catch(async (error: unknown) => {
        // only root may give files away
        const made = await stat(beside);
        if (rules.keepOwner && (made.uid !== facts.uid || made.gid !== facts.gid)) throw error;
      });
    }
    await rules.justBefore?.();
    await rename(beside, target);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

async function targetOf(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch {
    const link = await readlink(file).catch(() => null); // a link to what is not there yet
    return link === null ? file : resolve(dirname(file), link);
  }
}

/** The name is durable when its folder is; Windows has no such thing. */
async function syncFolder(folder: string) {
  const handle = await open(folder, 'r').catch(() => null);
  await handle?.sync().catch(() => {}); // some file systems refuse it for folders
  await handle?.close();
}
