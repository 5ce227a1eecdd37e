import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeLock } from '../../core/supervise/engine-lock.ts';
import { onLinux, until } from './processes.ts';

let folder: string;
let takers: { child: ChildProcessWithoutNullStreams; text: () => string; exited: Promise<unknown> }[] = [];
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'roundhouse-lock-')), 'run');
  takers = [];
});
afterEach(async () => {
  for (const { child } of takers) child.kill('SIGKILL');
  await Promise.all(takers.map((taker) => taker.exited));
  rmSync(join(folder, '..'), { recursive: true, force: true });
});

const program = new URL('./programs/lock-taker.ts', import.meta.url).pathname;
function taker() {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, folder]);
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  child.stderr.on('data', (chunk) => {
    text += chunk;
  });
  const one = { child, text: () => text, exited: new Promise((resolve) => child.once('exit', resolve)) };
  takers.push(one);
  return one;
}

describe('the lock of a home', () => {
  it('is held by exactly one of 50 that ask at once, and the others name it', async () => {
    const all = Array.from({ length: 50 }, taker);
    await until(() => all.every((one) => one.text().includes('waiting')), 60_000);
    for (const one of all) one.child.stdin.write('go\n');
    await until(() => all.every((one) => /held|refused|Error/.test(one.text())), 60_000);
    const holders = all.filter((one) => one.text().includes('held'));
    expect(holders).toHaveLength(1);
    const pid = holders[0]?.child.pid;
    for (const one of all) if (one !== holders[0]) expect(one.text()).toBe(`waiting\nrefused ${pid}\n`);
  }, 120_000);

  it('is free as soon as its holder was killed, whatever lies in the files', async () => {
    for (let times = 0; times < 10; times++) {
      const holder = taker();
      await until(() => holder.text().includes('waiting'));
      holder.child.stdin.write('go\n');
      await until(() => holder.text().includes('held'));
      expect(await takeLock(folder)).toEqual({ held: false, pid: holder.child.pid });
      holder.child.kill('SIGKILL');
      await holder.exited;
      const lock = await takeLock(folder);
      expect(lock.held).toBe(true);
      if (lock.held) lock.release();
    }
  }, 60_000);

  it('is not handed out twice in one process, and can be taken again after its release', async () => {
    const first = await takeLock(folder);
    expect(await takeLock(folder)).toEqual({ held: false, pid: process.pid });
    if (first.held) {
      first.release();
      first.release();
    }
    const second = await takeLock(folder);
    expect(second.held).toBe(true);
    if (second.held) second.release();
  });

  it('keeps its folder to its user, and does not believe a stale file', async () => {
    const lock = await takeLock(folder);
    if (onLinux) expect(statSync(folder).mode & 0o777).toBe(0o700);
    // pid 1 lives, but it is not the holder: its start says so
    writeFileSync(join(folder, 'engine.pid'), '1 12345.deadbeef\n');
    if (onLinux) expect(await takeLock(folder, { patienceMs: 50 })).toEqual({ held: false, pid: null });
    if (lock.held) lock.release();
    writeFileSync(join(folder, 'engine.pid'), '1 12345.deadbeef\n');
    const next = await takeLock(folder);
    expect(next.held).toBe(true);
    if (next.held) next.release();
  });
});
