// Calls of clients that are over, by themselves or in the shape of events.
import { type CallOutcome, eventOfCall, type KeptCall } from '../../contract/calls.ts';
import { followCalls } from '../../contract/follow-calls.ts';
import { localRetry, runningEngine } from '../engine.ts';
import { type ExitCode, exit } from '../exit.ts';
import { onInterrupt } from '../interrupt.ts';
import type { Io } from '../io.ts';
import { callLine } from '../print/call-line.ts';
import { eventLine } from '../print/event-line.ts';

export interface CallsOptions {
  follow?: boolean;
  since?: Date;
  client?: string;
  server?: string;
  outcome?: CallOutcome;
  lines?: number;
}

const most = 10_000;
const usual = { plain: 50, since: 1_000 };

export async function calls(io: Io, options: CallsOptions, as: 'calls' | 'events' = 'calls'): Promise<ExitCode> {
  const { client } = runningEngine(io);
  const of = {
    ...(options.client !== undefined && { client: options.client }),
    ...(options.server !== undefined && { server: options.server }),
    ...(options.outcome !== undefined && { outcome: options.outcome }),
  };
  const isAny = Object.keys(of).length === 0 && options.since === undefined && options.lines === undefined && as === 'calls';
  const wanted = Math.min(most, options.lines ?? (options.since ? usual.since : usual.plain));
  const begun = Date.now() * 1_000;
  const since = options.since && { since: options.since.toISOString() };
  const newest = wanted === 0 ? [] : await client.calls({ ...of, ...since, limit: wanted });
  const past = newest.reverse();
  const shape = (call: KeptCall) => (as === 'events' ? eventOfCall(call) : call);
  const show = (call: KeptCall): void => {
    if (io.json) io.stdout.write(`${JSON.stringify(shape(call))}\n`);
    else io.print(as === 'events' ? eventLine(eventOfCall(call), io.out) : callLine(call, io.out));
  };
  if (options.follow) {
    for (const call of past) show(call);
    const interrupt = onInterrupt();
    await followCalls({
      client,
      since: past.at(-1)?.seq ?? begun,
      of,
      signal: interrupt.signal,
      retry: localRetry,
      onCalls(fresh, missed) {
        if (missed > 0) io.say(`${missed} calls are missing here: they came faster than they were read.`);
        for (const call of fresh) show(call);
      },
    });
    interrupt.release();
    return exit.done;
  }
  if (io.json) io.printJson(past.map(shape));
  else for (const call of past) show(call);
  const { callsNotKept } = await client.gateway();
  if (callsNotKept > 0) io.say(`${callsNotKept} calls since the engine started came faster than they could be written, and are not kept.`);
  if (past.length === 0) io.say(isAny ? 'No client has called anything yet.' : 'No such calls.');
  return exit.done;
}
