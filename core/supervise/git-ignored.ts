// What the `.gitignore` files around a watched folder name: those inside it, and those above it up to the top of its project.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { Ignore } from 'ignore';

export type IsGitIgnored = (path: string, isFolder: boolean) => boolean;

/** `bases` are the folders that are watched, `root` the one that patterns are meant from. */
export function gitIgnored(create: () => Ignore, bases: readonly string[], root: string): IsGitIgnored {
  const tops = new Map(bases.map((base) => [base, topOf(base, root)]));
  const rules = new Map<string, Ignore | null>();
  const rulesOf = (folder: string): Ignore | null => {
    if (!rules.has(folder)) rules.set(folder, read(create, folder));
    return rules.get(folder)!;
  };
  return (path, isFolder) => {
    const base = bases.find((one) => isWithin(path, one));
    if (base === undefined) return false;
    const top = tops.get(base)!;
    for (let folder = path; folder !== top; ) {
      folder = dirname(folder);
      const inside = relative(folder, path).split(sep).join('/');
      // a rule for folders (`logs/`) applies to what is known to be one
      if (rulesOf(folder)?.ignores(isFolder ? `${inside}/` : inside)) return true;
    }
    return false;
  };
}

/** Where the project of a folder begins: the patterns' own root, or the repository; else the nearest folder with rules. */
function topOf(base: string, root: string): string {
  if (isWithin(base, root)) return root;
  let nearest: string | null = null;
  for (let folder = base; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (nearest === null && existsSync(join(folder, '.gitignore'))) nearest = folder;
    if (folder === dirname(folder)) return nearest ?? base;
  }
}

function read(create: () => Ignore, folder: string): Ignore | null {
  try {
    return create().add(readFileSync(join(folder, '.gitignore'), 'utf8'));
  } catch {
    return null; // a folder without one
  }
}

export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
