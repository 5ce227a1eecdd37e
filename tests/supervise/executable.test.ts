import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findExecutable, interpreterOf, pathOf } from '../../core/supervise/executable.ts';

let folder: string;
const at = (...parts: string[]) => join(folder, ...parts);
const find = (command: string, path: string, cwd = folder) => findExecutable({ command, env: { PATH: path }, cwd, platform: 'linux' });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'roundhouse-exe-'));
  for (const name of ['bin', 'plain', 'work']) mkdirSync(at(name));
  writeFileSync(at('bin', 'tool'), '#!/bin/sh\n', { mode: 0o755 });
  writeFileSync(at('plain', 'tool'), 'not executable', { mode: 0o644 });
  writeFileSync(at('work', 'local'), '#!/usr/bin/env -S node --x\n', { mode: 0o755 });
  symlinkSync(at('nowhere'), at('bin', 'dangling'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('findExecutable', () => {
  it('searches the PATH in order and passes over what is not executable', () => {
    expect(find('tool', `${at('plain')}:${at('bin')}`)).toEqual({ file: at('bin', 'tool') });
  });
  it('takes a command with a slash relative to the working folder', () => {
    expect(find('./local', '/nowhere', at('work'))).toEqual({ file: at('work', 'local') });
    expect(find('work/local', '/nowhere')).toEqual({ file: at('work', 'local') });
  });
  it('takes relative and empty parts of the PATH from the working folder, as the system does', () => {
    expect(find('tool', 'bin')).toEqual({ file: at('bin', 'tool') });
    expect(find('local', '/nowhere:', at('work'))).toEqual({ file: at('work', 'local') });
  });
  it('says what was searched, and how to get the usual launchers', () => {
    const failure = (command: string) => {
      const found = find(command, '/one:/two');
      return 'failure' in found ? found.failure : null;
    };
    expect(failure('uvx')).toMatchObject({ reason: '"uvx" was not found on the PATH (searched: /one, /two)', mendable: false });
    expect(failure('uvx')?.next).toContain('Install uv');
    expect(failure('npx')?.next).toContain('Node.js');
    expect(failure('docker')?.next).toContain('Docker');
    expect(failure('npm run dev')?.next).toBe('No shell splits the line: write "npm" as the command and the rest as its args, one by one.');
    expect(failure('strange')?.next).toBe('Install strange, or write its full path as "command".');
  });
  it('tells a missing file, a folder and a file without the right to run it apart', () => {
    const reason = (command: string, path = '/nowhere') => {
      const found = find(command, path);
      return 'failure' in found ? found.failure.reason : 'found';
    };
    expect(reason(at('absent'))).toBe(`${at('absent')} does not exist`);
    expect(reason(at('bin'))).toBe(`${at('bin')} is a folder`);
    expect(reason('tool', at('plain'))).toBe(`${at('plain', 'tool')} is not executable`);
    expect(reason('dangling', at('bin'))).toContain('was not found');
    expect(reason('')).toBe('the command is empty');
  });
  it('adds the endings of PATHEXT on Windows, and knows PATH by any case', () => {
    const env = { Path: 'C:\\bin;"D:\\with space"', PATHEXT: '.EXE;.CMD' };
    expect(pathOf(env, true)).toEqual(['.', 'C:\\bin', 'D:\\with space']);
  });
  it('reads what a script names in its first line', () => {
    chmodSync(at('bin', 'tool'), 0o755);
    expect(interpreterOf(at('bin', 'tool'))).toBe('/bin/sh');
    expect(interpreterOf(at('work', 'local'))).toBe('/usr/bin/env');
    expect(interpreterOf(at('plain', 'tool'))).toBeNull();
  });
});
