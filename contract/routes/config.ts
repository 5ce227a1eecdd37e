// What the config files say, and where each value comes from.
import { z } from 'zod';
import { route } from './route.ts';

const area = 'config';

export const configView = z.object({
  path: z.string().describe('the own config file'),
  files: z.array(z.object({ client: z.string(), file: z.string(), exists: z.boolean(), ok: z.boolean() })),
  values: z.record(z.string(), z.unknown()).describe('the merged result; secrets masked'),
  origins: z.record(z.string(), z.object({ file: z.string(), line: z.number().int().nullable() })),
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

export const configRoutes = {
  config: route({ method: 'GET', path: '/api/v1/config', area, summary: 'The merged config', answer: configView }),
  settings: route({
    method: 'GET',
    path: '/api/v1/settings',
    area,
    summary: 'Settings in force',
    answer: z.record(z.string(), z.unknown()),
  }),
};
