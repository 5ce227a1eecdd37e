// A small authorization server and a remote MCP server that it protects, over real HTTP. It keeps the rules that it is asked to keep: PKCE,
// one use of each code, redirect URIs as registered, rotating refresh tokens whose reuse ends everything. `knobs` make it misbehave.
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Knobs {
  /** code_challenge_methods_supported; null: not said */
  pkce: string[] | null;
  /** `iss` of the answer; null: none */
  iss: string | null | 'own';
  sayIss: boolean;
  expiresIn: number | null;
  registration: boolean;
  documents: boolean;
  methods: string[] | null;
  scopes: string[] | null;
  revocation: boolean;
  /** the answer of the authorization endpoint is this error */
  deny: string | null;
  /** status of the token endpoint, instead of its work */
  tokenStatus: number | null;
  /** answers of the token endpoint wait for this */
  tokenGate: Promise<void> | null;
  refreshTokens: boolean;
  /** path of the issuer, with where its metadata lies */
  metadataAt: 'oauth' | 'oidc' | 'oidc-path';
  /** the remote names its metadata in the challenge */
  challenge: boolean;
  /** `resource` of the metadata; null: the URL of the remote */
  resource: string | null;
  /** the remote redirects there */
  redirect: string | null;
  /** the remote answers this to everybody, quoting what it was sent */
  quote: boolean;
}

interface Grant {
  client: string;
  scope: string;
  resource: string;
}
interface Client {
  id: string;
  secret: string | null;
  redirects: string[];
  method: string;
}

const defaults: Knobs = {
  pkce: ['S256'],
  iss: 'own',
  sayIss: true,
  expiresIn: 3_600,
  registration: true,
  documents: false,
  methods: ['none', 'client_secret_basic', 'client_secret_post'],
  scopes: ['read', 'admin'],
  revocation: true,
  deny: null,
  tokenStatus: null,
  tokenGate: null,
  refreshTokens: true,
  metadataAt: 'oauth',
  challenge: true,
  resource: null,
  redirect: null,
  quote: false,
};

export interface Protected {
  /** of the remote MCP server */
  url: string;
  issuer: string;
  knobs: Knobs;
  clients: Map<string, Client>;
  /** what was asked of the token endpoint, in order */
  tokenRequests: Record<string, string>[];
  authorizations: URLSearchParams[];
  revoked: string[];
  /** Authorization headers that the remote saw, in order; `-`: none */
  seen: string[];
  /** every secret that was ever given out */
  secrets: Set<string>;
  /** ends every access token that is out */
  expireAll(): void;
  /** ends every refresh token as well */
  endAll(): void;
  close(): void;
}

const secret = () => randomBytes(18).toString('base64url');

