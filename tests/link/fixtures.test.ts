// The misbehaving servers are what other tests stand on: each must misbehave as its first lines say, and in no other way.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { fixture, killAll, launch, open, root, type Server, said, until } from './support/children.ts';

const folder = join(root, 'tests', 'fixtures', 'servers');
const strays: number[] = [];

afterEach(async () => {
  await killAll();
  for (const pid of strays.splice(0)) if (alive(pid)) process.kill(pid, 'SIGKILL');
});

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // ESRCH: it is gone
  }
}

/** group and session, from /proc */
async function stat(pid: number): Promise<{ parent: number; group: number; session: number }> {
  const [, parent, group, session] = (await readFile(`/proc/${pid}/stat`, 'utf8'))
    .replace(/^.*\) /, '')
    .split(' ')
    .map(Number);
  return { parent: parent!, group: group!, session: session! };
}

async function ended(server: Server): Promise<{ code: number | null; signal: string | null }> {
  server.child.stdout!.resume();
  return server.exit;
}

describe('fixtures/servers', () => {
  it('lists every server, and every server says what it does', async () => {
    const readme = await readFile(join(folder, 'README.md'), 'utf8');
    const files = (await readdir(folder)).filter((name) => /\.(mjs|sh)$/.test(name));
    for (const name of files) {
      expect(readme, name).toMatch(new RegExp(`^\\| \`${name}\` +\\|`, 'm'));
      expect((await readFile(join(folder, name), 'utf8')).replace('#!/bin/sh\n', ''), name).toMatch(/^(\/\/|#) [A-Z]/);
    }
    for (const [, name] of readme.matchAll(/^\| `([^`]+)`/gm)) expect(files).toContain(name);
  });

  it('ends with its code', async () => {
    expect(await ended(fixture('exit-0.mjs'))).toEqual({ code: 0, signal: null });
    const failing = fixture('exit-code.mjs', '--code', 3, '--after', 10, '--lines', 2);
    expect(await ended(failing)).toEqual({ code: 3, signal: null });
    expect(failing.stderr()).toBe('Error: cannot reach the database (1 of 2)\nError: cannot reach the database (2 of 2)\n');
  });

  it('crashes after it was ready', async () => {
    const crash = fixture('crash.mjs', '--after', 20, '--code', 7);
    await open(crash);
    expect(await ended(crash)).toEqual({ code: 7, signal: null });
    const fault = fixture('crash.mjs', '--after', 1, '--signal', 'SIGKILL');
    await open(fault);
    expect(await ended(fault)).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it.each([
    ['ignore-term.mjs', ['SIGTERM'], 'end'],
    ['ignore-stdin-end.mjs', ['end'], 'SIGTERM'],
    ['deaf.mjs', ['end', 'SIGTERM'], 'SIGKILL'],
  ] as const)('%s stays on %s and ends on %s', async (name, stays, ends) => {
    const server = fixture(name);
    const { link } = await open(server);
    const act = (what: string) => (what === 'end' ? server.child.stdin!.end() : server.child.kill(what as NodeJS.Signals));
    for (const what of stays) act(what);
    if (stays.some((what) => what === 'SIGTERM')) await until(() => server.stderr().includes('SIGTERM ignored'));
    // a server whose stdin has ended cannot be asked any more: it must just be there
    if (stays.some((what) => what === 'end')) await new Promise((resolve) => setTimeout(resolve, 200));
    else await link.check(5_000);
    expect(server.child.exitCode).toBeNull();
    act(ends);
    await ended(server);
  });

  it.runIf(process.platform === 'linux')('forks into its group, out of its session, and away from its family', async () => {
    const server = fixture('forks.mjs');
    await open(server);
    await until(() => server.stderr().split('stray ').length === 4);
    const own = await stat(server.child.pid!);
    for (const [, text] of server.stderr().matchAll(/stray (\d+)/g)) strays.push(Number(text));
    const facts = await Promise.all(strays.map(stat));
    expect(facts.filter(({ session }) => session === own.session)).toHaveLength(1);
    expect(facts.filter(({ parent }) => parent === server.child.pid)).toHaveLength(2);
    server.child.kill('SIGKILL');
    await ended(server);
    expect(strays.every(alive)).toBe(true);
  });

  it('floods, and stops when it said so', async () => {
    const server = fixture('flood-stderr.mjs', '--amount', 3_000_000, '--rate', 100_000_000);
    let bytes = 0;
    server.child.stderr!.on('data', (text: string) => {
      bytes += text.length;
    });
    const { link } = await open(server);
    await until(() => server.stderr().endsWith('flood over\n'));
    expect(bytes).toBeGreaterThan(3_000_000);
    await link.check(5_000);
  });

  it('eats', async () => {
    const memory = fixture('eat-memory.mjs', '--mb', 100, '--step', 50, '--every', 1);
    const { link } = await open(memory);
    const resident = async () => Number((await readFile(`/proc/${memory.child.pid}/statm`, 'utf8')).split(' ')[1]) * 4_096;
    if (process.platform === 'linux') while ((await resident()) < 100_000_000) await link.check(5_000);
    const cpu = await open(fixture('eat-cpu.mjs', '--for', 300));
    await cpu.link.check(5_000);
  });

  it('serves HTTP as a service', async () => {
    const server = fixture('service.mjs', '--noise', 10);
    const [, url] = await said(server, /listening (\S+)/);
    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect((await fetch(`${url}/health?status=503`, { method: 'POST' })).status).toBe(204);
    expect((await fetch(`${url}/health`)).status).toBe(503);
    await until(() => server.stderr().includes('warning: item'));
  });

  it('runs many of the cheap one', async () => {
    const many = await Promise.all(Array.from({ length: 30 }, () => open(launch('/bin/sh', [join(folder, 'echo.sh')]))));
    expect(many.every(({ link }) => link.tools.length === 1)).toBe(true);
    expect(await many[29]!.link.request('tools/call', { name: 'echo', arguments: { id: 5 } }, { timeoutMs: 5_000 })).toEqual({
      content: [{ type: 'text', text: 'hello' }],
    });
  });
});
