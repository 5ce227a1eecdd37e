// `npm run dev`: an engine from the sources on the home of your choice (ROUNDHOUSE_HOME, or a fresh one that is thrown away), and
// the page with hot reload in front of it.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const own = process.env.ROUNDHOUSE_HOME ? null : mkdtempSync(join(tmpdir(), 'roundhouse-dev-'));
const env = { ...process.env, ROUNDHOUSE_HOME: process.env.ROUNDHOUSE_HOME ?? own };

const engine = spawn(process.execPath, [join(root, 'cli', 'main.ts'), 'serve', '--port', '0', ...process.argv.slice(2)], {
  env,
  stdio: ['inherit', 'pipe', 'inherit'],
});
let vite = null;
engine.stdout.on('data', (chunk) => {
  process.stdout.write(chunk);
  // the engine has said where it is: the page can find it now
  vite ??= spawn(process.execPath, [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), '--config', join(root, 'vite.config.ts')], {
    env,
    stdio: 'inherit',
  });
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => engine.kill(signal));
engine.on('exit', (code) => {
  vite?.kill();
  if (own) rmSync(own, { recursive: true, force: true });
  process.exit(code ?? 1);
});
