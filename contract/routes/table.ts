// Every route of the HTTP API by the name that the client and the documents use.
import type { z } from 'zod';
import { accessRoutes, documentationRoutes } from './access.ts';
import { alertRoutes } from './alerts.ts';
import { clientTokenRoutes } from './client-tokens.ts';
import { clientRoutes } from './clients.ts';
import { configRoutes } from './config.ts';
import { configEditRoutes } from './config-edits.ts';
import { engineRoutes } from './engine.ts';
import { eventRoutes } from './events.ts';
import { gatewayRoutes } from './gateway.ts';
import { logRoutes } from './logs.ts';
import { onboardingRoutes } from './onboarding.ts';
import type { Route } from './route.ts';
import { serverRoutes } from './servers.ts';
import { signInRoutes } from './sign-in.ts';
import { toolCallRoutes } from './tool-calls.ts';

export const routes = {
  ...engineRoutes,
  ...serverRoutes,
  ...logRoutes,
  ...eventRoutes,
  ...alertRoutes,
  ...configRoutes,
  ...configEditRoutes,
  ...gatewayRoutes,
  ...toolCallRoutes,
  ...clientRoutes,
  ...clientTokenRoutes,
  ...onboardingRoutes,
  ...signInRoutes,
  ...accessRoutes,
  ...documentationRoutes,
};
export type Routes = typeof routes;
export type RouteName = keyof Routes;

/** An empty strict object is typed as one that may hold no key at all: joined with another it would forbid that one's keys. */
type Keyed<T> = string extends keyof T ? unknown : T;
/** What a caller gives: path parameters, query and body in one object. */
export type InputOf<N extends RouteName> = Keyed<z.input<Routes[N]['params']>> &
  Keyed<z.input<Routes[N]['query']>> &
  Keyed<z.input<NonNullable<Routes[N]['body']>>>;
/** The same, parsed. */
export type ParsedOf<N extends RouteName> = Keyed<z.output<Routes[N]['params']>> &
  Keyed<z.output<Routes[N]['query']>> &
  Keyed<z.output<NonNullable<Routes[N]['body']>>>;
export type AnswerOf<N extends RouteName> = z.output<Routes[N]['answer']>;

export const routeList = Object.entries(routes) as [RouteName, Route][];
