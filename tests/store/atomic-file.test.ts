import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeAtomic } from '../../core/store/atomic-file.ts';

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'rh-atomic-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

test('writes with the mode, replaces, makes the folder, leaves nothing beside', () => {
  const file = join(base, 'run', 'daemon.json');
  writeAtomic(file, 'one');
  writeAtomic(file, Buffer.from('two'), 0o640);
  expect(readFileSync(file, 'utf8')).toBe('two');
  expect([statSync(file).mode & 0o777, statSync(join(base, 'run')).mode & 0o777]).toEqual([0o640, 0o700]);
  expect(readdirSync(join(base, 'run'))).toEqual(['daemon.json']);
});

test('a link is replaced and not written through; a failure leaves the old content and nothing else', () => {
  writeFileSync(join(base, 'target'), 'untouched');
  symlinkSync(join(base, 'target'), join(base, 'link'));
  writeAtomic(join(base, 'link'), 'new');
  expect([readFileSync(join(base, 'target'), 'utf8'), readFileSync(join(base, 'link'), 'utf8')]).toEqual(['untouched', 'new']);
  mkdirSync(join(base, 'folder', 'inside'), { recursive: true });
  expect(() => writeAtomic(join(base, 'folder'), 'x')).toThrow();
  expect(readdirSync(base).sort()).toEqual(['folder', 'link', 'target']);
});

test('kill -9 at any moment leaves the old content or the new one', { timeout: 60_000 }, async () => {
  const file = join(base, 'state');
  const module = fileURLToPath(new URL('../../core/store/atomic-file.ts', import.meta.url));
  const script = `import { writeAtomic } from ${JSON.stringify(module)};
    for (let n = 0; ; n += 1) { writeAtomic(${JSON.stringify(file)}, String(n % 10).repeat(50_000)); if (n === 0) process.stdout.write('ready'); }`;
  for (let round = 0; round < 10; round += 1) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    setTimeout(() => child.kill('SIGKILL'), Math.random() * 30);
    await once(child, 'exit');
    expect(readFileSync(file, 'utf8')).toMatch(/^(\d)\1{49999}$/);
  }
});
