// Answers about calls that are over, past and live.
import { eventOfCall, isCallType, type KeptCall } from '../../../contract/calls.ts';
import { Failure } from '../../../contract/errors.ts';
import type { Event } from '../../../contract/events.ts';
import { momentOf } from '../../../contract/moment.ts';
import type { ParsedOf } from '../../../contract/routes/table.ts';
import type { CallQuery } from '../../store/store.ts';
import type { Answers } from '../answers.ts';
import type { CallsApi, EngineApi } from '../engine-api.ts';
import type { OpenStream } from '../open-streams.ts';
import { spanOf } from './span.ts';

/** above this much that waits, calls are counted instead of kept */
const enoughBytes = 512 * 1024;
const mostPast = 10_000;

type Wish = Pick<ParsedOf<'calls'>, 'since' | 'client' | 'server' | 'outcome'>;

export function callAnswers(
  engine: EngineApi,
  openStream: OpenStream,
): Answers<'calls' | 'callStream' | 'callMetrics' | 'toolCallFigures'> {
  const { calls, figures } = engine.gateway;
  return {
    calls: ({ limit = 200, ...wish }) => calls.read({ ...queryOf(wish), limit }),
    callMetrics({ server, from, to, step }) {
      const { range, stepMs } = spanOf({ from, to, step });
      return figures.points({ server, ...range, stepMs });
    },
    toolCallFigures: ({ server, from }) => figures.tools({ server, from: momentOf(from ?? '24h', new Date())! }),
    callStream({ heartbeat, ...wish }, ask) {
      const { since, ...filter } = queryOf(wish);
      let unfollow = () => {};
      const outlet = openStream(ask, heartbeat, () => unfollow());
      let missed = 0;
      const send = (call: KeptCall): void => {
        if (outlet.pending() > enoughBytes) {
          missed += 1;
          return;
        }
        const before = missed > 0 ? `event: missed\ndata: ${JSON.stringify({ missed })}\n\n` : '';
        missed = 0;
        outlet.send(Buffer.from(`${before}${frameOf(call)}`));
      };
      // both in one go, so nothing falls between past and present
      const past = since === undefined ? [] : calls.read({ ...filter, since, first: true, limit: mostPast });
      // as one message, which may be larger than what may wait otherwise
      if (past.length > 0) outlet.send(Buffer.from(past.map(frameOf).join('')));
      unfollow = calls.follow((call) => {
        if (fits(call, filter)) send(call);
      });
      if (outlet.closed) unfollow();
      return outlet.response;
    },
  };
}

const frameOf = (call: KeptCall): string => `id: ${call.seq}\ndata: ${JSON.stringify(call)}\n\n`;

/** `GET /events?type=call` */
export function callEvents(calls: CallsApi, { type, server, since, before, from, limit }: ParsedOf<'events'>): Event[] | null {
  if (!isCallType(type)) return null;
  if (before !== undefined) throw new Failure('bad-request', '“before” chooses among numbered events; calls have no such numbers.');
  const query = queryOf({ since: since ?? from, server });
  const isPage = typeof since === 'number';
  const found = calls.read({ ...query, limit: limit ?? 200, first: isPage });
  return (isPage ? found : found.reverse()).map(eventOfCall);
}

function queryOf({ since, client, server, outcome }: Wish): Omit<CallQuery, 'limit'> {
  // a call's number is its time in microseconds
  const after = typeof since === 'string' ? momentOf(since, new Date())!.getTime() * 1_000 - 1 : since;
  return { since: after, client, server, outcome };
}

const fits = (call: KeptCall, { client, server, outcome }: Omit<CallQuery, 'limit'>): boolean =>
  (client === undefined || call.client === client) &&
  (server === undefined || call.server === server) &&
  (outcome === undefined || call.outcome === outcome);
