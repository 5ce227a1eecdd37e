// Calls in figures: how many, how many of them failed, and how long they took. Now, over time, and by tool.
import { z } from 'zod';

const count = z.number().int();
const time = z.number().nullable();

export const callFigures = z.object({
  perMinute: count.describe('calls that ended in the last sixty seconds'),
  lastHour: count.describe('calls that ended in the last hour'),
  failed: count.describe('of these, with an error or with a tool that said so'),
  p95Ms: time.describe('of the last hour: 95 of 100 answers came within it, to 1 %; null: none came'),
  lastAt: z.iso.datetime().nullable().default(null).describe('when the newest of these ended; null: none since the engine began'),
});
export type CallFigures = z.infer<typeof callFigures>;

export const callsNow = z.object({
  all: callFigures,
  servers: z.record(z.string(), callFigures).describe('those that were called in the last hour'),
});
export type CallsNow = z.infer<typeof callsNow>;

export const callPoint = z.object({
  t: z.iso.datetime().describe('begin of the step'),
  calls: count.describe('all that ended in it'),
  failed: count.describe('of these, with an error or with a tool that said so'),
  cancelled: count.describe('of these, given up by the client'),
  p50Ms: time.describe('half of the answers came within it; null: none came'),
  p95Ms: time.describe('95 of 100 answers came within it: of all answers of the step, not a mean of shorter steps; null: none came'),
});
export type CallPoint = z.infer<typeof callPoint>;

export const toolCalls = z.object({
  server: z.string(),
  tool: z.string().describe('as clients called it'),
  calls: count,
  failed: count,
  p95Ms: time,
});
export type ToolCalls = z.infer<typeof toolCalls>;
