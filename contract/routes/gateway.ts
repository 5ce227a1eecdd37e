// What the gateway offers to clients, who uses it, and what was called.
import { z } from 'zod';
import { callPoint, toolCalls } from '../call-figures.ts';
import { callOutcomes } from '../calls.ts';
import { surface } from '../surface.ts';
import { definitionFinding, definitionKinds, trustOfDefinition } from '../trust.ts';
import { duration, eventOrMoment, moment, route, wholeNumber } from './route.ts';
import { toolInfo } from './servers.ts';

const area = 'gateway';
const tool = { tool: z.string().min(1).describe('SERVER.TOOL, or the name that clients use; percent-encoded') };

export const gatewayTool = toolInfo.extend({
  name: z.string().describe('as clients see and call it'),
  server: z.string().nullable().describe('null: a management tool of Roundhouse itself'),
  tool: z.string().describe('the name that the server gave it'),
  tokens: z.number().int().describe('about what its definition costs a model that reads it: bytes of the JSON divided by four'),
  available: z.boolean().describe('its server is up, or asleep until a call wakes it; else clients do not see it, and a call says why'),
  hidden: z.boolean().describe('clients of the profile neither see nor reach it'),
  hiddenEverywhere: z.boolean().describe('because a person hid it, in every profile'),
  renamed: z.boolean().describe('a person gave it its name'),
  trust: trustOfDefinition.nullable().describe('what a person should look at; null: nothing'),
});
export type GatewayTool = z.infer<typeof gatewayTool>;

export const gatewayProfile = z.object({
  name: z.string(),
  url: z.string().nullable(),
  builtIn: z.boolean().describe('it is always there, and not written in the config'),
  servers: z.array(z.string()).nullable().describe('globs; null: all'),
  allow: z.array(z.string()).nullable().describe('globs over `server.tool`; null: all'),
  deny: z.array(z.string()),
  management: z.boolean(),
  surface: surface.describe('what its clients are shown unless they or their tokens say otherwise'),
  tools: z.object({ full: z.number().int(), lazy: z.number().int() }).describe('how many tools its clients are shown, by surface'),
  tokens: z
    .object({
      full: z.number().int().describe('every tool'),
      lazy: z.number().int().describe('the three that find the others'),
      servers: z.record(z.string(), z.number().int()).describe('of the full list, by server'),
    })
    .describe('about what its list of tools costs a model that reads it, in tokens: bytes of the JSON divided by four'),
});
export type GatewayProfile = z.infer<typeof gatewayProfile>;

export const gatewayCaller = z.object({
  label: z.string().describe('name of its token, or how it introduced itself'),
  token: z.string().nullable().describe('name of its own token; null: it has the engine’s'),
  client: z.object({ name: z.string(), version: z.string() }),
  generation: z.enum(['handshake', 'stateless']),
  protocolVersion: z.string(),
  profile: z.string(),
  surface: surface.describe('what it is shown: every tool, or three that find the others'),
  since: z.iso.datetime(),
  lastUsedAt: z.iso.datetime(),
  connected: z.boolean().describe('it has a session, or listens, now'),
});
export type GatewayCaller = z.infer<typeof gatewayCaller>;

export const gatewayView = z.object({
  url: z.string().nullable().describe('what a client is given; null while the engine comes up'),
  socket: z.string().nullable(),
  profiles: z.array(gatewayProfile),
  callers: z.array(gatewayCaller),
  entry: z
    .object({ command: z.string(), args: z.array(z.string()), env: z.record(z.string(), z.string()).optional() })
    .describe(
      'for the file of any client that runs a command: `connect` of this installation, by absolute paths; `--profile P` may be added',
    ),
  callsNotKept: z.number().int().describe('since the engine started: calls that came faster than they could be written'),
});
export type GatewayView = z.infer<typeof gatewayView>;

export const keptCall = z.object({
  seq: z.number().int().describe('grows from call to call, over restarts too; not a number of the journal, and not without gaps'),
  at: z.iso.datetime(),
  client: z.string(),
  profile: z.string(),
  server: z.string(),
  method: z.string(),
  target: z.string().nullable().describe('name of the tool or prompt, URI of the resource'),
  ms: z.number(),
  outcome: z.enum(callOutcomes),
  requestBytes: z.number().int(),
  resultBytes: z.number().int(),
  arguments: z.string().optional().describe('JSON, masked and cut; only where the config asks for it (`gateway.record.arguments`)'),
});

