// `npm start` in a small checkout of its own, whose Electron is a script that does what it is told, and whose command line is a stub.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const scripts = resolve(import.meta.dirname, '../../scripts');
const commandLine = `process.on('SIGTERM', () => process.exit(9));
console.log('cli ' + JSON.stringify(process.argv.slice(2)));
if (process.env.CLI_WAITS) setInterval(() => {}, 1000); else process.exit(Number(process.env.CLI_EXIT ?? 0));
`;
/** tells its arguments, then waits for a signal, dies by one, or ends with a code */
const electron = `#!/bin/sh
[ "$FAKE" = wait ] && trap 'exit 7' TERM
echo "electron $* run-as-node=$ELECTRON_RUN_AS_NODE"
case "$FAKE" in
  wait) while :; do sleep 0.05; done ;;
  crash) kill -SEGV $$ ;;
  late) sleep 0.6; exit 3 ;;
  *) exit "\${FAKE:-0}" ;;
esac
`;

let root: string;
const write = (file: string, text: string): void => {
  mkdirSync(join(root, file, '..'), { recursive: true });
  writeFileSync(join(root, file), text);
};
const installer = (code: string): void => write('node_modules/electron/install.js', code);
const putElectron = (folder: string): void => {
  write(`${folder}/electron`, electron);
  chmodSync(join(root, folder, 'electron'), 0o755);
};
const installed = (version = '45.0.0'): void => {
  putElectron('node_modules/electron/dist');
  write('node_modules/electron/dist/version', version);
  write('node_modules/electron/path.txt', 'electron');
};

/** a desk: a person's session with a display, and an Electron that is taken as it is */
const desk = { DISPLAY: ':99', CI: '', SSH_CONNECTION: '', SSH_TTY: '', WAYLAND_DISPLAY: '', ROUNDHOUSE_START_COMES_UP_MS: '400' };
const environment = (more: Record<string, string>): NodeJS.ProcessEnv => ({ ...process.env, ...desk, ...more });
const override = (): Record<string, string> => ({ ELECTRON_OVERRIDE_DIST_PATH: join(root, 'theirs') });
const args = (...rest: string[]): string[] => [...asPerson, join(root, 'scripts', 'start.mjs'), ...rest];
/** what is looked for and fetched without an override is never done as root */
const asPerson = ['--import', 'data:text/javascript,process.getuid=()=>1000'];
const start = (env: Record<string, string>, ...rest: string[]) =>
  spawnSync(process.execPath, args(...rest), { encoding: 'utf8', timeout: 60_000, env: environment(env) });

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'roundhouse-start-')));
  for (const file of ['start.mjs', 'electron-binary.mjs', 'why-headless.mjs', 'roundhouse.mjs', 'freshness.mjs', 'with-node.mjs']) {
    cpSync(join(scripts, file), join(root, 'scripts', file));
  }
  write('package.json', '{"type":"module"}');
  write('dist/cli/main.js', commandLine);
  write('dist/electron/main.js', '');
  write('node_modules/electron/package.json', '{"version":"45.0.0"}');
  installer('process.exit(1)');
});
afterEach(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }));

const serve = 'cli ["serve","--open"]\n';

