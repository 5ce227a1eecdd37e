// Builds dist/: the engine with the command line and the desktop app, and the page. Built aside and renamed into place, so that whoever runs
// the old build meanwhile never sees half of a new one.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
const quiet = process.argv.includes('--quiet');
/** `--to FOLDER`: what is packaged; nothing of older builds is kept there */
const packaged = process.argv.includes('--to') ? resolve(process.argv[process.argv.indexOf('--to') + 1]) : null;

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

const build = (name, config, folder) => {
  const outDir = join(aside, folder);
  const env = { ...process.env, ROUNDHOUSE_OUT_DIR: outDir, npm_package_version: version, NODE_ENV: 'production' };
  const args = [vite, 'build', '--config', config, '--logLevel', 'warn', '--outDir', outDir];
  const done = spawnSync(process.execPath, args, { cwd: root, env, stdio: ['ignore', quiet ? 'ignore' : 'inherit', 'inherit'] });
  if (done.status === 0) return;
  rmSync(aside, { recursive: true, force: true });
  process.stderr.write(`roundhouse: building ${name} failed\n`);
  process.exit(done.status ?? 1);
};

build('the engine', 'vite.engine.config.ts', '.');
build('the preload script', 'vite.preload.config.ts', 'electron');
build('the page', 'vite.config.ts', 'renderer');
await drawFrame(join(aside, 'renderer', 'index.html'));
writeFileSync(join(aside, 'package.json'), `${JSON.stringify({ type: 'module', name: 'roundhouse', version })}\n`);
chmodSync(aside, 0o755); // mkdtemp makes it private
// the moment before the build began: what changed during it counts as newer
writeFileSync(join(aside, '.stamp'), `${startedAt.toISOString()}\n`);

const dist = packaged ?? join(root, 'dist');
if (!packaged) keepOldParts(join(dist, 'cli', 'parts'), join(aside, 'cli', 'parts'));
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

/** The page as it is before anything is known: shown until its program runs, where no engine draws more into it. */
async function drawFrame(file) {
  const { draw } = await import(pathToFileURL(join(aside, 'cli', 'first-page.js')));
  const html = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    html.replace('<!--drawn-->', () => `<!--drawn-->${draw(null)}`),
  );
}

/** An engine that runs from the old build loads some of its parts late: they stay for a while. Their names carry a hash. */
function keepOldParts(from, to) {
  if (!existsSync(from)) return;
  const oldest = Date.now() - 7 * 86_400_000;
  for (const name of readdirSync(from)) {
    const [old, now] = [join(from, name), join(to, name)];
    const { mtimeMs, atime, mtime } = statSync(old);
    if (mtimeMs < oldest || existsSync(now)) continue;
    cpSync(old, now);
    utimesSync(now, atime, mtime);
  }
}
