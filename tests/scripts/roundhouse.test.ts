// The launcher in a small checkout of its own, whose build is a stub that counts.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const scripts = resolve(import.meta.dirname, '../../scripts');
/** the program that is "built": tells its arguments, ends with the code that it is told, waits for a signal when told */
const program = `const [verb, value] = process.argv.slice(2);
console.log(JSON.stringify(process.argv.slice(2)));
if (verb === 'exit') process.exit(Number(value));
if (verb === 'wait') { process.on('SIGTERM', () => process.exit(7)); console.log('waiting'); setInterval(() => {}, 1000); }
`;
const build = `import { appendFileSync, mkdirSync, writeFileSync, existsSync } from 'node:fs';
const root = new URL('..', import.meta.url).pathname;
const startedAt = new Date();
appendFileSync(root + 'builds', 'x');
await new Promise((done) => setTimeout(done, 300));
if (existsSync(root + 'core/broken.ts')) { console.error('syntax error in broken.ts'); process.exit(3); }
mkdirSync(root + 'dist/cli', { recursive: true });
writeFileSync(root + 'dist/cli/main.js', ${JSON.stringify(program)});
writeFileSync(root + 'dist/.stamp', startedAt.toISOString() + '\\n');
console.log('noise that is no data');
`;
/** makes the launcher believe that it runs on an old Node */
const old = ['--import', `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.1.0'}})`];

let root: string;
const lock = (): string => join(root, 'node_modules', '.cache', 'roundhouse-build.lock');
const builds = (): number => (existsSync(join(root, 'builds')) ? readFileSync(join(root, 'builds'), 'utf8').length : 0);
const edit = (name: string, at = new Date()): void => {
  writeFileSync(join(root, 'core', name), '');
  utimesSync(join(root, 'core', name), at, at);
};
const args = (...rest: string[]): string[] => [join(root, 'scripts', 'roundhouse.mjs'), ...rest];
const run = (...rest: string[]) => spawnSync(process.execPath, args(...rest), { encoding: 'utf8', timeout: 60_000 });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'roundhouse-launcher-'));
  for (const folder of ['core', 'scripts', 'node_modules/.cache']) mkdirSync(join(root, folder), { recursive: true });
  for (const file of ['roundhouse.mjs', 'freshness.mjs', 'with-node.mjs']) cpSync(join(scripts, file), join(root, 'scripts', file));
  writeFileSync(join(root, 'scripts', 'build.mjs'), build);
  writeFileSync(join(root, 'package.json'), '{"type":"module"}');
  writeFileSync(join(root, 'node_modules', '.cache', 'roundhouse-node'), process.execPath);
  edit('a.ts', new Date(Date.now() - 60_000));
});
afterEach(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }));

describe('the launcher', () => {
  it('builds once, and again only when a source changed; data stays clean', () => {
    const first = run('status', '--json');
    expect(first).toMatchObject({ status: 0, stdout: '["status","--json"]\n' });
    expect(first.stderr).toContain('building');
    expect(run('x')).toMatchObject({ status: 0, stderr: '' });
    expect(builds()).toBe(1);
    edit('b.ts', new Date(Date.now() - 10));
    expect(run('x').status).toBe(0);
    expect(run('x')).toMatchObject({ status: 0, stderr: '' });
    expect(builds()).toBe(2);
  });

  it('does not build for ever for a file from the future', () => {
    edit('tomorrow.ts', new Date(Date.now() + 86_400_000));
    run('x');
    run('x');
    expect(builds()).toBe(1);
  });

  it('ten at once build once, and all of them run', async () => {
    const codes = await Promise.all(
      Array.from(
        { length: 10 },
        () => new Promise((done) => spawn(process.execPath, args('exit', '5'), { stdio: 'ignore' }).on('exit', done)),
      ),
    );
    expect(codes).toEqual(Array(10).fill(5));
    expect(builds()).toBe(1);
    expect(existsSync(lock())).toBe(false);
  });

  it('takes over the lock of a process that is gone', () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    writeFileSync(lock(), String(gone));
    expect(run('x').status).toBe(0);
    expect(builds()).toBe(1);
  });

  it('a build that fails is an error, and the next command tries again', () => {
    edit('broken.ts');
    const failed = run('x');
    expect(failed).toMatchObject({ status: 1, stdout: '' });
    expect(failed.stderr).toContain('syntax error in broken.ts');
    expect(existsSync(lock())).toBe(false);
    rmSync(join(root, 'core', 'broken.ts'));
    expect(run('x').status).toBe(0);
  });

  it('looks at nothing where there are no sources', () => {
    run('x');
    rmSync(join(root, 'core'), { recursive: true });
    rmSync(join(root, 'dist', '.stamp'));
    expect(run('exit', '4')).toMatchObject({ status: 4, stderr: '' });
    expect(builds()).toBe(1);
  });

  it.each([
    ['in this process', []],
    ['with the Node that was found, on an old one', old],
  ])('passes on arguments, exit code and signals %s', async (_, options) => {
    run('x');
    const odd = ['a b', '', '$HOME', '--', '-x', "'"];
    expect(spawnSync(process.execPath, [...options, ...args(...odd)], { encoding: 'utf8' }).stdout).toBe(`${JSON.stringify(odd)}\n`);
    expect(spawnSync(process.execPath, [...options, ...args('exit', '3')]).status).toBe(3);
    const waiting = spawn(process.execPath, [...options, ...args('wait')], { stdio: ['ignore', 'pipe', 'inherit'] });
    waiting.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('waiting')) waiting.kill('SIGTERM');
    });
    expect(await new Promise((done) => waiting.on('exit', done))).toBe(7);
  });
});
