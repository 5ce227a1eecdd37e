// Every fault at its full size: `npm run soak`, or `npm run soak -- name…`. One line per fault; about half an hour in all.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const root = join(folder, '..', '..');
/** They mostly wait: they run beside the others. */
const patient = ['crash-loop', 'slow-call', 'slow-start'];
/** They halt what others wait for, or watch the clock closely: one after the other. */
const lively = [
  'frozen-servers',
  'engine-asleep',
  'launcher-trees',
  'engine-kill',
  'engine-starts',
  'stop-thirty',
  'disk-full',
  'few-descriptors',
  'many-streams',
  'thousand-restarts',
  'flood-line',
  'flood-rate',
  'gateway-killed',
  'gateway-equal-ids',
  'gateway-huge',
  'gateway-readers',
  'window-engine-gone',
  'app-engine-gone',
  'old-tab',
  'hostile-text',
  'window-killed',
  'app-killed',
  'desktop-files',
  'deep-links',
];
const known = [...patient, ...lively];
const support = ['run', 'fault', 'page', 'pour', 'bare-supervisor'];
const forgotten = readdirSync(folder)
  .map((file) => file.replace(/\.ts$/, ''))
  .filter((name) => !known.includes(name) && !support.includes(name));
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !known.includes(name));
if (unknown.length > 0 || forgotten.length > 0) {
  process.stderr.write(
    `${unknown.length > 0 ? `unknown: ${unknown.join(', ')}; known: ${known.join(', ')}` : `not listed in run.ts: ${forgotten.join(', ')}`}\n`,
  );
  process.exit(2);
}

const run = (file: string) =>
  new Promise<boolean>((done) => spawn(process.execPath, [file], { cwd: root, stdio: 'inherit' }).once('exit', (code) => done(code === 0)));
if (!process.env.ROUNDHOUSE_TEST_ENTRY && !(await run(join(root, 'scripts', 'build.mjs')))) process.exit(1);

const wanted = (names: string[]) => names.filter((name) => asked.length === 0 || asked.includes(name));
const failed: string[] = [];
const runFault = async (name: string) => {
  if (!(await run(join(folder, `${name}.ts`)))) failed.push(name);
};
const inTurn = async (names: string[]) => {
  for (const name of names) await runFault(name);
};
await Promise.all([...wanted(patient).map(runFault), inTurn(wanted(lively))]);
process.stdout.write(failed.length === 0 ? 'every fault was survived\n' : `not survived: ${failed.join(', ')}\n`);
process.exit(failed.length === 0 ? 0 : 1);
