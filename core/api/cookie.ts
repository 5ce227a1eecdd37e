// The session cookie.
import type { Carrier } from './access.ts';

/** The port is in the name, because browsers send the cookies of all ports of a host to each of them. */
function nameOf(carrier: Carrier): string {
  return carrier.kind === 'tcp' ? `roundhouse_${carrier.port}` : 'roundhouse';
}

export function cookieOf(headers: Headers, carrier: Carrier): string | null {
  for (const part of (headers.get('cookie') ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name === nameOf(carrier) && value) return value;
  }
  return null;
}

export function sessionCookie(carrier: Carrier, session: string): string {
  return `${nameOf(carrier)}=${session}; Path=/; HttpOnly; SameSite=Strict`;
}

export function noCookie(carrier: Carrier): string {
  return `${sessionCookie(carrier, '')}; Max-Age=0`;
}
