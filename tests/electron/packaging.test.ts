// What goes into the packages. The packagers are not part of `npm ci`: with them and a stub of Electron's binary the packages are made, too.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stubElectron, stubElectronZip } from '../support/stub-electron.ts';

const root = resolve(import.meta.dirname, '../..');
const out = mkdtempSync(join(tmpdir(), 'roundhouse-packaging-'));
const staged = join(out, 'app');
const distribution = join(out, 'electron');
const zips = join(out, 'zips');
afterAll(() => rmSync(out, { recursive: true, force: true }));

const tools = join(root, 'build', 'tools');
const has = (program: string, ...args: string[]): boolean => spawnSync(program, args).error === undefined;
const missing = [
  !existsSync(join(tools, 'node_modules', '.package-lock.json')) && 'the packagers (`npm run package -- tools`)',
  process.platform !== 'linux' && 'Linux',
  !has('zip', '-v') && 'zip',
  !has('dpkg-deb', '--version') && 'dpkg',
  !has('fakeroot', '--version') && 'fakeroot',
].filter((name) => name !== false);
if (missing.length > 0) process.stdout.write(`left out: packages are not made (no ${missing.join(', ')})\n`);

const pack = (...args: string[]): void => {
  const done = spawnSync(process.execPath, [join(root, 'scripts', 'package.mjs'), ...args], {
    encoding: 'utf8',
    env: { ...process.env, ROUNDHOUSE_PACKAGE_OUT: out, ROUNDHOUSE_ELECTRON_ZIPS: zips, ROUNDHOUSE_UPDATE_URL: 'https://updates.invalid' },
  });
  if (done.status !== 0) throw new Error(`${done.stdout}\n${done.stderr}`);
};
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();

beforeAll(() => pack('stage'), 120_000);

/** whole folders of which each name carries a hash, or is that of a picture */
const named = (file: string): boolean => !/^(dist\/cli\/parts|dist\/renderer\/assets|resources\/(tray|menu|app))\//.test(file);

it('no entry of a menu switches the sandbox off, which the app refuses: electron-builder does that for AppImages where nothing is said', async () => {
  const configuration = (await import(pathToFileURL(join(root, 'build', 'electron-builder.mjs')).href)) as {
    default: { linux: { executableArgs?: string[] }; appImage?: { executableArgs?: string[] } };
  };
  const { linux, appImage } = configuration.default;
  expect([linux.executableArgs, appImage?.executableArgs]).toEqual([[], undefined]);
});

