// A path that is none, or a method that a path does not have.
import { Failure } from '../../contract/errors.ts';
import { routeList } from '../../contract/routes/table.ts';
import { isPagePath } from './page.ts';
import { problemResponse } from './problem.ts';

const patterns = routeList.map(([, route]) => ({
  method: route.method,
  streams: route.media === 'text/event-stream' || route.access === 'code',
  matches: new RegExp(`^${route.path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
}));

export function noSuchRoute(path: string, method: string): Response {
  const methods = new Set<string>();
  for (const pattern of patterns) {
    if (!pattern.matches.test(path)) continue;
    methods.add(pattern.method);
    if (pattern.method === 'GET' && !pattern.streams) methods.add('HEAD');
  }
  if (isPagePath(path)) methods.add('GET').add('HEAD');
  if (methods.size === 0)
    return problemResponse(new Failure('not-found', `There is nothing at ${path}. The API is described at /api/docs.`));
  const allow = [...methods].sort().join(', ');
  return problemResponse(new Failure('method-not-allowed', `${path} does not answer to ${method}, only to ${allow}.`), { allow });
}
