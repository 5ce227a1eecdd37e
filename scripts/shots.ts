// `npm run shots`: pictures of the page of a real engine into `shots/`. What is staged and taken is in tests/ui/shots.ts.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
for (const args of [
  [join(root, 'scripts', 'build.mjs'), '--quiet'],
  [join(root, 'tests', 'ui', 'shots.ts'), ...process.argv.slice(2)],
]) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
