// The whole proof: check, then every suite. Needs only npm; what lacks its program is left out by name with the line that
// installs it, or fails under REQUIRE_ALL=1.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missingPrograms } from './programs.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = (...args) => {
  const { status } = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ROUNDHOUSE_LOGIN_ENV: 'off' },
  });
  if (status !== 0) process.exit(status ?? 1);
};

const missing = missingPrograms();
for (const { name, suites, install } of missing) {
  process.stdout.write(`${process.env.REQUIRE_ALL ? 'MISSING' : 'left out'}: ${suites} (no ${name}; install it with: ${install})\n`);
}
if (process.env.REQUIRE_ALL && missing.length > 0) process.exit(1);

const only = process.argv.slice(2);
if (only.length === 0) run(join(root, 'scripts', 'check.mjs'));
run(join(root, 'scripts', 'build.mjs'), '--quiet');
run(join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...only);
