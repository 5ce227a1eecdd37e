// The typed client of the HTTP API, made from the table of routes. The page, the command line and the desktop app use it.
import { type ErrorCode, Failure, NoContact, problemDocument, statusOfCode } from './errors.ts';
import type { Route } from './routes/route.ts';
import { type AnswerOf, type InputOf, type RouteName, routeList } from './routes/table.ts';
import type { Actor } from './server.ts';

/** The part of `fetch` that is used; the global one of browsers and Node fits. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchAnswer>;
interface FetchInit {
  method: string;
  headers: Record<string, string>;
  body?: string;
  signal?: AbortSignal;
}
export interface FetchAnswer {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: { getReader(): ByteReader } | null;
  text(): Promise<string>;
}
export interface ByteReader {
  read(): Promise<{ done: boolean; value?: Uint8Array }>;
  cancel(): Promise<void>;
}

export interface ClientOptions {
  /** without a trailing slash; '' in the page. A function is asked before each request: the engine may come back elsewhere. */
  baseUrl: string | (() => string);
  /** left out where a session cookie or the carrier itself speaks for the caller */
  token?: string | (() => string);
  fetch: Fetch;
  /** who asks, for the audit */
  actor?: Exclude<Actor, 'engine' | 'api'>;
}

export interface CallOptions {
  signal?: AbortSignal;
}

type Call<N extends RouteName> =
  Partial<InputOf<N>> extends InputOf<N>
    ? (input?: InputOf<N>, options?: CallOptions) => Promise<AnswerOf<N>>
    : (input: InputOf<N>, options?: CallOptions) => Promise<AnswerOf<N>>;

export type Client = { [N in RouteName]: Call<N> } & {
  /** the raw answer, for streams */
  open(name: RouteName, input: Record<string, unknown>, options: CallOptions & { headers?: Record<string, string> }): Promise<FetchAnswer>;
};

export function createClient(options: ClientOptions): Client {
  async function send(route: Route, input: Record<string, unknown>, call: CallOptions & { headers?: Record<string, string> }) {
    const { target, body } = address(route, input);
    const token = typeof options.token === 'function' ? options.token() : options.token;
    const baseUrl = typeof options.baseUrl === 'function' ? options.baseUrl() : options.baseUrl;
    const headers: Record<string, string> = { accept: `${route.media}, application/problem+json`, ...call.headers };
    if (token) headers.authorization = `Bearer ${token}`;
    if (options.actor) headers['x-roundhouse-actor'] = options.actor;
    if (body !== undefined) headers['content-type'] = 'application/json';
    let answer: FetchAnswer;
    try {
      answer = await options.fetch(baseUrl + target, { method: route.method, headers, body, signal: call.signal });
    } catch (error) {
      if (call.signal?.aborted) throw error;
      throw new NoContact(causeOf(error));
    }
    if (!answer.ok) throw await failureOf(answer);
    return answer;
  }

  async function call(route: Route, input: Record<string, unknown>, more: CallOptions): Promise<unknown> {
    const answer = await send(route, input, more);
    let text: string;
    try {
      text = await answer.text();
    } catch (error) {
      if (more.signal?.aborted) throw error;
      throw new NoContact(causeOf(error));
    }
    return route.media === 'application/json' ? JSON.parse(text) : text;
  }

  const byName = Object.fromEntries(routeList) as Record<RouteName, Route>;
  const calls = Object.fromEntries(
    routeList.map(([name, route]) => [name, (input = {}, more: CallOptions = {}) => call(route, input as Record<string, unknown>, more)]),
  );
  return {
    ...calls,
    open: (name: RouteName, input: Record<string, unknown>, more: CallOptions) => send(byName[name], input, more),
  } as Client;
}

/** Where each given value belongs: the path, the query or the body. */
function address(route: Route, input: Record<string, unknown>): { target: string; body?: string } {
  const query = new URLSearchParams();
  const body: Record<string, unknown> = {};
  let path = route.path;
  for (const [key, value] of Object.entries(input)) {
    if (value === undefined) continue;
    if (key in route.params.shape) path = path.replace(`{${key}}`, () => encodeURIComponent(String(value)));
    else if (key in route.query.shape) for (const text of texts(value)) query.append(key, text);
    else body[key] = value;
  }
  const search = query.toString();
  return { target: search ? `${path}?${search}` : path, body: route.body ? JSON.stringify(body) : undefined };
}

function texts(value: unknown): string[] {
  if (typeof value === 'boolean') return [value ? '1' : '0'];
  if (!Array.isArray(value)) return [String(value)];
  // one that stands alone would be split at its commas
  return value.length === 1 && String(value[0]).includes(',') ? [String(value[0]), String(value[0])] : value.map(String);
}

async function failureOf(answer: FetchAnswer): Promise<Failure> {
  const text = await answer.text().catch(() => '');
  try {
    const known = problemDocument.parse(JSON.parse(text));
    if (known.code in statusOfCode) return new Failure(known.code as ErrorCode, known.detail);
  } catch {
    // no problem document: something between us and the engine answered
  }
  return new Failure(codeOfStatus(answer.status), `The engine's address answered ${answer.status}, and not in the engine's way.`);
}

function codeOfStatus(status: number): ErrorCode {
  const found = Object.entries(statusOfCode).find(([, known]) => known === status);
  return (found?.[0] as ErrorCode | undefined) ?? 'internal';
}

/** `fetch` hides the reason one level down. */
function causeOf(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const message = inner instanceof Error ? inner.message || String((inner as { code?: unknown }).code ?? inner.name) : String(inner);
  return message.replace(/\.$/, '');
}
