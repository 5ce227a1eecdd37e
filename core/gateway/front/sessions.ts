// All sessions: found by an id that cannot be guessed, bounded in number, ended when nobody uses them.
import { randomBytes } from 'node:crypto';
import { type Router, RpcError, rpcCodes, type Topic } from '../gateway.ts';
import { type Choose, type Entry, otherTopics, sameEntry } from './choice.ts';
import type { Access } from './door.ts';
import { errorText } from './results.ts';
import { Session, type SessionCaller } from './session.ts';

export interface SessionsOptions {
  router: Router;
  choose: Choose;
  most: number;
  idleMs: number;
}

export interface NewSession {
  access: Access;
  entry: Entry;
  caller: SessionCaller;
  asked: string | null;
  topics: Topic[];
}

export interface Sessions {
  /** null: there are too many, and all are in use */
  open(given: NewSession): Session | null;
  /** the session of this bearer and address; another one's is as unknown as none */
  find(id: string, entry: Entry): Session | null;
  /** the config is another one */
  refresh(): void;
  /** the client says hello once more under its old id */
  restart(session: Session, given: NewSession): void;
  end(session: Session, reason: string): void;
  /** those of one token; returns how many */
  endAccess(key: string, reason: string): number;
  endAll(reason: string): void;
  sweep(now: number): void;
  list(): Session[];
}

export function createSessions({ router, choose, most, idleMs }: SessionsOptions): Sessions {
  const all = new Map<string, Session>();

  function greet(session: Session): void {
    const { id } = session.caller;
    const stop = router.listen(session);
    session.leave = () => {
      stop();
      router.leave(id);
    };
  }

  function chooseAgain(session: Session): void {
    try {
      session.caller.profile = choose(session.entry, session.caller.label);
    } catch {
      // its profile is gone, which the router says to each request
    }
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
    find(id, entry) {
      const session = all.get(id);
      if (!session || !sameEntry(session.entry, entry)) return null;
      session.lastSeen = performance.now();
      chooseAgain(session);
      return session;
    },
    refresh() {
      for (const session of all.values()) {
        const before = session.caller.profile;
        chooseAgain(session);
        for (const topic of otherTopics(before, session.caller.profile)) session.changed(topic);
      }
    },
    restart(session, { caller, entry, asked, topics }) {
      session.leave();
      session.entry = entry;
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
