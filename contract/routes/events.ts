// What happened, and who asked for it.
import { z } from 'zod';
import { event } from '../events.ts';
import { actors } from '../server.ts';
import { eventOrMoment, moment, route, wholeNumber } from './route.ts';

const area = 'events';

export const auditEntry = z.object({
  id: z.number().int(),
  at: z.string(),
  actor: z.enum(actors),
  action: z.string(),
  target: z.string().nullable(),
  detail: z.string().nullable(),
  ok: z.boolean(),
});

export const eventRoutes = {
  events: route({
    method: 'GET',
    path: '/api/v1/events',
    area,
    summary: 'Events of the past, oldest first',
    query: {
      since: eventOrMoment().optional().describe('only events after this number, or from this time or age on'),
      before: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional().describe('only events before this number: the next older page'),
      from: moment().optional().describe('only events from this time on, or of this age'),
      type: z
        .string()
        .min(1)
        .optional()
        .describe('only events of this type; `call`: the calls of clients, which are numbered by themselves'),
      server: z.string().min(1).optional().describe('only events of this server, which may be gone'),
      limit: wholeNumber(1, 10_000).optional().describe('at most so many (default 200): the newest, or the next after `since`'),
    },
    answer: z.array(event),
  }),
  audit: route({
    method: 'GET',
    path: '/api/v1/audit',
    area,
    summary: 'Who asked for what',
    query: {
      from: moment().optional().describe('only entries from this time on, or of this age'),
      since: moment().optional().describe('the same as `from`'),
      limit: wholeNumber(1, 10_000).optional().describe('at most so many, the newest (default 200)'),
    },
    answer: z.array(auditEntry),
  }),
};
