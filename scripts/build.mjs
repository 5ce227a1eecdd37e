// Builds dist/: the command line with the engine, and the page. Built aside and renamed into place, so that whoever runs
// the old build meanwhile never sees half of a new one.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
const quiet = process.argv.includes('--quiet');

if (!existsSync(vite)) {
  // installed without development dependencies: what was packed is what runs
  if (existsSync(join(root, 'dist', '.stamp'))) process.exit(0);
  process.stderr.write('roundhouse: cannot build, the development dependencies are missing. Run `npm ci` and try again.\n');
  process.exit(1);
}

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const startedAt = new Date();
mkdirSync(join(root, 'node_modules', '.cache'), { recursive: true });
const aside = mkdtempSync(join(root, 'node_modules', '.cache', 'build-'));

const build = (name, config) => {
  const env = { ...process.env, ROUNDHOUSE_OUT_DIR: join(aside, name), npm_package_version: version, NODE_ENV: 'production' };
  const args = [vite, 'build', '--config', config, '--outDir', join(aside, name), '--emptyOutDir', '--logLevel', 'warn'];
  const done = spawnSync(process.execPath, args, { cwd: root, env, stdio: ['ignore', quiet ? 'ignore' : 'inherit', 'inherit'] });
  if (done.status === 0) return;
  rmSync(aside, { recursive: true, force: true });
  process.stderr.write(`roundhouse: building ${name} failed\n`);
  process.exit(done.status ?? 1);
};

build('cli', 'vite.engine.config.ts');
build('renderer', 'vite.config.ts');
writeFileSync(join(aside, 'package.json'), `${JSON.stringify({ type: 'module', name: 'roundhouse', version })}\n`);
// the moment before the build began: what changed during it counts as newer
writeFileSync(join(aside, '.stamp'), `${startedAt.toISOString()}\n`);

const dist = join(root, 'dist');
const old = `${aside}-old`;
try {
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(aside, dist);
} catch {
  // Windows holds files that are in use: copy over them instead
  cpSync(aside, dist, { recursive: true, force: true });
  rmSync(aside, { recursive: true, force: true });
}
rmSync(old, { recursive: true, force: true });
