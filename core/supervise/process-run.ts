// A run that is a process: what stdio servers and services have in common. The tree, its log, its exit.
import type { Readable } from 'node:stream';
import type { Definition } from '../../contract/server.ts';
import { maskSecrets } from '../decide/mask.ts';
import { letGo } from '../link/let-go.ts';
import type { LogWriter } from '../store/logs.ts';
import type { Child, ExitFacts, SpawnChild } from './child.ts';
import { troubleOfExit } from './exit-words.ts';
import type { RunEvents, RunRequest } from './run.ts';

/** How many last lines of stderr go with an exit. */
const LAST_LINES = 20;

export interface ProcessParts {
  spawnChild: SpawnChild;
  log(server: string): LogWriter;
  /** the child's environment before the entry's own */
  baseEnv(): Record<string, string>;
}

export interface ProcessSpec {
  command: string;
  args: string[];
  env: Record<string, string>;
  cwd?: string | undefined;
}

export interface ProcessHooks {
  /** the process runs: open what is spoken on its pipes, or begin to look whether it is ready */
  onStarted(child: Child): void;
  /** it ended, or never began: nothing of the hooks' is needed any more */
  onOver(): void;
}

export function startProcess(request: RunRequest, spec: ProcessSpec, parts: ProcessParts, events: RunEvents, hooks: ProcessHooks): Child {
  const { definition, run, mark } = request;
  const log = parts.log(definition.name);
  log.newRun();
  let exit: ExitFacts | null = null;
  // these lines are shown everywhere: on cards, in notifications, by programs
  const lastWords = () => log.lastLines(LAST_LINES).map(maskSecrets);

  const child = parts.spawnChild(
    { command: spec.command, args: spec.args, env: { ...parts.baseEnv(), ...spec.env }, cwd: spec.cwd, mark },
    {
      onSpawned(identity) {
        events.onProcess(identity);
        hooks.onStarted(child);
      },
      onFailed({ reason, next, mendable }) {
        hooks.onOver();
        log.mark(`could not start: ${reason}`, 'error');
        events.say({ type: 'failed', run, tree: 'none', trouble: { reason, next, mendable } });
      },
      onExit(facts) {
        exit = facts;
        hooks.onOver();
        log.mark(exitMark(facts, run), facts.code === 0 ? 'info' : 'warn');
        events.onExit({ ...facts, stderr: lastWords() }, false);
        events.say({ type: 'exited', run, trouble: troubleOfExit(facts, definition) });
      },
      onGone({ killed, survivors }) {
        log.end('stderr');
        log.end('stdout');
        if (killed > 0)
          log.mark(
            `${killed} ${killed === 1 ? 'process' : 'processes'} that it left behind ${killed === 1 ? 'was' : 'were'} killed`,
            'warn',
          );
        if (exit) events.onExit({ ...exit, stderr: lastWords() }, true);
        events.onSurvivors(survivors);
        events.say({ type: 'gone', run });
      },
    },
  );
  toLog(child.stderr, 'stderr', log);
  return child;
}

/** What it said last, as far as it fits on a card. */
export function lastWordsOf(log: LogWriter): string | null {
  const said = log.lastLines(LAST_LINES).findLast((line) => line.trim() !== '');
  return said === undefined ? null : maskSecrets(said).slice(0, 300);
}

export function toLog(pipe: Readable, stream: 'stdout' | 'stderr', log: LogWriter): void {
  pipe.on('data', (chunk: Buffer) => {
    log.write(stream, chunk);
    letGo(chunk); // the log has its own copy of what it keeps
  });
}

function exitMark({ code, signal }: ExitFacts, run: number): string {
  return signal ? `ended by ${signal} (run ${run})` : `exited with code ${code} (run ${run})`;
}

export function launchOf(definition: Definition): ProcessSpec {
  const { launch } = definition;
  if (!('command' in launch)) throw new Error(`${definition.name} is no process`);
  return { command: launch.command, args: launch.args, env: launch.env, cwd: launch.cwd };
}
