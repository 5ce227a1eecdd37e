// All sessions: found by an id that cannot be guessed, bounded in number, ended when nobody uses them.
import { randomBytes } from 'node:crypto';
import { type ProfileRules, type Router, RpcError, rpcCodes, type Topic } from '../gateway.ts';
import type { Access } from './door.ts';
import { errorText } from './results.ts';
import { Session, type SessionCaller } from './session.ts';

export interface SessionsOptions {
  router: Router;
  most: number;
  idleMs: number;
}

export interface NewSession {
  access: Access;
  caller: SessionCaller;
  asked: string | null;
  topics: Topic[];
}

export interface Sessions {
  /** null: there are too many, and all are in use */
  open(given: NewSession): Session | null;
  /** the session of this bearer and profile; another one's is as unknown as none */
  find(id: string, access: Access, profile: ProfileRules): Session | null;
  /** the client says hello once more under its old id */
  restart(session: Session, given: NewSession): void;
  end(session: Session, reason: string): void;
  /** those of one token; returns how many */
  endAccess(key: string, reason: string): number;
  endAll(reason: string): void;
  sweep(now: number): void;
  list(): Session[];
}

export function createSessions({ router, most, idleMs }: SessionsOptions): Sessions {
  const all = new Map<string, Session>();

  function greet(session: Session): void {
    const { id } = session.caller;
    const stop = router.listen(session);
    session.leave = () => {
      stop();
      router.leave(id);
    };
  }

  function end(session: Session, reason: string): void {
    all.delete(session.id);
    session.end(reason, (id) => errorText(id, new RpcError(rpcCodes.upstreamGone, reason)));
  }

  function makeRoom(): boolean {
    if (all.size < most) return true;
    let oldest: Session | null = null;
    for (const session of all.values()) if (session.idle && (!oldest || session.lastSeen < oldest.lastSeen)) oldest = session;
    if (!oldest) return false;
    end(oldest, 'This session made room for a newer one.');
    return true;
  }

  return {
    open(given) {
      if (!makeRoom()) return null;
      const session = new Session({ id: randomBytes(24).toString('base64url'), ...given, now: performance.now() });
      all.set(session.id, session);
      greet(session);
      return session;
    },
    find(id, access, profile) {
      const session = all.get(id);
      if (!session || session.access.key !== access.key || session.caller.profile.name !== profile.name) return null;
      session.lastSeen = performance.now();
      session.caller.profile = profile;
      return session;
    },
    restart(session, { caller, asked, topics }) {
      session.leave();
      session.caller = caller;
      session.asked = asked;
      session.topics = topics;
      greet(session);
    },
    end,
    endAccess(key, reason) {
      const theirs = [...all.values()].filter(({ access }) => access.key === key);
      for (const session of theirs) {
        // who only listens has no request that could fail with the reason
        session.log({ level: 'error', logger: 'roundhouse', data: reason });
        end(session, reason);
      }
      return theirs.length;
    },
    endAll(reason) {
      for (const session of [...all.values()]) end(session, reason);
    },
    sweep(now) {
      for (const session of [...all.values()]) {
        session.sweep(now);
        if (session.idle && now - session.lastSeen > idleMs) end(session, 'Nobody used this session any more.');
      }
    },
    list: () => [...all.values()],
  };
}
