// Signing in to remote servers: asked for here, done in the person's browser, which comes back to `/oauth/callback`.
import { z } from 'zod';
import { keptPlaces } from '../server.ts';
import { route, serverName, wholeNumber } from './route.ts';

const area = 'servers';

export const signInBegun = z.object({
  id: z.string().describe('for GET /api/v1/sign-ins/ID'),
  url: z.string().describe('open this in a browser'),
  expiresAt: z.iso.datetime(),
  issuer: z.string().describe('who is asked'),
  keptIn: z.enum(keptPlaces).describe('where the sign-in will be kept'),
});

export type SignInBegun = z.infer<typeof signInBegun>;

export const signInOutcome = z.object({
  id: z.string(),
  server: z.string(),
  state: z.enum(['waiting', 'done', 'failed']),
  reason: z.string().nullable().describe('why it failed'),
});
export type SignInOutcome = z.infer<typeof signInOutcome>;

export const signedOut = z.object({
  name: z.string(),
  ok: z.literal(true),
  /** false: nothing was kept */
  wasSignedIn: z.boolean(),
  revoked: z.boolean().describe('the server was told, and took the token back'),
});

const text = z.string().max(4_096);

export const signInRoutes = {
  signIn: route({
    method: 'POST',
    path: '/api/v1/servers/{name}/sign-in',
    area,
    summary: 'Begin to sign in to a remote server: answers the address that a person opens in a browser, within ten minutes',
    params: serverName,
    answer: signInBegun,
  }),
  signOut: route({
    method: 'POST',
    path: '/api/v1/servers/{name}/sign-out',
    area,
    summary: 'Forget the sign-in of a remote server, and have it revoked where its authorization server offers that',
    params: serverName,
    answer: signedOut,
  }),
  signInOutcome: route({
    method: 'GET',
    path: '/api/v1/sign-ins/{id}',
    area,
    summary: 'What became of a sign-in',
    params: { id: z.string().min(1).max(100) },
    query: { wait: wholeNumber(0, 60).optional().describe('how many seconds to wait for its end (default 0)') },
    answer: signInOutcome,
  }),
  signInCallback: route({
    method: 'GET',
    path: '/oauth/callback',
    area: 'access',
    summary: 'Where the browser comes back with the answer of an authorization server; good once, for whoever knows the state',
    query: {
      state: text.min(1).describe('from the opened address'),
      code: text.optional(),
      iss: text.optional(),
      error: text.optional(),
      error_description: text.optional(),
    },
    loose: true,
    answer: z.string(),
    media: 'text/html',
    access: 'code',
  }),
};
