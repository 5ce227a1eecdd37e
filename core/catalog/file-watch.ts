// Tells when one of a set of files may have changed: written, replaced, created, deleted, or reached through another link.
import { lstat, stat } from 'node:fs/promises';
import type { FSWatcher } from 'chokidar';

export interface FileWatch {
  /** the files to watch from now on, with the targets of those that are links */
  follow(files: Iterable<string>): Promise<void>;
  close(): Promise<void>;
}

/** Editors write in bursts: this long nothing may happen before the files are read. */
const quietMs = 80;
/** A writer that never pauses is not waited for. */
const longestMs = 400;
/** Network folders and exhausted watch limits lose events: a look at a few files now and then finds what was missed. */
const sweepMs = 5000;
/** A folder that has just been made is not watched yet when its first files are written: after a change we look ourselves for a while. */
const alertMs = 150;
const alertForMs = 2500;

export async function watchFiles(onChange: () => void | Promise<void>, everyMs = sweepMs): Promise<FileWatch> {
  const { watch } = await import('chokidar');
  let prints = new Map<string, string>();
  let timer: NodeJS.Timeout | undefined;
  let firstAt = 0;
  let closed = false;
  let alertUntil = 0;
  let sweep: NodeJS.Timeout | undefined;

  const fire = async () => {
    const now = await printsOf(prints.keys());
    if (closed || samePrints(prints, now)) return;
    prints = now;
    await onChange();
  };
  const look = async () => {
    // while a burst is waited out, its timer looks
    if (!timer) await fire();
    if (!closed) arm();
  };
  const arm = () => {
    clearTimeout(sweep);
    sweep = setTimeout(() => void look(), performance.now() < alertUntil ? alertMs : everyMs);
    sweep.unref();
  };
  const nudge = () => {
    if (closed) return;
    const at = performance.now();
    if (!timer) firstAt = at;
    clearTimeout(timer);
    const settled = () => {
      timer = undefined;
      void fire();
    };
    timer = setTimeout(settled, Math.min(quietMs, Math.max(0, firstAt + longestMs - at)));
    alertUntil = at + alertForMs;
    arm();
  };
  // depth 0 and one path per file: a home folder is never walked
  const watcher: FSWatcher = watch([], { ignoreInitial: true, depth: 0, followSymlinks: true, atomic: false, persistent: true });
  watcher.on('all', nudge);
  watcher.on('error', () => {}); // a folder that cannot be watched (limits, rights) is seen by the sweep
  arm();

  return {
    async follow(files) {
      const wanted = new Set(files);
      const gone = [...prints.keys()].filter((file) => !wanted.has(file));
      const fresh = [...wanted].filter((file) => !prints.has(file));
      if (gone.length > 0) watcher.unwatch(gone);
      if (fresh.length > 0) watcher.add(fresh);
      const now = await printsOf(fresh);
      for (const file of gone) prints.delete(file);
      for (const [file, print] of now) prints.set(file, print);
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      clearTimeout(sweep);
      await watcher.close();
    },
  };
}

async function printsOf(files: Iterable<string>): Promise<Map<string, string>> {
  return new Map(await Promise.all([...files].map(async (file) => [file, await printOf(file)] as const)));
}

/** Changes whenever the content may have: the link itself counts as well as what it leads to. */
async function printOf(file: string): Promise<string> {
  const facts = await Promise.all([lstat(file, { bigint: true }).catch(() => null), stat(file, { bigint: true }).catch(() => null)]);
  return facts.map((one) => (one ? `${one.dev}:${one.ino}:${one.size}:${one.mtimeNs}:${one.ctimeNs}` : '-')).join(' ');
}

function samePrints(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return [...a].every(([file, print]) => b.get(file) === print);
}
