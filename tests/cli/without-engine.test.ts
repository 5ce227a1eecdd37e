import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshHome, type Home } from './run-cli.ts';

let home: Home;
beforeAll(() => {
  home = freshHome();
});
afterAll(() => home.remove());

describe('without an engine', () => {
  it.each([
    [['status']],
    [['status', '--watch']],
    [['stop']],
    [['restart', 'x']],
    [['pause']],
    [['resume']],
    [['logs']],
    [['health']],
    [['inspect', 'x']],
    [['servers', 'list']],
    [['servers', 'add', 'x', '--', 'true']],
    [['servers', 'remove', 'x']],
    [['servers', 'enable', 'x']],
    [['servers', 'disable', 'x']],
    [['servers', 'import']],
    [['events']],
    [['audit']],
    [['shutdown']],
  ])('%j ends 4, says so on stderr, and prints no data', async (args) => {
    const ran = await home.run(args);
    expect(ran).toMatchObject({ code: 4, stdout: '' });
    expect(ran.stderr).toContain('no engine is running');
  });

  it.each([
    [['statsu'], "unknown command 'statsu' (Did you mean status?). `roundhouse help` shows how.\n"],
    [['status', '--nope'], "unknown option '--nope'. `roundhouse status --help` shows how.\n"],
    [['servers', 'lst'], "unknown command 'lst' (Did you mean list?). `roundhouse servers --help` shows how.\n"],
    [['clients', 'link'], "missing required argument 'CLIENT'. `roundhouse clients link --help` shows how.\n"],
    [['servers'], 'Usage:'],
    [['inspect'], "missing required argument 'NAME'"],
    [['logs', '--lines', 'many'], 'whole number'],
    [['logs', '--grep', '('], 'regular expression'],
    [['logs', '--level', 'loud'], 'Allowed choices'],
    [['events', '--since', 'yesterdayish'], 'duration like 10m'],
    [['pause', '--for', '10'], 'duration like 30s'],
    [['serve', '--port', '70000'], 'port from 0 to 65535'],
    [['completion', 'csh'], 'Allowed choices'],
    [['help', 'nope'], "no command 'nope'"],
    [['workflow', 'list'], "unknown command 'workflow'"],
    [['start', 'x', '--all'], '--all goes without names'],
    [['stop', 'x', '--group', 'g'], '--group goes without names'],
    [['servers', 'add', 'x'], 'say what to run'],
    [['servers', 'add', 'x', '--url', 'ftp://x'], 'no http or https address'],
  ])('%j is a usage error', async (args, words) => {
    const ran = await home.run(args);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(words);
  });

  it.each([
    [[]],
    [['help']],
    [['help', 'logs']],
    [['logs', '--help']],
    [['version']],
    [['--version']],
    [['config', 'path']],
    [['config', 'validate']],
    [['config', 'show']],
  ])('%j works, on stdout', async (args) => {
    const ran = await home.run(args);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).not.toBe('');
  });

  it('config show masks what is secret, and nothing that is a word of ours', async () => {
    mkdirSync(home.env.HOME!, { recursive: true });
    const file = join(home.env.HOME!, '.mcp.json');
    writeFileSync(file, JSON.stringify({ mcpServers: { mine: { command: 'true', env: { PIN: 'flag' } } } }));
    const { stdout } = await home.run(['config', 'show']);
    rmSync(file);
    expect(stdout).toMatch(/\n {4}pin: flag /);
    expect(stdout).toMatch(/\n {6}PIN: "\*{6}" /);
  });

  it('names a config file that is not there once', async () => {
    const ran = await home.run(['config', 'validate', '/nowhere/at-all.yaml']);
    expect(ran).toMatchObject({ code: 1, stdout: '/nowhere/at-all.yaml: does not exist. Check the path.\n' });
  });

  it.each([[['version']], [['help']], [['completion', 'bash']], [['config', 'path']], [['config', 'validate']], [['config', 'show']]])(
    '%j answers JSON when asked',
    async (args) => {
      for (const asked of [
        [...args, '--json'],
        ['--json', ...args],
      ]) {
        const ran = await home.run(asked);
        expect(ran.code).toBe(0);
        expect(typeof JSON.parse(ran.stdout)).toBe('object');
      }
    },
  );

  it('takes the run file of a dead engine for none', async () => {
    const left = freshHome();
    try {
      const gone = spawnSync(process.execPath, ['-e', '']).pid;
      const run = join(left.env.ROUNDHOUSE_HOME!, 'run');
      mkdirSync(run, { recursive: true });
      writeFileSync(join(run, 'token'), 'x');
      writeFileSync(join(run, 'daemon.json'), JSON.stringify({ pid: gone, url: 'http://127.0.0.1:9', tokenFile: join(run, 'token') }));
      expect(await left.run(['status'])).toMatchObject({ code: 4, stdout: '', stderr: expect.stringContaining(`pid ${gone}`) });
      // a pid that lives, but nobody answers
      writeFileSync(
        join(run, 'daemon.json'),
        JSON.stringify({ pid: process.pid, url: 'http://127.0.0.1:9', tokenFile: join(run, 'token') }),
      );
      expect(await left.run(['status'])).toMatchObject({ code: 4, stdout: '' });
      writeFileSync(join(run, 'daemon.json'), '{"pid":');
      expect(await left.run(['status'])).toMatchObject({ code: 4, stdout: '' });
    } finally {
      left.remove();
    }
  });

  it('completes no names, quietly', async () => {
    expect(await home.run(['__names'])).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

describe('config validate', () => {
  it('names file, line and column, and ends 1', async () => {
    const file = join(home.folder, 'wrong.yaml');
    writeFileSync(file, 'version: 1\nserverz:\n  a: {}\n');
    const ran = await home.run(['config', 'validate', file]);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain(`${file}:2:1: `);
    expect(ran.stdout).toContain('servers');
    const asJson = await home.run(['config', 'validate', file, '--json']);
    expect(asJson.code).toBe(1);
    expect(JSON.parse(asJson.stdout)).toMatchObject({ ok: false, file, problems: [{ line: 2, column: 1 }] });
  });

  it('ends 0 for a valid file and 1 for a missing one', async () => {
    const file = join(home.folder, 'right.yaml');
    writeFileSync(file, 'version: 1\nservers:\n  a: { command: node, args: [x] }\n');
    expect(await home.run(['config', 'validate', file])).toMatchObject({ code: 0, stdout: `${file} is valid.\n` });
    const missing = await home.run(['config', 'validate', join(home.folder, 'nowhere.yaml')]);
    expect(missing.code).toBe(1);
    expect(missing.stdout).toContain('nowhere.yaml');
  });
});
