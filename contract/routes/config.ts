// What the config files say, and where each value comes from.
import { z } from 'zod';
import { route } from './route.ts';

const area = 'config';

export const configView = z.object({
  path: z.string().describe('the own config file'),
  files: z.array(z.object({ client: z.string(), file: z.string(), exists: z.boolean(), ok: z.boolean() })),
  values: z.record(z.string(), z.unknown()).describe('the merged result; secrets masked'),
  origins: z.record(z.string(), z.object({ file: z.string(), line: z.number().int().nullable() })),
  defaults: z
    .object({ servers: z.record(z.string(), z.unknown()), services: z.record(z.string(), z.unknown()) })
    .describe('what holds where neither the entry nor its adjustment says anything: built in, and `defaults` over it'),
  imported: z.array(
    z.object({
      client: z.string(),
      file: z.string(),
      name: z.string(),
      as: z.string().nullable().describe('the name it has here; null: not run'),
      command: z.string(),
      note: z.string().nullable(),
    }),
  ),
});

const keptFor = z.object({ days: z.number().int(), rows: z.number().int().nullable().describe('at most so many; null: only time counts') });

export const settingsView = z.looseObject({
  home: z.string(),
  http: z.object({ host: z.string(), port: z.number().int().nullable(), allowedHosts: z.array(z.string()) }),
  logs: z.object({ maxSizeBytes: z.number().int(), keep: z.number().int() }),
  storeTrouble: z.string().nullable().describe('why nothing can be recorded now'),
  folders: z.object({ config: z.string(), data: z.string(), logs: z.string(), run: z.string() }),
  sizes: z.object({ data: z.number().int(), logs: z.number().int() }).describe('bytes of what lies in these folders'),
  kept: z.object({ events: keptFor, calls: keptFor, alerts: keptFor, metrics: keptFor }),
  tokenFile: z.string().describe('holds the token of this start; only its owner can read it'),
  node: z.string().describe('the version of Node that the engine runs on'),
});
export type SettingsView = z.infer<typeof settingsView>;

export const configRoutes = {
  config: route({ method: 'GET', path: '/api/v1/config', area, summary: 'The merged config', answer: configView }),
  settings: route({
    method: 'GET',
    path: '/api/v1/settings',
    area,
    summary: 'Settings in force',
    answer: settingsView,
  }),
};
