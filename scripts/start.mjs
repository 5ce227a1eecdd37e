// `npm start`: brings the product up. The desktop shell is not part of this version, so it is the engine with its page.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
process.stderr.write('roundhouse: starting the headless engine with its dashboard (this version has no desktop shell yet)\n');
process.stderr.write('In this folder, `roundhouse …` is typed as `npx roundhouse …`.\n');
const child = spawn(process.execPath, [join(root, 'scripts', 'roundhouse.mjs'), 'serve', '--open', ...process.argv.slice(2)], {
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));
