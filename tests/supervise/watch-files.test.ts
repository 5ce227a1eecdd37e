import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FileWatch, gather, watchFiles } from '../../core/supervise/watch-files.ts';
import { until } from './processes.ts';

let root: string;
let watches: FileWatch[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'roundhouse-watch-'));
  watches = [];
});
afterEach(async () => {
  for (const watch of watches) await watch.close();
  rmSync(root, { recursive: true, force: true });
});

function put(file: string, text = String(Math.random())): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

async function watch(patterns: string[], more: { ignored?: string[]; quietMs?: number } = {}) {
  const calls: string[][] = [];
  const watch = await watchFiles({ root, patterns, quietMs: 150, ...more }, (files) =>
    calls.push(files.map((file) => relative(root, file)).sort()),
  );
  watches.push(watch);
  await watch.ready;
  return calls;
}

/** Long enough for everything before it to have been reported: a change that is reported for certain comes after it. */
async function settle(calls: string[][], file: string): Promise<void> {
  put(file);
  await until(() => calls.flat().includes(file));
}

describe('watched files', () => {
  it('report changed, new, replaced and deleted files that a pattern names, and no others', async () => {
    put('src/a.py');
    put('src/deep/er/b.py');
    put('src/c.txt');
    const calls = await watch(['src/**/*.py', '!src/**/skip.py']);
    put('src/c.txt');
    put('other/d.py');
    put('src/skip.py');
    put('src/a.py');
    put('src/new/folder/e.py');
    rmSync(join(root, 'src/deep/er/b.py'));
    put('src/f.tmp');
    renameSync(join(root, 'src/f.tmp'), join(root, 'src/f.py'));
    const expected = ['src/a.py', 'src/deep/er/b.py', 'src/f.py', 'src/new/folder/e.py'];
    await until(() => expected.every((file) => calls.flat().includes(file)));
    expect([...new Set(calls.flat())].sort()).toEqual(expected);
  });

  it('make one call of a burst of 1,000', async () => {
    for (let file = 0; file < 1000; file++) put(`src/${file % 20}/${file}.js`, 'old');
    const calls = await watch(['src/**/*.js'], { quietMs: 400 });
    for (let file = 0; file < 1000; file++) put(`src/${file % 20}/${file}.js`, 'new');
    await until(() => calls.length > 0, 20_000);
    await settle(calls, 'src/last.js');
    expect(calls.map((call) => call.length)).toEqual([1000, 1]);
  });

  it('leave out what .gitignore names, built folders, and the given ones', async () => {
    put('.gitignore', 'secret/\n*.gen.js\n');
    for (const folder of ['secret', 'node_modules/x', '.git', '__pycache__', 'dist', 'logs']) put(`${folder}/a.js`);
    const calls = await watch(['**/*.js'], { ignored: ['logs'] });
    for (const folder of ['secret', 'node_modules/x', '.git', '__pycache__', 'dist', 'logs']) put(`${folder}/a.js`);
    put('a.gen.js');
    await settle(calls, 'b.js');
    expect(calls.flat()).toEqual(['b.js']);
  });

  it('watch a built folder that a pattern names', async () => {
    put('dist/a.js');
    const calls = await watch(['dist/**/*.js']);
    await settle(calls, 'dist/a.js');
  });

  it('take absolute patterns, a folder for what is in it, and the rules of every .gitignore of the project', async () => {
    const project = join(root, 'elsewhere');
    put('elsewhere/.gitignore', '*.gen.js\n');
    put('elsewhere/src/deep/.gitignore', 'made/\n');
    put('elsewhere/src/deep/made/a.js');
    put('plain/a.txt');
    const calls: string[][] = [];
    const watch = await watchFiles(
      { root: join(root, 'config'), patterns: [join(project, 'src/**/*.js'), join(root, 'plain')], quietMs: 150 },
      (files) => calls.push(files.map((file) => relative(root, file))),
    );
    watches.push(watch);
    await watch.ready;
    for (const file of ['src/b.gen.js', 'src/deep/made/a.js', 'src/c.txt', 'other.js']) put(`elsewhere/${file}`);
    put('plain/deep/b.txt');
    await settle(calls, 'elsewhere/src/last.js');
    await until(() => calls.flat().includes('plain/deep/b.txt'));
    expect([...new Set(calls.flat())].sort()).toEqual(['elsewhere/src/last.js', 'plain/deep/b.txt']);
  });

  it('wait for a folder that does not exist yet', async () => {
    const calls = await watch(['later/on/*.py']);
    await settle(calls, 'later/on/a.py');
  });

  it('are reported at last though they never rest', async () => {
    const calls: string[][] = [];
    const burst = gather(100, 300, (paths) => calls.push(paths));
    const end = performance.now() + 900;
    while (performance.now() < end) {
      burst.add('busy');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    burst.cancel();
    expect(calls.length).toBeGreaterThanOrEqual(1);
    expect(calls.length).toBeLessThanOrEqual(3);
  });
});
