// start, stop, restart: the wish goes out at once; the rest is watching it come true.
import { follow } from '../../contract/follow.ts';
import type { ActResult, ServerView } from '../../contract/server.ts';
import { labelOf } from '../../contract/words.ts';
import { type Engine, localRetry, runningEngine, runningOrStartedEngine } from '../engine.ts';
import { CommandFailure, type ExitCode, exit } from '../exit.ts';
import { onInterrupt } from '../interrupt.ts';
import type { Io } from '../io.ts';
import { problemLine } from '../print/problem-line.ts';
import { openProgress, type Progress } from '../print/progress.ts';
import { printResults } from '../print/results.ts';
import { sanitise } from '../print/sanitise.ts';

export type ActVerb = 'start' | 'stop' | 'restart';
export interface ActChoices {
  server?: string[];
  service?: string[];
  group?: string;
  all?: boolean;
  wait: boolean;
  /** of `stop` */
  force?: boolean;
  /** of `restart`, in milliseconds */
  drain?: number;
}
export interface ActTargets {
  names?: string[];
  group?: string;
  kind?: 'service' | 'server';
}

const calls = { start: 'startServers', stop: 'stopServers', restart: 'restartServers' } as const;
const doing = { start: 'starting', stop: 'stopping', restart: 'restarting' } as const;

export async function act(io: Io, verb: ActVerb, names: string[], choices: ActChoices): Promise<ExitCode> {
  const targets = targetsOf(names, choices);
  const how = { ...(choices.force ? { force: true } : {}), ...(choices.drain ? { drain: `${choices.drain}ms` } : {}) };
  const engine = verb === 'start' ? await runningOrStartedEngine(io) : runningEngine(io);
  if (!choices.wait) return await told(io, engine, await engine.client[calls[verb]]({ ...targets, ...how, wait: false }), 'taken', []);

  const interrupt = onInterrupt();
  const watched = watchProgress(io, engine, verb, targets, interrupt.signal);
  try {
    const results = await engine.client[calls[verb]]({ ...targets, ...how }, { signal: interrupt.signal });
    const views = await watched.end();
    return await told(io, engine, results, 'done', views);
  } catch (error) {
    await watched.end();
    if (!interrupt.signal.aborted) throw error;
    io.say(`Stopped waiting; the engine goes on ${doing[verb]} them. \`roundhouse status\` shows how far it is.`);
    return exit.failed;
  } finally {
    interrupt.release();
  }
}

export function targetsOf(names: string[], { server = [], service = [], group, all }: ActChoices): ActTargets {
  const named = [...new Set([...names, ...server, ...service])];
  if (all && (named.length > 0 || group !== undefined))
    throw new CommandFailure('--all goes without names and without --group.', exit.usage);
  if (group !== undefined && named.length > 0) throw new CommandFailure('--group goes without names: it says which servers.', exit.usage);
  if (group !== undefined) return { group };
  if (named.length === 0) return {};
  // the kind is told when all that was named was named with it
  if (service.length > 0 && names.length + server.length === 0) return { names: named, kind: 'service' };
  if (server.length > 0 && names.length + service.length === 0) return { names: named, kind: 'server' };
  return { names: named };
}

async function told(
  io: Io,
  { client }: Engine,
  results: ActResult[],
  how: 'taken' | 'done',
  views: readonly ServerView[],
): Promise<ExitCode> {
  if (results.length === 0) {
    // there may be nothing to act on because nothing could be read
    const { servers, problems } = await client.snapshot();
    const serious = servers.length === 0 ? problems.filter(({ level }) => level !== 'warning') : [];
    if (serious.length > 0) {
      if (io.json) io.printJson(results);
      for (const problem of serious) io.say(problemLine(problem));
      return exit.failed;
    }
  }
  printResults(io, results, how, views);
  return results.every((result) => result.ok) ? exit.done : exit.failed;
}

/** Follows the state while the answer is awaited; `end` gives the last state, for the next steps of what failed. */
function watchProgress(io: Io, { client }: Engine, verb: ActVerb, targets: ActTargets, outer: AbortSignal) {
  if (io.json) return { end: async (): Promise<readonly ServerView[]> => [] };
  const progress = openProgress(io);
  const stop = new AbortController();
  const said = new Map<string, string>();
  let servers: readonly ServerView[] = [];
  const following = follow({
    client,
    signal: AbortSignal.any([outer, stop.signal]),
    retry: localRetry,
    onState({ snapshot }) {
      if (!snapshot || snapshot.servers === servers) return;
      servers = snapshot.servers;
      report(
        progress,
        verb,
        servers.filter((view) => concerns(view, targets)),
        said,
      );
    },
  });
  return {
    async end(): Promise<readonly ServerView[]> {
      stop.abort();
      await following.catch(() => undefined); // the answer itself says what went wrong
      progress.end();
      return servers;
    },
  };
}

function report(progress: Progress, verb: ActVerb, views: ServerView[], said: Map<string, string>): void {
  const busy = views.filter((view) => view.state === 'starting' || view.state === 'stopping' || view.state === 'restarting');
  const names = busy.map((view) => `${sanitise(view.name, false)}${view.step === null ? '' : ` (${view.step})`}`);
  const first = doing[verb].charAt(0).toUpperCase() + doing[verb].slice(1);
  if (busy.length > 0) progress.show(`${first}, ${views.length - busy.length} of ${views.length} settled: ${names.join(', ')}`);
  for (const view of views) {
    const words = labelOf(view.state);
    const before = said.get(view.name);
    said.set(view.name, words);
    if (before === undefined ? busy.includes(view) : before !== words) progress.note(`${sanitise(view.name, false)}: ${words}`);
  }
}

function concerns(view: ServerView, { names, group }: ActTargets): boolean {
  if (names) return names.includes(view.name);
  return group === undefined || view.groups.includes(group);
}
