import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Shell } from '../../cli/commands/completion.ts';
import { freshHome, type Home } from './run-cli.ts';

let home: Home;
let folder: string;
beforeAll(() => {
  home = freshHome();
  folder = mkdtempSync(join(tmpdir(), 'roundhouse-completion-'));
});
afterAll(() => {
  home.remove();
  rmSync(folder, { recursive: true, force: true });
});

const script = async (shell: Shell): Promise<string> => (await home.run(['completion', shell])).stdout;
const has = (program: string): boolean => spawnSync(program, ['--version']).status === 0;

/** What bash would offer for a half-typed line; `roundhouse __names` is played by a function. */
function offered(source: string, line: string[]): string[] {
  const file = join(folder, 'try.bash');
  const words = line.map((word) => `'${word}'`).join(' ');
  writeFileSync(
    file,
    `${source}\nroundhouse() { [[ $1 == __names ]] && printf '%s\\n' files github; }\nCOMP_WORDS=(${words})\nCOMP_CWORD=${line.length - 1}\n_roundhouse\nprintf '%s\\n' "\${COMPREPLY[@]}"\n`,
  );
  const ran = spawnSync('bash', [file], { encoding: 'utf8' });
  expect(ran.stderr).toBe('');
  return ran.stdout.split('\n').filter(Boolean);
}

describe('completion', () => {
  it('is valid bash and offers commands, options, choices and names', async () => {
    const source = await script('bash');
    expect(spawnSync('bash', ['-n'], { input: source, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    expect(offered(source, ['roundhouse', 'st'])).toEqual(
      ['status', 'start', 'stop'].sort((a, b) => ['start', 'stop', 'status'].indexOf(a) - ['start', 'stop', 'status'].indexOf(b)),
    );
    expect(offered(source, ['roundhouse', 'servers', ''])).toEqual(['list', 'add', 'remove', 'enable', 'disable', 'import']);
    expect(offered(source, ['roundhouse', 'servers', 'remove', 'gi'])).toEqual(['github']);
    expect(offered(source, ['roundhouse', 'logs', '--fo'])).toEqual(['--follow']);
    expect(offered(source, ['roundhouse', 'logs', '--level', 'w'])).toEqual(['warn']);
    expect(offered(source, ['roundhouse', 'restart', ''])).toEqual(['files', 'github']);
    expect(offered(source, ['roundhouse', '--json', 'status', 'f'])).toEqual(['files']);
    expect(offered(source, ['roundhouse', 'completion', 'f'])).toEqual(['fish']);
    expect(offered(source, ['roundhouse', 'servers', 'add', 'x', '--', 'l'])).toEqual([]);
  });

  it.each(['zsh', 'fish', 'powershell'] as const)('for %s names every command and hides the hidden', async (shell) => {
    const source = await script(shell);
    for (const command of ['serve', 'status', 'monitor', 'restart', 'events', 'completion', 'import', 'validate'])
      expect(source).toContain(command);
    expect(source).not.toMatch(/undefined|\[object/);
    // quotes in pairs: descriptions cannot break out of their strings
    if (shell !== 'powershell') expect(source.replaceAll(/'\\''|\\'|^#.*$/gm, '').split("'").length % 2).toBe(1);
  });

  it.runIf(has('zsh'))('is valid zsh', async () => {
    expect(spawnSync('zsh', ['-n'], { input: await script('zsh'), encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });

  it.runIf(has('fish'))('is valid fish', async () => {
    expect(spawnSync('fish', ['--no-execute'], { input: await script('fish'), encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });
});
