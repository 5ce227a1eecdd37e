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
// without REQUIRE_ALL a shell that is not installed is left out by name
const has = (program: string): boolean => Boolean(process.env.REQUIRE_ALL) || spawnSync(program, ['--version']).status === 0;

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
    expect(offered(source, ['roundhouse', 'st'])).toEqual(['start', 'stop', 'status']);
    expect(offered(source, ['roundhouse', 'servers', ''])).toEqual([
      'list',
      'add',
      'remove',
      'enable',
      'disable',
      'login',
      'logout',
      'import',
    ]);
    expect(offered(source, ['roundhouse', 'servers', 'remove', 'gi'])).toEqual(['github']);
    expect(offered(source, ['roundhouse', 'logs', '--fo'])).toEqual(['--follow']);
    expect(offered(source, ['roundhouse', 'logs', '--level', 'w'])).toEqual(['warn']);
    expect(offered(source, ['roundhouse', 'restart', ''])).toEqual(['files', 'github']);
    expect(offered(source, ['roundhouse', '--json', 'status', 'f'])).toEqual(['files']);
    expect(offered(source, ['roundhouse', 'completion', 'f'])).toEqual(['fish']);
    expect(offered(source, ['roundhouse', 'servers', 'add', 'x', '--', 'l'])).toEqual([]);
    expect(offered(source, ['roundhouse', 'clients', 'token', ''])).toEqual(['add', 'list', 'revoke']);
    expect(offered(source, ['roundhouse', 'clients', 'token', 'add', 'x', '--surface', 'l'])).toEqual(['lazy']);
  });

  it.each(['zsh', 'fish', 'powershell'] as const)('for %s names every command and hides the hidden', async (shell) => {
    const source = await script(shell);
    for (const command of ['serve', 'status', 'monitor', 'restart', 'events', 'completion', 'import', 'validate'])
      expect(source).toContain(command);
    expect(source).not.toMatch(/undefined|\[object/);
    // quotes in pairs: descriptions cannot break out of their strings
    if (shell !== 'powershell') expect(source.replaceAll(/'\\''|\\'|^#.*$/gm, '').split("'").length % 2).toBe(1);
  });

  it.runIf(has('zsh'))('is valid zsh (needs: apt-get install zsh)', async () => {
    expect(spawnSync('zsh', ['-n'], { input: await script('zsh'), encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });

  it.runIf(has('fish'))('is valid fish, and offers commands, options and names (needs: apt-get install fish)', async () => {
    const file = join(folder, 'roundhouse.fish');
    writeFileSync(file, `${await script('fish')}\nfunction roundhouse; test "$argv[1]" = __names; and printf '%s\\n' files github; end\n`);
    const offers = (line: string): string[] => {
      const ran = spawnSync('fish', ['--no-config', '-c', `source ${file}; complete -C '${line}'`], { encoding: 'utf8', env: home.env });
      expect(ran.stderr).toBe('');
      return ran.stdout
        .split('\n')
        .filter(Boolean)
        .map((each) => each.split('\t')[0]!)
        .sort();
    };
    expect(offers('roundhouse st')).toEqual(['start', 'status', 'stop']);
    expect(offers('roundhouse servers ')).toEqual(['add', 'disable', 'enable', 'import', 'list', 'login', 'logout', 'remove']);
    expect(offers('roundhouse servers remove ')).toEqual(['files', 'github']);
    expect(offers('roundhouse logs --fo')).toEqual(['--follow']);
    expect(offers('roundhouse logs --level w')).toEqual(['warn']);
    expect(offers('roundhouse completion f')).toEqual(['fish']);
    expect(offers('roundhouse clients token ')).toEqual(['add', 'list', 'revoke']);
  });
});