export async function startProtected(given: Partial<Knobs> = {}, path = ''): Promise<Protected> {
  const knobs = { ...defaults, ...given };
  const clients = new Map<string, Client>();
  const codes = new Map<string, Grant & { challenge: string; redirect: string }>();
  const access = new Map<string, Grant>();
  const refresh = new Map<string, Grant & { used: boolean }>();
  const state: Pick<Protected, 'tokenRequests' | 'authorizations' | 'revoked' | 'seen' | 'secrets'> = {
    tokenRequests: [],
    authorizations: [],
    revoked: [],
    seen: [],
    secrets: new Set(),
  };
  const newSecret = () => {
    const made = secret();
    state.secrets.add(made);
    return made;
  };

  const authority = await serve(async (request, response) => {
    const at = new URL(request.url ?? '/', issuer);
    const wellKnown = {
      oauth: `/.well-known/oauth-authorization-server${path}`,
      oidc: `/.well-known/openid-configuration${path}`,
      'oidc-path': `${path}/.well-known/openid-configuration`,
    };
    if (at.pathname === wellKnown[knobs.metadataAt]) return json(response, 200, metadata());
    if (at.pathname === '/authorize') return authorize(at.searchParams, response);
    if (at.pathname === '/register' && knobs.registration) return register(JSON.parse(await bodyOf(request)), response);
    if (at.pathname === '/token') return token(request, new URLSearchParams(await bodyOf(request)), response);
    if (at.pathname === '/revoke') {
      const given = new URLSearchParams(await bodyOf(request)).get('token') ?? '';
      state.revoked.push(given);
      access.delete(given);
      refresh.delete(given);
      return json(response, 200, {});
    }
    return json(response, 404, { error: 'not_found' });
  });
  const origin = originOf(authority);
  const issuer = `${origin}${path}`;

  const metadata = () => ({
    issuer,
    authorization_endpoint: `${origin}/authorize`,
    token_endpoint: `${origin}/token`,
    response_types_supported: ['code'],
    ...(knobs.registration ? { registration_endpoint: `${origin}/register` } : {}),
    ...(knobs.revocation ? { revocation_endpoint: `${origin}/revoke` } : {}),
    ...(knobs.pkce ? { code_challenge_methods_supported: knobs.pkce } : {}),
    ...(knobs.methods ? { token_endpoint_auth_methods_supported: knobs.methods } : {}),
    ...(knobs.documents ? { client_id_metadata_document_supported: true } : {}),
    ...(knobs.sayIss ? { authorization_response_iss_parameter_supported: true } : {}),
    // what only OpenID asks for
    jwks_uri: `${origin}/jwks`,
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  });

  function register(asked: { redirect_uris: string[]; token_endpoint_auth_method?: string }, response: ServerResponse) {
    const method = asked.token_endpoint_auth_method ?? 'client_secret_basic';
    const client: Client = {
      id: `client-${clients.size}`,
      secret: method === 'none' ? null : newSecret(),
      redirects: asked.redirect_uris,
      method,
    };
    clients.set(client.id, client);
    json(response, 201, { ...asked, client_id: client.id, ...(client.secret ? { client_secret: client.secret } : {}) });
  }

  function authorize(query: URLSearchParams, response: ServerResponse) {
    state.authorizations.push(query);
    const client = clients.get(query.get('client_id') ?? '');
    const redirect = query.get('redirect_uri') ?? '';
    if (!client?.redirects.includes(redirect)) return json(response, 400, { error: 'unknown client or redirect_uri' });
    const back = new URL(redirect);
    back.searchParams.set('state', query.get('state') ?? '');
    const iss = knobs.iss === 'own' ? issuer : knobs.iss;
    if (iss !== null) back.searchParams.set('iss', iss);
    if (knobs.deny) {
      back.searchParams.set('error', knobs.deny);
      back.searchParams.set('error_description', '<b>no</b>');
    } else {
      const code = newSecret();
      const [scope, resource] = [query.get('scope') ?? '', query.get('resource') ?? ''];
      codes.set(code, { client: client.id, scope, resource, challenge: query.get('code_challenge') ?? '', redirect });
      back.searchParams.set('code', code);
    }
    back.searchParams.set('session_state', 'whatever'); // some servers add things of their own
    response.writeHead(302, { location: back.href }).end();
  }

  async function token(request: IncomingMessage, form: URLSearchParams, response: ServerResponse) {
    const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const [basicId, basicSecret] = basic ? Buffer.from(basic, 'base64').toString().split(':') : [];
    state.tokenRequests.push({ ...Object.fromEntries(form), auth: basic ? 'basic' : form.has('client_secret') ? 'post' : 'none' });
    await knobs.tokenGate;
    if (knobs.tokenStatus) return json(response, knobs.tokenStatus, { error: 'temporarily_unavailable' });
    const client = clients.get(basicId ?? form.get('client_id') ?? '');
    if (!client || (client.secret && client.secret !== (basicSecret ?? form.get('client_secret'))))
      return json(response, 401, { error: 'invalid_client' });
    if (form.get('grant_type') === 'authorization_code') {
      const code = form.get('code') ?? '';
      const grant = codes.get(code);
      codes.delete(code);
      const challenge = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url');
      const fits = grant && grant.client === client.id && grant.challenge === challenge && grant.redirect === form.get('redirect_uri');
      if (!fits || grant.resource !== form.get('resource')) return json(response, 400, { error: 'invalid_grant' });
      return json(response, 200, issue(grant));
    }
    const old = refresh.get(form.get('refresh_token') ?? '');
    if (!old || old.used) {
      if (old) endAll(); // somebody else has it: nobody keeps it
      return json(response, 400, { error: 'invalid_grant', error_description: 'the refresh token is not valid' });
    }
    old.used = true;
    return json(response, 200, issue(old));
  }

  function issue({ client, scope, resource }: Grant) {
    const [made, long] = [newSecret(), newSecret()];
    access.set(made, { client, scope, resource });
    if (knobs.refreshTokens) refresh.set(long, { client, scope, resource, used: false });
    return {
      access_token: made,
      token_type: 'bearer',
      ...(knobs.expiresIn === null ? {} : { expires_in: knobs.expiresIn }),
      ...(knobs.refreshTokens ? { refresh_token: long } : {}),
      ...(scope ? { scope } : {}),
    };
  }

  const remote = await serve(async (request, response) => {
    const at = new URL(request.url ?? '/', url);
    if (at.pathname === '/.well-known/oauth-protected-resource/mcp') {
      return json(response, 200, {
        resource: knobs.resource ?? url,
        authorization_servers: [issuer],
        scopes_supported: knobs.scopes ?? undefined,
      });
    }
    if (at.pathname !== '/mcp') return json(response, 404, {});
    const header = request.headers.authorization ?? '-';
    state.seen.push(header);
    if (knobs.redirect) return void response.writeHead(307, { location: knobs.redirect }).end();
    if (knobs.quote) return void response.writeHead(500).end(`you sent ${header} and that is too much`);
    const grant = access.get(header.replace('Bearer ', ''));
    const named = `resource_metadata="${new URL('/.well-known/oauth-protected-resource/mcp', url).href}"`;
    if (!grant || grant.resource !== (knobs.resource ?? url)) {
      const challenge = knobs.challenge ? `Bearer realm="x", ${named}, scope="read"` : 'Bearer';
      return void response.writeHead(401, { 'www-authenticate': challenge }).end('who are you');
    }
    if (request.method === 'GET') return void response.writeHead(405).end();
    if (request.method === 'DELETE') return void response.writeHead(204).end();
    const { id, method, params } = JSON.parse(await bodyOf(request));
    if (params?.name === 'admin' && !grant.scope.split(' ').includes('admin')) {
      const challenge = `Bearer error="insufficient_scope", scope="admin", ${named}`;
      return void response.writeHead(403, { 'www-authenticate': challenge }).end();
    }
    if (id === undefined) return void response.writeHead(202).end();
    const results: Record<string, unknown> = {
      initialize: {
        protocolVersion: params?.protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: 'protected', version: '1' },
      },
      ping: {},
      'tools/list': { tools: ['echo', 'admin'].map((name) => ({ name, inputSchema: { type: 'object' } })) },
      'tools/call': { content: [{ type: 'text', text: `done for ${grant.scope}` }] },
    };
    const result = results[method];
    json(response, 200, { jsonrpc: '2.0', id, ...(result ? { result } : { error: { code: -32601, message: 'no such method' } }) });
  });
  const url = `${originOf(remote)}/mcp`;

  const endAll = () => {
    access.clear();
    refresh.clear();
  };
  return {
    url,
    issuer,
    knobs,
    clients,
    ...state,
    expireAll: () => access.clear(),
    endAll,
    close() {
      for (const server of [authority, remote]) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}

/** A person's browser whose person agrees to everything: follows the redirect, and returns what it shows in the end. */
export async function browse(url: string): Promise<{ status: number; text: string; headers: Headers; cameBackTo: string }> {
  const sent = await fetch(url, { redirect: 'manual' });
  const cameBackTo = sent.headers.get('location');
  if (!cameBackTo) throw new Error(`no redirect: ${sent.status} ${await sent.text()}`);
  return { ...(await visit(cameBackTo)), cameBackTo };
}

export async function visit(url: string): Promise<{ status: number; text: string; headers: Headers }> {
  const shown = await fetch(url, { redirect: 'manual' });
  return { status: shown.status, text: await shown.text(), headers: shown.headers };
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request) text += piece;
  return text;
}

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => Promise<void> | void): Promise<Server> {
  const server = createServer((request, response) => {
    Promise.resolve(answer(request, response)).catch((error: Error) => response.writeHead(500).end(error.message));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
}

const originOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
