// One run of one server at the edge: a process with a protocol on its pipes, a plain service, or a remote connection.
// The supervisor knows only this; `open-run.ts` chooses.
import type { Definition } from '../../contract/server.ts';
import type { Input } from '../decide/transition.ts';
import type { OpenedLink, ServerRequest, ToolInfo } from '../link/link.ts';

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
  /** the link that was told of can be used no longer */
  onDisconnected(): void;
  onTools(tools: ToolInfo[]): void;
  /** once at the exit, and again when the pipes were drained and more lines had come */
  onExit(note: ExitNote, drained: boolean): void;
  /** something worth a warning that stops nothing, e.g. noise on stdout: the latest count */
  onNoise(lines: number): void;
  onPort(port: number): void;
  onSurvivors(pids: number[]): void;
}

/** What servers say and ask beside their answers is for whoever uses their links. */
export interface Conversation {
  /** capabilities that every server is told of: what it may ask for */
  declare: Record<string, unknown>;
  onNotification(server: string, method: string, params: unknown): void;
  /** rejects with an error that has a code */
  onRequest(server: string, request: ServerRequest): Promise<unknown>;
}

export interface RunRequest {
  definition: Definition;
  run: number;
  mark: string;
}

export interface Run {
  /** null: there is none, or it can be used no longer */
  readonly link: OpenedLink | null;
  /** its last line on stderr so far, fit to be shown; null: none */
  lastWords?(): string | null;
  endStdin(): void;
  terminate(): void;
  kill(): void;
  clean(graceMs: number): void;
  /** one check, for its own sake or for the supervisor's: answers late if it must, and never rejects */
  ask(timeoutMs: number): Promise<CheckAnswer>;
}

export type OpenRun = (request: RunRequest, events: RunEvents) => Run;
