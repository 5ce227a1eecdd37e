// The AI clients of this machine: which are there, which are linked to the gateway, and the change that linking one makes.
import { z } from 'zod';
import { flag, route } from './route.ts';

const area = 'gateway';
const client = { client: z.string().min(1).describe('claude-desktop, claude-code, cursor or vscode') };
const move = 'the servers that it has go over to the own config, with their origin, and are taken out of its file (default: yes)';
const profile = 'which of the gateway’s profiles it gets (default: default)';
const expect = 'the `fingerprint` of a preview: if the change is not that one any more, 409 and nothing is written';
const isProfile = () => z.string().regex(/^[^\s/?#-][^\s/?#]*$/, 'is a name as in the address of a profile');

export const clientView = z.object({
  client: z.string(),
  title: z.string(),
  installed: z.boolean(),
  file: z.string().describe('the file that linking changes'),
  exists: z.boolean(),
  linked: z.boolean(),
  profile: z.string().nullable().describe('the profile that its entry asks for; null: the usual one'),
  linkedAt: z.iso.datetime().nullable(),
  backup: z.string().nullable().describe('a copy of the file from before it was linked'),
  servers: z.array(
    z.object({ name: z.string(), as: z.string().nullable().describe('the name that it has here; null: not run'), command: z.string() }),
  ),
  warnings: z.array(z.string()),
});
export type ClientView = z.infer<typeof clientView>;

export const clientPreview = z.object({
  client: z.string(),
  title: z.string(),
  verb: z.enum(['link', 'unlink']),
  unchanged: z.boolean().describe('it is so already: nothing is written'),
  changes: z.array(
    z.object({
      file: z.string(),
      does: z.enum(['create', 'change', 'delete']),
      diff: z.string().describe('unified; secrets masked'),
    }),
  ),
  moves: z.array(z.object({ name: z.string(), as: z.string() })).describe('servers that change hands: the name there, and here'),
  stays: z.array(z.object({ name: z.string(), reason: z.string() })).describe('servers that it goes on starting itself, and why'),
  notes: z.array(z.string()).describe('what to know, and what to do next'),
  fingerprint: z.string(),
});
export type ClientPreview = z.infer<typeof clientPreview>;

export const clientRoutes = {
  clients: route({
    method: 'GET',
    path: '/api/v1/clients',
    area,
    summary: 'The AI clients that can be linked, and how they are',
    answer: z.array(clientView),
  }),
  previewClient: route({
    method: 'GET',
    path: '/api/v1/clients/{client}/preview',
    area,
    summary: 'The exact change that linking or unlinking would make; nothing is written',
    params: client,
    query: {
      verb: z.enum(['link', 'unlink']).optional().describe('default: link'),
      move: flag().optional().describe(move),
      profile: isProfile().optional().describe(profile),
    },
    answer: clientPreview,
  }),
  linkClient: route({
    method: 'POST',
    path: '/api/v1/clients/{client}/link',
    area,
    summary: 'Write the entry of the gateway into a client’s file',
    params: client,
    body: {
      move: z.boolean().optional().describe(move),
      profile: isProfile().optional().describe(profile),
      expect: z.string().optional().describe(expect),
    },
    answer: clientPreview,
  }),
  unlinkClient: route({
    method: 'POST',
    path: '/api/v1/clients/{client}/unlink',
    area,
    summary: 'Give a client’s file back as it was, or take just our entry out of it',
    params: client,
    body: { expect: z.string().optional().describe(expect) },
    answer: clientPreview,
  }),
};
