import { isCallType } from '../../contract/calls.ts';
import type { Event } from '../../contract/events.ts';
import { follow } from '../../contract/follow.ts';
import { type Engine, localRetry, runningEngine } from '../engine.ts';
import { type ExitCode, exit } from '../exit.ts';
import { onInterrupt } from '../interrupt.ts';
import type { Io } from '../io.ts';
import { eventLine } from '../print/event-line.ts';

export interface EventsOptions {
  follow?: boolean;
  type?: string;
  since?: Date;
  server?: string;
  lines?: number;
}

const most = 10_000;
const usual = { plain: 50, since: 1_000 };

export async function events(io: Io, options: EventsOptions): Promise<ExitCode> {
  // calls are no events of the journal: they have a stream of their own
  if (isCallType(options.type)) return (await import('./calls.ts')).calls(io, options, 'events');
  const engine = runningEngine(io);
  const { seq } = await engine.client.snapshot();
  const wanted = options.lines ?? (options.since ? usual.since : usual.plain);
  const past = await read(engine, options, {
    ...(options.since && { from: options.since.toISOString() }),
    // what is not shown takes its share of what is asked for
    limit: isArea(options.type) ? most : Math.min(most, Math.max(1, wanted * (io.json ? 1 : 20))),
  });
  const shown = past.filter((event) => isShown(io, event, options));
  const newest = wanted === 0 ? [] : shown.slice(-wanted);
  if (options.follow) {
    for (const event of newest) show(io, event);
    return followed(io, engine, options, Math.max(seq, past.at(-1)?.seq ?? 0));
  }
  if (io.json) io.printJson(newest);
  else for (const event of newest) show(io, event);
  if (newest.length === 0) io.say('No such events.');
  return exit.done;
}

/** Small changes without a word to people are for programs, and for whoever asks for them by type. */
function isShown(io: Io, event: Event, { type }: EventsOptions): boolean {
  return io.json || type !== undefined || event.message !== undefined || !event.type.endsWith('.updated');
}

/** `server` and `server.*` mean all types of that area; the engine knows whole types only. */
export function fitsType(type: string, wanted: string | undefined): boolean {
  if (wanted === undefined) return true;
  return type === wanted || type.startsWith(`${wanted.replace(/\.?\*$/, '')}.`);
}

const isArea = (type: string | undefined): boolean => type !== undefined && (!type.includes('.') || type.includes('*'));

async function read(
  { client }: Engine,
  { type, server }: EventsOptions,
  range: { from?: string; since?: number; limit?: number },
): Promise<Event[]> {
  const found = await client.events({
    limit: most,
    ...range,
    ...(server !== undefined && { server }),
    ...(type !== undefined && !isArea(type) && { type }),
  });
  return found.filter((event) => fitsType(event.type, type));
}

async function followed(io: Io, engine: Engine, options: EventsOptions, from: number): Promise<ExitCode> {
  const interrupt = onInterrupt();
  let last = from;
  const one = (event: Event): void => {
    if (event.seq <= last) return;
    last = event.seq;
    if (
      isShown(io, event, options) &&
      fitsType(event.type, options.type) &&
      (options.server === undefined || event.server === options.server)
    )
      show(io, event);
  };
  // one after the other: what a snapshot skipped is fetched before what came after it is shown
  let queue = Promise.resolve();
  await follow({
    client: engine.client,
    signal: interrupt.signal,
    retry: localRetry,
    onState: () => undefined,
    onMessage(message) {
      queue = queue.then(async () => {
        if (message.kind === 'event') one(message.event);
        if (message.kind !== 'snapshot' || message.snapshot.seq <= last) return;
        try {
          for (const event of await read(engine, options, { since: last })) one(event);
        } catch (error) {
          io.say(`Some events are missing here: ${(error as Error).message}`);
        }
        last = Math.max(last, message.snapshot.seq);
      });
    },
  });
  interrupt.release();
  return exit.done;
}

function show(io: Io, event: Event): void {
  if (io.json) io.stdout.write(`${JSON.stringify(event)}\n`);
  else io.print(eventLine(event, io.out));
}
