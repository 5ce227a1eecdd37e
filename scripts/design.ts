// `npm run design -- FOLDER [--keep]`: compares the page with the drawings in that folder. What is compared is in tests/ui/design/.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
for (const args of [
  [join(root, 'scripts', 'build.mjs'), '--quiet'],
  [join(root, 'tests', 'ui', 'design.ts'), ...process.argv.slice(2)],
]) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
