// The supervisor with real processes and nothing around it: no store, no API, no files.
import { tmpdir } from 'node:os';
import type { Definition } from '../../contract/server.ts';
import type { LogWriter } from '../../core/store/logs.ts';
import type { Generations } from '../../core/supervise/generations.ts';
import { homeId, markFor, newInstance } from '../../core/supervise/mark.ts';
import { openRunOf } from '../../core/supervise/open-run.ts';
import { openProcessTable } from '../../core/supervise/process-table.ts';
import { createSpawner } from '../../core/supervise/spawn-child.ts';
import { createSupervisor, type Supervisor } from '../../core/supervise/supervisor.ts';
import { createTrees } from '../../core/supervise/trees.ts';

const silent: LogWriter = { write() {}, mark() {}, end() {}, lastLines: () => [], newRun() {}, dropped: () => ({ lines: 0, bytes: 0 }) };

export async function createBareSupervisor(generations: Generations): Promise<Supervisor> {
  const home = homeId(tmpdir());
  const instance = newInstance();
  const trees = createTrees(await openProcessTable());
  return createSupervisor({
    now: () => performance.now(),
    wall: () => new Date(),
    dice: () => Math.random() * 2 - 1,
    setTimer(ms, fire) {
      const timer = setTimeout(fire, ms);
      return { clear: () => clearTimeout(timer) };
    },
    openRun: openRunOf({
      spawnChild: createSpawner({ trees }),
      log: () => silent,
      baseEnv: () => ({ PATH: process.env.PATH ?? '' }),
      clientInfo: { name: 'roundhouse', version: '0.0.0' },
      generations,
    }),
    markFor: (name, run) => markFor(home, instance, name, run),
    publish() {},
    onRemoved() {},
    onOwned() {},
    onDisowned() {},
    log: () => silent,
  });
}

/** A stdio server with the settings that hold when nobody says otherwise. */
export function definitionOf(name: string, command: string, args: string[]): Definition {
  return {
    name,
    kind: 'stdio',
    launch: { type: 'stdio', command, args, env: {} },
    groups: [],
    dependsOn: [],
    autostart: true,
    enabled: true,
    approval: 'approved',
    restart: {
      policy: 'on-failure',
      max: 3,
      backoff: { initialMs: 1_000, factor: 2, maxMs: 60_000, jitter: 0.2 },
      resetAfterMs: 600_000,
    },
    health: { intervalMs: 10_000, timeoutMs: 5_000, failures: 3 },
    limits: { cpu: 90, memoryBytes: 2 ** 30, action: 'warn' },
    stopGraceMs: 4_000,
    startTimeoutMs: 120_000,
    watch: [],
    sources: [],
    warnings: [],
    launchHash: name,
  };
}
