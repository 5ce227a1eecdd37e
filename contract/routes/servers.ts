// The servers: look at them, and act on one or on many.
import { z } from 'zod';
import { event } from '../events.ts';
import { actResult, healthView, logLevels, logLine, serverView, stateKinds } from '../server.ts';
import { duration, eventOrMoment, flag, moment, type NoShape, route, type Shape, serverName, wholeNumber } from './route.ts';

const area = 'servers';
const wait = { wait: flag().optional().describe('0: answer 202 as soon as the wish is taken (default 1)') };
const force = { force: flag().optional().describe('1: kill what is left of it at once, without the time that it has to end by itself') };
const drain = {
  drain: duration().optional().describe('wait this long at most for calls that are under way, as in 10s; new ones wait for the restart'),
};
const results = z.array(actResult);
const taken = { 202: 'taken, not waited for (`wait=0`)' };
const targets = {
  names: z.array(z.string().min(1)).min(1).optional().describe('servers by name; left out: all'),
  group: z.string().min(1).optional().describe('only the members of this group'),
  kind: z.enum(['service', 'server']).optional().describe('only services, or only MCP servers'),
};
const pauseFor = { for: duration().optional().describe('how long, as in 15m; left out: until resumed') };

export const toolInfo = z.object({
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  inputSchema: z.unknown().optional(),
  outputSchema: z.unknown().optional(),
  annotations: z.record(z.string(), z.unknown()).optional(),
});

export const healthReport = z.object({
  name: z.string(),
  ok: z.boolean(),
  state: z.enum(stateKinds),
  checkedAt: z.iso.datetime().nullable(),
  latencyMs: z.number().nullable(),
  reason: z.string().nullable(),
  health: healthView,
});

export const inspection = z.object({
  view: serverView,
  definition: z.record(z.string(), z.unknown()).describe('secrets masked'),
  resolved: z.record(z.string(), z.unknown()).describe('what is really run'),
  history: z.array(z.object({ at: z.string(), state: z.string(), reason: z.string().nullable() })),
  tools: z.array(toolInfo),
  events: z.array(event),
});

export const metricPoint = z.object({
  t: z.string().describe('of the sample; with a step: its begin'),
  cpu: z.number().nullable().describe('percent of one core; the mean of the samples that the point stands for'),
  cpuMax: z.number().nullable().describe('the greatest of these samples'),
  memory: z.number().nullable().describe('resident bytes of the whole tree; the mean'),
  memoryMax: z.number().nullable().describe('the greatest of these samples'),
  processes: z.number().nullable().describe('the mean'),
});

const onOne = <Q extends Shape = NoShape>(verb: string, summary: string, more: Q = {} as Q) =>
  route({
    method: 'POST',
    path: `/api/v1/servers/{name}/${verb}`,
    area,
    summary,
    params: serverName,
    query: { ...wait, ...more },
    answer: results,
    also: taken,
  });
const onMany = <Q extends Shape = NoShape>(verb: string, summary: string, more: Q = {} as Q) =>
  route({
    method: 'POST',
    path: `/api/v1/servers/${verb}`,
    area,
    summary,
    query: { ...wait, ...more },
    body: targets,
    answer: results,
    also: taken,
  });
const ofOne = <A extends z.ZodType>(what: string, summary: string, answer: A) =>
  route({ method: 'GET', path: `/api/v1/servers/{name}/${what}`, area, summary, params: serverName, answer });

