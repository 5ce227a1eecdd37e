// What others run is counted and left alone; "only watch" starts nothing, also after a restart, and gives back what was wanted.
import { type ChildProcess, spawn } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Snapshot } from '../../contract/events.ts';
import type { CopiesView, OnboardingView } from '../../contract/routes/onboarding.ts';
import type { AuditEntry } from '../../core/store/store.ts';
import { parseLines } from '../../core/supervise/copies.ts';
import { LiveEngine, server, until } from '../support/live-engine.ts';

// told apart from everything else on this machine
const own = (what: string) => server('echo-min.mjs', `--${what}-${process.pid}`);
let engine: LiveEngine;
const strays: ChildProcess[] = [];

beforeAll(async () => {
  engine = new LiveEngine({ mcpJson: { one: own('one'), two: own('two'), three: { ...own('three') } } });
  await engine.start();
  await Promise.all(['one', 'two', 'three'].map((name) => engine.running(name)));
});
afterAll(async () => {
  for (const stray of strays) stray.kill('SIGKILL');
  await engine?.close();
});

const copies = () => engine.api<CopiesView>('GET', '/copies');
const done = (body: object) => engine.api<OnboardingView>('POST', '/onboarding/done', body);
const snapshot = () => engine.api<Snapshot>('GET', '/snapshot');

it('counts what runs beside it, and nothing of its own', async () => {
  expect(await copies()).toMatchObject({ known: true, copies: [] });
  const { command, args } = own('two');
  for (let count = 0; count < 2; count++) strays.push(spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] }));
  await until('both to be seen', async () => (await copies()).copies.length === 2);
  const found = (await copies()).copies;
  expect(found.map((copy) => copy.server)).toEqual(['two', 'two']);
  expect(found.map(({ pid }) => pid).sort()).toEqual(strays.map(({ pid }) => pid).sort());
  for (const { memory, processes } of found) {
    expect(memory).toBeGreaterThan(1024 * 1024);
    expect(processes).toBe(1);
  }
  expect(strays.map(({ exitCode, signalCode }) => exitCode ?? signalCode)).toEqual([null, null]);
  strays.pop()!.kill('SIGKILL');
  await until('one to be gone', async () => (await copies()).copies.length === 1);
});

it('only watches, over a restart too, and gives back what was wanted', async () => {
  expect((await snapshot()).engine).toMatchObject({ onboarded: false, watchOnly: false });
  await engine.api('POST', '/servers/three/stop');
  expect(await done({ watchOnly: true })).toEqual({ onboarded: true, watchOnly: true });
  expect((await engine.servers()).map(({ state, pid }) => [state, pid])).toEqual(Array(3).fill(['stopped', null]));
  expect((await snapshot()).engine).toMatchObject({ onboarded: true, watchOnly: true });
  // one that comes by now is not started either
  engine.writeMcp({ one: own('one'), two: own('two'), three: own('three'), four: own('four') });
  await engine.until('four', ({ state }) => state === 'stopped');
  await engine.signal('SIGTERM');
  await engine.start();
  await until('the servers to be known', async () => (await engine.servers()).length === 4);
  expect((await engine.servers()).every(({ state, run }) => state === 'stopped' && run === 0)).toBe(true);
  expect((await engine.run('status')).err).toContain('Only watching');
  // somebody who asks for one gets it
  await engine.api('POST', '/servers/one/start');
  await engine.running('one');
  // left out: it stays as it is
  expect(await done({})).toEqual({ onboarded: true, watchOnly: true });
  expect(await done({ watchOnly: false })).toEqual({ onboarded: true, watchOnly: false });
  await Promise.all(['one', 'two', 'four'].map((name) => engine.running(name)));
  expect(await engine.server('three')).toMatchObject({ state: 'stopped', wanted: 'down' });
  const entries = (await engine.api<AuditEntry[]>('GET', '/audit')).filter(({ action }) => action === 'set up');
  expect(entries.map(({ detail }) => detail).sort()).toEqual([null, 'only watch', 'run what is wanted'].sort());
}, 30_000);

it('reads the lines that ps writes', () => {
  const text = '    1     0 /sbin/launchd\n  512   501 npm exec @m/fs /Users/me\n  513   501 /Applications/Some App/x --a\n';
  expect([...parseLines(text, 501)]).toEqual([
    [512, { words: ['npm exec @m/fs /Users/me'], folder: null }],
    [513, { words: ['/Applications/Some App/x --a'], folder: null }],
  ]);
});
