// Every command against a real engine with real servers.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshHome, type Home, main, type Ran } from './run-cli.ts';

const fixture = (name: string): string => resolve(import.meta.dirname, '../fixtures/servers', name);
const states = async (home: Home): Promise<Record<string, string>> => {
  const { stdout } = await home.run(['status', '--json']);
  return Object.fromEntries((JSON.parse(stdout) as { name: string; state: string }[]).map((view) => [view.name, view.state]));
};
const json = (ran: Ran): unknown => JSON.parse(ran.stdout);

let home: Home;
beforeAll(async () => {
  home = freshHome();
  mkdirSync(home.env.HOME!, { recursive: true });
  mkdirSync(home.env.ROUNDHOUSE_HOME!, { recursive: true });
  writeFileSync(
    join(home.env.HOME!, '.mcp.json'),
    JSON.stringify({
      mcpServers: { echo: { command: process.execPath, args: [fixture('echo-min.mjs')] }, nowhere: { command: 'no-such-program-here' } },
    }),
  );
  writeFileSync(
    join(home.env.ROUNDHOUSE_HOME!, 'roundhouse.yaml'),
    `version: 1
groups: { site: [base, top] }
services:
  base:
    command: [node, -e, "console.log('base speaks'); console.error('\\u001b[31mred\\u001b[0m \\u001b]0;title\\u0007 error here'); setInterval(() => console.log('tick'), 200)"]
    autostart: false
  top: { command: [node, -e, "setInterval(() => {}, 1000)"], dependsOn: [base], autostart: false }
  dies: { command: [node, -e, "console.error('last words'); process.exit(3)"], restart: { max: 0 }, autostart: false }
`,
  );
});
afterAll(async () => {
  await home.run(['shutdown']);
  home.remove();
});

