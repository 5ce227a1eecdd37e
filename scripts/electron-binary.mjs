// Electron's binary of this checkout: found, or fetched once. Its package comes without one (no postinstall); `npx electron` would
// fetch it without a deadline.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const usualName = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' };
const dayMs = 86_400_000;

const read = (file) => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return ''; // not fetched yet
  }
};

/** The binary's path, or null. `ELECTRON_OVERRIDE_DIST_PATH` names a folder that is taken as it is, as Electron's own launcher does. */
export const findElectron = (root, env = process.env, platform = process.platform) => {
  const home = join(root, 'node_modules', 'electron');
  const named = read(join(home, 'path.txt'));
  const override = env.ELECTRON_OVERRIDE_DIST_PATH;
  const folder = override || join(home, 'dist');
  // what an update of the package left behind is not the Electron that this version was made for
  if (!override && read(join(folder, 'version')).replace(/^v/, '') !== versionOf(home)) return null;
  const names = [named, usualName[platform], 'electron'].filter(Boolean);
  return names.map((name) => join(folder, name)).find((file) => existsSync(file)) ?? null;
};

const versionOf = (home) => {
  const about = read(join(home, 'package.json'));
  return about === '' ? null : JSON.parse(about).version;
};

/**
 * Fetches the binary, within a deadline: a network that swallows packets must not keep the product from starting, today or at each
 * start. Answers null, or a sentence that says why there is none.
 */
export const fetchElectron = async (root, { say, deadlineMs = 300_000, signal, now = Date.now() }) => {
  const home = join(root, 'node_modules', 'electron');
  const installer = join(home, 'install.js');
  if (!existsSync(installer)) return 'Electron is not installed (`npm ci` installs it)';
  if (process.env.ELECTRON_SKIP_BINARY_DOWNLOAD) return 'Electron is not downloaded (ELECTRON_SKIP_BINARY_DOWNLOAD is set)';
  const gaveUp = join(root, 'node_modules', '.cache', 'roundhouse-electron-unreachable');
  const lastTry = statSync(gaveUp, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (now - lastTry < dayMs) {
    return 'Electron could not be downloaded in time today; `npx install-electron` tries it without a deadline';
  }
  const time = deadlineMs > 60_000 ? `${Math.ceil(deadlineMs / 60_000)} minutes` : 'a minute';
  say(`downloading Electron ${versionOf(home)} for the desktop app, once: about 100 MB, for ${time} at most`);
  const outcome = await run(process.execPath, [installer], deadlineMs, signal);
  if (outcome === 'late') {
    // the next starts do not wait for it again
    try {
      mkdirSync(dirname(gaveUp), { recursive: true });
      writeFileSync(gaveUp, '');
    } catch {
      // a checkout that cannot be written: the next start waits again
    }
    return `Electron could not be downloaded within ${time}; \`npx install-electron\` tries it without a deadline`;
  }
  if (outcome.code === 0) {
    rmSync(gaveUp, { force: true });
    return null;
  }
  const last = outcome.said.split('\n').find((line) => /error/i.test(line));
  return `Electron could not be downloaded${last ? ` (${last.trim().slice(0, 160)})` : ''}; \`npx install-electron\` tries it again`;
};

const run = (program, args, deadlineMs, signal) =>
  new Promise((done) => {
    // Node's own fetch asks for a proxy only when told to
    const env = { NODE_USE_ENV_PROXY: '1', ...process.env };
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env, windowsHide: true, signal, killSignal: 'SIGTERM' });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        said = (said + text).slice(-8_000);
      });
    }
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      done('late');
    }, deadlineMs);
    const ended = (code, why = '') => {
      clearTimeout(timer);
      done({ code, said: said + why });
    };
    child.on('error', (error) => ended(1, `Error: ${error.message}`));
    child.on('exit', (code) => ended(code ?? 1));
  });
