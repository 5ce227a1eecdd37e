// Lets a request in, or says why not. Host, then Origin, then the token or the session: in this order, on every route.
import { Failure } from '../../contract/errors.ts';
import type { Route } from '../../contract/routes/route.ts';
import { routeList } from '../../contract/routes/table.ts';
import type { Actor } from '../../contract/server.ts';
import { type AccessRules, bearerOf, type Carrier, checkHost, checkOrigin, isLoopback, requireOrigin, sameSecret } from './access.ts';
import type { Ask } from './answers.ts';
import { cookieOf } from './cookie.ts';
import { isPagePath } from './page.ts';
import type { Sessions } from './sessions.ts';

export interface Gate {
  token: string;
  rules: AccessRules;
  sessions: Sessions;
}

const untokened = new Map(routeList.filter(([, route]) => route.access !== 'token').map(([, route]) => [route.path, route.access]));

function accessOf(method: string, path: string): Route['access'] {
  return method === 'GET' || method === 'HEAD' ? (untokened.get(path) ?? 'token') : 'token';
}

export function admit(request: Request, carrier: Carrier, gate: Gate): Ask {
  const url = new URL(request.url);
  const { headers, method } = request;
  const access = accessOf(method, url.pathname);
  // a load balancer asks for these two by address
  if (access !== 'open' || isLoopback(gate.rules.host)) checkHost(headers.get('host'), carrier, gate.rules);
  checkOrigin(headers, carrier, isNavigation(request, url));
  const ask = { request, url, carrier, by: 'api', session: null } satisfies Ask;
  if (carrier.kind === 'desktop') return { ...ask, by: actorOf(headers, 'ui') };
  if (access !== 'token') return ask;

  const given = bearerOf(headers);
  if (given !== null && sameSecret(given, gate.token)) return { ...ask, by: actorOf(headers, 'api') };
  const session = cookieOf(headers, carrier);
  if (given === null && session !== null && gate.sessions.holds(session)) {
    if (method !== 'GET' && method !== 'HEAD') requireOrigin(headers);
    return { ...ask, by: 'ui', session };
  }
  throw new Failure(
    'unauthorized',
    'This needs the token of the running engine (run/token) as “Authorization: Bearer …”, or a signed-in browser.',
  );
}

const namedActors: readonly string[] = ['ui', 'cli', 'mcp'] satisfies Actor[];

function actorOf(headers: Headers, otherwise: Actor): Actor {
  const named = headers.get('x-roundhouse-actor') ?? '';
  return namedActors.includes(named) ? (named as Actor) : otherwise;
}

/** Somebody opens one of our pages in a tab. Their session cookie does not come along from a foreign site (SameSite=Strict). */
function isNavigation(request: Request, url: URL): boolean {
  if (request.method !== 'GET' || request.headers.get('sec-fetch-mode') !== 'navigate') return false;
  return isPagePath(url.pathname) || url.pathname === '/login' || url.pathname === '/api/docs' || url.pathname === '/oauth/callback';
}

/** A person who is not signed in gets a page that says how, not a problem document. */
export function wantsPage(request: Request): boolean {
  const path = new URL(request.url).pathname;
  return (
    request.method === 'GET' && (isPagePath(path) || path === '/api/docs') && (request.headers.get('accept') ?? '').includes('text/html')
  );
}
