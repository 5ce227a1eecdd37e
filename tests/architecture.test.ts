// The import rules of docs/architecture.md, derived from the sources. Nothing can switch them off: this file reads every
// import in every folder, and refuses comments that silence a checker.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const order = ['contract', 'core', 'cli', 'electron', 'renderer', 'scripts', 'tests', 'bench'];
const onlyTest = new Set(['vitest', 'fast-check', 'playwright-core', 'axe-core']);

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'fixtures' || entry.name === 'node_modules' ? [] : sources(path);
    return /\.(ts|tsx)$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : [];
  });
}

const present = order.filter((folder) => readdirSync(root).includes(folder));
const files = present.flatMap(sources);
const text = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));

function imports(file: string): string[] {
  const found: string[] = [];
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;
  for (const match of text.get(file)!.matchAll(pattern)) found.push(match[1] ?? match[2] ?? match[3]!);
  return found;
}

/** A path inside the repository, or the package's name. */
function target(file: string, name: string): string {
  return name.startsWith('.') ? relative(root, resolve(root, dirname(file), name)) : name;
}

/** Without comments. */
const code = (file: string) => text.get(file)!.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/[^\n]*/g, '');
const top = (path: string) => path.split('/')[0]!;

describe('imports point one way', () => {
  it('finds the sources at all', () => {
    expect(files.length).toBeGreaterThan(20);
    expect(files.flatMap(imports).length).toBeGreaterThan(50);
  });

  it.each(files)('%s', (file) => {
    for (const name of imports(file)) {
      const to = target(file, name);
      if (name.startsWith('.')) {
        expect(order.indexOf(top(to)), `${file} imports ${to}: a folder may import only from folders above it`).toBeLessThanOrEqual(
          order.indexOf(top(file)),
        );
        if (top(file) === 'renderer')
          expect(['renderer', 'contract'], `${file} imports ${to}: the page knows the contract alone`).toContain(top(to));
        if (file.startsWith('core/decide/')) {
          expect(
            to.startsWith('core/decide/') || to.startsWith('contract/'),
            `${file} imports ${to}: decisions know nothing of the edge`,
          ).toBe(true);
        }
        if (top(file) === 'electron') expect(top(to)).not.toBe('cli');
      } else {
        if (top(file) === 'contract' || file.startsWith('core/decide/')) {
          expect(name.startsWith('node:'), `${file} imports ${name}: no node: here`).toBe(false);
        }
        // its types are also what the stand-in for its binary is held to
        if (name === 'electron') expect(top(file) === 'electron' || file.startsWith('tests/support/electron-host/'), file).toBe(true);
        if (onlyTest.has(name)) expect(['tests', 'scripts', 'bench'], `${file} imports ${name}`).toContain(top(file));
      }
    }
  });

  it('the cli and the page reach the engine over the API alone', () => {
    // beside what runs the engine or reads its files: parts without a state of their own
    const allowed =
      /^core\/(engine\.ts|places|stopped-by-person|catalog\/|decide\/(mask|nearest)|api\/(run-files|find-engine|http-fetch)|link\/(line-splitter|revisions))/;
    const wrong = files
      .filter((file) => top(file) === 'cli')
      .flatMap((file) =>
        imports(file)
          .map((name) => target(file, name))
          .filter((to) => to.startsWith('core/') && !allowed.test(to))
          .map((to) => `${file} imports ${to}`),
      );
    expect(wrong).toEqual([]);
  });

  it('only core/engine.ts builds real things', () => {
    const builders = /^core\/(store\/(sqlite|log-files|engine-log)|supervise\/(spawn-child|guardian|engine-lock|reaper)|api\/listen)\.ts$/;
    const composed = files
      .filter((file) => top(file) === 'core')
      .flatMap((file) =>
        imports(file)
          .map((name) => target(file, name))
          .filter((to) => builders.test(to) && dirname(to) !== dirname(file) && !file.startsWith('core/engine'))
          .map((to) => `${file} imports ${to}`),
      );
    expect(composed).toEqual([]);
  });
});

describe('nothing switches a checker off', () => {
  it.each(files.filter((file) => file !== 'tests/architecture.test.ts'))('%s', (file) => {
    expect(text.get(file)).not.toMatch(/@ts-(ignore|nocheck)|biome-ignore-all|eslint-disable/);
    // the linter refuses `any` unless a comment says why
    expect(code(file)).not.toMatch(/\bas any\b/);
    for (const silenced of text.get(file)!.matchAll(/(biome-ignore|@ts-expect-error)[^\n]*/g)) {
      expect(silenced[0], `${file}: says why`).toMatch(/(: |— ).{10,}/);
    }
  });

  it('decisions have no clock, no dice and no waiting', () => {
    for (const file of files.filter((name) => name.startsWith('core/decide/'))) {
      expect(code(file), file).not.toMatch(/\b(Date\.now|new Date\(\)|performance\.|Math\.random|await |setTimeout|setInterval|process\.)/);
    }
  });
});
