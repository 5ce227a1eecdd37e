// What somebody should have been told: one alert for each time that something stays wrong, not one for each failure.
import { z } from 'zod';

/** `server.down`: it gave up. `config.unreadable`: a config file cannot be used, and what it said last stays in force. */
export const alertKinds = ['server.down', 'config.unreadable'] as const;
export type AlertKind = (typeof alertKinds)[number];

export const alert = z.object({
  id: z.number().int(),
  kind: z.enum(alertKinds),
  server: z.string().nullable(),
  file: z.string().nullable().describe('of `config.unreadable`'),
  reason: z.string().describe('what is wrong, in one sentence: the latest'),
  next: z.string().nullable().describe('what to do about it'),
  openedAt: z.iso.datetime(),
  lastAt: z.iso.datetime().describe('when it went wrong the last time'),
  count: z.number().int().describe('how often it went wrong within this episode'),
  closedAt: z.iso.datetime().nullable().describe('null: it is not over. Over is what was well for five minutes, or was stopped or removed'),
  muted: z.boolean().describe('somebody does not want to be told of it'),
});
export type Alert = z.infer<typeof alert>;

/** Nobody is told of what fits: of this server, of this kind, or of both. The history keeps it all the same. */
export const mute = z.object({
  server: z.string().nullable(),
  kind: z.enum(alertKinds).nullable(),
  until: z.iso.datetime().nullable().describe('null: until it is taken back'),
});
export type Mute = z.infer<typeof mute>;
