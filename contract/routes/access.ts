// How a browser signs in: the holder of the token asks for a code, the browser changes it into a session.
import { z } from 'zod';
import { route } from './route.ts';

const area = 'access';

export const loginCode = z.object({
  code: z.string(),
  url: z.string().describe('open this in a browser'),
  expiresAt: z.iso.datetime(),
});

export const browserSession = z.object({
  id: z.string().describe('names it here, and opens nothing'),
  signedInAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime().describe('its last request; what it follows does not count'),
  agent: z.string().nullable().describe('as the browser calls itself'),
  here: z.boolean().describe('the one that asks'),
});
export type BrowserSession = z.infer<typeof browserSession>;

export const accessRoutes = {
  createLoginCode: route({
    method: 'POST',
    path: '/api/v1/login-codes',
    area,
    summary: 'A code that signs one browser in, once, within 60 seconds',
    answer: loginCode,
    status: 201,
  }),
  login: route({
    method: 'GET',
    path: '/login',
    area,
    summary: 'Changes a code into a session cookie and goes to the dashboard',
    query: { code: z.string().min(1).describe('from POST /api/v1/login-codes') },
    answer: z.string(),
    status: 303,
    media: 'text/html',
    access: 'code',
  }),
  browserSessions: route({
    method: 'GET',
    path: '/api/v1/sessions',
    area,
    summary: 'The browsers that are signed in, the last that was seen first',
    answer: z.array(browserSession),
  }),
  endBrowserSession: route({
    method: 'DELETE',
    path: '/api/v1/sessions/{session}',
    area,
    summary: 'Signs a browser out: what it follows ends at once',
    params: { session: z.string().min(1).max(100).describe('its id, from GET /api/v1/sessions') },
    answer: z.object({ ok: z.literal(true) }),
  }),
  logout: route({
    method: 'POST',
    path: '/api/v1/logout',
    area,
    summary: 'Ends the session of this browser',
    answer: z.object({ ok: z.literal(true) }),
  }),
};

export const documentationRoutes = {
  openapi: route({
    method: 'GET',
    path: '/api/v1/openapi.json',
    area: 'documentation',
    summary: 'This API as an OpenAPI 3.1 document',
    answer: z.record(z.string(), z.unknown()),
  }),
  docs: route({
    method: 'GET',
    path: '/api/docs',
    area: 'documentation',
    summary: 'This API as a page',
    answer: z.string(),
    media: 'text/html',
  }),
};
