// `tools list` and `tools call` against a real engine with real servers.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshHome, type Home, type Ran } from './run-cli.ts';

const fixture = (name: string): string => resolve(import.meta.dirname, '../fixtures/servers', name);
const everything = resolve(import.meta.dirname, '../../node_modules/.bin/mcp-server-everything');
const echo = { command: process.execPath, args: [fixture('echo-min.mjs')] };
const json = (ran: Ran): unknown => JSON.parse(ran.stdout);

let home: Home;
beforeAll(async () => {
  home = freshHome();
  mkdirSync(home.env.HOME!, { recursive: true });
  mkdirSync(home.env.ROUNDHOUSE_HOME!, { recursive: true });
  writeFileSync(
    join(home.env.HOME!, '.mcp.json'),
    JSON.stringify({ mcpServers: { everything: { command: everything, args: ['stdio'] }, echo, 'echo.more': echo } }),
  );
  writeFileSync(
    join(home.env.ROUNDHOUSE_HOME!, 'roundhouse.yaml'),
    'version: 1\ngateway: { profiles: { work: { servers: [echo, everything], tools: { deny: ["everything.get-env"] } } } }\n',
  );
  expect(await home.run(['start'])).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await home.run(['shutdown']);
  home.remove();
});

describe('tools list', () => {
  it('shows names, servers and cost', async () => {
    const ran = await home.run(['tools', 'list']);
    expect(ran).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^About [\d,]+ tokens as the full list .*; as the lazy surface about \d+\.\n$/),
    });
    expect(ran.stdout).toMatch(/^NAME +SERVER +ITS NAME +TOKENS +DESCRIPTION\n/);
    expect(ran.stdout).toMatch(/everything__get-sum +everything +get-sum +\d+ +\S/);
    const tools = json(await home.run(['tools', 'list', '--json'])) as { name: string; server: string; tokens: number }[];
    expect(tools).toContainEqual(expect.objectContaining({ name: 'everything__echo', server: 'everything', tool: 'echo', hidden: false }));
    expect(tools.every(({ tokens }) => tokens > 0)).toBe(true);
  });

  it('shows what a profile hides', async () => {
    const ran = await home.run(['tools', 'list', '--profile', 'work', '--all']);
    expect(ran.stdout).toMatch(/everything__get-env .*hidden/);
    expect((await home.run(['tools', 'list', '--profile', 'none'])).stderr).toContain('work');
  });
});

describe('tools of a server that is down', () => {
  it('are not among what clients see', async () => {
    await home.run(['stop', 'echo.more']);
    const ran = await home.run(['tools', 'list']);
    expect(ran.stdout).not.toContain('echo.more');
    expect(ran.stderr).toMatch(/^1 belongs to a server that is not up: echo\.more\. Clients see it as soon as the server is\.$/m);
    expect((await home.run(['tools', 'list', '--all'])).stdout).toMatch(/ echo\.more +echo +\d+ +not up: /);
    const tools = json(await home.run(['tools', 'list', '--json'])) as { server: string; available: boolean }[];
    expect(tools.filter(({ available }) => !available).map(({ server }) => server)).toEqual(['echo.more']);
    await home.run(['start', 'echo.more']);
    expect((await home.run(['tools', 'list'])).stdout).toContain('echo.more');
  });
});

describe('tools call', () => {
  it('says of a tool whose server is not up how the server is', async () => {
    await home.run(['servers', 'add', 'echo.lost', '--', 'no-such-program-here']);
    await home.run(['stop', 'echo.lost']);
    const ran = await home.run(['tools', 'call', 'echo.lost.echo']);
    expect(ran).toMatchObject({
      code: 1,
      stderr: "roundhouse: there is no tool 'echo.lost.echo' now: echo.lost is stopped. `roundhouse status echo.lost` says more.\n",
    });
    await home.run(['servers', 'remove', 'echo.lost']);
  });

  it('prints text plainly', async () => {
    expect(await home.run(['tools', 'call', 'everything.get-sum', '--args', '{"a": 2, "b": 3}'])).toMatchObject({
      code: 0,
      stderr: '',
      stdout: 'The sum of 2 and 3 is 5.\n',
    });
    expect(await home.run(['tools', 'call', 'everything__echo', '--args', '{"message": "grüß\\ndich"}'])).toMatchObject({
      stdout: 'Echo: grüß\ndich\n',
    });
  });

  it('prints the whole result with --json, and says what cannot be printed', async () => {
    const ran = await home.run(['tools', 'call', 'everything.get-structured-content', '--args', '{"location":"Chicago"}', '--json']);
    expect(json(ran)).toMatchObject({ structuredContent: { conditions: expect.any(String) }, content: [{ type: 'text' }] });
    expect((await home.run(['tools', 'call', 'everything.get-tiny-image'])).stdout).toMatch(/\[image: image\/png, [\d.]+ KB\]/);
  });

  it('takes the longest name of a server', async () => {
    const ran = await home.run(['tools', 'call', 'echo.more.echo', '--args', '{"message":"x"}', '--json']);
    expect(ran.code).toBe(0);
    expect(json(ran)).toMatchObject({ content: [{ type: 'text' }] });
  });

  it('ends 1 when the tool says that it failed, and when it is not there', async () => {
    const failed = await home.run(['tools', 'call', 'everything.get-sum', '--args', '{"a": "not a number"}']);
    expect(failed).toMatchObject({ code: 1, stdout: '' });
    expect(failed.stderr).toContain('a');
    const unknown = await home.run(['tools', 'call', 'everything.get-summ']);
    expect(unknown).toMatchObject({ code: 1, stdout: '' });
    expect(unknown.stderr).toContain("did you mean 'everything.get-sum'?");
    const hidden = await home.run(['tools', 'call', 'everything.get-env', '--profile', 'work']);
    expect(hidden).toMatchObject({ code: 1, stdout: '' });
    expect(hidden.stderr).toContain('hide');
  });

  it('refuses arguments that are no JSON object', async () => {
    expect(await home.run(['tools', 'call', 'echo.echo', '--args', '{a: 1}'])).toMatchObject({ code: 2, stdout: '' });
    expect((await home.run(['tools', 'call', 'echo.echo', '--args', '[1]'])).stderr).toContain('JSON object');
  });

  it('is recorded', async () => {
    const { url } = json(await home.run(['open', '--json'])) as { url: string };
    const cookie = (await fetch(url, { redirect: 'manual' })).headers.get('set-cookie')!.split(';')[0]!;
    const calls = (await (
      await fetch(`${new URL(url).origin}/api/v1/calls?server=everything`, { headers: { cookie } })
    ).json()) as object[];
    expect(calls).toContainEqual(
      expect.objectContaining({ client: 'roundhouse-cli', method: 'tools/call', target: 'everything__get-sum', outcome: 'ok' }),
    );
    const view = await (await fetch(`${new URL(url).origin}/api/v1/gateway`, { headers: { cookie } })).json();
    expect(view).toMatchObject({ url: `${new URL(url).origin}/mcp`, profiles: [{ name: 'default' }, { name: 'ops' }, { name: 'work' }] });
  });

  it('needs an engine', async () => {
    const none = freshHome();
    expect((await none.run(['tools', 'list'])).code).toBe(4);
    expect((await none.run(['tools', 'call', 'a.b'])).code).toBe(4);
    none.remove();
  });
});