export const serverRoutes = {
  listServers: route({ method: 'GET', path: '/api/v1/servers', area, summary: 'All servers', answer: z.array(serverView) }),
  addServer: route({
    method: 'POST',
    path: '/api/v1/servers',
    area,
    summary: 'Add a server to the own config: a command, or the URL of a remote one',
    body: {
      name: z.string().min(1).max(200),
      command: z.string().min(1).optional(),
      args: z.array(z.string()).optional(),
      env: z.record(z.string(), z.string()).optional(),
      cwd: z.string().min(1).optional(),
      url: z.url({ protocol: /^https?$/ }).optional(),
      headers: z.record(z.string(), z.string()).optional(),
    },
    answer: results,
    status: 201,
  }),
  startServers: onMany('start', 'Start several servers, or all, in the order of their dependencies'),
  stopServers: onMany('stop', 'Stop several servers, or all, dependents first', force),
  restartServers: onMany('restart', 'Restart several servers, or all', drain),
  pauseServers: route({
    method: 'POST',
    path: '/api/v1/servers/pause',
    area,
    summary: 'Suspend checks and restarts of several servers, or of all',
    query: wait,
    body: { ...targets, ...pauseFor },
    answer: results,
    also: taken,
  }),
  resumeServers: route({
    method: 'POST',
    path: '/api/v1/servers/resume',
    area,
    summary: 'Resume checks and restarts of several servers, or of all',
    query: wait,
    body: targets,
    answer: results,
    also: taken,
  }),
  getServer: route({
    method: 'GET',
    path: '/api/v1/servers/{name}',
    area,
    summary: 'One server',
    params: serverName,
    answer: serverView,
  }),
  removeServer: route({
    method: 'DELETE',
    path: '/api/v1/servers/{name}',
    area,
    summary: 'Remove a server from the own config',
    params: serverName,
    answer: results,
  }),
  startServer: onOne('start', 'Start a server, and what it depends on'),
  stopServer: onOne('stop', 'Stop a server; it stays down until somebody starts it', force),
  restartServer: onOne('restart', 'Restart a server', drain),
  enableServer: onOne('enable', 'Enable a server'),
  disableServer: onOne('disable', 'Stop a server and disable it'),
  pauseServer: route({
    method: 'POST',
    path: '/api/v1/servers/{name}/pause',
    area,
    summary: 'Suspend checks and restarts of a server',
    params: serverName,
    query: wait,
    body: pauseFor,
    answer: results,
    also: taken,
  }),
  resumeServer: route({
    method: 'POST',
    path: '/api/v1/servers/{name}/resume',
    area,
    summary: 'Resume checks and restarts of a server',
    params: serverName,
    query: wait,
    answer: results,
    also: taken,
  }),
  serverLogs: route({
    method: 'GET',
    path: '/api/v1/servers/{name}/logs',
    area,
    summary: 'The last log lines of a server',
    params: serverName,
    query: {
      lines: wholeNumber(0, 10_000).optional().describe('how many (default 200)'),
      since: moment().optional().describe('a time, or an age such as 10m'),
      grep: z.string().min(1).max(200).optional().describe('a regular expression that the text must match'),
      level: z.enum(logLevels).optional().describe('this level and above'),
    },
    answer: z.array(logLine),
  }),
  serverMetrics: route({
    method: 'GET',
    path: '/api/v1/servers/{name}/metrics',
    area,
    summary: 'CPU, memory and process count over time',
    params: serverName,
    query: {
      from: moment().optional().describe('a time, or an age (default 1h)'),
      to: moment().optional().describe('a time, or an age (default now)'),
      step: duration()
        .optional()
        .describe('distance of the points, as in 1m; left out: as they were recorded. Where nothing was measured there is no point'),
    },
    answer: z.array(metricPoint),
  }),
  serverEvents: route({
    method: 'GET',
    path: '/api/v1/servers/{name}/events',
    area,
    summary: 'What happened to a server, oldest first',
    params: serverName,
    query: {
      since: eventOrMoment().optional().describe('only events after this number, or from this time or age on'),
      from: moment().optional().describe('only events from this time on'),
      type: z.string().min(1).optional().describe('only events of this type'),
      limit: wholeNumber(1, 10_000).optional().describe('at most so many (default 200): the newest, or the next after `since`'),
    },
    answer: z.array(event),
  }),
  serverTools: ofOne('tools', 'The tools that a server offers', z.array(toolInfo)),
  serverHealth: ofOne('health', 'Check a server once, now', healthReport),
  inspectServer: ofOne('inspect', 'Everything known of a server', inspection),
};
