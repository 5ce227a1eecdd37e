// What a desk is made of, from Debian. Without it the tests that need one are left out by name, with what installs it; under REQUIRE_ALL=1 they
// run into its absence and fail.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const packageOf: Record<string, string> = {
  Xvfb: 'xvfb',
  xdotool: 'xdotool',
  import: 'imagemagick',
  'dbus-daemon': 'dbus-daemon',
  'xfce4-panel': 'xfce4-panel',
  dunst: 'dunst',
  openbox: 'openbox',
  chromium: 'chromium',
};

export const deskPrograms = ['Xvfb', 'xdotool', 'import', 'dbus-daemon', 'chromium'];

const isThere = (program: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program))) ||
  (program === 'chromium' && existsSync(process.env.CHROMIUM ?? '/usr/bin/chromium'));

/** `more`: beyond what every desk needs. */
export function withoutDesk(tests: string, ...more: string[]): boolean {
  const missing = [...deskPrograms, ...more].filter((program) => !isThere(program));
  if (missing.length === 0 || process.env.REQUIRE_ALL === '1') return false;
  const packages = missing.map((program) => packageOf[program] ?? program).join(' ');
  console.log(`left out: ${tests} (${missing.join(', ')} missing: apt-get install -y --no-install-recommends ${packages})`);
  return true;
}
