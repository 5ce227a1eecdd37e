// Debian's Chromium, for tests of the page. Without it they are left out by name, with what installs it; under REQUIRE_ALL=1
// they run into its absence and fail.
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const candidates = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const found = candidates.find((path): path is string => !!path && existsSync(path));

export const installChromium = 'apt-get install -y chromium';

export function withoutChromium(tests: string): boolean {
  if (found || process.env.REQUIRE_ALL === '1') return false;
  console.log(`left out: ${tests} (Chromium is missing: ${installChromium})`);
  return true;
}

export function openBrowser(): Promise<Browser> {
  if (!found) throw new Error(`Chromium is missing. Install it: ${installChromium}`);
  return chromium.launch({ executablePath: found, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
}
