// What the areas share: who asks, and how an answer is made for each route of the table.

import { Failure } from '../../contract/errors.ts';
import type { AnswerOf, ParsedOf, RouteName } from '../../contract/routes/table.ts';
import type { Actor, ServerView } from '../../contract/server.ts';
import { nearest } from '../decide/nearest.ts';
import type { Carrier } from './access.ts';
import type { EngineApi } from './engine-api.ts';

export interface Ask {
  request: Request;
  url: URL;
  carrier: Carrier;
  by: Actor;
  /** the session cookie, where that is what let the request in */
  session: string | null;
}

type Answerer<N extends RouteName> = (input: ParsedOf<N>, ask: Ask) => AnswerOf<N> | Response | Promise<AnswerOf<N> | Response>;

/** One function per route: a route without one does not compile. */
export type Answers<N extends RouteName = RouteName> = { [K in N]: Answerer<K> };

export function findServer(engine: EngineApi, name: string): ServerView {
  const found = engine.snapshot().servers.find((server) => server.name === name);
  if (!found) throw unknownServer(engine, [name]);
  return found;
}

export function unknownServer(engine: EngineApi, names: string[]): Failure {
  const known = engine.snapshot().servers.map((server) => server.name);
  const shown = known.slice(0, 12).join(', ') + (known.length > 12 ? ` and ${known.length - 12} more` : '');
  const close = names.length === 1 ? nearest(names[0]!, known) : null;
  const said = close !== null ? `Did you mean “${close}”?` : known.length > 0 ? `Known are ${shown}.` : 'No server is known yet.';
  return new Failure('unknown-server', `There is no server called ${names.map((name) => `“${name}”`).join(', ')}. ${said}`);
}
