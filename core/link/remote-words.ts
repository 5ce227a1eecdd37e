// What went wrong with a remote, in words that a person can act upon.
import { LinkError } from './link.ts';

const sentences: Record<string, [what: string, next: string]> = {
  ECONNREFUSED: ['refused the connection', 'Start that server, or correct the URL in its entry.'],
  ENOTFOUND: ['is an unknown host name', 'Correct the host in its URL, or check the network.'],
  EAI_AGAIN: ['could not be looked up', 'Check the network and its name server.'],
  ECONNRESET: ['broke the connection', 'Look at the log of that server, or of what stands between.'],
  EPIPE: ['broke the connection', 'Look at the log of that server, or of what stands between.'],
  ETIMEDOUT: ['could not be reached in time', 'Check the network, a firewall or the VPN.'],
  EHOSTUNREACH: ['cannot be reached', 'Check the network or the VPN.'],
  ENETUNREACH: ['cannot be reached', 'Check the network or the VPN.'],
  EPROTO: ['does not speak TLS there', 'Use http:// in its URL, or the port that speaks TLS.'],
  HPE_INVALID_CONSTANT: ['does not speak HTTP there', 'Correct the URL in its entry.'],
};
const TLS = /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY/;

/** the remote as people know it: never its path or query, which may hold a secret */
export function nameOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'the remote';
}

export class StatusError extends LinkError {
  readonly status: number;
  /** the body as it came, for whoever finds an answer in it */
  readonly text: string;
  constructor(status: number, message: string, kind: 'mend' | 'fatal', next: string | null, text = '') {
    super(message, kind, next);
    this.status = status;
    this.text = text;
  }
}

const ownToken = 'Put a valid token into the "headers" of its entry, for example Authorization: Bearer …, then start it again.';

/** `next`: how to sign in; left out for an entry that brings its own token */
export function needsSignIn(url: string, status: number, next: string = ownToken): StatusError {
  return new StatusError(status, `${nameOf(url)} needs sign-in: it answered ${status}`, 'fatal', next);
}

/** `shown`: the text as it may be shown, when that is something else */
export function refused(url: string, status: number, text: string, shown = text): StatusError {
  const detail = shown.trim().slice(0, 200);
  const next = status === 404 || status === 405 ? 'Correct the path of its URL, or its "type" (http or sse).' : null;
  return new StatusError(status, `${nameOf(url)} answered ${status}${detail ? `: ${detail}` : ''}`, 'mend', next, text);
}

export function redirected(url: string, status: number, to: string): StatusError {
  const target = URL.canParse(to, url) ? new URL(to, url).origin : 'elsewhere';
  const next = 'If that is the server you mean, put its address into the entry. Nothing was sent there.';
  return new StatusError(status, `${nameOf(url)} redirects to ${target}, which is not followed because of the headers`, 'mend', next);
}

export function unreachable(url: string, error: unknown): LinkError {
  const code = codeOf(error);
  const known = sentences[code];
  const name = nameOf(url);
  if (known) return new LinkError(`${name} ${known[0]}`, 'mend', known[1]);
  const detail = error instanceof Error ? error.message : String(error);
  if (TLS.test(code))
    return new LinkError(
      `${name} has a certificate that is not trusted here (${detail})`,
      'mend',
      'Renew it, or trust its issuer by NODE_EXTRA_CA_CERTS.',
    );
  return new LinkError(`${name} cannot be used: ${detail}`);
}

/** nothing listens there any more, whatever was agreed before */
export function isGone(error: unknown): boolean {
  return ['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH'].includes(codeOf(error));
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code === 'string') return code;
  // several addresses were tried: they mostly fail for the same reason
  const first = (error as { errors?: unknown[] } | null)?.errors?.[0];
  return first === undefined ? '' : codeOf(first);
}
