import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { commandLineOf, type Installation, prepareCommandLine } from '../../electron/command-line.ts';
import { appImageOf, type PackagedApp, packagedApp } from './packaged-app.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'roundhouse-packaged-')));
let home: string;
const env = {
  PATH: process.env.PATH ?? '',
  HOME: join(folder, 'user'),
  ROUNDHOUSE_HOME: '',
  ROUNDHOUSE_LOGIN_ENV: 'off',
  LANG: 'C.UTF-8',
  BROWSER: 'none',
};
let app: PackagedApp;
beforeAll(() => {
  mkdirSync(join(env.HOME, '.cursor'), { recursive: true });
  app = packagedApp(join(folder, 'an app'));
});
beforeEach(() => {
  // what a person has ended, no bridge starts again: each test has a home of its own
  home = mkdtempSync(join(folder, 'home-'));
  env.ROUNDHOUSE_HOME = home;
});
afterEach(() => {
  spawnSync(app.launcher, ['shutdown'], { env });
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

const usual: Installation = {
  packaged: true,
  platform: 'linux',
  execPath: '/usr/lib/roundhouse/roundhouse-desktop',
  resourcesPath: '/usr/lib/roundhouse/resources',
  appPath: '/usr/lib/roundhouse/resources/app.asar',
  appImage: null,
  data: '/home/me/.local/share/roundhouse/data',
};
const hello = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } };
const initialize = `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: hello })}\n`;

describe('what a linked client runs', () => {
  it.each<[string, Partial<Installation>, object]>([
    ['of a package', {}, { command: '/usr/lib/roundhouse/resources/bin/roundhouse', args: [] }],
    [
      'of a Windows installation, where clients run no batch files',
      { platform: 'win32', execPath: 'C:\\R\\Roundhouse.exe', resourcesPath: '/R/resources' },
      { command: 'C:\\R\\Roundhouse.exe', args: ['/R/resources/cli/main.js'], env: { ELECTRON_RUN_AS_NODE: '1' } },
    ],
    [
      'of an AppImage, which is mounted elsewhere each time',
      { appImage: '/home/me/R.AppImage' },
      { command: '/home/me/.local/share/roundhouse/data/bin/roundhouse', args: [] },
    ],
    [
      'of a checkout',
      { packaged: false, execPath: '/e/electron', appPath: '/src' },
      { command: '/e/electron', args: ['/src/dist/cli/main.js'], env: { ELECTRON_RUN_AS_NODE: '1' } },
    ],
  ])('%s', (_, facts, command) => {
    expect(commandLineOf({ ...usual, ...facts })).toEqual(command);
  });
});

describe.skipIf(process.platform === 'win32')('the launcher of a package', () => {
  it('runs the command line, wherever it is linked from, and opens no window', () => {
    const links = join(folder, 'links');
    mkdirSync(links);
    symlinkSync(app.launcher, join(links, 'second'));
    symlinkSync('./second', join(links, 'roundhouse'));
    for (const command of [app.launcher, join(links, 'roundhouse')]) {
      const ran = spawnSync(command, ['version', '--json'], { env, encoding: 'utf8' });
      expect(JSON.parse(ran.stdout)).toMatchObject({ version: expect.any(String) });
      expect(ran).toMatchObject({ status: 0, stderr: '' });
    }
    expect(spawnSync('roundhouse', ['no-such-verb'], { env: { ...env, PATH: `${links}:${env.PATH}` } }).status).toBe(2);
    expect(spawnSync('sh', ['-c', './roundhouse version'], { env, cwd: join(app.launcher, '..') }).status).toBe(0);
  });

  it('speaks to a client, and starts an engine in the background that links with the same launcher', () => {
    const ran = spawnSync(app.launcher, ['connect'], { env, input: initialize, encoding: 'utf8', timeout: 20_000 });
    expect(JSON.parse(ran.stdout.split('\n')[0]!)).toMatchObject({ id: 1, result: { serverInfo: { name: 'roundhouse' } } });
    const { pid } = JSON.parse(readFileSync(join(home, 'run', 'daemon.json'), 'utf8')) as { pid: number };
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')).toContain('serve');
    const shown = spawnSync(app.launcher, ['clients', 'link', 'cursor', '--yes', '--json'], { env, encoding: 'utf8' });
    expect(shown).toMatchObject({ status: 0 });
    const { roundhouse } = JSON.parse(readFileSync(join(env.HOME, '.cursor', 'mcp.json'), 'utf8')).mcpServers;
    expect(roundhouse).toMatchObject({ command: app.launcher, args: ['connect', '--client', 'cursor'] });
    expect(roundhouse.env).toEqual({ ROUNDHOUSE_HOME: home });
  });

  it('makes no Node of the servers, and leaves nothing of the app in their environment', async () => {
    const report = join(folder, 'env.json');
    const script = join(folder, 'tells-env.mjs');
    writeFileSync(
      script,
      `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(report)}, JSON.stringify(process.env));`,
    );
    writeFileSync(join(env.HOME, '.mcp.json'), JSON.stringify({ mcpServers: { tells: { command: process.execPath, args: [script] } } }));
    const engine = spawn(app.launcher, ['serve', '--port', '0'], { env, stdio: 'ignore' });
    const giveUp = performance.now() + 15_000;
    let seen: Record<string, string> | null = null;
    while (seen === null && performance.now() < giveUp) {
      await new Promise((done) => setTimeout(done, 50));
      try {
        seen = JSON.parse(readFileSync(report, 'utf8')) as Record<string, string>;
      } catch {
        // not written yet
      }
    }
    engine.kill('SIGTERM');
    await new Promise((done) => engine.on('exit', done));
    expect(Object.keys(seen ?? {}).filter((name) => /^(ELECTRON_|APPIMAGE|APPDIR|ROUNDHOUSE_LAUNCHER)/.test(name))).toEqual([]);
    expect(seen?.PATH).toBe(env.PATH);
  });

  it('says so when the app is not complete', () => {
    const broken = join(folder, 'broken', 'resources', 'bin');
    mkdirSync(broken, { recursive: true });
    writeFileSync(join(broken, 'roundhouse'), readFileSync(app.launcher), { mode: 0o755 });
    const ran = spawnSync(join(broken, 'roundhouse'), ['version'], { env, encoding: 'utf8' });
    expect(ran).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('Install Roundhouse again') });
  });
});

