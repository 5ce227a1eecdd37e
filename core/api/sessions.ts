// Browsers that have signed in. Codes and sessions live in memory, as digests, and end with the engine.
import { randomBytes } from 'node:crypto';
import { digest } from './access.ts';

const codeLifeMs = 60_000;
const sessionLifeMs = 30 * 24 * 3_600_000;
const mostCodes = 32;
const mostSessions = 128;

export interface SessionFacts {
  /** names it for whoever looks; it opens nothing */
  id: string;
  signedInAt: Date;
  lastSeenAt: Date;
  /** as the browser called itself; null: it did not */
  agent: string | null;
}

export interface Sessions {
  /** a one-time code */
  issue(): { code: string; expiresAt: Date };
  /** the code's session, once; null when the code is unknown, used or too old */
  redeem(code: string, agent?: string | null): string | null;
  holds(session: string): boolean;
  end(session: string): void;
  /** false: there is none of this id */
  endOf(id: string): boolean;
  idOf(session: string): string | null;
  /** who is signed in now, the last that was seen first */
  list(): SessionFacts[];
  /** `gone` is called once when the session ends before `leave` was */
  onEnd(session: string, gone: () => void): () => void;
}

interface Kept extends SessionFacts {
  until: number;
  leavers: Set<() => void>;
}

/** `now` in milliseconds on a clock that only goes forward. */
export function createSessions(now: () => number = () => performance.now()): Sessions {
  const codes = new Map<string, { until: number }>();
  const sessions = new Map<string, Kept>();

  const endKey = (key: string): void => {
    const kept = sessions.get(key);
    sessions.delete(key);
    for (const gone of kept?.leavers ?? []) gone();
  };
  const seen = (key: string, kept: Kept): void => {
    for (const oldest of keep(sessions, key, { ...kept, until: now() + sessionLifeMs, lastSeenAt: new Date() }, mostSessions))
      endKey(oldest);
  };
  const alive = (): [string, Kept][] => [...sessions].filter(([, { until }]) => until > now());

  return {
    issue() {
      const code = secret();
      for (const oldest of keep(codes, keyOf(code), { until: now() + codeLifeMs }, mostCodes)) codes.delete(oldest);
      return { code, expiresAt: new Date(Date.now() + codeLifeMs) };
    },
    redeem(code, agent = null) {
      const key = keyOf(code);
      const until = codes.get(key)?.until;
      codes.delete(key);
      if (until === undefined || until <= now()) return null;
      const session = secret();
      const at = new Date();
      const facts = { id: randomBytes(6).toString('base64url'), signedInAt: at, lastSeenAt: at, agent: agent?.slice(0, 300) ?? null };
      seen(keyOf(session), { ...facts, until: 0, leavers: new Set() });
      return session;
    },
    holds(session) {
      const key = keyOf(session);
      const kept = sessions.get(key);
      if (kept === undefined || kept.until <= now()) return false;
      seen(key, kept);
      return true;
    },
    end: (session) => endKey(keyOf(session)),
    endOf(id) {
      const found = alive().find(([, kept]) => kept.id === id);
      if (found) endKey(found[0]);
      return found !== undefined;
    },
    idOf: (session) => sessions.get(keyOf(session))?.id ?? null,
    list: () =>
      alive()
        .map(([, { id, signedInAt, lastSeenAt, agent }]) => ({ id, signedInAt, lastSeenAt, agent }))
        .reverse(),
    onEnd(session, gone) {
      const leavers = sessions.get(keyOf(session))?.leavers;
      leavers?.add(gone);
      return () => void leavers?.delete(gone);
    },
  };
}

/** As the newest; answers those that are too many. */
function keep<T>(map: Map<string, T>, key: string, value: T, most: number): string[] {
  map.delete(key);
  map.set(key, value);
  return [...map.keys()].slice(0, Math.max(0, map.size - most));
}

function keyOf(text: string): string {
  return digest(text).toString('base64');
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}
