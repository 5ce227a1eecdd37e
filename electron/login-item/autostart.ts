// Linux: a file in the autostart folder of the desktop, which is ours to make, to read back and to take away.
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoginItem } from '../../contract/desktop.ts';
import { Failure } from '../../contract/errors.ts';
import { writeAtomically } from '../../core/catalog/atomic-write.ts';
import { type AutostartEntry, entryText, movedTo, readEntry, switchedOn } from './autostart-entry.ts';
import { canBeWritten } from './exec-line.ts';
import { hiddenArgument, type LoginItemAccess, off, on, unavailable } from './login-item.ts';
import { say } from './words.ts';

/** by the specification a relative folder is as good as none */
export function autostartFile(env: Record<string, string | undefined>, user: string): string {
  const config = env.XDG_CONFIG_HOME?.startsWith('/') ? env.XDG_CONFIG_HOME : join(user, '.config');
  return join(config, 'autostart', 'roundhouse.desktop');
}

export function autostart(file: string, program: string): LoginItemAccess {
  const command = [program, hiddenArgument];
  const isUs = (entry: AutostartEntry) => entry.command?.[0] === program;
  const read = async (): Promise<LoginItem> => {
    if (!canBeWritten(command)) return unavailable(say('login.no-path', { path: program }));
    const found = await look(file);
    if (found === null) return off;
    if (found.kind === 'unreadable') return unavailable(say('login.unreadable', { file, reason: found.reason }));
    const { entry } = found;
    if (!entry.isOurs && !isUs(entry)) return unavailable(say('login.foreign', { file }));
    if (!entry.isOn || entry.command === null) return off;
    return isUs(entry) ? on : { state: 'off', reason: say('login.other', { file, path: entry.command[0]! }) };
  };

  return {
    read,
    async set(wanted) {
      const before = await read();
      if (before.state === 'unavailable') return before;
      const found = await look(file);
      try {
        if (wanted) await writeAtomically(file, found?.kind === 'entry' ? switchedOn(found.text, command) : entryText(command));
        else await rm(file, { force: true });
      } catch (error) {
        throw new Failure('conflict', say('login.unwritable', { file, reason: reasonOf(error) }));
      }
      return read();
    },
    async mend() {
      const found = await look(file);
      if (found?.kind !== 'entry' || !canBeWritten(command)) return;
      const { entry, text } = found;
      if (!entry.isOurs || entry.command === null || isUs(entry)) return;
      // a copy that is still there may be the one that is meant
      if ((await stat(entry.command[0]!).catch(() => null)) !== null) return;
      // where it cannot be written the row of the settings says which copy it starts
      await writeAtomically(file, movedTo(text, command)).catch(() => {});
    },
    // each desktop has its own, and none that can be asked for
    openSystemPage: async () => false,
  };
}

type Found = { kind: 'entry'; text: string; entry: AutostartEntry } | { kind: 'unreadable'; reason: string };

/** null: there is none */
async function look(file: string): Promise<Found | null> {
  try {
    const text = await readFile(file, 'utf8');
    return { kind: 'entry', text, entry: readEntry(text) };
  } catch (error) {
    return isMissing(error) ? null : { kind: 'unreadable', reason: reasonOf(error) };
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
