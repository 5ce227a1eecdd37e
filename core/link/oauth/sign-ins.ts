// Signing in to remotes: one place that begins it, takes what the browser brings back, hands tokens to connections, renews them, and forgets
// them. Tokens are good for one URL, one issuer and one resource; whatever differs is not signed in. Longer than other files because these
// belong together: what one of them forgets, another would still send.
import type { FetchLike } from '@modelcontextprotocol/client';
import { Failure } from '../../../contract/errors.ts';
import type { SignInOutcome } from '../../../contract/routes/sign-in.ts';
import type { Actor, AuthView, KeptIn } from '../../../contract/server.ts';
import { nameOf } from '../remote-words.ts';
import { authFetch } from './auth-fetch.ts';
import { authWords, hideSecrets, isRefusedForGood, neverOffered } from './auth-words.ts';
import { type Challenge, findAuthority, readChallenge, requireSecureRemote } from './authority.ts';
import { addressToOpen, exchange, refresh, requireSameIssuer, revoke, scopeToAsk } from './flow.ts';
import { PendingSignIns } from './pending.ts';
import { probe } from './probe.ts';
import { chooseClient } from './registration.ts';
import type { CallbackAnswer, Credentials, KeptSignIn, KeptTokens, SignInStore, SignInTarget } from './sign-in.ts';
import { Standings } from './standing.ts';

/** a token with less left than this, or than a fifth of its life, is renewed before it is used */
const RENEW_BEFORE_MS = 60_000;
const REVOKE_MS = 5_000;

export interface SignInNews {
  type: 'server.sign_in_needed' | 'server.signed_in' | 'server.signed_out';
  name: string;
  message: string;
  data?: Record<string, unknown>;
}

export interface SignInParts {
  store: SignInStore;
  /** the server as it is defined now; null: there is none of this name, or it is not remote */
  target(name: string): SignInTarget | null;
  /** where browsers come back; null: the engine has no address that a browser on this machine could open */
  redirectUri(): string | null;
  tell(news: SignInNews): void;
  /** what people see of this server's sign-in is something else now */
  changed(name: string): void;
  audit(by: Actor, action: string, name: string, ok: boolean, detail: string | null): void;
  /** milliseconds since 1970 */
  now(): number;
  fetch?: FetchLike;
}

/** `server` null: nobody knows of this sign-in */
export interface CallbackOutcome {
  server: string | null;
  reason: string | null;
}

