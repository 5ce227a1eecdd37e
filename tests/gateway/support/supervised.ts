// The supervisor with real processes, and the upstreams on it: no store, no API, no files.
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { Definition, RemoteLaunch } from '../../../contract/server.ts';
import { createUpstreams, type ManagedUpstreams } from '../../../core/gateway/upstreams.ts';
import type { LogWriter } from '../../../core/store/logs.ts';
import { createGenerations } from '../../../core/supervise/generations.ts';
import { homeId, markFor, newInstance } from '../../../core/supervise/mark.ts';
import { openRunOf } from '../../../core/supervise/open-run.ts';
import { openProcessTable } from '../../../core/supervise/process-table.ts';
import { createSpawner } from '../../../core/supervise/spawn-child.ts';
import { createSupervisor, type Supervisor } from '../../../core/supervise/supervisor.ts';
import { createTrees } from '../../../core/supervise/trees.ts';
import { root } from '../../link/support/children.ts';

export interface House {
  upstreams: ManagedUpstreams;
  supervisor: Supervisor;
  faults: unknown[];
  add(...definitions: Definition[]): void;
  close(): Promise<void>;
}

/** lines of stderr, as the real log would give them */
function logOf(): LogWriter {
  let lines: string[] = [];
  return {
    write(stream, chunk) {
      if (stream === 'stderr') lines.push(...chunk.toString('utf8').split('\n').filter(Boolean));
    },
    mark() {},
    end() {},
    lastLines: (count) => lines.slice(-count),
    newRun() {
      lines = [];
    },
    dropped: () => ({ lines: 0, bytes: 0 }),
  };
}

export async function openHouse(): Promise<House> {
  const home = homeId(tmpdir());
  const instance = newInstance();
  const facts = new Map<string, string>();
  const logs = new Map<string, LogWriter>();
  const faults: unknown[] = [];
  const log = (name: string) => {
    if (!logs.has(name)) logs.set(name, logOf());
    return logs.get(name)!;
  };
  const now = () => performance.now();
  const upstreams = createUpstreams({ supervisor: () => supervisor, now, onFault: (error) => faults.push(error) });
  const supervisor: Supervisor = createSupervisor({
    now,
    wall: () => new Date(),
    dice: () => 0,
    setTimer(ms, fire) {
      const timer = setTimeout(fire, ms);
      return { clear: () => clearTimeout(timer) };
    },
    openRun: openRunOf({
      spawnChild: createSpawner({ trees: createTrees(await openProcessTable()) }),
      log,
      baseEnv: () => ({ PATH: process.env.PATH ?? '' }),
      clientInfo: { name: 'roundhouse', version: '0.0.0' },
      generations: createGenerations({ getFact: (key) => facts.get(key) ?? null, setFact: (key, value) => void facts.set(key, value) }),
      conversation: upstreams.conversation,
    }),
    markFor: (name, run) => markFor(home, instance, name, run),
    publish() {},
    onRemoved() {},
    onOwned() {},
    onDisowned() {},
    log,
    onOffer: upstreams.onOffer,
  });
  return {
    upstreams,
    supervisor,
    faults,
    add: (...definitions) => supervisor.addAll(definitions.map((definition) => ({ definition, wanted: 'up' }))),
    async close() {
      const names = [...supervisor.entries.keys()];
      supervisor.send(names, { type: 'wish', want: 'down', graceMs: 500 });
      await supervisor.until(() => names.every((name) => !supervisor.entries.get(name)?.server.tree) || undefined);
      supervisor.close();
    },
  };
}

export function definition(
  name: string,
  launch: [command: string, ...args: string[]] | RemoteLaunch,
  more: Partial<Definition> = {},
): Definition {
  const isRemote = !Array.isArray(launch);
  return {
    name,
    kind: isRemote ? 'http' : 'stdio',
    launch: isRemote ? launch : { type: 'stdio', command: launch[0], args: launch.slice(1), env: {}, cwd: root },
    groups: [],
    dependsOn: [],
    autostart: true,
    enabled: true,
    approval: 'approved',
    restart: { policy: 'on-failure', max: 3, backoff: { initialMs: 0, factor: 2, maxMs: 60_000, jitter: 0 }, resetAfterMs: 600_000 },
    health: { intervalMs: 10_000, timeoutMs: 5_000, failures: 3 },
    limits: { cpu: 90, memoryBytes: 2 ** 30, action: 'warn' },
    stopGraceMs: 500,
    startTimeoutMs: 20_000,
    watch: [],
    sources: [],
    warnings: [],
    launchHash: name,
    ...more,
  };
}

export const removeFolder = (folder: string) => rm(folder, { recursive: true, force: true });
