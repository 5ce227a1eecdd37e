// Every route of the HTTP API by the name that the client and the documents use.
import type { z } from 'zod';
import { accessRoutes, documentationRoutes } from './access.ts';
import { configRoutes } from './config.ts';
import { engineRoutes } from './engine.ts';
import { eventRoutes } from './events.ts';
import { logRoutes } from './logs.ts';
import type { Route } from './route.ts';
import { serverRoutes } from './servers.ts';

export const routes = {
  ...engineRoutes,
  ...serverRoutes,
  ...logRoutes,
  ...eventRoutes,
  ...configRoutes,
  ...accessRoutes,
  ...documentationRoutes,
};
export type Routes = typeof routes;
export type RouteName = keyof Routes;

type BodyIn<R extends Route> = R['body'] extends z.ZodType ? z.input<R['body']> : unknown;
/** What a caller gives: path parameters, query and body in one object. */
export type InputOf<N extends RouteName> = z.input<Routes[N]['params']> & z.input<Routes[N]['query']> & BodyIn<Routes[N]>;
export type AnswerOf<N extends RouteName> = z.output<Routes[N]['answer']>;

export const routeList = Object.entries(routes) as [RouteName, Route][];
