// Log lines of several servers, interleaved by time.
import { z } from 'zod';
import { logLevels, logLine } from '../server.ts';
import { flag, moment, route, several, wholeNumber } from './route.ts';

const area = 'logs';

/** `event: missed` on the stream of log lines: the reader was too slow for so many of them. */
export const missedLines = z.object({ missed: z.number().int() });

const query = {
  names: several().optional().describe('servers by name, or `roundhouse` for the engine itself; left out: every server'),
  engine: flag().optional().describe("without names: the engine's own log too, as `roundhouse`"),
  lines: wholeNumber(0, 10_000).optional().describe('how many of the past'),
  since: moment().optional().describe('a time, or an age such as 10m'),
  grep: z.string().min(1).max(200).optional().describe('a regular expression that the text must match'),
  level: z.enum(logLevels).optional().describe('this level and above'),
};

export const logRoutes = {
  logs: route({
    method: 'GET',
    path: '/api/v1/logs',
    area,
    summary: 'The last log lines (200, unless `lines` says otherwise)',
    query,
    answer: z.array(logLine),
  }),
  logStream: route({
    method: 'GET',
    path: '/api/v1/logs/stream',
    area,
    summary: 'Server-sent events: the last `lines`, or all since `since`, then live ones. `event: missed` says how many were left out',
    query: {
      ...query,
      heartbeat: wholeNumber(1, 60).optional().describe('seconds between comments that show that the line is alive (default 15)'),
    },
    answer: logLine,
    media: 'text/event-stream',
  }),
};
