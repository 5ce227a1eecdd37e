// The page as it is now, built into a folder of its own: a test never looks at a page of yesterday.
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';

export interface BuiltPage {
  folder: string;
  remove(): Promise<void>;
}

export async function buildPage(): Promise<BuiltPage> {
  const folder = await mkdtemp(join(tmpdir(), 'roundhouse-page-'));
  // the test runner's own NODE_ENV would put the development build of React into the page
  const before = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production';
  await build({
    configFile: join(import.meta.dirname, '..', '..', 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true, reportCompressedSize: false },
  }).finally(() => {
    process.env.NODE_ENV = before;
  });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Makes another build of it: each script has another name, and the old ones are gone. */
export function renameBuild(folder: string, prefix: string): void {
  const assets = join(folder, 'assets');
  const index = join(folder, 'index.html');
  const names = readdirSync(assets).filter((name) => name.endsWith('.js'));
  const renamed = (text: string) => names.reduce((all, name) => all.replaceAll(name, `${prefix}${name}`), text);
  writeFileSync(index, renamed(readFileSync(index, 'utf8')));
  for (const name of names) {
    const file = join(assets, name);
    writeFileSync(file, renamed(readFileSync(file, 'utf8')));
    renameSync(file, join(assets, `${prefix}${name}`));
  }
}
