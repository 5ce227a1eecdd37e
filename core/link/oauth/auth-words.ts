// What went wrong while signing in, in one sentence without secrets. The words of others are cut short and cleaned: they end up on a page.
import { mask, maskSecrets } from '../../decide/mask.ts';
import { LinkError } from '../link.ts';
import { nameOf } from '../remote-words.ts';
import type { SignInTarget } from './sign-in.ts';

const MOST_CHARACTERS = 300;

/** `grant`: this sign-in is over; `client`: the client itself is not known there (any more) */
export function isRefusedForGood(error: unknown): 'grant' | 'client' | null {
  switch (codeOf(error)) {
    case 'invalid_grant':
      return 'grant';
    case 'invalid_client':
    case 'unauthorized_client':
      return 'client';
    default:
      return null;
  }
}

export function authWords(error: unknown, host: string, what: string, secrets: readonly string[]): LinkError {
  if (error instanceof LinkError) return new LinkError(hideSecrets(clean(error.message), secrets), error.kind, error.next);
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  // a body that nobody could read is quoted in such messages: it may hold anything
  const said = /Raw body|^\s*[[{]/.test(message) ? `${nameOf(host)} answered what cannot be understood` : message;
  const detail = code !== null && !said.includes(code) ? `${code}: ${said}` : said;
  return new LinkError(hideSecrets(clean(`${what}: ${detail}`), secrets));
}

export function neverOffered({ url, name }: SignInTarget): LinkError {
  return new LinkError(
    `${nameOf(url)} asks for a token, but offers no way to sign in`,
    'fatal',
    `Put a token into the "headers" of the entry of ${name}: Authorization: Bearer …`,
  );
}

export function hideSecrets(text: string, secrets: readonly string[]): string {
  let hidden = text;
  for (const secret of secrets) if (secret.length >= 6) hidden = hidden.replaceAll(secret, mask);
  return maskSecrets(hidden);
}

function clean(text: string): string {
  // what moves a cursor or hides text has no place in a sentence
  const plain = text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return plain.length > MOST_CHARACTERS ? `${plain.slice(0, MOST_CHARACTERS)}…` : plain;
}

function codeOf(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' && /^[a-z_]{3,40}$/.test(code) ? code : null;
}
