// Changes of files that a server is to be restarted for: a burst is one call, and what the server writes itself is none.
import { readFileSync, type Stats } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';

export interface WatchOptions {
  root: string;
  /** globs relative to `root`; a leading `!` takes out again */
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
  const positive = options.patterns.filter((pattern) => !pattern.startsWith('!')).map(tidy);
  const negative = options.patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => tidy(pattern.slice(1)));
  const matches = picomatch(positive, { dot: true, ignore: negative });
  // only the folders that the patterns can reach: `src/**/*.py` needs no watch on the rest of the project
  const bases = positive.map((pattern) => resolve(root, picomatch.scan(pattern).base));
  const named = new Set(positive.flatMap((pattern) => pattern.split('/')));
  const git = ignore().add(gitignore(root));
  const never = (options.ignored ?? []).map((path) => resolve(root, path));

  const isIgnored = (path: string, stats?: Stats): boolean => {
    const full = resolve(path);
    if (never.some((folder) => full === folder || full.startsWith(folder + sep))) return true;
    const inside = relative(root, full).split(sep).join('/');
    if (inside === '' || inside.startsWith('../')) return false;
    const parts = inside.split('/');
    if (parts.some((part) => (BUILT.includes(part) || OUTPUT.includes(part)) && !named.has(part))) return true;
    // a rule for folders (`logs/`) applies to what is known to be one
    if (git.ignores(stats?.isDirectory() ? `${inside}/` : inside)) return true;
    return stats?.isFile() === true && !matches(inside);
  };

  const burst = gather(options.quietMs ?? 200, options.maxWaitMs ?? 5000, onChange);
  const watcher = watch(outermost(bases), { ignored: isIgnored, ignoreInitial: true, ignorePermissionErrors: true, followSymlinks: true });
  const onFile = (path: string) => {
    if (matches(relative(root, path).split(sep).join('/'))) burst.add(path);
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
export function gather(quietMs: number, maxWaitMs: number, onBurst: (paths: string[]) => void) {
  const paths = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let latest = 0;
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
      clearTimeout(timer);
      timer = setTimeout(tell, Math.max(0, Math.min(quietMs, latest - now)));
    },
    cancel() {
      clearTimeout(timer);
      paths.clear();
    },
  };
}

function tidy(pattern: string): string {
  return pattern.replaceAll('\\', '/').replace(/^\.\//, '').replace(/\/$/, '/**');
}

function outermost(folders: string[]): string[] {
  const unique = [...new Set(folders)];
  return unique.filter(
    (folder) => !unique.some((other) => other !== folder && folder.startsWith(other.endsWith(sep) ? other : other + sep)),
  );
}

function gitignore(root: string): string {
  try {
    return readFileSync(join(root, '.gitignore'), 'utf8');
  } catch {
    return ''; // a project without one
  }
}

function trouble(root: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC')
    return `Not all of ${root} is watched: the system's limit of file watches is reached. Raise fs.inotify.max_user_watches, or name fewer folders.`;
  if (code === 'EMFILE')
    return `Not all of ${root} is watched: too many files are open. Raise the limit (ulimit -n), or name fewer folders.`;
  return `Watching ${root} failed: ${message}.`;
}
