// The engine and its two hosts, the command line and the main process of the desktop app, as one bundle of lazily loaded parts: what
// both use is there once, it starts fast, and it needs nothing beside it.
import { builtinModules } from 'node:module';
import { defineConfig, type Plugin } from 'vite';
import { bundledPackages } from './scripts/bundled-packages.mjs';

const builtin = new Set([...builtinModules, ...builtinModules.map((name) => `node:${name}`), 'node:sqlite']);

/** The first page is the overview: what the others are made of is none of it, and is loaded by no engine. */
const firstPageAlone = (): Plugin => ({
  name: 'first-page-alone',
  resolveDynamicImport: (id, importer) => (/[\\/]renderer[\\/]/.test(importer) ? { id: String(id), external: true } : null),
});

export default defineConfig({
  publicDir: false,
  plugins: [bundledPackages(), firstPageAlone()],
  // `ws` asks for the first two inside try/catch: they are optional. Electron brings its own module.
  ssr: { noExternal: true, external: ['bufferutil', 'utf-8-validate', 'fsevents', 'electron'] },
  build: {
    ssr: true,
    outDir: process.env.ROUNDHOUSE_OUT_DIR ?? 'dist',
    // the page and the preload script lie beside it
    emptyOutDir: false,
    target: 'node22',
    minify: false,
    sourcemap: false,
    reportCompressedSize: false,
    rollupOptions: {
      // the third is what the page shows first, drawn by the engine: it shares the contract, and what that is made with, with the others
      input: { 'cli/main': 'cli/main.ts', 'electron/main': 'electron/main.ts', 'cli/first-page': 'renderer/first-page.tsx' },
      // `use client` is a word to frameworks that build pages in two halves
      onLog: (level, log, tell) => (log.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : tell(level, log)),
      external: (id) => builtin.has(id) || id === 'electron',
      output: { entryFileNames: '[name].js', chunkFileNames: 'cli/parts/[name]-[hash].js' },
    },
  },
  define: {
    __VERSION__: JSON.stringify(process.env.npm_package_version ?? '0.0.0'),
    // React takes its slow half otherwise
    'process.env.NODE_ENV': '"production"',
  },
});
