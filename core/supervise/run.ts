// One run of one server at the edge: a process with a protocol on its pipes, a plain service, or a remote connection.
// The supervisor knows only this; `open-run.ts` chooses.
import type { Definition } from '../../contract/server.ts';
import type { Input } from '../decide/transition.ts';
import type { OpenedLink, ToolInfo } from '../link/link.ts';

/** What a run tells the supervisor; it carries its run number, so a late word of an old run changes nothing. */
export type Fact = Extract<Input, { type: 'step' | 'ready' | 'failed' | 'exited' | 'gone' }>;

export interface CheckAnswer {
  ok: boolean;
  latencyMs: number | null;
  reason: string | null;
}

export interface ExitNote {
  code: number | null;
  signal: string | null;
  stderr: string[];
}

export interface RunEvents {
  say(fact: Fact): void;
  onProcess(identity: { pid: number; startTime: string }): void;
  onConnected(link: OpenedLink): void;
  onTools(tools: ToolInfo[]): void;
  /** once at the exit, and again when the pipes were drained and more lines had come */
  onExit(note: ExitNote, drained: boolean): void;
  /** something worth a warning that stops nothing, e.g. noise on stdout: the latest count */
  onNoise(lines: number): void;
  onPort(port: number): void;
  onSurvivors(pids: number[]): void;
}

export interface RunRequest {
  definition: Definition;
  run: number;
  mark: string;
}

export interface Run {
  readonly link: OpenedLink | null;
  endStdin(): void;
  terminate(): void;
  kill(): void;
  clean(graceMs: number): void;
  /** one check, for its own sake or for the supervisor's: answers late if it must, and never rejects */
  ask(timeoutMs: number): Promise<CheckAnswer>;
}

export type OpenRun = (request: RunRequest, events: RunEvents) => Run;