describe.skipIf(process.platform !== 'linux')('the launcher of an AppImage', () => {
  it('is written outside of it, and runs what is inside', async () => {
    const file = join(folder, "it's here", 'Roundhouse.AppImage');
    mkdirSync(join(file, '..'));
    appImageOf(app, file);
    const data = join(folder, 'data');
    const { command, args } = await prepareCommandLine({ ...usual, appImage: file, data });
    expect(statSync(command).mode & 0o777).toBe(0o755);
    const ran = spawnSync(command, [...args, 'version', '--json'], { env, encoding: 'utf8' });
    expect(ran).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('"version"') });
    const written = statSync(command).mtimeMs;
    await prepareCommandLine({ ...usual, appImage: file, data });
    expect(statSync(command).mtimeMs).toBe(written);
  });

  it('passes on its words as they are', async () => {
    const echo = packagedApp(join(folder, 'echo'));
    rmSync(join(echo.resources, 'cli'));
    mkdirSync(join(echo.resources, 'cli'));
    writeFileSync(join(echo.resources, 'cli', 'main.js'), 'console.log(JSON.stringify(process.argv.slice(2)))');
    const file = join(folder, 'Echo.AppImage');
    appImageOf(echo, file);
    const { command } = await prepareCommandLine({ ...usual, appImage: file, data: join(folder, 'data3') });
    const odd = ['a b', '', '--', '-e', '$HOME', "'", '"', '\\', '--no-sandbox'];
    for (const program of [command, echo.launcher]) {
      const said = spawnSync(program, odd, { env, encoding: 'utf8' });
      expect(said.stdout).toBe(`${JSON.stringify(odd)}\n`);
    }
  });

  it('starts the engine in the background by itself, too', async () => {
    const file = join(folder, 'Second.AppImage');
    appImageOf(app, file);
    const { command } = await prepareCommandLine({ ...usual, appImage: file, data: join(folder, 'data2') });
    const ran = spawnSync(command, ['connect'], { env, input: initialize, encoding: 'utf8', timeout: 20_000 });
    expect(JSON.parse(ran.stdout.split('\n')[0]!)).toMatchObject({ id: 1 });
    const linked = spawnSync(command, ['clients', 'link', 'cursor', '--yes', '--json'], { env, encoding: 'utf8' });
    expect(linked.status).toBe(0);
    expect(JSON.parse(readFileSync(join(env.HOME, '.cursor', 'mcp.json'), 'utf8')).mcpServers.roundhouse).toMatchObject({ command });
  });
});

describe('the batch file for Windows', () => {
  it('runs the app as a Node, with lines as Windows ends them', () => {
    const text = readFileSync(resolve(import.meta.dirname, '../../resources/bin/roundhouse.cmd'), 'utf8');
    expect(text.split('\r\n').at(-2)).toBe('"%~dp0..\\..\\Roundhouse.exe" "%~dp0..\\cli\\main.js" %*');
    expect(text.replaceAll('\r\n', '')).not.toContain('\n');
    expect(text).toContain('set ELECTRON_RUN_AS_NODE=1\r\n');
  });
});
