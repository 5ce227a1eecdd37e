// `npm run smoke:electron [-- --app FOLDER]`: what the tests cannot see without Electron's real binary, on a machine that has it. A home of
// its own, nothing of yours is touched. `--app`: an unpacked or installed app, whose fuses and launcher are looked at as well.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { executableName, fuses } from '../build/app.ts';
import { findElectron } from './electron-binary.mjs';
import { checkNodeMode } from './smoke/node-mode.ts';
import { createReport, expectThat, type Report } from './smoke/report.ts';
import { checkSystem, checkWindow, launch } from './smoke/window.ts';
import { whyHeadless } from './why-headless.mjs';

const root = join(import.meta.dirname, '..');
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const at = process.argv.indexOf('--app');
const packaged = at > 0 ? (process.argv[at + 1] ?? null) : null;

/** the stand-in that the tests run on would see only itself */
const env = { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: '' };
const binary = findElectron(root, env);
if (binary === null && packaged === null) {
  print(
    'no Electron here: nothing was looked at. `npx install-electron` fetches the binary; this needs it (docs/desktop-verification.md).',
  );
  process.exit(process.env.REQUIRE_ALL ? 1 : 0);
}

const home = mkdtempSync(join(tmpdir(), 'roundhouse-smoke-'));
const own: Record<string, string> = {};
for (const [name, value] of Object.entries(process.env)) {
  if (value !== undefined && !/^(ELECTRON_|ROUNDHOUSE_)/.test(name)) own[name] = value;
}
own.ROUNDHOUSE_HOME = join(home, 'home');
own.HOME = join(home, 'user');
own.USERPROFILE = own.HOME;
own.XDG_CONFIG_HOME = join(own.HOME, '.config');
mkdirSync(own.XDG_CONFIG_HOME, { recursive: true });

const report = createReport(print);
if (binary !== null) await checkDevelopment(report, binary);
if (packaged !== null) await checkPackage(report, packaged);
report.byHand([
  'tray: icon, tooltip, menu and both clicks, in a light and a dark panel; macOS template image; Windows overflow area',
  'notifications: click, buttons, replacement and withdrawal; a click on a toast when the app is not running (Windows)',
  'close, minimise, several displays, sleep and wake, log out with servers running',
  'opening at login: on, log in again, off; macOS "requires approval"; Windows Startup apps switched off there',
  'roundhouse:// from a browser, with the app running and not running',
  'signatures, notarisation, an update from a staged feed (docs/releasing.md)',
]);
rmSync(home, { recursive: true, force: true, maxRetries: 5 });
print(report.failures() === 0 ? 'nothing failed' : `${report.failures()} failed`);
process.exit(report.failures() === 0 ? 0 : 1);

async function checkDevelopment(to: Report, electron: string): Promise<void> {
  await checkNodeMode(to, electron, [electron, join(root, 'dist', 'cli', 'main.js')], own);
  const uid = process.getuid?.() ?? null;
  const windowless = whyHeadless({ env, platform: process.platform, uid, argv: [] });
  if (windowless !== null) {
    to.leftOut('the window', windowless);
    return;
  }
  let running: Awaited<ReturnType<typeof launch>> | null = null;
  await to.check('the app starts', async () => {
    running = await launch(electron, root, own);
    return await running.app.evaluate(() => `Electron ${process.versions.electron}, Chromium ${process.versions.chrome}`);
  });
  if (running === null) return;
  const first: Awaited<ReturnType<typeof launch>> = running;
  await checkWindow(to, first);
  await checkSystem(to, first);
  await to.check('a second launch hands over and ends', () => {
    const second = spawnSync(electron, [root, 'roundhouse://servers'], { env: own, timeout: 20_000 });
    expectThat(second.status === 0, `exit code ${second.status}, ${second.signal ?? ''}`);
    return 'exit code 0';
  });
  const bounds = { x: 80, y: 90, width: 1000, height: 700 };
  await first.app.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]!.setBounds(to), bounds);
  await to.check('quitting ends everything', async () => {
    const pids = await first.app.evaluate((app) => app.app.getAppMetrics().map(({ pid }) => pid));
    await first.app.evaluate(({ app }) => app.quit());
    await first.app.waitForEvent('close', { timeout: 15_000 });
    await new Promise((done) => setTimeout(done, 500));
    const alive = pids.filter(isAlive);
    expectThat(alive.length === 0, `still there: ${alive.join(', ')}`);
    return `${pids.length} processes`;
  });
  await to.check('the window comes back where it was', async () => {
    const again = await launch(electron, root, own);
    const now = await again.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getBounds());
    await again.app.evaluate(({ app }) => app.quit());
    await again.app.waitForEvent('close', { timeout: 15_000 });
    const near = Math.abs(now.width - bounds.width) < 20 && Math.abs(now.height - bounds.height) < 20;
    expectThat(near, `${JSON.stringify(now)} instead of ${JSON.stringify(bounds)}`);
    return JSON.stringify(now);
  });
}

/** The folder of an unpacked Linux or Windows app, or a .app of macOS. */
async function checkPackage(to: Report, folder: string): Promise<void> {
  const mac = process.platform === 'darwin';
  const name = executableName(process.platform);
  const program = mac ? join(folder, 'Contents', 'MacOS', name) : join(folder, process.platform === 'win32' ? `${name}.exe` : name);
  const resources = mac ? join(folder, 'Contents', 'Resources') : join(folder, 'resources');
  await to.check('the fuses of the package', async () => {
    const wire = (await getCurrentFuseWire(program)) as unknown as Record<string, number>;
    const told = Object.entries(wire).filter(([key]) => key !== 'version');
    for (const [key, state] of told) {
      const wanted = (fuses as unknown as Record<string, boolean | undefined>)[key];
      expectThat(
        wanted === (state === 0x31),
        `${FuseV1Options[Number(key)] ?? key} is ${state === 0x31 ? 'on' : 'off'}, decided ${wanted}`,
      );
    }
    return `${told.length} as decided`;
  });
  const launcher = join(resources, 'bin', 'roundhouse');
  const command = process.platform === 'win32' || !existsSync(launcher) ? [program, join(resources, 'cli', 'main.js')] : [launcher];
  await checkNodeMode(to, program, command, own);
  await to.check('NODE_OPTIONS and --inspect are not heard', () => {
    const asNode = { ...own, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '--require=/no/such/file.cjs' };
    const ran = spawnSync(program, ['-p', '1'], { env: asNode, encoding: 'utf8', timeout: 20_000 });
    expectThat(ran.status === 0, `exit code ${ran.status}: ${ran.stderr}`);
    return 'NODE_OPTIONS changed nothing';
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // gone
  }
}
