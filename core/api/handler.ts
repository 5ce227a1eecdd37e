// The HTTP API as one web-standard handler. The headless engine serves it on loopback, the desktop app through its own protocol.
import { Hono } from 'hono';
import { Failure } from '../../contract/errors.ts';
import type { Route } from '../../contract/routes/route.ts';
import { type RouteName, routeList } from '../../contract/routes/table.ts';
import type { EngineLog } from '../store/logs.ts';
import { type AccessRules, type Carrier, checkRules } from './access.ts';
import { admit, wantsPage } from './admit.ts';
import type { Answers, Ask } from './answers.ts';
import { accessAnswers } from './areas/access.ts';
import { alertAnswers } from './areas/alerts.ts';
import { callAnswers } from './areas/calls.ts';
import { clientAnswers } from './areas/clients.ts';
import { configEditAnswers } from './areas/config-edits.ts';
import { documentationAnswers } from './areas/documentation.ts';
import { engineAnswers } from './areas/engine.ts';
import { gatewayAnswers } from './areas/gateway.ts';
import { logAnswers } from './areas/logs.ts';
import { recordAnswers } from './areas/records.ts';
import { serverAnswers } from './areas/servers.ts';
import { signInAnswers } from './areas/sign-in.ts';
import { parseBody, parseQuery } from './body.ts';
import type { EngineApi } from './engine-api.ts';
import { createFirstPage } from './first-page.ts';
import { apiHeaders } from './headers.ts';
import { noSuchRoute } from './no-such-route.ts';
import { createOpenStreams } from './open-streams.ts';
import { createPage } from './page.ts';
import { problemResponse } from './problem.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { signInPage } from './sign-in.ts';
import { type SocketOpener, socketOpener } from './socket.ts';

export interface HandlerDeps {
  engine: EngineApi;
  /** text of `run/token` */
  token: string;
  rules: AccessRules;
  log: EngineLog;
  /** folder of the built dashboard; null: none */
  page: string | null;
  /** why the engine does not do its work yet, or any more; null when it does */
  notReady?: () => string | null;
  sessions?: Sessions;
}

export interface Handler {
  (request: Request, carrier: Carrier): Promise<Response>;
  /** a WebSocket is asked for: how to open it, or why not */
  upgrade(request: Request, carrier: Carrier): Response | SocketOpener;
  /** ends every open stream with a last word */
  endStreams(): void;
  openStreams(): number;
}

interface Env {
  Bindings: { carrier: Carrier };
  Variables: { ask: Ask };
}

export function createHandler(deps: HandlerDeps): Handler {
  const { engine, log } = deps;
  checkRules(deps.rules);
  const sessions = deps.sessions ?? createSessions();
  const streams = createOpenStreams(sessions);
  const page = createPage(deps.page, createFirstPage(deps.page, engine.snapshot, log));
  const answers: Answers = {
    ...engineAnswers(engine, streams.open, deps.notReady ?? (() => (engine.engine().stopping ? 'The engine is stopping.' : null))),
    ...serverAnswers(engine),
    ...logAnswers(engine, streams.open),
    ...recordAnswers(engine),
    ...alertAnswers(engine),
    ...gatewayAnswers(engine.gateway),
    ...callAnswers(engine, streams.open),
    ...configEditAnswers(engine.edits),
    ...clientAnswers(engine.clients),
    ...signInAnswers(engine),
    ...accessAnswers(engine, sessions),
    ...documentationAnswers(engine),
  };
  const gate = { token: deps.token, rules: deps.rules, sessions };

  const app = new Hono<Env>({ getPath: (request) => new URL(request.url).pathname });
  app.use('*', async (context, next) => {
    context.set('ask', admit(context.req.raw, context.env.carrier, gate));
    await next();
  });
  for (const [name, route] of routeList) {
    app.on(route.method, route.path.replace(/\{(\w+)\}/g, ':$1'), (context) =>
      answer(name, route, context.get('ask'), context.req.param() as Record<string, string>),
    );
  }
  app.notFound(async (context) => {
    const { request, url } = context.get('ask');
    if (request.method === 'GET' || request.method === 'HEAD') {
      const file = await page(url.pathname);
      if (file) return file;
    }
    return noSuchRoute(url.pathname, request.method);
  });
  app.onError((error, context) => {
    const { raw } = context.req;
    if (!(error instanceof Failure)) {
      // whoever asked has left, and what waited for them gave up: nobody reads this answer
      if (raw.signal.aborted) return problemResponse(new Failure('bad-request', 'The request was given up.'));
      log.error('a request failed unexpectedly', {
        method: raw.method,
        path: new URL(raw.url).pathname,
        error: error.stack ?? String(error),
      });
      return problemResponse(unexpected());
    }
    if (error.code === 'unauthorized' && wantsPage(raw)) return signInPage('This browser is not signed in, or its session has ended.');
    return problemResponse(error);
  });

  async function answer(name: RouteName, route: Route, ask: Ask, params: Record<string, string>): Promise<Response> {
    const isHead = ask.request.method === 'HEAD';
    // a HEAD would open a stream that nobody reads, or use up a code
    if (isHead && (route.media === 'text/event-stream' || route.access === 'code')) return noSuchRoute(ask.url.pathname, 'HEAD');
    const body = route.method === 'GET' ? {} : await parseBody(ask.request, route.body);
    const input = { ...params, ...parseQuery(ask.url, route.query), ...body };
    const result = await (answers[name] as (input: unknown, ask: Ask) => unknown)(input, ask);
    if (result instanceof Response) return result;
    if (route.media === 'text/plain') {
      return new Response(String(result), { headers: { ...apiHeaders, 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } });
    }
    return Response.json(result, { status: route.status, headers: apiHeaders });
  }

  const handler = async (request: Request, carrier: Carrier) => app.fetch(request, { carrier });
  return Object.assign(handler, {
    upgrade(request: Request, carrier: Carrier) {
      try {
        const ask = admit(request, carrier, gate);
        return socketOpener(engine, streams, ask);
      } catch (error) {
        if (error instanceof Failure) return problemResponse(error);
        log.error('a WebSocket failed unexpectedly', { error: String(error) });
        return problemResponse(unexpected());
      }
    },
    endStreams: () => streams.endAll({ code: 'shutting-down', reason: 'The engine is shutting down.' }),
    openStreams: () => streams.count(),
  });
}

function unexpected(): Failure {
  return new Failure('internal', 'Something went wrong inside the engine. Its log, logs/roundhouse.log, says what.');
}
