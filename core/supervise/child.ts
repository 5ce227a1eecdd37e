// One run of one command, owned as a tree. The interface; `spawn-child.ts` builds it.
import type { Readable, Writable } from 'node:stream';

export interface ChildSpec {
  command: string;
  args: string[];
  /** complete environment of the child; the mark is added to it */
  env: Record<string, string>;
  cwd?: string;
  /** unique per run; in the environment of everything that the command starts */
  mark: string;
}

export interface ExitFacts {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** Why a command could not be started. `mendable: false`: a retry cannot help (not found, not executable, bad folder). */
export interface SpawnFailure {
  reason: string;
  next: string | null;
  mendable: boolean;
}

export interface ChildEvents {
  /** the process runs; `startTime` with the pid is its identity */
  onSpawned(identity: { pid: number; startTime: string }): void;
  /** instead of onSpawned; nothing else is called after it */
  onFailed(failure: SpawnFailure): void;
  /** the launched command ended: called at once, before anything is drained or swept */
  onExit(exit: ExitFacts): void;
  /** after onExit: the pipes were drained (bounded) and nothing of the tree is left. `killed`: how many strays it took. */
  onGone(result: { killed: number; survivors: number[] }): void;
}

export interface Child {
  readonly pid: number | null;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  endStdin(): void;
  /** TERM to the group and to known strays */
  terminate(): void;
  /** KILL to everything that belongs to the tree, again and again until nothing is left; then onGone */
  kill(): void;
  /** after the leader's exit: strays get TERM and `graceMs` (0: KILL at once), then KILL; then onGone. Without strays: onGone at once. */
  clean(graceMs: number): void;
}

export type SpawnChild = (spec: ChildSpec, events: ChildEvents) => Child;
