// Changes of files that a server is to be restarted for: a burst is one call, and what the server writes itself is none.
import { type Stats, statSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { gitIgnored, isWithin } from './git-ignored.ts';

export interface WatchOptions {
  root: string;
  /** globs relative to `root`, or absolute ones; a folder stands for what is in it; a leading `!` takes out again */
  patterns: string[];
  /** folders and files that are never looked into: logs, data */
  ignored?: string[];
  /** quiet time after the last change */
  quietMs?: number;
  /** a burst without an end is reported after this long all the same */
  maxWaitMs?: number;
  onTrouble?: (message: string) => void;
}

export interface FileWatch {
  /** the first scan is done: changes from now on are seen */
  ready: Promise<void>;
  close(): Promise<void>;
}

/** What no source file lies in. Watched only when a pattern names it. */
const BUILT = [
  '.git',
  'node_modules',
  '__pycache__',
  '.venv',
  'venv',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  '.cache',
  '.next',
  '.turbo',
];
const OUTPUT = ['dist', 'build', 'out', 'target', 'coverage', '.output'];

export async function watchFiles(options: WatchOptions, onChange: (files: string[]) => void): Promise<FileWatch> {
  const [{ watch }, { default: picomatch }, { default: ignore }] = await Promise.all([
    import('chokidar'),
    import('picomatch'),
    import('ignore'),
  ]);
  const root = resolve(options.root);
  const isMatch = (patterns: string[]) => {
    const tidied = patterns.map((pattern) => tidy(pattern, root));
    const [absolute, relativeOnes] = [tidied.filter(isAbsolute), tidied.filter((pattern) => !isAbsolute(pattern))];
    const [ofPath, ofInside] = [picomatch(absolute, { dot: true }), picomatch(relativeOnes, { dot: true })];
    return (full: string) => ofPath(posix(full)) || ofInside(posix(relative(root, full)));
  };
  const positive = options.patterns.filter((pattern) => !pattern.startsWith('!'));
  const wanted = isMatch(positive);
  const unwanted = isMatch(options.patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1)));
  const matches = (full: string) => wanted(full) && !unwanted(full);
  // only the folders that the patterns can reach: `src/**/*.py` needs no watch on the rest of the project
  const bases = outermost(positive.map((pattern) => resolve(root, picomatch.scan(tidy(pattern, root)).base)));
  const named = new Set(positive.flatMap((pattern) => tidy(pattern, root).split('/')));
  const git = gitIgnored(() => ignore(), bases, root);
  const never = (options.ignored ?? []).map((path) => resolve(root, path));

  const isIgnored = (path: string, stats?: Stats): boolean => {
    const full = resolve(path);
    if (never.some((folder) => isWithin(full, folder))) return true;
    const base = bases.find((one) => isWithin(full, one));
    if (base === undefined || full === base) return false;
    const parts = relative(isWithin(full, root) ? root : base, full).split(sep);
    if (parts.some((part) => (BUILT.includes(part) || OUTPUT.includes(part)) && !named.has(part))) return true;
    if (git(full, stats?.isDirectory() === true)) return true;
    return stats?.isFile() === true && !matches(full);
  };

  const burst = gather(options.quietMs ?? 200, options.maxWaitMs ?? 5000, onChange);
  const watcher = watch(bases, { ignored: isIgnored, ignoreInitial: true, ignorePermissionErrors: true, followSymlinks: true });
  const onFile = (path: string) => {
    if (matches(resolve(path))) burst.add(path);
  };
  watcher.on('add', onFile).on('change', onFile).on('unlink', onFile);
  watcher.on('error', (error) => options.onTrouble?.(trouble(root, error)));
  return {
    ready: new Promise((done) => watcher.once('ready', () => done())),
    async close() {
      burst.cancel();
      await watcher.close();
    },
  };
}

/** Many changes, one call, when it has become quiet. */
const LATE_MS = 30;

export function gather(quietMs: number, maxWaitMs: number, onBurst: (paths: string[]) => void) {
  const paths = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let latest = 0;
  let due = 0;
  const arm = (now: number) => {
    due = Math.min(now + quietMs, latest);
    clearTimeout(timer);
    timer = setTimeout(fire, Math.max(0, due - now));
  };
  const fire = () => {
    const now = performance.now();
    // a late timer means that the loop was busy: more of the same burst may wait behind it
    if (now - due > LATE_MS && now < latest) arm(now);
    else tell();
  };
  const tell = () => {
    const all = [...paths];
    paths.clear();
    onBurst(all);
  };
  return {
    add(path: string) {
      const now = performance.now();
      if (paths.size === 0) latest = now + maxWaitMs;
      paths.add(path);
      arm(now);
    },
    cancel() {
      clearTimeout(timer);
      paths.clear();
    },
  };
}

function tidy(pattern: string, root: string): string {
  const plain = posix(pattern).replace(/^\.\//, '').replace(/\/$/, '/**');
  // a folder that is just named means what is in it
  return !/[*?[{(]/.test(plain) && isFolder(resolve(root, plain)) ? `${plain}/**` : plain;
}

const posix = (path: string): string => path.replaceAll('\\', '/');

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function outermost(folders: string[]): string[] {
  const unique = [...new Set(folders)];
  return unique.filter(
    (folder) => !unique.some((other) => other !== folder && folder.startsWith(other.endsWith(sep) ? other : other + sep)),
  );
}

function trouble(root: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC')
    return `Not all of ${root} is watched: the system's limit of file watches is reached. Raise fs.inotify.max_user_watches, or name fewer folders.`;
  if (code === 'EMFILE')
    return `Not all of ${root} is watched: too many files are open. Raise the limit (ulimit -n), or name fewer folders.`;
  return `Watching ${root} failed: ${message}.`;
}
