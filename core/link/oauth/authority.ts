// Finds who gives out tokens for a remote: from its refusal, else from well-known places; and refuses whom no token or code may be sent to.
import type { AuthorizationServerMetadata, FetchLike, OAuthProtectedResourceMetadata } from '@modelcontextprotocol/client';
import { isLoopback } from '../../decide/own-config.ts';
import { LinkError } from '../link.ts';
import { nameOf } from '../remote-words.ts';
import type { Authority } from './sign-in.ts';

/** What a remote said when it refused: `WWW-Authenticate`. */
export interface Challenge {
  resourceMetadataUrl: string | null;
  scope: string | null;
  error: string | null;
}

export interface FoundAuthority extends Authority {
  /** what the resource says can be asked for */
  scopes: string[] | null;
  /** false: neither the remote nor a well-known place names anybody */
  named: boolean;
}

/** `name=value`, `name="value"`, or a word by itself, which begins the challenge of another scheme */
const PIECE = /([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))|"(?:[^"\\]|\\.)*"|[^\s,="]+/g;

export function readChallenge(response: Response): Challenge {
  const found = new Map<string, string>();
  let isOurs = false;
  for (const [piece, name, quoted, bare] of (response.headers.get('www-authenticate') ?? '').matchAll(PIECE)) {
    if (name === undefined) isOurs = piece.startsWith('"') ? isOurs : /^(bearer|dpop)$/i.test(piece);
    else if (isOurs && !found.has(name.toLowerCase())) found.set(name.toLowerCase(), quoted?.replaceAll(/\\(.)/g, '$1') ?? bare ?? '');
  }
  const metadata = found.get('resource_metadata') ?? '';
  return {
    resourceMetadataUrl: URL.canParse(metadata) ? metadata : null,
    scope: found.get('scope') || null,
    error: found.get('error') || null,
  };
}

export async function findAuthority(url: string, challenge: Challenge | null, fetch: FetchLike): Promise<FoundAuthority> {
  const sdk = await import('@modelcontextprotocol/client');
  const guarded: FetchLike = (target, init) => {
    requireSecure(String(target), url);
    return fetch(target, init);
  };
  const resource = await resourceMetadata(url, challenge, guarded);
  const own = sdk.resourceUrlFromServerUrl(url);
  if (resource && !sdk.checkResourceAllowed({ requestedResource: own, configuredResource: resource.resource })) {
    throw new LinkError(
      `${nameOf(url)} names ${clip(resource.resource)} as the resource that tokens are for, which is another one than ${own.origin}${own.pathname}`,
      'fatal',
      'No token is asked for in its name. Tell whoever runs that server.',
    );
  }
  const server = resource?.authorization_servers?.[0] ?? new URL('/', url).href;
  requireSecure(server, url);
  // one that was only guessed to be at the remote's own origin may have a path as well
  const skipIssuerValidation = resource === null;
  const metadata = (await sdk.discoverAuthorizationServerMetadata(server, { fetchFn: guarded, skipIssuerValidation })) ?? null;
  if (metadata) requireUsable(metadata, url);
  if (metadata && resource === null && new URL(metadata.issuer).origin !== own.origin) {
    throw new LinkError(`${nameOf(url)} shows the metadata of ${clip(metadata.issuer)}, but does not name it as its own`, 'fatal');
  }
  return {
    server,
    issuer: metadata?.issuer ?? server,
    metadata: metadata && lean(metadata),
    resource: resource?.resource ?? own.href,
    scopes: resource?.scopes_supported ?? null,
    named: resource !== null || metadata !== null,
  };
}

async function resourceMetadata(
  url: string,
  challenge: Challenge | null,
  fetch: FetchLike,
): Promise<OAuthProtectedResourceMetadata | null> {
  const { discoverOAuthProtectedResourceMetadata } = await import('@modelcontextprotocol/client');
  const given = challenge?.resourceMetadataUrl;
  try {
    return await discoverOAuthProtectedResourceMetadata(url, given ? { resourceMetadataUrl: given } : {}, fetch);
  } catch (error) {
    // a server of before such documents has none, and is its own authority; what it named itself has to be there
    if (error instanceof LinkError || given) throw error;
    return null;
  }
}

/** TLS, or this machine alone: and that only for a remote that is on this machine itself. */
function requireSecure(target: string, remote: string): void {
  const isLocal = (text: string) => isLoopback(new URL(text).hostname);
  if (URL.canParse(target)) {
    const { protocol } = new URL(target);
    if (protocol === 'https:' || (protocol === 'http:' && isLocal(target) && isLocal(remote))) return;
  }
  throw new LinkError(
    `signing in to ${nameOf(remote)} would go over ${clip(target)}, which is not https`,
    'fatal',
    'Nothing was sent there. Use the https address of the server, or tell whoever runs it.',
  );
}

export function requireSecureRemote(url: string): void {
  requireSecure(url, url);
}

function requireUsable(metadata: AuthorizationServerMetadata, remote: string): void {
  const more = [metadata.registration_endpoint, revocationEndpoint(metadata)].filter((one) => one !== undefined);
  for (const endpoint of [metadata.authorization_endpoint, metadata.token_endpoint, ...more]) requireSecure(endpoint, remote);
  if (metadata.code_challenge_methods_supported?.includes('S256')) return;
  throw new LinkError(
    `${nameOf(metadata.issuer)} does not say that it supports PKCE with S256, without which a sign-in could be intercepted`,
    'fatal',
    'Roundhouse does not sign in there. Tell whoever runs that server.',
  );
}

export function revocationEndpoint(metadata: AuthorizationServerMetadata): string | undefined {
  return 'revocation_endpoint' in metadata && typeof metadata.revocation_endpoint === 'string' ? metadata.revocation_endpoint : undefined;
}

const wanted = [
  'issuer',
  'authorization_endpoint',
  'token_endpoint',
  'registration_endpoint',
  'revocation_endpoint',
  'scopes_supported',
  'response_types_supported',
  'token_endpoint_auth_methods_supported',
  'code_challenge_methods_supported',
  'client_id_metadata_document_supported',
  'authorization_response_iss_parameter_supported',
];

/** Only what is used is kept: such documents can be long. */
function lean(metadata: AuthorizationServerMetadata): AuthorizationServerMetadata {
  return Object.fromEntries(Object.entries(metadata).filter(([key]) => wanted.includes(key))) as AuthorizationServerMetadata;
}

const clip = (text: string) => (text.length > 120 ? `${text.slice(0, 120)}…` : text);
