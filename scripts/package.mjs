// `npm run package -- forge package|make …` and `npm run package -- builder …`: stages what goes into the app, and hands it to Electron
// Forge or electron-builder. They are big, so they are installed when they are first needed, in build/tools with a lockfile of their own.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folders } from '../build/app.ts';
import { noticesOf } from './licenses.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { staged, bundled: list } = folders;
const tools = join(root, 'build', 'tools');
const say = (text) => process.stderr.write(`roundhouse: ${text}\n`);

const run = (program, args, options = {}) => {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: 'inherit', ...options });
  if (error) say(error.message);
  if (status !== 0) process.exit(status ?? 1);
};

/** What is shipped and nothing else: no sources, tests or source maps, no parts of older builds. */
const stage = () => {
  rmSync(staged, { recursive: true, force: true });
  mkdirSync(staged, { recursive: true });
  rmSync(list, { force: true });
  run(process.execPath, [join(root, 'scripts', 'build.mjs'), '--quiet', '--to', join(staged, 'dist')], {
    env: { ...process.env, ROUNDHOUSE_BUNDLED: list },
  });
  const bundled = readFileSync(list, 'utf8').trim().split('\n');
  rmSync(join(staged, 'dist', '.stamp'), { force: true });
  const { name, version, description, license, main, type } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const about = { name, productName: 'Roundhouse', version, description, author: 'The Roundhouse authors', license, type, main };
  writeFileSync(join(staged, 'package.json'), `${JSON.stringify({ ...about, desktopName: 'roundhouse.desktop' }, null, 2)}\n`);
  for (const folder of ['tray', 'menu', 'app'])
    cpSync(join(root, 'resources', folder), join(staged, 'resources', folder), { recursive: true });
  const launcher = process.platform === 'win32' ? 'roundhouse.cmd' : 'roundhouse';
  cpSync(join(root, 'resources', 'bin', launcher), join(staged, 'bin', launcher));
  cpSync(join(root, 'LICENSE'), join(staged, 'LICENSE'));
  writeFileSync(join(staged, 'THIRD-PARTY-LICENSES.txt'), noticesOf(root, bundled));
};

const install = () => {
  const done = join(tools, 'node_modules', '.package-lock.json');
  if (existsSync(done)) return;
  say('installing what packages the app, into build/tools (once)');
  const npm = process.platform === 'win32' ? ['cmd.exe', '/d', '/s', '/c', 'npm'] : ['npm'];
  run(npm[0], [...npm.slice(1), 'ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: tools });
};

const [verb, ...args] = process.argv.slice(2);
const bin = (name, file) => join(tools, 'node_modules', ...name.split('/'), ...file.split('/'));
if (verb === 'stage') stage();
else if (verb === 'tools') install();
else if (verb === 'forge') {
  install();
  stage();
  // Forge looks for an `electron` beside the app's package.json, and for its own parts beside itself
  run(process.execPath, [bin('@electron-forge/cli', `dist/electron-forge-${args[0] ?? 'package'}.js`), ...args.slice(1)]);
} else if (verb === 'builder') {
  install();
  stage();
  const electron = JSON.parse(readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8')).version;
  const config = join(root, 'build', 'electron-builder.mjs');
  run(process.execPath, [
    bin('electron-builder', 'cli.js'),
    ...['--config', config, '--publish', 'never', `--config.electronVersion=${electron}`],
    ...args,
  ]);
} else {
  say(`what is to be packaged? \`npm run package -- forge make\` or \`npm run package -- builder --linux\` (${dirname(staged)} gets it).`);
  process.exit(2);
}
