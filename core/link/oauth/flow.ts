// The steps of one sign-in: the address that a person opens, what the browser brings back, and what becomes of the tokens later.
import type { FetchLike, OAuthClientInformationMixed, OAuthTokens } from '@modelcontextprotocol/client';
import { LinkError } from '../link.ts';
import { nameOf } from '../remote-words.ts';
import { type FoundAuthority, revocationEndpoint } from './authority.ts';
import type { Authority, KeptClient, KeptSignIn, KeptTokens, OAuthSettings } from './sign-in.ts';

/** A sign-in that waits for the browser to come back. */
export interface Begun {
  url: string;
  authority: Authority;
  client: KeptClient;
  scope: string | undefined;
  verifier: string;
}

/** The person's own words first; else what the remote asked for; else all that it says there is. */
export async function scopeToAsk(
  authority: FoundAuthority,
  { settings, challenged, held }: { settings: OAuthSettings; challenged: string | null; held: string | null },
): Promise<string | undefined> {
  const { computeScopeUnion } = await import('@modelcontextprotocol/client');
  if (settings.scope !== undefined) return computeScopeUnion(settings.scope, held ?? undefined, (held && challenged) ?? undefined);
  const scope = computeScopeUnion(held ?? undefined, challenged ?? undefined) ?? authority.scopes?.join(' ');
  const offline = authority.metadata?.scopes_supported?.includes('offline_access') === true;
  // without it such servers give no refresh token, and the person would be asked again every hour
  return scope && offline ? computeScopeUnion(scope, 'offline_access') : scope || undefined;
}

export async function addressToOpen(authority: Authority, client: KeptClient, scope: string | undefined, state: string): Promise<Begun> {
  const { startAuthorization } = await import('@modelcontextprotocol/client');
  const { authorizationUrl, codeVerifier } = await startAuthorization(authority.server, {
    ...metadataOf(authority),
    clientInformation: informationOf(client, {}),
    redirectUrl: client.redirectUri,
    ...(scope === undefined ? {} : { scope }),
    state,
    resource: authority.resource,
  });
  return { url: authorizationUrl.href, authority, client, scope, verifier: codeVerifier };
}

/** Throws before anything of the answer is believed when it does not come from the server that was asked. */
export async function requireSameIssuer(authority: Authority, iss: string | undefined): Promise<void> {
  const { validateAuthorizationResponseIssuer, IssuerMismatchError } = await import('@modelcontextprotocol/client');
  try {
    validateAuthorizationResponseIssuer({
      iss,
      expectedIssuer: authority.metadata?.issuer,
      issParameterSupported: authority.metadata?.authorization_response_iss_parameter_supported === true,
    });
  } catch (error) {
    if (!(error instanceof IssuerMismatchError)) throw error;
    throw new LinkError(`the answer does not come from ${nameOf(authority.issuer)}, which was asked`, 'fatal');
  }
}

export async function exchange(
  begun: Begun,
  answer: { code: string; iss: string | undefined },
  settings: OAuthSettings,
  fetch: FetchLike,
  nowMs: number,
): Promise<KeptTokens> {
  const { exchangeAuthorization } = await import('@modelcontextprotocol/client');
  const tokens = await exchangeAuthorization(begun.authority.server, {
    ...metadataOf(begun.authority),
    ...(answer.iss === undefined ? {} : { iss: answer.iss }),
    clientInformation: informationOf(begun.client, settings),
    authorizationCode: answer.code,
    codeVerifier: begun.verifier,
    redirectUri: begun.client.redirectUri,
    resource: begun.authority.resource,
    fetchFn: fetch,
  });
  return keptTokens(tokens, null, begun.scope ?? null, nowMs, begun.authority);
}

export async function refresh(kept: KeptSignIn, held: KeptTokens, settings: OAuthSettings, fetch: FetchLike, nowMs: number) {
  const { refreshAuthorization } = await import('@modelcontextprotocol/client');
  const tokens = await refreshAuthorization(kept.authority.server, {
    ...metadataOf(kept.authority),
    clientInformation: informationOf(kept.client, settings),
    refreshToken: held.refresh!,
    resource: kept.authority.resource,
    fetchFn: fetch,
  });
  return keptTokens(tokens, held.refresh, held.scope, nowMs, kept.authority);
}

/** True when the server took it back. Nothing depends on it: the tokens are forgotten here in any case. */
export async function revoke(kept: KeptSignIn, settings: OAuthSettings, fetch: FetchLike): Promise<boolean> {
  const endpoint = kept.authority.metadata && revocationEndpoint(kept.authority.metadata);
  if (!endpoint || !kept.tokens) return false;
  const { access, refresh: long } = kept.tokens;
  const tell = async (token: string, hint: string) => {
    const headers = new Headers({ 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' });
    const form = new URLSearchParams({ token, token_type_hint: hint });
    await authenticate(kept, settings, headers, form);
    return (await fetch(endpoint, { method: 'POST', headers, body: form, redirect: 'manual' })).ok;
  };
  // the long-lived one first: most servers end with it what was made from it
  const first = long ? await tell(long, 'refresh_token') : true;
  return (await tell(access, 'access_token')) && first;
}

async function authenticate(kept: KeptSignIn, settings: OAuthSettings, headers: Headers, form: URLSearchParams): Promise<void> {
  const { selectClientAuthMethod } = await import('@modelcontextprotocol/client');
  const information = informationOf(kept.client, settings);
  const method = selectClientAuthMethod(information, kept.authority.metadata?.token_endpoint_auth_methods_supported ?? []);
  const { client_id: id, client_secret: secret } = information;
  if (method === 'client_secret_basic' && secret !== undefined) {
    headers.set('authorization', `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`);
    return;
  }
  form.set('client_id', id);
  if (method === 'client_secret_post' && secret !== undefined) form.set('client_secret', secret);
}

function keptTokens(tokens: OAuthTokens, refreshed: string | null, scope: string | null, nowMs: number, authority: Authority): KeptTokens {
  if (tokens.token_type.toLowerCase() !== 'bearer')
    throw new LinkError(
      `${nameOf(authority.issuer)} gave a token of the kind ${tokens.token_type.slice(0, 20)}, which Roundhouse cannot use`,
      'fatal',
    );
  return {
    access: tokens.access_token,
    refresh: tokens.refresh_token ?? refreshed,
    scope: tokens.scope ?? scope,
    expiresAt: tokens.expires_in === undefined ? null : nowMs + tokens.expires_in * 1_000,
    obtainedAt: nowMs,
  };
}

function informationOf(
  { client_id, client_secret, token_endpoint_auth_method, from }: KeptClient,
  settings: OAuthSettings,
): OAuthClientInformationMixed {
  // what stands in the config is read there each time, and never copied
  const secret = from === 'config' ? settings.clientSecret : client_secret;
  return {
    client_id,
    ...(secret === undefined ? {} : { client_secret: secret }),
    ...(token_endpoint_auth_method === undefined ? {} : { token_endpoint_auth_method }),
  } as OAuthClientInformationMixed;
}

const metadataOf = ({ metadata }: Authority) => (metadata ? { metadata } : {});