describe('the commands, from the first start to the shutdown', () => {
  it('start brings an engine up in the background, says so, and tells per server what happened', async () => {
    const ran = await home.run(['start', 'echo']);
    expect(ran).toMatchObject({ code: 0, stdout: '● echo  Healthy\n' });
    expect(ran.stderr).toMatch(
      /No engine is running: starting one in the background\.\nThe engine is running at http:\/\/127\.0\.0\.1:\d+ \(pid \d+\)/,
    );
    expect(readFileSync(join(home.env.ROUNDHOUSE_HOME!, 'run', 'start.log'), 'utf8')).toContain('Roundhouse is running at');
  });

  it('start of a group goes in the order of its dependencies', async () => {
    const ran = await home.run(['start', '--group', 'site', '--json']);
    expect(ran.code).toBe(0);
    expect(json(ran)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'base', ok: true, state: 'running' }),
        expect.objectContaining({ name: 'top', ok: true, state: 'running' }),
      ]),
    );
    expect(ran.stderr).toBe('');
  });

  it('start ends 1 when one of them crashes, with reason and next step', async () => {
    const ran = await home.run(['start', 'dies', 'echo']);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/✖ dies\s+Crashed: .*code 3/);
    expect(ran.stdout).toContain('roundhouse logs dies');
    expect(ran.stdout).toContain('● echo  Healthy');
  });

  it('status ends 3 for what is crashed, 0 for what is well, 1 for what nobody knows', async () => {
    const all = await home.run(['status']);
    expect(all.code).toBe(3);
    expect(all.stdout).toMatch(/^NAME +STATE +HEALTH +PID +UPTIME +RESTARTS +CPU +MEMORY +TOOLS +SOURCE\n/);
    expect(all.stdout).toMatch(/✖ nowhere: Crashed .*\n +.*no-such-program-here/);
    expect(all.stdout).not.toContain('\x1b');
    expect(await home.run(['status', 'echo', 'base'])).toMatchObject({ code: 0, stderr: '' });
    const unknown = await home.run(['status', 'echoo']);
    expect(unknown).toMatchObject({ code: 1, stdout: '' });
    expect(unknown.stderr).toContain("did you mean 'echo'?");
  });

  it('colours only when asked', async () => {
    expect((await home.run(['status', 'echo'], { env: { FORCE_COLOR: '1' } })).stdout).toContain('\x1b[32m');
    expect((await home.run(['status', 'echo'], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } })).stdout).not.toContain('\x1b');
    expect((await home.run(['status', 'echo'], { env: { LANG: 'C' } })).stdout).toContain('* Healthy');
  });

  it('health checks now', async () => {
    expect(await home.run(['health', 'echo'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/echo +passed +[\d.]+ m?s/) });
    const all = await home.run(['health', '--json']);
    expect(all.code).toBe(3);
    expect(json(all)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'echo', ok: true }),
        expect.objectContaining({ name: 'nowhere', ok: false }),
      ]),
    );
  });

  it('inspect shows everything known of one', async () => {
    const ran = await home.run(['inspect', 'dies']);
    expect(ran.code).toBe(3);
    for (const words of ['Definition', 'Really run', 'Last exit', 'exit code 3', '| last words', 'States'])
      expect(ran.stdout).toContain(words);
    expect(json(await home.run(['inspect', 'echo', '--json']))).toMatchObject({ view: { name: 'echo', state: 'running' } });
    expect(await home.run(['inspect', 'nobody'])).toMatchObject({ code: 1, stdout: '' });
  });

  it('logs interleave with a prefix, and cannot drive the terminal', async () => {
    const ran = await home.run(['logs', 'base', 'dies'], { env: { FORCE_COLOR: '1' } });
    expect(ran.code).toBe(0);
    const plain = ran.stdout.replaceAll(/\x1b\[[0-9;]*m/g, '');
    expect(plain).toMatch(/base \| .* I base speaks/);
    expect(plain).toMatch(/dies \| .* last words/);
    expect(plain).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
    const lines = json(await home.run(['logs', 'base', '--grep', 'error', '--json'])) as { text: string }[];
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.every((line) => line.text.includes('error'))).toBe(true);
    expect((await home.run(['logs', 'base', '-n', '2'])).stdout.trim().split('\n')).toHaveLength(2);
    expect(await home.run(['logs', 'roundhouse'])).toMatchObject({ code: 0 });
    expect((await home.run(['logs', 'nobody'])).code).toBe(1);
  });

  it('logs -f goes on until Ctrl-C and ends 0', async () => {
    const ran = await home.run(['logs', '-f', 'base', '--json', '-n', '1'], { until: (stdout) => stdout.split('\n').length > 4 });
    expect(ran.code).toBe(0);
    for (const line of ran.stdout.trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ server: 'base' });
  });

  it('ends quietly when its reader has seen enough', () => {
    const command = `'${process.execPath}' '${main}' logs -f base -n 5 | head -n 1; echo "ended \${PIPESTATUS[0]}"`;
    const ran = spawnSync('bash', ['-c', command], { env: home.env, encoding: 'utf8' });
    expect(ran.stderr).toBe('');
    expect(ran.stdout).toMatch(/\nended 0\n$/);
  });

  it('status --watch prints a line per change elsewhere than on a terminal', async () => {
    const watching = await home.begin(['monitor', 'top'], { until: (stdout) => /Stopped/.test(stdout) });
    expect(await home.run(['stop', 'top'])).toMatchObject({ code: 0, stdout: '○ top  Stopped\n' });
    const ran = await watching.ended;
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('top: Stopped');
    expect(ran.stdout).not.toContain('base:');
  });

  it('status --watch says that a server is gone, and tells of it again when it is back', async () => {
    const add = () => home.run(['servers', 'add', 'brief', '--', 'no-such-program-at-all']);
    await add();
    const watching = await home.begin(['monitor'], { until: (stdout) => / brief: Removed\n(.*\n)*.* brief: /.test(stdout) });
    expect((await home.run(['servers', 'remove', 'brief'])).code).toBe(0);
    await add();
    expect((await watching.ended).code).toBe(0);
    await home.run(['servers', 'remove', 'brief']);
  });

  it('restart gives a new process; --no-wait does not wait', async () => {
    const pid = async () => (json(await home.run(['status', 'base', '--json'])) as { pid: number }[])[0]?.pid;
    const before = await pid();
    expect(await home.run(['restart', 'base'])).toMatchObject({ code: 0 });
    expect(await pid()).not.toBe(before);
    const ran = await home.run(['restart', 'base', '--no-wait']);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('not waited for');
  });

  it('pause shows, and resume ends it', async () => {
    expect((await home.run(['pause', 'echo', '--for', '15m'])).code).toBe(0);
    expect((await home.run(['status', 'echo'])).stdout).toContain('Healthy (paused)');
    expect((await home.run(['resume', 'echo', '--json'])).code).toBe(0);
    expect((await home.run(['status', 'echo'])).stdout).not.toContain('paused');
    expect((await home.run(['pause', 'nobody'])).code).toBe(1);
  });

  it('servers are added, disabled, enabled and removed', async () => {
    expect(
      (await home.run(['servers', 'add', 'mine', '--env', 'A=b c', '--', process.execPath, fixture('echo-min.mjs'), '--json'])).code,
    ).toBe(0);
    await expect.poll(async () => (await states(home)).mine, { timeout: 20_000 }).toBe('running');
    const found = json(await home.run(['inspect', 'mine', '--json'])) as { definition: { launch: { args: string[] } } };
    expect(found.definition.launch.args.at(-1)).toBe('--json');
    expect((await home.run(['servers', 'add', 'mine', '--', 'x'])).code).toBe(1);
    const added = await home.run(['servers', 'add', 'lost', '--', 'no-such-program-either']);
    expect(added.code).toBe(0);
    expect(added.stderr).toContain(
      `lost is in ${join(home.env.ROUNDHOUSE_HOME!, 'roundhouse.yaml')} now. \`roundhouse status lost\` shows how it is.\n`,
    );
    expect((await home.run(['servers', 'disable', 'lst'])).stderr).toContain('There is no server called “lst”. Did you mean “lost”?');
    expect((await home.run(['servers', 'remove', 'lost'])).code).toBe(0);
    expect((await home.run(['servers', 'disable', 'mine'])).code).toBe(0);
    await expect.poll(async () => (await states(home)).mine, { timeout: 20_000 }).toBe('disabled');
    expect((await home.run(['servers', 'enable', 'mine'])).code).toBe(0);
    expect((await home.run(['servers', 'list'])).stdout).toMatch(/mine +MCP/);
    expect((await home.run(['servers', 'remove', 'mine'])).code).toBe(0);
    await expect.poll(async () => (await states(home)).mine, { timeout: 20_000 }).toBeUndefined();
    const own = await home.run(['servers', 'remove', 'echo']);
    expect(own.code).toBe(1);
    expect(own.stderr).toContain('.mcp.json');
  });

  it('servers import lists what the clients hold', async () => {
    const ran = await home.run(['servers', 'import', '--json']);
    expect(json(ran)).toEqual(expect.arrayContaining([expect.objectContaining({ client: 'mcp-json', name: 'echo', as: 'echo' })]));
    expect((await home.run(['servers', 'import'])).stdout).toMatch(/mcp-json +echo/);
  });

  it('config path, show and validate', async () => {
    const file = join(home.env.ROUNDHOUSE_HOME!, 'roundhouse.yaml');
    expect((await home.run(['config', 'path'])).stdout).toBe(`${file}\n`);
    expect((await home.run(['config', 'validate'])).code).toBe(0);
    const shown = await home.run(['config', 'show']);
    expect(shown.stdout).toContain('dependsOn: [base]');
    expect(shown.stdout).toMatch(/# .*roundhouse\.yaml:\d+/);
    expect(json(await home.run(['config', 'show', '--json']))).toMatchObject({ path: file });
  });

  it('events and audit tell what happened and who asked', async () => {
    const crashes = json(await home.run(['events', '--type', 'server.crashed', '--server', 'dies', '--json'])) as {
      type: string;
      server: string;
    }[];
    expect(crashes.length).toBeGreaterThan(0);
    expect(crashes.every((event) => event.type === 'server.crashed' && event.server === 'dies')).toBe(true);
    const area = json(await home.run(['events', '--type', 'engine', '--json'])) as { type: string }[];
    expect(area.some((event) => event.type === 'engine.started')).toBe(true);
    expect((await home.run(['events', '--since', '1h'])).stdout).toContain('server.crashed dies');
    const asked = json(await home.run(['audit', '--json'])) as { actor: string; action: string }[];
    expect(asked).toEqual(expect.arrayContaining([expect.objectContaining({ actor: 'cli', action: 'stop' })]));
    expect((await home.run(['audit'])).stdout).toMatch(/cli +stop +top +yes/);
  });

  it('events -f shows what happens from now on', async () => {
    // the first line is of the past, and shows that the command follows now
    const following = await home.begin(['events', '-f', '-n', '1', '--type', 'server', '--server', 'base'], {
      until: (stdout) => stdout.includes('server.stopped base'),
    });
    await home.run(['stop', 'base']);
    const ran = await following.ended;
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/server\.stopped base/);
  });

  it('open prints an address that signs in', async () => {
    const ran = await home.run(['open', '--json']);
    const { url, opened } = json(ran) as { url: string; opened: boolean };
    expect(opened).toBe(false);
    const signedIn = await fetch(url, { redirect: 'manual' });
    expect(signedIn.status).toBe(303);
    expect(signedIn.headers.get('set-cookie')).toMatch(/HttpOnly/i);
  });

  it('completion knows the names', async () => {
    expect((await home.run(['__names'])).stdout.trim().split('\n').sort()).toEqual(['base', 'dies', 'echo', 'nowhere', 'top']);
  });

  it('a second serve is refused, naming the pid', async () => {
    const { pid } = JSON.parse(readFileSync(join(home.env.ROUNDHOUSE_HOME!, 'run', 'daemon.json'), 'utf8')) as { pid: number };
    const ran = await home.run(['serve', '--port', '0']);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain(`pid ${pid}`);
  });

  it('Ctrl-C during a start stops waiting, and says that it goes on', async () => {
    await home.run(['servers', 'add', 'slow', '--', process.execPath, fixture('never-ready.mjs')]);
    const ran = await home.run(['start', 'slow'], { until: (_, stderr) => stderr.includes('slow: Starting') });
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('Stopped waiting');
    expect((await states(home)).slow).toBe('starting');
  });

  it('shutdown ends the engine, and then there is none', async () => {
    expect(await home.run(['shutdown'])).toMatchObject({ code: 0, stderr: '' });
    expect((await home.run(['status'])).code).toBe(4);
    expect((await home.run(['shutdown'])).code).toBe(4);
  });
});