describe('what is staged', () => {
  it('is the build, pictures, licenses and the launcher, and nothing else', () => {
    expect(filesIn(staged).filter(named)).toEqual([
      'LICENSE',
      'THIRD-PARTY-LICENSES.txt',
      `bin/${process.platform === 'win32' ? 'roundhouse.cmd' : 'roundhouse'}`,
      'dist/cli/first-page.js',
      'dist/cli/main.js',
      'dist/electron/main.js',
      'dist/electron/preload.cjs',
      'dist/package.json',
      'dist/renderer/first.js',
      'dist/renderer/icon.svg',
      'dist/renderer/index.html',
      'package.json',
    ]);
    expect(filesIn(staged).filter((file) => /\.(ts|tsx|map|env|pem|key|log)$|\.test\.|node_modules/.test(file))).toEqual([]);
  });

  it('holds no part twice, and is small', () => {
    const parts = filesIn(join(staged, 'dist', 'cli', 'parts')).map((file) => file.replace(/-[\w-]{8}\.js$/, ''));
    expect(parts.length).toBeGreaterThan(20);
    const size = filesIn(staged).reduce((sum, file) => sum + statSync(join(staged, file)).size, 0);
    expect(size).toBeLessThan(15_000_000);
  });

  it('names the folder of nobody who builds it', () => {
    for (const file of filesIn(join(staged, 'dist')).filter((name) => /\.(c?js|html|css|json)$/.test(name))) {
      expect(readFileSync(join(staged, 'dist', file), 'utf8').includes(root), file).toBe(false);
    }
  });

  it('has a preload script that a sandbox can run', () => {
    const text = readFileSync(join(staged, 'dist', 'electron', 'preload.cjs'), 'utf8');
    const required = [...text.matchAll(/\brequire\(\s*["']([^"']+)["']\s*\)/g)].map(([, name]) => name);
    expect(new Set(required)).toEqual(new Set(['electron']));
    expect(text).not.toMatch(/^\s*(import|export)\s/m);
    expect(text).not.toMatch(/\bprocess\.(env|cwd)|__dirname/);
  });

  it('has a main process that needs nothing but Electron and Node', () => {
    const names = ['electron', 'cli'].flatMap((folder) =>
      filesIn(join(staged, 'dist', folder))
        .filter((file) => file.endsWith('.js'))
        .flatMap((file) => [
          ...readFileSync(join(staged, 'dist', folder, file), 'utf8').matchAll(
            /^(?:import|export)\s[^'"`;]*?from\s*["']([^"'.][^"']*)["']|^import\s*["']([^"'.][^"']*)["']/gm,
          ),
        ])
        .map(([, a, b]) => a ?? b ?? ''),
    );
    const outside = [...new Set(names)].filter(
      (name) => !name.startsWith('node:') && !createRequire(import.meta.url)('node:module').isBuiltin(name),
    );
    expect(outside).toEqual(['electron']);
  });

  it('tells the licenses of what is inside', () => {
    const text = readFileSync(join(staged, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
    for (const name of ['zod', 'react', 'hono', 'ws', 'electron-store', '@fontsource-variable/inter', '@modelcontextprotocol/client']) {
      expect(text).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
    }
    // what its package does not bring along cannot be shipped
    const without = [...text.matchAll(/^(\S+) [\d.]+ \(.*\)\n\nIts package brings no text/gm)].map(([, name]) => name);
    expect(without).toEqual(['lazy-val']);
  });

  it('says what the app is', () => {
    const about = JSON.parse(readFileSync(join(staged, 'package.json'), 'utf8')) as Record<string, unknown>;
    expect(about).toMatchObject({ productName: 'Roundhouse', main: 'dist/electron/main.js', type: 'module', license: 'MIT' });
    expect(Object.keys(about)).not.toContain('dependencies');
  });
});

/** whole paths below the app's `resources`, in the archive or beside it */
async function archived(file: string): Promise<string[]> {
  const place = createRequire(join(tools, 'package.json')).resolve('@electron/asar');
  const asar = (await import(pathToFileURL(place).href)) as { listPackage(file: string, options: object): string[] };
  return asar.listPackage(file, {}).map((path) => path.replace(/^[\\/]/, ''));
}

async function expectApp(app: string): Promise<void> {
  const archive = await archived(join(app, 'resources', 'app.asar'));
  const inside = archive.filter((path) => filesIn(staged).includes(path));
  expect(inside).toEqual(filesIn(staged).filter((file) => file !== 'LICENSE' && !file.startsWith('bin/')));
  expect(archive.filter((path) => /node_modules|\.ts$|\.map$|^(tests|core|docs|scripts|build)(\/|$)/.test(path))).toEqual([]);
  const beside = filesIn(join(app, 'resources')).filter((file) => !/^(app\.asar|app-update\.yml)$/.test(file));
  const expected = filesIn(staged)
    .filter((file) => /^(bin|dist\/(cli|renderer|package\.json))/.test(file))
    .map((file) => file.replace(/^dist\//, ''));
  expect(beside).toEqual(expected.sort());
  expect(statSync(join(app, 'resources', 'bin', 'roundhouse')).mode & 0o111).toBe(0o111);
  expect(readFileSync(join(app, 'LICENSE'), 'utf8')).toContain('Roundhouse');
  expect(readFileSync(join(app, 'LICENSE.electron.txt'), 'utf8')).toBe('LICENSE');
  const wire = (await getCurrentFuseWire(join(app, 'roundhouse-desktop'))) as unknown as Record<string, number>;
  const fuses = Object.fromEntries(Object.entries(wire).map(([key, value]) => [FuseV1Options[Number(key)] ?? key, value === 0x31]));
  expect(fuses).toMatchObject({
    RunAsNode: true,
    EnableCookieEncryption: true,
    EnableNodeOptionsEnvironmentVariable: false,
    EnableNodeCliInspectArguments: false,
    EnableEmbeddedAsarIntegrityValidation: true,
    OnlyLoadAppFromAsar: true,
    LoadBrowserProcessSpecificV8Snapshot: false,
    GrantFileProtocolExtraPrivileges: false,
    WasmTrapHandlers: true,
  });
}

describe.skipIf(missing.length > 0)('the packages', () => {
  beforeAll(() => {
    stubElectron(distribution);
    stubElectronZip(zips, distribution);
  });

  it('of Electron Forge: folder, zip and deb', { timeout: 180_000 }, async () => {
    pack('forge', 'make');
    const app = join(out, 'forge', 'Roundhouse-linux-x64');
    await expectApp(app);
    const made = filesIn(join(out, 'forge', 'make'));
    expect(made.map((file) => file.replace(/\d+\.\d+\.\d+/, 'V'))).toEqual([
      'deb/x64/roundhouse_V_amd64.deb',
      'zip/linux/x64/Roundhouse-linux-x64-V.zip',
    ]);
    const deb = join(out, 'forge', 'make', made[0]!);
    const listed = spawnSync('dpkg-deb', ['-c', deb], { encoding: 'utf8' }).stdout;
    expect(listed).toMatch(/^l.* \.\/usr\/bin\/roundhouse -> \.\.\/lib\/roundhouse\/resources\/bin\/roundhouse$/m);
    expect(listed).toMatch(/^-rwsr-xr-x root\/root .*\/chrome-sandbox$/m);
    expect(listed).toMatch(/^-rwxr-xr-x root\/root .*\/roundhouse-desktop$/m);
    const unpacked = join(out, 'deb');
    spawnSync('dpkg-deb', ['-x', deb, unpacked]);
    const desktop = join(unpacked, 'usr', 'share', 'applications', 'roundhouse.desktop');
    const entry = readFileSync(desktop, 'utf8');
    expect(entry).toContain('Exec=/usr/lib/roundhouse/roundhouse-desktop %U\n');
    expect(entry).toContain('MimeType=x-scheme-handler/roundhouse;\n');
    if (has('desktop-file-validate', '--help')) expect(spawnSync('desktop-file-validate', [desktop], { encoding: 'utf8' }).stdout).toBe('');
  });

  it('of electron-builder: folder and update feed', { timeout: 180_000 }, async () => {
    pack('builder', '--linux', '--dir', `--config.electronDist=${distribution}`);
    const app = join(out, 'builder', 'linux-unpacked');
    await expectApp(app);
    expect(readFileSync(join(app, 'resources', 'app-update.yml'), 'utf8')).toContain('url: https://updates.invalid');
  });
});
