// Tokens of single clients: each has a name, may be bound to a profile, and can be taken back without touching the others.
import { z } from 'zod';
import { surface } from '../surface.ts';
import { route } from './route.ts';

const area = 'gateway';
const name = () =>
  z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
      'is a name of letters, digits, “.”, “_” and “-”, at most 64, that begins with a letter or digit',
    )
    .describe('the name of the token: its client is shown under it');

export const clientToken = z.object({
  name: z.string(),
  profile: z.string().nullable().describe('the one profile that it opens; null: every one'),
  surface: surface.nullable().describe('what its client is shown; null: as the profile says'),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
  connected: z.boolean().describe('a client has a session with it now'),
});
export type ClientToken = z.infer<typeof clientToken>;

export const newClientToken = clientToken.extend({
  token: z.string().describe('shown this once: only its digest is kept'),
});
export type NewClientToken = z.infer<typeof newClientToken>;

export const revokedToken = z.object({ name: z.string(), ended: z.number().int().describe('sessions and requests that ended with it') });
export type RevokedToken = z.infer<typeof revokedToken>;

export const clientTokenRoutes = {
  clientTokens: route({
    method: 'GET',
    path: '/api/v1/clients/tokens',
    area,
    summary: 'The tokens of single clients, and when each was used last',
    answer: z.array(clientToken),
  }),
  addClientToken: route({
    method: 'POST',
    path: '/api/v1/clients/tokens',
    area,
    summary: 'Make a token for one client; the answer is the only place where it is ever shown',
    body: {
      name: name(),
      profile: z.string().min(1).optional().describe('the one profile that it opens (default: every one)'),
      surface: surface.optional().describe('what its client is shown (default: as the profile says)'),
    },
    answer: newClientToken,
    status: 201,
  }),
  revokeClientToken: route({
    method: 'DELETE',
    path: '/api/v1/clients/tokens/{token}',
    area,
    summary: 'Take a token back: what is open with it ends at once',
    params: { token: name() },
    answer: revokedToken,
  }),
};
