// Starts one command as a tree of its own, reports its end at once, and leaves nothing of it behind.
import { type ChildProcess, spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import type { Child, ChildEvents, ChildSpec, SpawnChild, SpawnFailure } from './child.ts';
import { drained } from './drain.ts';
import { findExecutable } from './executable.ts';
import { MARK_VARIABLE } from './mark.ts';
import { folderFailure, spawnFailure } from './spawn-failure.ts';
import { endTree } from './tree-end.ts';
import type { Trees } from './trees.ts';
import { cmdCall, isBatchFile } from './windows-argv.ts';

export interface SpawnerOptions {
  trees: Trees;
  platform?: NodeJS.Platform;
  /** how long after the exit the pipes may still bring something */
  drainMs?: number;
  /** how long the last sweep goes on before it reports survivors */
  killMs?: number;
}

export function createSpawner(options: SpawnerOptions): SpawnChild {
  return (spec, events) => {
    const started = start(spec, options.platform ?? process.platform);
    return 'failure' in started ? neverStarted(started.failure, events) : run(started.child, spec, events, options, started.file);
  };
}

function start(spec: ChildSpec, platform: NodeJS.Platform): { child: ChildProcess; file: string } | { failure: SpawnFailure } {
  const cwd = spec.cwd ?? homedir();
  const wrongFolder = folderFailure(cwd);
  if (wrongFolder) return { failure: wrongFolder };
  const found = findExecutable({ command: spec.command, env: spec.env, cwd, platform });
  if ('failure' in found) return found;
  const env = { ...spec.env, [MARK_VARIABLE]: spec.mark };
  // own session and group on POSIX; on Windows that would mean a console window of its own
  const how = { cwd, env, detached: platform !== 'win32', windowsHide: true, stdio: ['pipe', 'pipe', 'pipe'] as ['pipe', 'pipe', 'pipe'] };
  try {
    if (platform === 'win32' && isBatchFile(found.file)) {
      const call = cmdCall(found.file, spec.args, comspec(spec.env));
      return { child: spawn(call.file, call.args, { ...how, windowsVerbatimArguments: true }), file: found.file };
    }
    // the program sees the name it was called by, as it would from execvp
    return { child: spawn(found.file, spec.args, { ...how, argv0: spec.command }), file: found.file };
  } catch (error) {
    return { failure: spawnFailure(error, found.file, cwd) };
  }
}

function comspec(env: Record<string, string>): string | undefined {
  const key = Object.keys(env).find((name) => name.toUpperCase() === 'COMSPEC');
  return (key && env[key]) || process.env.ComSpec;
}

function run(child: ChildProcess, spec: ChildSpec, events: ChildEvents, options: SpawnerOptions, file: string): Child {
  const { trees } = options;
  // a process table that is full leaves the pipes out
  const stdin = child.stdin ?? deadPipe();
  const stdout = child.stdout ?? deadPipe();
  const stderr = child.stderr ?? deadPipe();
  // EPIPE and the like: the exit tells what matters
  for (const stream of [stdin, stdout, stderr]) stream.on('error', () => {});

  const { pid } = child;
  if (pid === undefined) {
    child.once('error', (error) => events.onFailed(spawnFailure(error, file, spec.cwd ?? homedir())));
    return dead(stdin, stdout, stderr);
  }
  const startTime = trees.table.startText(trees.table.startOfNew(pid));
  const tree = trees.own({ mark: spec.mark, pid, startTime });
  child.on('error', () => {}); // a signal that could not be sent: the sweep reports who survives
  child.once('spawn', () => events.onSpawned({ pid, startTime }));
  const isAlive = () => child.exitCode === null && child.signalCode === null;
  const end = endTree({ trees, tree, isAlive, ...(options.killMs === undefined ? {} : { killMs: options.killMs }) });

  let emptied: Promise<void> = Promise.resolve();
  child.once('exit', (code, signal) => {
    events.onExit({ code, signal });
    stdin.destroy();
    emptied = drained([stdout, stderr], options.drainMs ?? 250);
    end.leaderGone();
  });
  void end.over.then(async (result) => {
    await emptied;
    // a grandchild of somebody else may hold the other ends for ever
    for (const stream of [stdin, stdout, stderr]) stream.destroy();
    trees.drop(tree);
    events.onGone(result);
  });
  return {
    pid,
    stdin,
    stdout,
    stderr,
    endStdin() {
      // seen first, ended a few milliseconds later: a polite leader is gone at once, and with it the descent of its strays
      void end.look().then(() => stdin.end());
    },
    terminate: () => void end.terminate(),
    kill: () => end.kill(),
    clean: (graceMs) => end.clean(graceMs),
  };
}

function neverStarted(failure: SpawnFailure, events: ChildEvents): Child {
  // as late as a refusal by the system would come: the caller has the child in its hands by then
  queueMicrotask(() => events.onFailed(failure));
  return dead(deadPipe(), deadPipe(), deadPipe());
}

function dead(stdin: Writable, stdout: Readable, stderr: Readable): Child {
  return { pid: null, stdin, stdout, stderr, endStdin() {}, terminate() {}, kill() {}, clean() {} };
}

function deadPipe(): PassThrough {
  const pipe = new PassThrough();
  pipe.on('error', () => {}); // written to after its end
  pipe.end();
  pipe.resume();
  return pipe;
}
