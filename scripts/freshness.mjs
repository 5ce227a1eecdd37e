// "Always the current build": in a checkout, a build that is older than the newest source is made again before it is run.
// Plain old JavaScript, and cheap when nothing changed: every command of the command line pays for it.
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const sources = [
  ...['contract', 'core', 'cli', 'electron', 'renderer', 'resources', 'package.json'],
  ...['vite.config.ts', 'vite.engine.config.ts', 'vite.preload.config.ts'],
];
const longestBuildMs = 180_000;

/** the newest change of anything that goes into the build, in ms; 0 when this is no checkout */
export const newestSource = (root) => {
  if (!existsSync(join(root, 'core'))) return 0;
  let newest = 0;
  // what claims to be from the future comes from a clock that was wrong: it must not mean a build for every command
  const now = Date.now();
  const look = (path) => {
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found) return;
    if (!found.isDirectory()) {
      if (found.mtimeMs > newest && found.mtimeMs <= now) newest = found.mtimeMs;
      return;
    }
    for (const name of readdirSync(path)) {
      // editors' own files, and what belongs to the type check alone
      if (!/^\.|~$|\.sw.$|^tsconfig\.json$/.test(name)) look(join(path, name));
    }
  };
  for (const name of sources) look(join(root, name));
  return newest;
};

/** the moment that the build stands for, in ms; null without a build */
const builtAt = (root) => {
  try {
    return Date.parse(readFileSync(join(root, 'dist', '.stamp'), 'utf8').trim()) || null;
  } catch {
    return null; // not built yet, or being put in place right now
  }
};

export const isStale = (root) => {
  const newest = newestSource(root);
  if (newest === 0) return false;
  const built = builtAt(root);
  return built === null || newest > built;
};

const pause = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/** true when it is ours; the lock of a process that is gone is taken over */
const takeLock = (file) => {
  try {
    const fd = openSync(file, 'wx');
    writeSync(fd, String(process.pid));
    closeSync(fd);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  try {
    const holder = Number(readFileSync(file, 'utf8'));
    const age = Date.now() - statSync(file).mtimeMs;
    // just created and not written yet: its owner is alive
    if (age < longestBuildMs && (holder === 0 ? age < 2_000 : isAlive(holder))) return false;
    // one of several that see a dead owner moves it away; the others find nothing and try again
    const aside = `${file}.${process.pid}`;
    renameSync(file, aside);
    rmSync(aside, { force: true });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  return false;
};

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

/** Makes the build current; `node()` says which Node builds. Returns null, or a sentence that says why it could not. */
export const ensureCurrent = (root, node, say) => {
  if (!isStale(root)) return null;
  const folder = join(root, 'node_modules', '.cache');
  const lock = join(folder, 'roundhouse-build.lock');
  const giveUpAt = Date.now() + longestBuildMs + 10_000;
  try {
    mkdirSync(folder, { recursive: true });
    let told = false;
    while (!takeLock(lock)) {
      if (Date.now() > giveUpAt) return `another build holds ${lock} for too long. Remove that file if no build runs.`;
      if (!told && existsSync(lock)) {
        told = true;
        say('another command is building; waiting for it');
      }
      pause(50);
    }
  } catch (error) {
    // a checkout that cannot be written: run what is there
    return existsSync(join(root, 'dist', '.stamp')) ? null : `cannot build: ${error.message}`;
  }
  try {
    if (!isStale(root)) return null; // the one we waited for did it
    say('the sources changed, building');
    // its output is not this command's data: everything goes to stderr
    const done = spawnSync(node(), [join(root, 'scripts', 'build.mjs')], {
      cwd: root,
      stdio: ['ignore', 2, 2],
      timeout: longestBuildMs,
      windowsHide: true,
    });
    if (done.status === 0) return null;
    return `the build failed (${done.error ? done.error.message : done.signal || `exit code ${done.status}`}); what it said is above`;
  } finally {
    rmSync(lock, { force: true });
  }
};
