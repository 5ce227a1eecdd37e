// Who may ask: Host first, then Origin, then the token or a session. Nothing of a request is believed before that.
import { createHash, timingSafeEqual } from 'node:crypto';
import { Failure } from '../../contract/errors.ts';

/** How a request came in. Only `tcp` can be reached by web pages of strangers; `desktop` checked its sender itself. */
export type Carrier =
  | { kind: 'tcp'; port: number; hangUp?: () => void }
  | { kind: 'socket'; hangUp?: () => void }
  | { kind: 'desktop'; hangUp?: () => void };

/** headers as far as these rules look at them: of a Request, or of a message of node:http */
export type GivenHeaders = Pick<Headers, 'get'>;

export interface AccessRules {
  /** `http.host` */
  host: string;
  /** `http.allowedHosts`: `name` stands for any port, `name:port` for one */
  allowedHosts: string[];
}

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]']);

export function isLoopback(host: string): boolean {
  return loopbackNames.has(host) || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

/** Beyond loopback an empty list would either let everybody in or nobody: it is refused before anything listens. */
export function checkRules({ host, allowedHosts }: AccessRules): void {
  if (isLoopback(host) || allowedHosts.length > 0) return;
  throw new Failure(
    'config-invalid',
    `http.host is ${host}, which other machines can reach, but http.allowedHosts is empty: list the names under which this engine is addressed.`,
  );
}

interface Authority {
  name: string;
  port: number | null;
}

function authority(text: string | null): Authority | null {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/.exec((text ?? '').toLowerCase());
  return match ? { name: match[1]!, port: match[2] === undefined ? null : Number(match[2]) } : null;
}

export function checkHost(header: string | null, carrier: Carrier, rules: AccessRules): void {
  if (carrier.kind === 'desktop') return;
  const asked = authority(header);
  if (asked && carrier.kind === 'socket' && loopbackNames.has(asked.name)) return;
  if (asked && carrier.kind === 'tcp') {
    const own = loopbackNames.has(asked.name) || (isLoopback(rules.host) && asked.name === authority(rules.host)?.name);
    if (own && (asked.port ?? 80) === carrier.port) return;
    for (const entry of rules.allowedHosts) {
      const allowed = authority(entry);
      if (allowed?.name === asked.name && (allowed.port === null || allowed.port === (asked.port ?? 80))) return;
    }
  }
  throw new Failure(
    'foreign-host',
    'This address is not one of the engine’s own: use the URL it printed, or add the name to http.allowedHosts.',
  );
}

/** `navigation`: a person follows a link to one of our pages; it may come from anywhere, as it carries no session. */
export function checkOrigin(headers: GivenHeaders, carrier: Carrier, navigation: boolean): void {
  if (carrier.kind === 'desktop') return;
  const origin = headers.get('origin');
  if (origin !== null && !isSameOrigin(origin, headers.get('host'))) throw foreignOrigin();
  // another port of this machine is "same-site" for a browser, and its cookies come along
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin' && site !== 'none' && !navigation) throw foreignOrigin();
}

function isSameOrigin(origin: string, host: string | null): boolean {
  const match = /^(https?):\/\/([^/]+)$/.exec(origin);
  const [theirs, ours] = [authority(match?.[2] ?? null), authority(host)];
  if (!match || !theirs || !ours) return false;
  const usual = match[1] === 'https' ? 443 : 80;
  return theirs.name === ours.name && (theirs.port ?? usual) === (ours.port ?? usual);
}

function foreignOrigin(): Failure {
  return new Failure('foreign-origin', 'A page of another origin asked for this: only the engine’s own page may.');
}

/** For changes that a browser asks for with its session alone: browsers always name the origin of such a request. */
export function requireOrigin(headers: GivenHeaders): void {
  if (headers.get('origin') === null) throw foreignOrigin();
}

export function bearerOf(headers: GivenHeaders): string | null {
  return /^Bearer +(\S+) *$/i.exec(headers.get('authorization') ?? '')?.[1] ?? null;
}

/** Digests have one length, so the time of the comparison tells nothing of the secret. */
export function sameSecret(given: string, secret: string): boolean {
  return timingSafeEqual(digest(given), digest(secret));
}

export function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
