// Types (a program per folder, so that the folder decides which globals exist), lint and format, and the architecture test.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = (...parts) => join(root, 'node_modules', ...parts);
const folders = ['contract', 'core/decide', 'core', 'cli', 'electron', 'renderer', 'scripts', 'bench', 'tests'];

// somebody added a package: without it every step below says the same in many words
const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const lacking = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !existsSync(at(...name.split('/'))));
if (lacking.length > 0) {
  process.stdout.write(`FAILED node_modules lacks ${lacking.join(', ')}: run \`npm install\` and check again\n`);
  process.exit(1);
}

const suites = ['tests/architecture.test.ts', 'tests/lockfile.test.ts'];
const steps = [
  ...folders.map((folder) => [`types ${folder}`, at('typescript', 'bin', 'tsc'), '-p', join(root, folder)]),
  ['lint and format', at('@biomejs', 'biome', 'bin', 'biome'), 'check', '--error-on-warnings', root],
  ['architecture and lockfile', at('vitest', 'vitest.mjs'), 'run', '--reporter', 'dot', ...suites],
];

const run = ([name, ...args]) =>
  new Promise((done) => {
    const child = spawn(process.execPath, args, { cwd: root });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    child.on('close', (code) => {
      process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'} ${name}\n${code === 0 ? '' : `${said}\n`}`);
      done(code === 0);
    });
  });

let failed = 0;
const waiting = [...steps];
const worker = async () => {
  for (let next = waiting.shift(); next; next = waiting.shift()) if (!(await run(next))) failed++;
};
await Promise.all([worker(), worker()]);
process.exit(failed ? 1 : 0);
