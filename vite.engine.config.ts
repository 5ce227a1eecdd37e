// The engine and its two hosts, the command line and the main process of the desktop app, as one bundle of lazily loaded parts: what
// both use is there once, it starts fast, and it needs nothing beside it.
import { builtinModules } from 'node:module';
import { defineConfig } from 'vite';
import { bundledPackages } from './scripts/bundled-packages.mjs';

const builtin = new Set([...builtinModules, ...builtinModules.map((name) => `node:${name}`), 'node:sqlite']);

export default defineConfig({
  publicDir: false,
  plugins: [bundledPackages()],
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
      input: { 'cli/main': 'cli/main.ts', 'electron/main': 'electron/main.ts' },
      external: (id) => builtin.has(id) || id === 'electron',
      output: { entryFileNames: '[name].js', chunkFileNames: 'cli/parts/[name]-[hash].js' },
    },
  },
  define: { __VERSION__: JSON.stringify(process.env.npm_package_version ?? '0.0.0') },
});
