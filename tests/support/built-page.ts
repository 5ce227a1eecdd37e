// The page as it is now, built into a folder of its own: a test never looks at a page of yesterday.
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
