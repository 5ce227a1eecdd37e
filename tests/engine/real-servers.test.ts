// The whole story on four real servers from npm and two services that depend on them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bin, LiveEngine, server, sleep, until } from '../support/live-engine.ts';

const names = ['everything', 'filesystem', 'memory', 'sequential-thinking', 'api', 'dashboard'];
/** ROUNDHOUSE_KILLS=50 for the full size */
const KILLS = Number(process.env.ROUNDHOUSE_KILLS ?? 10);
const killsTakeMs = 60_000 + KILLS * 12_000;

describe('four real servers and two services', () => {
  let engine: LiveEngine;

  beforeEach(async () => {
    engine = new LiveEngine();
    mkdirSync(join(engine.folder, 'files'));
    engine.writeMcp({
      everything: { command: bin('mcp-server-everything'), args: ['stdio'] },
      filesystem: { command: bin('mcp-server-filesystem'), args: [join(engine.folder, 'files')] },
      memory: { command: bin('mcp-server-memory'), env: { MEMORY_FILE_PATH: join(engine.folder, 'memory.json') } },
      'sequential-thinking': { command: bin('mcp-server-sequential-thinking') },
    });
  });
  afterEach(() => engine.close());

  const services = (extra = '') => `
defaults:
  restart: { max: unlimited, backoff: { initial: 0s } }
services:
  api:
    command: ${JSON.stringify([process.execPath, server('service.mjs').args[0]])}
    port: auto
    health: { http: "http://127.0.0.1:\${PORT}/health" }
    dependsOn: [memory]
  dashboard:
    command: ${JSON.stringify([process.execPath, '-e', 'setInterval(() => {}, 1000)'])}
    dependsOn: [api]
${extra}`;

  it(
    `come up, survive ${KILLS} kills each, and leave nothing behind`,
    async () => {
      writeFileSync(engine.configFile, services());
      await engine.start();
      for (const name of names) await engine.running(name, 30_000);
      expect((await engine.server('filesystem')).tools).toBe(14);
      expect((await engine.server('memory')).tools).toBe(9);
      expect((await engine.server('sequential-thinking')).tools).toBe(1);

      const seenAfter: number[] = [];
      for (let round = 0; round < KILLS; round++) {
        const before = new Map((await engine.servers()).map((view) => [view.name, view]));
        for (const name of names) {
          const { pid, run } = before.get(name)!;
          const killedAt = Date.now();
          process.kill(pid!, 'SIGKILL');
          await until(
            `${name} to be seen dead`,
            async () => (await engine.server(name)).run > run || (await engine.server(name)).state !== 'running',
          );
          // as the engine itself noted it: how often we ask says nothing about when it knew
          seenAfter.push(Date.parse((await engine.server(name)).lastExit!.at) - killedAt);
        }
        for (const name of names) await engine.until(name, (view) => view.state === 'running' && view.run > before.get(name)!.run, 30_000);
      }
      seenAfter.sort((a, b) => a - b);
      expect(seenAfter[seenAfter.length >> 1]).toBeLessThan(100);
      for (const view of await engine.servers()) expect([view.name, view.restarts]).toEqual([view.name, KILLS]);

      const results = await engine.api<{ name: string; ok: boolean; state: string }[]>('POST', '/servers/stop', {});
      expect(results.map(({ ok, state }) => [ok, state])).toEqual(names.map(() => [true, 'stopped']));
      expect(engine.alive()).toEqual([]);
    },
    killsTakeMs,
  );

  it('leave nothing behind when the engine is killed with -9', async () => {
    writeFileSync(engine.configFile, services());
    await engine.start();
    for (const name of names) await engine.running(name, 30_000);
    expect(engine.alive().length).toBeGreaterThanOrEqual(names.length);
    await engine.kill();
    await until('all of them to be gone', () => engine.alive().length === 0, 3_000);
  }, 60_000);

  it('are given up after the third restart by default, and started again by a person', async () => {
    await engine.start();
    let run = (await engine.running('memory', 30_000)).run;
    for (let kills = 0; kills < 4; kills++) {
      const view = await engine.until('memory', (now) => now.state === 'running' && now.run >= run, 30_000);
      run = view.run + 1;
      process.kill(view.pid!, 'SIGKILL');
      await engine.until('memory', (now) => now.run >= run || now.state === 'crashed', 30_000);
    }
    const crashed = await engine.until('memory', (view) => view.state === 'crashed');
    expect(crashed).toMatchObject({ restarts: 3, run: 4, wanted: 'up', pid: null });
    expect(crashed.reason).toMatch(/killed.*gave up after 3 restarts/);
    expect(crashed.next).toMatch(/roundhouse logs memory/);
    await sleep(300);
    expect((await engine.server('memory')).run).toBe(4);
    const started = await engine.run('start', 'memory', '--json');
    expect(JSON.parse(started.out)).toEqual([{ name: 'memory', ok: true, state: 'running' }]);
    expect((await engine.server('memory')).restarts).toBe(0);
  }, 90_000);
});
