// The command line and the engine as one bundle of lazily loaded parts, so that it starts fast and needs nothing beside it.
import { builtinModules } from 'node:module';
import { defineConfig } from 'vite';

const builtin = new Set([...builtinModules, ...builtinModules.map((name) => `node:${name}`), 'node:sqlite']);

export default defineConfig({
  publicDir: false,
  // `ws` asks for these two inside try/catch: they are optional
  ssr: { noExternal: true, external: ['bufferutil', 'utf-8-validate', 'fsevents'] },
  build: {
    ssr: 'cli/main.ts',
    outDir: process.env.ROUNDHOUSE_OUT_DIR ?? 'dist/cli',
    emptyOutDir: true,
    target: 'node22',
    minify: false,
    sourcemap: false,
    reportCompressedSize: false,
    rollupOptions: {
      external: (id) => builtin.has(id),
      output: { entryFileNames: 'main.js', chunkFileNames: 'parts/[name]-[hash].js' },
    },
  },
  define: { __VERSION__: JSON.stringify(process.env.npm_package_version ?? '0.0.0') },
});
