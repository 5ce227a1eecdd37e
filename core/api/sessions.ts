// Browsers that have signed in. Codes and sessions live in memory, as digests, and end with the engine.
import { randomBytes } from 'node:crypto';
import { digest } from './access.ts';

const codeLifeMs = 60_000;
const sessionLifeMs = 30 * 24 * 3_600_000;
const mostCodes = 32;
const mostSessions = 128;

export interface Sessions {
  /** a one-time code */
  issue(): { code: string; expiresAt: Date };
  /** the code's session, once; null when the code is unknown, used or too old */
  redeem(code: string): string | null;
  holds(session: string): boolean;
  end(session: string): void;
}

/** `now` in milliseconds on a clock that only goes forward. */
export function createSessions(now: () => number = () => performance.now()): Sessions {
  const codes = new Map<string, number>();
  const sessions = new Map<string, number>();

  return {
    issue() {
      const code = secret();
      keep(codes, code, now() + codeLifeMs, mostCodes);
      return { code, expiresAt: new Date(Date.now() + codeLifeMs) };
    },
    redeem(code) {
      const key = keyOf(code);
      const until = codes.get(key);
      codes.delete(key);
      if (until === undefined || until <= now()) return null;
      const session = secret();
      keep(sessions, session, now() + sessionLifeMs, mostSessions);
      return session;
    },
    holds(session) {
      const until = sessions.get(keyOf(session));
      if (until === undefined || until <= now()) return false;
      keep(sessions, session, now() + sessionLifeMs, mostSessions);
      return true;
    },
    end: (session) => void sessions.delete(keyOf(session)),
  };
}

function keep(map: Map<string, number>, text: string, until: number, most: number): void {
  map.delete(keyOf(text));
  map.set(keyOf(text), until);
  const oldest = map.keys().next().value;
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}

function keyOf(text: string): string {
  return digest(text).toString('base64');
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}
