// As which client we ask: what the config says; else a document that describes us; else we register.
import type { FetchLike, OAuthClientMetadata } from '@modelcontextprotocol/client';
import { LinkError } from '../link.ts';
import { nameOf } from '../remote-words.ts';
import type { Authority, KeptClient, OAuthSettings } from './sign-in.ts';

export interface ClientWish {
  authority: Authority;
  settings: OAuthSettings;
  redirectUri: string;
  scope: string | undefined;
  /** from an earlier sign-in to the same server */
  known: { issuer: string; client: KeptClient } | null;
  fetch: FetchLike;
  nowMs: number;
}

export async function chooseClient({ authority, settings, redirectUri, scope, known, fetch, nowMs }: ClientWish): Promise<KeptClient> {
  const { metadata, issuer } = authority;
  if (settings.clientId !== undefined) {
    const secret = settings.clientSecret === undefined ? {} : { client_secret: settings.clientSecret };
    return { client_id: settings.clientId, ...secret, from: 'config', redirectUri };
  }
  if (settings.clientMetadataUrl !== undefined && metadata?.client_id_metadata_document_supported === true) {
    return { client_id: settings.clientMetadataUrl, from: 'document', redirectUri };
  }
  if (known && known.issuer === issuer && isStillGood(known.client, redirectUri, nowMs)) return known.client;
  if (metadata && !metadata.registration_endpoint) {
    throw new LinkError(
      `${nameOf(issuer)} does not let programs register by themselves`,
      'fatal',
      `Register Roundhouse there by hand, with the redirect URI ${redirectUri}, and put its oauth.clientId (and oauth.clientSecret, if it has one) into the entry of the server in your own config.`,
    );
  }
  return register({ authority, redirectUri, scope, fetch });
}

async function register(wish: Pick<ClientWish, 'authority' | 'redirectUri' | 'scope' | 'fetch'>): Promise<KeptClient> {
  const { authority, redirectUri, scope, fetch } = wish;
  const { registerClient, RegistrationRejectedError } = await import('@modelcontextprotocol/client');
  const clientMetadata: OAuthClientMetadata = {
    client_name: 'Roundhouse',
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    // a program on the person's own machine keeps no secret from them
    token_endpoint_auth_method: preferredMethod(authority),
    application_type: 'native',
  };
  try {
    const more = { ...(authority.metadata ? { metadata: authority.metadata } : {}), ...(scope === undefined ? {} : { scope }) };
    const made = await registerClient(authority.server, { ...more, clientMetadata, fetchFn: fetch });
    return {
      client_id: made.client_id,
      ...(made.client_secret === undefined ? {} : { client_secret: made.client_secret }),
      ...(made.client_secret_expires_at === undefined ? {} : { client_secret_expires_at: made.client_secret_expires_at }),
      ...(made.token_endpoint_auth_method === undefined ? {} : { token_endpoint_auth_method: made.token_endpoint_auth_method }),
      from: 'registered',
      redirectUri,
    };
  } catch (error) {
    if (!(error instanceof RegistrationRejectedError)) throw error;
    throw new LinkError(
      `${nameOf(authority.issuer)} refused to register Roundhouse: it answered ${error.status}`,
      'fatal',
      `Register it there by hand, with the redirect URI ${redirectUri}, and put its oauth.clientId into the entry of the server in your own config.`,
    );
  }
}

function preferredMethod({ metadata }: Authority): string {
  const offered = metadata?.token_endpoint_auth_methods_supported ?? [];
  if (offered.length === 0 || offered.includes('none')) return 'none';
  return ['client_secret_basic', 'client_secret_post'].find((method) => offered.includes(method)) ?? 'none';
}

/** What was registered is registered for one way back, and perhaps for a time. */
function isStillGood(client: KeptClient, redirectUri: string, nowMs: number): boolean {
  const until = client.client_secret_expires_at ?? 0;
  return client.from === 'registered' && client.redirectUri === redirectUri && (until === 0 || until * 1_000 > nowMs + 60_000);
}