const calls = {
  since: eventOrMoment().optional().describe('only calls after this number, or from this time or age on'),
  client: z.string().min(1).optional().describe('only of this client'),
  server: z.string().min(1).optional().describe('only to this server'),
  outcome: z.enum(callOutcomes).optional().describe('only those that ended so'),
};

export const gatewayRoutes = {
  gateway: route({ method: 'GET', path: '/api/v1/gateway', area, summary: 'Where clients connect, and who does', answer: gatewayView }),
  gatewayTools: route({
    method: 'GET',
    path: '/api/v1/tools',
    area,
    summary: 'The tools of the gateway, with what is hidden from the clients of a profile',
    query: { profile: z.string().min(1).optional().describe('as it is seen there (default: default)') },
    answer: z.array(gatewayTool),
  }),
  hideTool: route({
    method: 'POST',
    path: '/api/v1/tools/{tool}/hide',
    area,
    summary: 'Hide a tool from every client: it is neither listed nor called',
    params: tool,
    answer: gatewayTool,
  }),
  showTool: route({
    method: 'POST',
    path: '/api/v1/tools/{tool}/show',
    area,
    summary: 'Take the hiding of a tool back',
    params: tool,
    answer: gatewayTool,
  }),
  renameTool: route({
    method: 'POST',
    path: '/api/v1/tools/{tool}/rename',
    area,
    summary: 'Give a tool another name, for every client',
    params: tool,
    body: { name: z.string().min(1).optional().describe('left out: the name that it has by itself') },
    answer: gatewayTool,
  }),
  changedTools: route({
    method: 'GET',
    path: '/api/v1/tools/changed',
    area,
    summary: 'Tools, prompts, templates and instructions that changed since they were first seen, or are suspicious',
    query: { server: z.string().min(1).optional().describe('only of this server') },
    answer: z.array(definitionFinding),
  }),
  approveTools: route({
    method: 'POST',
    path: '/api/v1/tools/approve',
    area,
    summary: 'Accepts what a server says of itself now; what was blocked is offered again',
    body: {
      server: z.string().min(1),
      name: z.string().min(1).optional().describe('only this tool, prompt or template, as the server calls it'),
      kind: z.enum(definitionKinds).optional().describe('only of this kind'),
      expect: z.string().optional().describe('`hash` of what was looked at: refused when it is another one by now'),
    },
    answer: z.array(definitionFinding).describe('what was accepted'),
  }),
  calls: route({
    method: 'GET',
    path: '/api/v1/calls',
    area,
    summary: 'Calls that are over, newest first. Arguments are kept only where the config asks for it, results never',
    query: { ...calls, limit: wholeNumber(1, 10_000).optional().describe('at most so many (default 200)') },
    answer: z.array(keptCall),
  }),
  callMetrics: route({
    method: 'GET',
    path: '/api/v1/calls/metrics',
    area,
    summary:
      'Calls in figures over time: how many ended, how many failed, how fast they were answered. Minutes for a day, ten minutes for a month',
    query: {
      server: z.string().min(1).optional().describe('only to this server (default: all together)'),
      from: moment().optional().describe('a time, or an age (default 1h)'),
      to: moment().optional().describe('a time, or an age (default now)'),
      step: duration().optional().describe('distance of the points, whole minutes. In a step without a point nobody called'),
    },
    answer: z.array(callPoint),
  }),
  toolCallFigures: route({
    method: 'GET',
    path: '/api/v1/calls/tools',
    area,
    summary: 'Calls in figures by tool, in whole hours, for a week. Tools that nobody called are left out',
    query: {
      server: z.string().min(1).optional().describe('only of this server'),
      from: moment().optional().describe('a time, or an age (default 24h)'),
    },
    answer: z.array(toolCalls),
  }),
  callStream: route({
    method: 'GET',
    path: '/api/v1/calls/stream',
    area,
    summary: 'Server-sent events: the calls since `since`, then each as it ends. `event: missed` says how many were left out',
    query: {
      ...calls,
      heartbeat: wholeNumber(1, 60).optional().describe('seconds between comments that show that the line is alive (default 15)'),
    },
    answer: keptCall,
    media: 'text/event-stream',
  }),
};
