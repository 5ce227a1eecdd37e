// The preload script of the desktop window. A sandboxed one has to be a single CommonJS file that requires `electron` alone.
import { defineConfig } from 'vite';

export default defineConfig({
  publicDir: false,
  build: {
    lib: { entry: 'electron/bridge/preload.ts', formats: ['cjs'], fileName: () => 'preload.cjs' },
    outDir: process.env.ROUNDHOUSE_OUT_DIR ?? 'dist/electron',
    emptyOutDir: false,
    target: 'chrome140',
    minify: false,
    sourcemap: false,
    reportCompressedSize: false,
    rollupOptions: { external: ['electron'] },
  },
  define: { 'process.env.NODE_ENV': '"production"' },
});
