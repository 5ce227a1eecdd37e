// What a sign-in to one remote consists of, and what a connection needs of it. Types alone: every other file here speaks in them.
import type { AuthorizationServerMetadata } from '@modelcontextprotocol/client';
import type { KeptIn } from '../../../contract/server.ts';

/** `oauth:` of a server in the own config, variables filled in */
export interface OAuthSettings {
  clientId?: string;
  clientSecret?: string;
  scope?: string;
  /** an https document that describes this client, for servers that take its address as the client's id */
  clientMetadataUrl?: string;
}

/** One server of the config, as far as signing in to it goes. */
export interface SignInTarget {
  name: string;
  url: string;
  headers: Record<string, string>;
  settings: OAuthSettings;
}

/** Who speaks for the remote: found anew at each sign-in, and kept with what it gave. */
export interface Authority {
  /** where the authorization server is asked for */
  server: string;
  /** its own name for itself; `server` for one without metadata */
  issuer: string;
  metadata: AuthorizationServerMetadata | null;
  /** what the tokens are for (RFC 8707) */
  resource: string;
}

export interface KeptClient {
  client_id: string;
  client_secret?: string;
  token_endpoint_auth_method?: string;
  /** seconds since 1970; 0: never */
  client_secret_expires_at?: number;
  /** `config`: given by the person; `document`: the address of a document; `registered`: asked for by us, for this way back */
  from: 'config' | 'document' | 'registered';
  redirectUri: string;
}

export interface KeptTokens {
  access: string;
  refresh: string | null;
  scope: string | null;
  /** milliseconds since 1970; null: nobody said */
  expiresAt: number | null;
  obtainedAt: number;
}

/** Good for this URL, this issuer and this resource alone. */
export interface KeptSignIn {
  url: string;
  authority: Authority;
  client: KeptClient;
  tokens: KeptTokens | null;
}

/** Where sign-ins outlive the engine. What was put is kept when `put` returns: a rotated token exists only once. */
export interface SignInStore {
  readonly keptIn: KeptIn;
  /** before anything is looked for: what is sealed is opened, if it can be */
  unlock(): Promise<void>;
  /** before something is put for a person: the best place that can be had */
  prepare(): Promise<void>;
  get(name: string): KeptSignIn | null;
  put(name: string, kept: KeptSignIn): void;
  remove(name: string): void;
}

/** What a connection asks of the sign-in of its server. */
export interface Credentials {
  /** for the next request, renewed first when it is about to run out; null: there is none. Rejects with a LinkError that a retry may mend. */
  token(): string | null | Promise<string | null>;
  /** The remote refused a request that carried `token`: another one to try at once, or null when only a person can help. `again`: that was the other one. */
  refused(token: string | null, response: Response, again: boolean): Promise<string | null>;
  /** the connection is open: nobody needs to sign in */
  accepted(): void;
  /** what to tell people after a refusal: the next step */
  nextStep(): string;
  /** the text without any secret of this sign-in */
  hide(text: string): string;
}

/** What a browser brings back from an authorization server. */
export interface CallbackAnswer {
  state: string;
  code?: string | undefined;
  iss?: string | undefined;
  error?: string | undefined;
  error_description?: string | undefined;
}
