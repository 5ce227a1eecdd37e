// The engine itself: is it there, what is its state, follow it, end it.
import { z } from 'zod';
import { snapshot, streamMessage } from '../events.ts';
import { flag, route, wholeNumber } from './route.ts';

const area = 'engine';

/** Last message of a stream that the engine ends by itself (`event: end`). */
export const streamEnd = z.object({ code: z.enum(['too-slow', 'shutting-down', 'failed']), reason: z.string() });
export type StreamEnd = z.infer<typeof streamEnd>;

const from = {
  since: wholeNumber(0, Number.MAX_SAFE_INTEGER)
    .optional()
    .describe('go on after this event; left out, or too old: a snapshot comes first'),
  instance: z.string().optional().describe('`engine.instance` that `since` belongs to; another one means a snapshot'),
};

export const engineRoutes = {
  health: route({
    method: 'GET',
    path: '/health',
    area,
    summary: 'Is the engine alive?',
    answer: z.object({ ok: z.literal(true) }),
    access: 'open',
  }),
  ready: route({
    method: 'GET',
    path: '/ready',
    area,
    summary: 'Does the engine do its work? 503 while it starts or ends',
    answer: z.object({ ready: z.literal(true) }),
    access: 'open',
  }),
  metrics: route({
    method: 'GET',
    path: '/metrics',
    area,
    summary: 'Figures as Prometheus text',
    answer: z.string(),
    media: 'text/plain',
  }),
  snapshot: route({ method: 'GET', path: '/api/v1/snapshot', area, summary: 'The whole state, with its number', answer: snapshot }),
  stream: route({
    method: 'GET',
    path: '/api/v1/stream',
    area,
    summary: 'Server-sent events: a snapshot, then numbered changes. `Last-Event-ID` works as `since`',
    query: {
      ...from,
      heartbeat: wholeNumber(1, 60).optional().describe('seconds between comments that show that the line is alive (default 15)'),
      vitals: flag()
        .optional()
        .describe('0: without the figures of the servers, which are read less often when nobody follows them (default 1)'),
    },
    answer: streamMessage,
    media: 'text/event-stream',
  }),
  socket: route({
    method: 'GET',
    path: '/api/v1/socket',
    area,
    summary: 'WebSocket with the messages of the stream',
    query: from,
    answer: streamMessage,
    media: 'websocket',
  }),
  shutdown: route({
    method: 'POST',
    path: '/api/v1/shutdown',
    area,
    summary: 'End the engine and every server',
    answer: z.object({ ok: z.literal(true) }),
    status: 202,
  }),
};
