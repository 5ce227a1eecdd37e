// What the tests of this folder share: a home of their own, real children of it, and the proof that nothing of it is left.
import { mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Child, ChildEvents, ExitFacts, SpawnFailure } from '../../core/supervise/child.ts';
import { homeId, homePrefix, instancePrefix, markFor, newInstance } from '../../core/supervise/mark.ts';
import { openProcessTable, type ProcessTable } from '../../core/supervise/process-table.ts';
import { createSpawner } from '../../core/supervise/spawn-child.ts';
import { createTrees, type Trees } from '../../core/supervise/trees.ts';

export const onLinux = process.platform === 'linux';

export interface Gone {
  killed: number;
  survivors: number[];
}

export interface Started {
  child: Child;
  mark: string;
  spawned: Promise<{ pid: number; startTime: string }>;
  failed: Promise<SpawnFailure>;
  exited: Promise<ExitFacts>;
  gone: Promise<Gone>;
  /** order in which the events came */
  order: string[];
  stdout(): string;
  stderr(): string;
}

export interface Home {
  folder: string;
  id: string;
  instance: string;
  prefix: string;
  table: ProcessTable;
  trees: Trees;
  start(command: string, args?: string[], more?: { cwd?: string; env?: Record<string, string>; on?: Partial<ChildEvents> }): Started;
  script(name: string, text: string): string;
  /** pids that carry a mark of this home, or of the given prefix */
  marked(prefix?: string): Promise<number[]>;
  /** pids of what works in the home's folder: children begin there, and few ever leave; also those without a mark */
  inFolder(): Promise<number[]>;
  remove(): Promise<void>;
}

let runs = 0;

export async function createHome(): Promise<Home> {
  const folder = mkdtempSync(join(tmpdir(), 'roundhouse-tree-'));
  const id = homeId(folder);
  const instance = newInstance();
  const table = await openProcessTable();
  const trees = createTrees(table);
  const spawnChild = createSpawner({ trees });
  const children: Started[] = [];

  const marked = async (prefix = homePrefix(id)) => {
    const { rows } = await table.read();
    return rows.filter((row) => table.markOf(row)?.startsWith(prefix)).map((row) => row.pid);
  };

  return {
    folder,
    id,
    instance,
    prefix: instancePrefix(id, instance),
    table,
    trees,
    marked,
    async inFolder() {
      const { rows } = await table.read();
      return rows.filter((row) => !row.zombie && cwdOf(row.pid).startsWith(folder)).map((row) => row.pid);
    },
    script(name, text) {
      const file = join(folder, name);
      writeFileSync(file, text, { mode: 0o755 });
      return file;
    },
    start(command, args = [], more = {}) {
      const mark = markFor(id, instance, `server ${command}`, ++runs);
      const spawned = Promise.withResolvers<{ pid: number; startTime: string }>();
      const failed = Promise.withResolvers<SpawnFailure>();
      const exited = Promise.withResolvers<ExitFacts>();
      const gone = Promise.withResolvers<Gone>();
      const order: string[] = [];
      const out: Buffer[] = [];
      const err: Buffer[] = [];
      const on = more.on ?? {};
      const env = { PATH: process.env.PATH ?? '', HOME: folder, ...more.env };
      const child = spawnChild(
        { command, args, env, cwd: more.cwd ?? folder, mark },
        {
          onSpawned(identity) {
            order.push('spawned');
            spawned.resolve(identity);
            on.onSpawned?.(identity);
          },
          onFailed(failure) {
            order.push('failed');
            failed.resolve(failure);
            on.onFailed?.(failure);
          },
          onExit(facts) {
            order.push('exit');
            exited.resolve(facts);
            on.onExit?.(facts);
          },
          onGone(result) {
            order.push('gone');
            gone.resolve(result);
            on.onGone?.(result);
          },
        },
      );
      child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
      const started: Started = {
        child,
        mark,
        spawned: spawned.promise,
        failed: failed.promise,
        exited: exited.promise,
        gone: gone.promise,
        order,
        stdout: () => Buffer.concat(out).toString(),
        stderr: () => Buffer.concat(err).toString(),
      };
      children.push(started);
      return started;
    },
    async remove() {
      for (const { child, order } of children) if (child.pid !== null && !order.includes('gone')) child.kill();
      await Promise.all(children.map(({ child, gone }) => (child.pid === null ? null : gone)));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function until(condition: () => boolean | Promise<boolean>, limitMs = 10_000): Promise<void> {
  const end = performance.now() + limitMs;
  let pause = 4;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`not so after ${limitMs} ms: ${condition}`);
    // conditions may look at all processes: what is waited for needs the processor, too
    await new Promise((resolve) => setTimeout(resolve, pause));
    pause = Math.min(50, pause * 1.3);
  }
}

export const isAlive = (pid: number, table: ProcessTable): boolean => typeof table.startNow(pid) === 'number';

function cwdOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return ''; // ended
  }
}
