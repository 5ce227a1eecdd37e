// clients list, link and unlink, against a real engine and the files of a client.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freshHome, type Home, main } from './run-cli.ts';

let home: Home;
let file: string;
const written =
  '{\n\t"mcpServers": {\n\t\t// mine\n\t\t"sleeper": { "command": "sleep", "args": ["600"], "env": { "API_TOKEN": "very-secret-1" } }\n\t}\n}\n';
const read = () => readFileSync(file, 'utf8');
const own = () => join(home.env.ROUNDHOUSE_HOME!, 'roundhouse.yaml');

beforeAll(async () => {
  home = freshHome();
  mkdirSync(join(home.env.HOME!, '.cursor'), { recursive: true });
  file = join(home.env.HOME!, '.cursor', 'mcp.json');
  writeFileSync(file, written);
  await home.run(['monitor', '--json'], { until: (stdout) => stdout !== '' });
});
afterAll(async () => {
  await home.run(['shutdown']);
  home.remove();
});
beforeEach(() => {
  expect(read()).toBe(written);
  expect(existsSync(own())).toBe(false);
});

describe('without a terminal', () => {
  it('lists the clients', async () => {
    const ran = await home.run(['clients', 'list']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toMatch(/^CLIENT +GATEWAY +PROFILE +STARTS ITSELF +FILE\nclaude-desktop +not installed/);
    expect(ran.stdout).toMatch(/\ncursor +not linked +\S+ +sleeper +\S+mcp\.json\n/);
    const [, , cursor] = JSON.parse((await home.run(['clients', 'list', '--json'])).stdout);
    expect(cursor).toMatchObject({ client: 'cursor', installed: true, linked: false, servers: [{ name: 'sleeper', as: 'sleeper' }] });
  });

  it('shows the change and makes none without --yes', async () => {
    const ran = await home.run(['clients', 'link', 'cursor']);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(`This changes ${file}:\n--- ${file}\n`);
    expect(ran.stderr).toMatch(/\n\+ +"roundhouse": \{\n/);
    expect(ran.stderr).toMatch(/This creates .*roundhouse\.yaml:/);
    expect(ran.stderr).toMatch(/sleeper will be run by Roundhouse alone\.\nroundhouse: nothing was changed\. --yes makes this change/);
    expect(ran.stderr).not.toContain('very-secret');
    const preview = await home.run(['clients', 'link', 'cursor', '--json', '--no-move']);
    expect(preview.code).toBe(2);
    expect(JSON.parse(preview.stdout)).toMatchObject({ unchanged: false, moves: [], changes: [{ does: 'change' }] });
  });

  it('shows the change with --dry-run, and that is all that was asked for', async () => {
    const ran = await home.run(['clients', 'link', 'cursor', '--dry-run']);
    expect(ran).toMatchObject({ code: 0, stdout: '' });
    expect(ran.stderr).toContain(`This changes ${file}:\n--- ${file}\n`);
    expect(ran.stderr).toMatch(/sleeper will be run by Roundhouse alone\.\nNothing was changed\.\n$/);
    const preview = await home.run(['clients', 'link', 'cursor', '--json', '--dry-run']);
    expect(preview).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(preview.stdout)).toMatchObject({ unchanged: false, changes: [{ does: 'change' }, { does: 'create' }] });
    expect(await home.run(['clients', 'link', 'cursor', '--dry-run', '--yes'])).toMatchObject({ code: 2 });
  });

  it('refuses a profile that does not exist', async () => {
    const ran = await home.run(['clients', 'link', 'cursor', '--yes', '--profile', 'nobody']);
    expect(ran.code).not.toBe(0);
    expect(ran.stderr).toContain('There is no profile called “nobody”. There is: default, ops.');
  });

  it('links and unlinks', async () => {
    const before = JSON.parse((await home.run(['status', 'sleeper', '--json'])).stdout)[0];
    const linked = await home.run(['clients', 'link', 'cursor', '--yes', '--profile', 'ops']);
    expect(linked).toMatchObject({ code: 0, stdout: `Cursor is linked: ${file}, ${own()}\n` });
    const { roundhouse } = JSON.parse(read().replace('// mine', '')).mcpServers;
    expect(roundhouse.args).toEqual([main, 'connect', '--client', 'cursor', '--profile', 'ops']);
    expect(existsSync(roundhouse.command)).toBe(true);
    // the same process goes on: only where it is written down is another place
    const after = JSON.parse((await home.run(['status', 'sleeper', '--json'])).stdout)[0];
    expect(after).toMatchObject({ name: 'sleeper', run: before.run, sources: [{ client: 'roundhouse', file: own() }] });
    expect((await home.run(['clients', 'link', 'cursor', '--profile', 'ops'])).stdout).toBe(
      'Cursor is linked already: there is nothing to change.\n',
    );
    expect((await home.run(['events', '--type', 'client', '--json'])).stdout).toContain('client.linked');
    expect((await home.run(['audit', '--json'])).stdout).toMatch(/"action": ?"link"/);
    expect(linked.stderr).toContain('Cursor asks whether to enable the server');
    expect(await home.run(['clients', 'unlink', 'cursor', '--dry-run'])).toMatchObject({ code: 0 });
    const unlinked = await home.run(['clients', 'unlink', 'cursor', '--yes', '--json']);
    expect(JSON.parse(unlinked.stdout)).toMatchObject({
      verb: 'unlink',
      unchanged: false,
      notes: ['Cursor sees it at once; the servers that it has back may have to be switched on in its settings under MCP.'],
    });
  });

  it('writes an entry that runs in a client that knows no PATH', async () => {
    await home.run(['clients', 'link', 'cursor', '--yes', '--json']);
    const { roundhouse } = JSON.parse(read().replace('// mine', '')).mcpServers;
    const hello = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } };
    const ran = spawnSync(roundhouse.command, roundhouse.args, {
      env: { ...roundhouse.env, HOME: home.env.HOME },
      cwd: '/',
      input: `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: hello })}\n`,
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect(JSON.parse(ran.stdout.split('\n')[0]!)).toMatchObject({ id: 1, result: { serverInfo: { name: 'roundhouse' } } });
    expect(ran.status).toBe(0);
    await home.run(['clients', 'unlink', 'cursor', '--yes']);
  });

  it('tells what a client did to its file', async () => {
    await home.run(['clients', 'link', 'cursor', '--yes', '--json', '--no-move']);
    writeFileSync(file, '{"mcpServers":{}}');
    let events = '';
    const giveUp = performance.now() + 6_000;
    while (!events.includes('"lost": true') && !events.includes('"lost":true')) {
      expect(performance.now()).toBeLessThan(giveUp);
      events = (await home.run(['events', '--type', 'client.unlinked', '--json'])).stdout;
    }
    const listed = await home.run(['clients', 'list']);
    expect(listed.stdout).toMatch(/\ncursor +gone /);
    expect(listed.stderr).toMatch(/^Cursor is linked no more: .*`roundhouse clients link cursor` puts it back\./);
    await home.run(['clients', 'unlink', 'cursor', '--yes']);
    writeFileSync(file, written);
  });

  it('says what cannot be done', async () => {
    expect(await home.run(['clients', 'link', 'zed', '--yes'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/no client called “zed”/),
    });
    expect(await home.run(['clients', 'unlink', 'cursor', '--yes'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/is not linked/),
    });
    expect(await home.run(['clients', 'link', 'cursor', '--profile', '--x'])).toMatchObject({ code: 2 });
    expect(await home.run(['clients', 'link'])).toMatchObject({ code: 2 });
  });
});

// a real terminal is made by `script`
const hasTerminal = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;
describe.runIf(hasTerminal)('at a terminal', () => {
  function atTerminal(args: string[], answer: (said: string) => string | null): Promise<{ code: number | null; said: string }> {
    return new Promise((done) => {
      const line = [process.execPath, main, ...args].map((word) => `'${word}'`).join(' ');
      const child = spawn('script', ['-qec', line, '/dev/null'], { env: { ...home.env, TERM: 'dumb' }, cwd: home.folder });
      let said = '';
      let asked = 0;
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        while (said.split('[y/N]').length - 1 > asked) {
          asked++;
          const reply = answer(said);
          if (reply === null) child.stdin.write('\u0004');
          else child.stdin.write(`${reply}\n`);
        }
      });
      child.on('close', (code) => done({ code, said }));
    });
  }

  it('asks, and takes anything but a yes for a no', async () => {
    for (const reply of ['n', '', null]) {
      const { code, said } = await atTerminal(['clients', 'link', 'cursor'], () => reply);
      expect(said).toContain('Link Cursor? [y/N]');
      expect(said).toContain('nothing was changed');
      expect(code).toBe(1);
      expect(read()).toBe(written);
    }
  });

  it('starts over when the file changes while the person reads', async () => {
    let asked = 0;
    const { code, said } = await atTerminal(['clients', 'link', 'cursor', '--no-move'], () => {
      if (asked++ === 0) writeFileSync(file, written.replace('// mine', '// ours'));
      return 'y';
    });
    expect(asked).toBe(2);
    expect(code).toBe(0);
    expect(said).toContain('The files were changed in the meantime.');
    expect(read()).toMatch(/\/\/ ours[\s\S]*"roundhouse"/);
    await home.run(['clients', 'unlink', 'cursor', '--yes']);
    expect(read()).toBe(written.replace('// mine', '// ours'));
    writeFileSync(file, written);
  });
});
