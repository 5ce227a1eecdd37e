// The page: built into dist/renderer for every carrier; `npm run dev` serves it with the API of a running engine behind it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { bundledPackages } from './scripts/bundled-packages.mjs';

/** The engine of this home, with its token: the development server signs in for the page. */
function engine(): { url: string; token: string } | null {
  const home = process.env.ROUNDHOUSE_HOME;
  const file = process.env.ROUNDHOUSE_RUN_FILE ?? (home ? join(home, 'run', 'daemon.json') : null);
  if (!file || !existsSync(file)) return null;
  const run = JSON.parse(readFileSync(file, 'utf8')) as { url: string; tokenFile: string };
  return { url: run.url, token: readFileSync(run.tokenFile, 'utf8').trim() };
}

/** In the built page `public/first.js` runs the program, after the frame that shows what is drawn in the page already. */
const programAfterFirstFrame: Plugin = {
  name: 'program-after-first-frame',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (html) =>
      html.replace(
        /(<script src="\/first\.js"><\/script>)\s*<script type="module" crossorigin src="([^"]+)"><\/script>/,
        '<meta name="program" content="$2" />\n    $1',
      ),
  },
};

export default defineConfig(({ command }) => {
  const running = command === 'serve' ? engine() : null;
  return {
    root: join(import.meta.dirname, 'renderer'),
    base: '/',
    plugins: [react(), bundledPackages(), programAfterFirstFrame],
    build: {
      outDir: join(import.meta.dirname, 'dist', 'renderer'),
      emptyOutDir: true,
      target: 'es2024',
      // nothing is inlined: the content security policy allows files of our own, no data: scripts or styles
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      // what the first page needs is one file: a dozen small ones take turns on the browser's six connections, and each passes through the
      // desktop app's main process. The file that configures the schema library comes first in it, before any schema is made.
      rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } } },
      chunkSizeWarningLimit: 700,
      reportCompressedSize: true,
    },
    server: {
      host: '127.0.0.1',
      proxy: running
        ? {
            '/api': {
              target: running.url,
              changeOrigin: true,
              headers: { authorization: `Bearer ${running.token}`, origin: running.url },
            },
          }
        : undefined,
    },
  };
});