export function createSignIns(parts: SignInParts) {
  const { store } = parts;
  const fetch = parts.fetch ?? authFetch;
  const standings = new Standings();
  const pending = new PendingSignIns((over) => parts.changed(over.name));

  /** What is kept, if it is for the server as it is defined now. */
  function held(target: SignInTarget): KeptSignIn | null {
    const kept = store.get(target.name);
    if (!kept || kept.url !== target.url) return null;
    const { clientId } = target.settings;
    const isOther = clientId === undefined ? kept.client.from === 'config' : kept.client.client_id !== clientId;
    return isOther ? null : kept;
  }

  function need(target: SignInTarget, message: string): void {
    const standing = standings.of(target.name);
    if (standing.needed) return;
    standing.needed = true;
    parts.tell({ type: 'server.sign_in_needed', name: target.name, message: `${target.name} ${message}` });
    parts.changed(target.name);
  }

  function renew(target: SignInTarget): Promise<string | null> {
    const standing = standings.of(target.name);
    standing.renewal ??= renewNow(target).finally(() => {
      standing.renewal = null;
    });
    return standing.renewal;
  }

  async function renewNow(target: SignInTarget): Promise<string | null> {
    const kept = held(target);
    const old = kept?.tokens;
    if (!kept || !old?.refresh) return null;
    let tokens: KeptTokens;
    try {
      tokens = await refresh(kept, old, target.settings, fetch, parts.now());
    } catch (error) {
      if (!isSame(store.get(target.name), old)) return held(target)?.tokens?.access ?? null;
      const refused = isRefusedForGood(error);
      if (!refused) {
        // still good for a while: the next request tries again
        if (old.expiresAt === null || old.expiresAt > parts.now()) return old.access;
        throw authWords(
          error,
          kept.authority.issuer,
          `the sign-in at ${nameOf(kept.authority.issuer)} could not be renewed`,
          secretsOf(kept),
        );
      }
      // a client that is unknown there would be refused again
      const client = refused === 'client' && kept.client.from === 'registered' ? { ...kept.client, redirectUri: '' } : kept.client;
      store.put(target.name, { ...kept, client, tokens: null });
      need(target, `needs sign-in: ${nameOf(kept.authority.issuer)} no longer renews the one there was`);
      return null;
    }
    if (!isSame(store.get(target.name), old)) {
      // signed out, or signed in anew, meanwhile: nobody may use what came too late
      void revoke({ ...kept, tokens }, target.settings, fetch).catch(() => {}); // it ends by itself in the end
      return held(target)?.tokens?.access ?? null;
    }
    store.put(target.name, { ...kept, tokens });
    parts.changed(target.name);
    return tokens.access;
  }

  const isSame = (kept: KeptSignIn | null, tokens: KeptTokens) => kept?.tokens?.access === tokens.access;

  function credentialsOf(target: SignInTarget): Credentials {
    const { name } = target;
    return {
      token() {
        const tokens = held(target)?.tokens;
        if (!tokens) return null;
        return tokens.refresh !== null && isAlmostOver(tokens, parts.now()) ? renew(target) : tokens.access;
      },
      async refused(token, response, again) {
        const challenge = readChallenge(response);
        standings.hear(name, challenge);
        const tokens = held(target)?.tokens ?? null;
        if (response.status === 403 && tokens) {
          if (challenge.error === 'insufficient_scope') widen(target, challenge);
          return null;
        }
        if (tokens && !again) {
          if (tokens.access !== token) return tokens.access; // somebody else renewed it meanwhile
          const other = tokens.refresh === null ? null : await renew(target);
          if (other !== null && other !== token) return other;
        }
        need(target, 'needs sign-in');
        return null;
      },
      nextStep: () => nextStepOf(target),
      accepted() {
        const standing = standings.seen(name);
        if (!standing?.needed) return;
        standing.needed = false;
        parts.changed(name);
      },
      hide: (text) => hideSecrets(text, secretsOf(held(target))),
    };
  }

  function widen(target: SignInTarget, challenge: Challenge): void {
    const standing = standings.of(target.name);
    if (standing.wider === (challenge.scope ?? '')) return;
    standing.wider = challenge.scope ?? '';
    const what = challenge.scope ? `more permission (${challenge.scope.slice(0, 100)})` : 'more permission';
    parts.tell({ type: 'server.sign_in_needed', name: target.name, message: `${target.name} wants ${what} than its sign-in gave` });
    parts.changed(target.name);
  }

  function nextStepOf({ name }: SignInTarget): string {
    const standing = standings.seen(name);
    const login = `\`roundhouse servers login ${name}\``;
    if (standing?.wider) return `Sign in again with ${login}: it asks for ${standing.wider.slice(0, 100)}.`;
    return `Sign in with ${login}.`;
  }

  function targetOf(name: string): SignInTarget {
    const target = parts.target(name);
    if (!target) throw new Failure('conflict', `“${name}” is not a remote server: there is nothing to sign in to.`);
    if (hasOwnToken(target))
      throw new Failure(
        'conflict',
        `The entry of “${name}” has an Authorization header, which is sent as it is. Take it out to sign in instead.`,
      );
    return target;
  }

  return {
    keptIn: (): KeptIn => store.keptIn,

    /** null: the entry brings its own token */
    credentials(target: SignInTarget): Credentials | null {
      return hasOwnToken(target) ? null : credentialsOf(target);
    },

    async begin(name: string, by: Actor) {
      const target = targetOf(name);
      try {
        requireSecureRemote(target.url);
        const redirectUri = parts.redirectUri();
        if (redirectUri === null)
          throw new Failure(
            'not-ready',
            'The engine has no address on this machine that a browser could come back to: set http.host to 127.0.0.1.',
          );
        const standing = standings.of(name);
        const asked = standing.challenge ?? (await probe(target, fetch));
        const authority = await findAuthority(target.url, asked, fetch);
        if (!authority.named && asked === null)
          throw new Failure('conflict', `${nameOf(target.url)} did not ask for a sign-in, and names nobody to sign in at.`);
        const kept = held(target);
        const widened = standing.wider === null ? null : (kept?.tokens?.scope ?? null);
        const scope = await scopeToAsk(authority, {
          settings: target.settings,
          challenged: standing.wider || asked?.scope || null,
          held: widened,
        });
        const known = kept && { issuer: kept.authority.issuer, client: kept.client };
        const client = await chooseClient({
          authority,
          settings: target.settings,
          redirectUri,
          scope,
          known,
          fetch,
          nowMs: parts.now(),
        }).catch((error: unknown) => {
          throw authority.named ? error : neverOffered(target);
        });
        await store.prepare();
        const state = pending.newState();
        const { named: _named, scopes: _scopes, ...plain } = authority;
        const begun = await addressToOpen(plain, client, scope, state);
        const { id, expiresAt } = pending.put(state, { ...begun, name, by, target: target.url });
        parts.audit(by, 'sign-in begun', name, true, `at ${authority.issuer}`);
        parts.changed(name);
        return { id, url: begun.url, expiresAt: expiresAt.toISOString(), issuer: authority.issuer, keptIn: store.keptIn };
      } catch (error) {
        if (error instanceof Failure) throw error;
        const words = authWords(error, target.url, `signing in to ${nameOf(target.url)} could not be begun`, []);
        parts.audit(by, 'sign-in begun', name, false, words.message);
        throw new Failure('conflict', [words.message, words.next].filter(Boolean).join('. ').replaceAll('..', '.'));
      }
    },

    /** What the browser brought. The state is used up first, the issuer is looked at before anything else is believed. */
    async finish(answer: CallbackAnswer): Promise<CallbackOutcome> {
      const begun = pending.take(answer.state);
      if (!begun) return { server: null, reason: 'This sign-in is not known: it was finished already, or is older than ten minutes.' };
      const { name, by } = begun;
      const target = parts.target(name);
      let reason: string | null = null;
      try {
        await requireSameIssuer(begun.authority, answer.iss);
        if (answer.error !== undefined) throw new Error(refusalWords(begun.authority.issuer, answer));
        if (!answer.code) throw new Error(`${nameOf(begun.authority.issuer)} sent neither a code nor an error`);
        if (target?.url !== begun.target) throw new Error(`${name} is defined with another URL by now`);
        const tokens = await exchange(begun, { code: answer.code, iss: answer.iss }, target.settings, fetch, parts.now());
        const { client_secret: _secret, ...withoutSecret } = begun.client;
        const client = begun.client.from === 'config' ? withoutSecret : begun.client;
        store.put(name, { url: begun.target, authority: begun.authority, client, tokens });
      } catch (error) {
        const secrets = [answer.code, begun.verifier, begun.client.client_secret].filter((one) => one !== undefined);
        reason = authWords(error, begun.authority.issuer, `signing in at ${nameOf(begun.authority.issuer)} failed`, secrets).message;
      }
      parts.audit(by, 'sign-in', name, reason === null, reason ?? `at ${begun.authority.issuer}`);
      if (reason === null) {
        standings.clear(name);
        const data = { issuer: begun.authority.issuer, keptIn: store.keptIn };
        parts.tell({ type: 'server.signed_in', name, message: `signed in to ${name} at ${nameOf(begun.authority.issuer)}`, data });
      }
      parts.changed(name);
      pending.settle(begun, reason);
      return { server: name, reason };
    },

    outcome: (id: string, waitMs: number, signal?: AbortSignal): Promise<SignInOutcome | null> => pending.wait(id, waitMs, signal),

    async end(name: string, by: Actor): Promise<{ wasSignedIn: boolean; revoked: boolean }> {
      const kept = store.get(name);
      const settings = parts.target(name)?.settings ?? {};
      pending.drop(name, 'it was signed out meanwhile');
      store.remove(name);
      standings.clear(name);
      let revoked = false;
      if (kept?.tokens) {
        const timed: FetchLike = (url, init) => fetch(url, { ...init, signal: AbortSignal.timeout(REVOKE_MS) });
        // the server may be gone; what is forgotten here is forgotten all the same, and the answer says that it was not told
        revoked = await revoke(kept, settings, timed).catch(() => false);
      }
      const wasSignedIn = Boolean(kept?.tokens);
      parts.audit(by, 'sign-out', name, true, wasSignedIn ? (revoked ? 'revoked' : 'not revoked there') : 'was not signed in');
      if (wasSignedIn) parts.tell({ type: 'server.signed_out', name, message: `signed out of ${name}` });
      parts.changed(name);
      return { wasSignedIn, revoked };
    },

    view(target: SignInTarget): AuthView | null {
      const kept = held(target);
      const standing = standings.seen(target.name);
      const isWaiting = pending.isWaiting(target.name);
      if (!kept && !standing?.needed && !isWaiting) return null;
      const tokens = kept?.tokens ?? null;
      const isNeeded = standing?.needed || !tokens;
      return {
        state: isWaiting ? 'waiting' : isNeeded ? 'needed' : standing?.wider != null ? 'more-needed' : 'signed-in',
        issuer: kept?.authority.issuer ?? null,
        expiresAt: tokens?.expiresAt == null ? null : new Date(tokens.expiresAt).toISOString(),
        keptIn: kept ? store.keptIn : null,
      };
    },

    /** The definitions are other ones: what was for another URL is good for nobody. */
    follow(targets: Iterable<SignInTarget>): void {
      for (const { name, url } of targets) {
        const kept = store.get(name);
        if (!kept || kept.url === url) continue;
        store.remove(name);
        standings.forget(name);
        pending.drop(name, `${name} is defined with another URL by now`);
        parts.audit('engine', 'sign-out', name, true, 'its URL is another one now');
        parts.tell({ type: 'server.signed_out', name, message: `the sign-in of ${name} was forgotten: its URL is another one now` });
        parts.changed(name);
      }
    },

    /** it is not defined any more, because a person took it out */
    forget(name: string): void {
      store.remove(name);
      standings.forget(name);
      pending.drop(name, `${name} was removed`);
    },

    close: () => pending.close(),
  };
}

export type SignIns = ReturnType<typeof createSignIns>;

const hasOwnToken = ({ headers }: SignInTarget) => Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');

function isAlmostOver({ expiresAt, obtainedAt }: KeptTokens, nowMs: number): boolean {
  return expiresAt !== null && expiresAt - nowMs < Math.min(RENEW_BEFORE_MS, (expiresAt - obtainedAt) / 5);
}

function secretsOf(kept: KeptSignIn | null): string[] {
  return [kept?.tokens?.access, kept?.tokens?.refresh, kept?.client.client_secret].filter((one) => typeof one === 'string');
}

function refusalWords(issuer: string, { error, error_description: description }: CallbackAnswer): string {
  const said = error === 'access_denied' ? 'the sign-in was declined' : `it answered ${error?.slice(0, 60)}`;
  const more = description ? ` (${description.slice(0, 200)})` : '';
  return `${nameOf(issuer)}: ${said}${more}`;
}
