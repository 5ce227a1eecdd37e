// Answers for log lines, past and live.
import { Failure } from '../../../contract/errors.ts';
import { momentOf } from '../../../contract/moment.ts';
import type { logRoutes } from '../../../contract/routes/logs.ts';
import type { ParsedOf } from '../../../contract/routes/table.ts';
import type { LogLine } from '../../../contract/server.ts';
import type { LogQuery } from '../../store/logs.ts';
import { type Answers, unknownServer } from '../answers.ts';
import type { EngineApi } from '../engine-api.ts';
import type { OpenStream } from '../open-streams.ts';

/** above this much that waits, lines are counted instead of kept */
const enoughBytes = 512 * 1024;
/** `roundhouse` is the engine's own log */
const engineLog = 'roundhouse';
/** how long a line may take from being written to being told to followers */
const overlapMs = 2000;
const mostLines = 10_000;
const mostPastBytes = 8 * 1024 * 1024;

type LogInput = ParsedOf<'logs'>;

export function logAnswers(engine: EngineApi, openStream: OpenStream): Answers<keyof typeof logRoutes> {
  return {
    logs: (input) => readLogs(engine, input),
    logStream({ heartbeat, ...input }, ask) {
      const query = logQuery(engine, input);
      let unfollow = () => {};
      const outlet = openStream(ask, heartbeat, () => unfollow());
      let missed = 0;
      let waiting: LogLine[] | null = [];
      let seen = new Map<string, number>();
      let seenUntil = '';
      const mayRepeat = new Date(Date.now() - overlapMs).toISOString();

      unfollow = engine.logs.follow(query, (batch) => {
        missed += batch.missed;
        if (!waiting) pass(batch.lines);
        else if (waiting.length < mostLines) waiting.push(...batch.lines);
        else missed += batch.lines.length;
      });
      sendPast().catch((error) => {
        // a pattern that takes too long is the reader's to mend
        outlet.end({ code: 'failed', reason: error instanceof Failure ? error.message : 'The log could not be read.' });
      });
      return outlet.response;

      /** Following began first, so nothing falls between past and present; what is in both is sent once. */
      async function sendPast(): Promise<void> {
        const { lines, older } = await readPast(engine, query, input.lines);
        missed += older;
        for (const line of lines) {
          if (line.t < mayRepeat) continue;
          const text = JSON.stringify(line);
          seen.set(text, (seen.get(text) ?? 0) + 1);
          if (line.t > seenUntil) seenUntil = line.t;
        }
        send(lines);
        const began = waiting ?? [];
        waiting = null;
        pass(began);
      }

      function pass(arrived: LogLine[]): void {
        const fresh = arrived.filter((line) => {
          if (seen.size === 0 || line.t > seenUntil) return true;
          const text = JSON.stringify(line);
          const times = seen.get(text) ?? 0;
          if (times > 0) seen.set(text, times - 1);
          return times === 0;
        });
        if (arrived.some((line) => line.t > seenUntil)) seen = new Map();
        send(fresh);
      }

      function send(fresh: LogLine[]): void {
        if (outlet.pending() > enoughBytes) {
          missed += fresh.length;
          return;
        }
        let text = missed > 0 ? `event: missed\ndata: ${JSON.stringify({ missed })}\n\n` : '';
        missed = 0;
        for (const line of fresh) text += `data: ${JSON.stringify(line)}\n\n`;
        if (text) outlet.send(Buffer.from(text));
      }
    },
  };
}

/** A number of lines, or else all since a moment: whoever comes back misses nothing without being told. */
async function readPast(engine: EngineApi, query: LogQuery, asked: number | undefined): Promise<{ lines: LogLine[]; older: number }> {
  if (asked === 0 || (asked === undefined && !query.since)) return { lines: [], older: 0 };
  const found = await engine.logs.read({ ...query, lines: asked ?? mostLines * 10 });
  let from = found.length;
  for (let bytes = 0; from > 0 && found.length - from < mostLines; from--) {
    bytes += found[from - 1]!.text.length + 100;
    if (bytes > mostPastBytes) break;
  }
  return { lines: found.slice(from), older: from };
}

export function readLogs(engine: EngineApi, input: LogInput): Promise<LogLine[]> {
  return engine.logs.read({ ...logQuery(engine, input), lines: input.lines ?? 200 });
}

function logQuery(engine: EngineApi, { names, engine: withEngine, since, grep, level }: LogInput): LogQuery {
  const known = new Set(engine.snapshot().servers.map((server) => server.name));
  const unknown = (names ?? []).filter((name) => name !== engineLog && !known.has(name));
  if (unknown.length > 0) throw unknownServer(engine, unknown);
  return {
    names,
    engine: withEngine,
    since: since ? momentOf(since, new Date())! : undefined,
    grep: grep ? searchPattern(grep) : undefined,
    level,
  };
}

/** Patterns that would take too long are stopped where they run. */
function searchPattern(source: string): RegExp {
  try {
    return new RegExp(source);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^Invalid regular expression: /, '') : String(error);
    throw new Failure('bad-request', `The parameter “grep” is not a regular expression: ${reason}.`);
  }
}