describe('the desktop app', () => {
  it('is opened from the folder that ELECTRON_OVERRIDE_DIST_PATH names, never as a plain Node', () => {
    putElectron('theirs');
    const { stdout, stderr, status } = start({ ...override(), ELECTRON_RUN_AS_NODE: '1' });
    expect({ stdout, stderr, status }).toEqual({ stdout: `electron ${root}/ run-as-node=\n`, stderr: '', status: 0 });
  });

  it('is opened with what is installed, and gets links', () => {
    installed();
    const { stdout, status } = start({}, 'roundhouse://servers/files');
    expect({ stdout, status }).toEqual({ stdout: `electron ${root}/ roundhouse://servers/files run-as-node=\n`, status: 0 });
  });

  it('passes on the exit code of an app that was up', () => {
    installed();
    expect(start({ FAKE: 'late' })).toMatchObject({ status: 3 });
  });

  it('passes on a signal and the code that it ends with', async () => {
    installed();
    const child = spawn(process.execPath, args(), { env: environment({ FAKE: 'wait' }), stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.once('data', () => child.kill('SIGTERM'));
    expect(await new Promise((done) => child.on('exit', done))).toBe(7);
  });

  it.each([
    ['ends at once with a failure', '127', 'exit code 127'],
    ['crashes at once', 'crash', 'SIGSEGV'],
  ])('that %s is replaced by the engine without a window, in a line', (_, fake, why) => {
    installed();
    const { stdout, stderr, status } = start({ FAKE: fake, CLI_EXIT: '5' });
    expect(stdout).toContain(serve);
    expect(stderr).toContain(`running headless, with the dashboard in the browser: the desktop app did not come up (${why})`);
    expect(status).toBe(5);
  });
});

describe('without a window', () => {
  it.each<[string, Record<string, string>, string[], string]>([
    ['no display', { DISPLAY: '' }, [], 'there is no display'],
    ['a shell over SSH', { SSH_CONNECTION: '1 2 3 4' }, [], 'over SSH'],
    ['CI', { CI: 'true' }, [], 'CI is set'],
    ['a wish', {}, ['--headless'], '--headless'],
  ])('%s: the engine with its dashboard, and why', (_, env, rest, why) => {
    installed();
    const { stdout, stderr } = start(env, ...rest);
    expect(stdout).toBe(serve);
    expect(stderr).toContain(why);
    expect(stderr.trim().split('\n')).toHaveLength(2);
  });

  it('options are those of `serve`', () => {
    installed();
    expect(start({}, '--port', '0').stdout).toBe('cli ["serve","--open","--port","0"]\n');
  });

  it.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)('never switches the sandbox off for root', () => {
    installed();
    const { stdout, stderr } = spawnSync(process.execPath, args().slice(asPerson.length), { encoding: 'utf8', env: environment({}) });
    expect(stdout).toBe(serve);
    expect(stderr).toContain('does not run as root');
  });

  it('an override without an Electron says so', () => {
    expect(start(override())).toMatchObject({
      stdout: serve,
      stderr: expect.stringContaining('ELECTRON_OVERRIDE_DIST_PATH has no Electron'),
    });
  });

  it('passes on a signal and the exit code', async () => {
    const child = spawn(process.execPath, args('--headless'), {
      env: environment({ CLI_WAITS: '1' }),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    child.stdout.once('data', () => child.kill('SIGTERM'));
    expect(await new Promise((done) => child.on('exit', done))).toBe(9);
  });
});

describe('the download', () => {
  it('is told in a line, and what it fetched is opened', () => {
    installer(`const fs = require('fs');
fs.mkdirSync(__dirname + '/dist');
fs.writeFileSync(__dirname + '/dist/electron', ${JSON.stringify(electron)}, { mode: 0o755 });
fs.writeFileSync(__dirname + '/dist/version', '45.0.0');
fs.writeFileSync(__dirname + '/path.txt', 'electron');`);
    const { stdout, stderr } = start({});
    expect(stderr).toBe('roundhouse: downloading Electron 45.0.0 for the desktop app, once: about 100 MB, for 5 minutes at most\n');
    expect(stdout).toBe(`electron ${root}/ run-as-node=\n`);
  });

  it('that is refused leaves the engine without a window, and says what to do', () => {
    installer(`console.error('TypeError: fetch failed\\n    at node:internal'); process.exit(1)`);
    const { stdout, stderr } = start({});
    expect(stdout).toBe(serve);
    expect(stderr).toContain('Electron could not be downloaded (TypeError: fetch failed); `npx install-electron` tries it again');
  });

  it('that hangs is given up at its deadline, and is not waited for again', () => {
    installer(`require('fs').appendFileSync(__dirname + '/tries', 'x'); process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)`);
    const first = start({ ROUNDHOUSE_START_DOWNLOAD_MS: '700' });
    expect(first).toMatchObject({ stdout: serve, status: 0 });
    expect(first.stderr).toContain('could not be downloaded within a minute');
    const began = performance.now();
    const second = start({ ROUNDHOUSE_START_DOWNLOAD_MS: '60000' });
    expect(second.stdout).toBe(serve);
    expect(second.stderr).toContain('could not be downloaded in time today');
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('can be interrupted, and nothing is started then', async () => {
    installer(`setInterval(() => {}, 1000)`);
    const child = spawn(process.execPath, args(), { env: environment({}), stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
    });
    child.stderr.once('data', () => child.kill('SIGTERM'));
    const [code, signal] = await new Promise<[number | null, string | null]>((done) => child.on('exit', (c, s) => done([c, s])));
    expect({ code, signal, said }).toEqual({ code: null, signal: 'SIGTERM', said: '' });
  });

  it('of another version does not count', () => {
    installed('44.9.0');
    expect(start({}).stderr).toContain('downloading Electron 45.0.0');
  });

  it('is not tried where the package is missing', () => {
    rmSync(join(root, 'node_modules', 'electron'), { recursive: true });
    expect(start({})).toMatchObject({ stdout: serve, stderr: expect.stringContaining('Electron is not installed (`npm ci` installs it)') });
    expect(existsSync(join(root, 'node_modules', 'electron'))).toBe(false);
  });
});
