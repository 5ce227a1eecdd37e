// The preload script of the desktop window. A sandboxed one has to be a single CommonJS file that requires `electron` alone.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vite';
import { bundledPackages } from './scripts/bundled-packages.mjs';

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, 'package.json'), 'utf8')) as { version: string };

export default defineConfig({
  publicDir: false,
  plugins: [bundledPackages()],
  build: {
    lib: { entry: join(import.meta.dirname, 'electron/bridge/preload.ts'), formats: ['cjs'], fileName: () => 'preload.cjs' },
    outDir: process.env.ROUNDHOUSE_OUT_DIR ?? 'dist/electron',
    emptyOutDir: false,
    target: 'chrome140',
    minify: false,
    sourcemap: false,
    reportCompressedSize: false,
    rollupOptions: { external: ['electron'] },
  },
  // it is in a process without a package.json to ask
  define: { 'process.env.NODE_ENV': '"production"', __VERSION__: JSON.stringify(version) },
});
