// `npm start`: opens the desktop app where that can be, and runs the engine with its dashboard in the browser where it cannot,
// saying why in a line. `--headless` asks for the second; options of `serve` do so too.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchElectron, findElectron } from './electron-binary.mjs';
import { ensureCurrent } from './freshness.mjs';
import { whyHeadless } from './why-headless.mjs';

/** a desktop app that ends with a failure within this time did not come up: something is missing here that it needs */
const comesUpMs = Number(process.env.ROUNDHOUSE_START_COMES_UP_MS ?? 10_000);
const downloadMs = Number(process.env.ROUNDHOUSE_START_DOWNLOAD_MS ?? 300_000);

const root = fileURLToPath(new URL('..', import.meta.url));
const args = process.argv.slice(2).filter((arg) => arg !== '--headless');
const serveArgs = args.filter((arg) => !/^roundhouse:/i.test(arg));
const say = (text) => process.stderr.write(`roundhouse: ${text}\n`);

let child = null;
let asked = null;
const interrupted = new AbortController();
// a terminal signals the whole group itself; anybody else signals only this process, so pass it on
const fromTerminal = process.stdin.isTTY ? ['SIGINT', 'SIGHUP'] : [];
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    asked = signal;
    interrupted.abort();
    if (!fromTerminal.includes(signal)) child?.kill(signal);
  });
}

/** how it ended: its code or signal, and after how long */
const run = (program, programArgs) =>
  new Promise((done) => {
    if (asked) return leave({ signal: asked }); // before there was anything to pass it on to
    const startedAt = performance.now();
    const env = { ...process.env };
    // inherited from a program that is built like ours, it would make a plain Node of the app
    delete env.ELECTRON_RUN_AS_NODE;
    child = spawn(program, programArgs, { stdio: 'inherit', env, windowsHide: false });
    const ended = (how) => done({ ...how, afterMs: performance.now() - startedAt });
    child.on('error', (error) => ended({ code: 1, signal: null, why: error.message }));
    child.on('exit', (code, signal) => ended({ code, signal, why: signal ?? `exit code ${code}` }));
  });

const leave = ({ code, signal }) => {
  if (!signal) process.exit(code ?? 1);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
};

const headless = async (why) => {
  say(`running headless, with the dashboard in the browser: ${why}`);
  process.stderr.write('In this folder, `roundhouse …` is typed as `npx roundhouse …`.\n');
  leave(await run(process.execPath, [join(root, 'scripts', 'roundhouse.mjs'), 'serve', '--open', ...serveArgs]));
};

const start = async () => {
  const { env, platform } = process;
  const reason = whyHeadless({ env, platform, uid: process.getuid?.() ?? null, argv: process.argv.slice(2) });
  if (reason) return headless(reason);
  let electron = findElectron(root);
  if (!electron && env.ELECTRON_OVERRIDE_DIST_PATH) return headless('ELECTRON_OVERRIDE_DIST_PATH has no Electron in it');
  if (!electron) {
    const trouble = await fetchElectron(root, { say, deadlineMs: downloadMs, signal: interrupted.signal });
    if (asked) return leave({ signal: asked });
    electron = findElectron(root);
    if (!electron) return headless(trouble ?? 'Electron was downloaded, but is not where it should be (`npm ci` installs it again)');
  }
  const trouble = ensureCurrent(root, () => process.execPath, say);
  if (trouble || !existsSync(join(root, 'dist', 'electron', 'main.js'))) {
    say(trouble || 'the desktop app is not built. Run `npm run build`.');
    process.exit(1);
  }
  const ended = await run(electron, [root, ...args]);
  const failed = ended.signal !== null || ended.code !== 0;
  if (!failed || asked || ended.afterMs > comesUpMs || ['SIGINT', 'SIGTERM', 'SIGHUP'].includes(ended.signal)) return leave(ended);
  return headless(`the desktop app did not come up (${ended.why}); what it said is above`);
};

await start();
