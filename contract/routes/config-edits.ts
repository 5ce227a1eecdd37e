// Changes of the own config: seen before they are made, and given back byte by byte afterwards.
import { z } from 'zod';
import { actors } from '../server.ts';
import { route } from './route.ts';

const area = 'config';

export const configEdit = z.object({
  file: z.string().describe('the own config file'),
  diff: z.string().describe('unified; secrets masked. Empty: nothing changes'),
  changed: z.boolean(),
  fingerprint: z.string().describe('of what is there and of what would be; `expect` of the change itself'),
  undo: z.string().nullable().describe('gives the file back as it was; null: nothing was written'),
  notes: z.array(z.string()).describe('what the new config will say that the present one does not'),
});
export type ConfigEdit = z.infer<typeof configEdit>;

export const pastEdit = z.object({
  undo: z.string(),
  at: z.iso.datetime(),
  by: z.enum(actors),
  file: z.string(),
  keys: z.array(z.string()).describe('dotted; empty: it gave back what an earlier change had replaced'),
  diff: z.string().describe('unified; secrets masked'),
  isLast: z.boolean().describe('the file is as this change left it: it can be undone'),
});
export type PastEdit = z.infer<typeof pastEdit>;

export const configEditRoutes = {
  editConfig: route({
    method: 'POST',
    path: '/api/v1/config/edit',
    area,
    summary: 'Change the own config, or look at the change that would be made',
    body: {
      edits: z
        .array(
          z.strictObject({
            path: z.array(z.string().min(1).max(500)).min(1).max(12).describe('as in ["servers", "files", "restart", "max"]'),
            value: z.unknown().describe('null takes the key away'),
          }),
        )
        .min(1)
        .max(200),
      preview: z.boolean().optional().describe('true: nothing is written'),
      expect: z
        .string()
        .optional()
        .describe('the `fingerprint` of a preview: if the change is not that one any more, 409 and nothing is written'),
    },
    answer: configEdit,
  }),
  undoConfig: route({
    method: 'POST',
    path: '/api/v1/config/undo',
    area,
    summary: 'Give the own config back as it was before a change, byte by byte; 409 when it was changed since',
    body: { undo: z.string().min(1).max(100).describe('as the change answered it') },
    answer: configEdit,
  }),
  configEdits: route({
    method: 'GET',
    path: '/api/v1/config/edits',
    area,
    summary: 'The last changes of the own config that were made over this API, newest first',
    answer: z.array(pastEdit),
  }),
};
