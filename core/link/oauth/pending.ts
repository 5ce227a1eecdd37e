// Sign-ins that wait for a browser. Each is found by a secret that only the opened address holds, once, for ten minutes.
import { createHash, randomBytes } from 'node:crypto';
import type { SignInOutcome } from '../../../contract/routes/sign-in.ts';
import type { Actor } from '../../../contract/server.ts';
import type { Begun } from './flow.ts';

const LIFE_MS = 10 * 60_000;
const MOST = 32;

export interface Pending extends Begun {
  id: string;
  name: string;
  /** URL of the server when it was begun */
  target: string;
  by: Actor;
}

interface Waiting {
  pending: Pending;
  until: number;
  timer: NodeJS.Timeout;
}

export class PendingSignIns {
  readonly #byState = new Map<string, Waiting>();
  readonly #outcomes = new Map<string, SignInOutcome>();
  readonly #listeners = new Set<() => void>();
  readonly #onOver: (pending: Pending) => void;
  readonly #now: () => number;

  constructor(onOver: (pending: Pending) => void, now: () => number = () => performance.now()) {
    this.#onOver = onOver;
    this.#now = now;
  }

  newState(): string {
    return randomBytes(32).toString('base64url');
  }

  put(state: string, begun: Omit<Pending, 'id'>): { id: string; expiresAt: Date } {
    const id = randomBytes(12).toString('base64url');
    const pending = { ...begun, id };
    const timer = setTimeout(() => this.#expire(keyOf(state)), LIFE_MS).unref();
    this.#byState.set(keyOf(state), { pending, until: this.#now() + LIFE_MS, timer });
    this.#say(id, { id, server: begun.name, state: 'waiting', reason: null });
    const oldest = this.#byState.keys().next().value;
    if (this.#byState.size > MOST && oldest !== undefined) this.#expire(oldest);
    return { id, expiresAt: new Date(Date.now() + LIFE_MS) };
  }

  /** Once: whatever becomes of it, the same answer cannot come again. */
  take(state: string): Pending | null {
    const key = keyOf(state);
    const waiting = this.#byState.get(key);
    if (!waiting) return null;
    this.#byState.delete(key);
    clearTimeout(waiting.timer);
    return waiting.until > this.#now() ? waiting.pending : null;
  }

  isWaiting(name: string): boolean {
    return [...this.#byState.values()].some(({ pending }) => pending.name === name);
  }

  settle(pending: Pending, reason: string | null): void {
    this.#say(pending.id, { id: pending.id, server: pending.name, state: reason === null ? 'done' : 'failed', reason });
  }

  /** Whatever still waits for this server: it was signed out, or is another one now. */
  drop(name: string, reason: string): void {
    for (const [key, { pending, timer }] of this.#byState) {
      if (pending.name !== name) continue;
      this.#byState.delete(key);
      clearTimeout(timer);
      this.settle(pending, reason);
    }
  }

  outcome(id: string): SignInOutcome | null {
    return this.#outcomes.get(id) ?? null;
  }

  /** The outcome, as soon as there is one or the time is over; null: nothing is known of it. */
  async wait(id: string, ms: number, signal?: AbortSignal): Promise<SignInOutcome | null> {
    const isOver = () => this.outcome(id)?.state !== 'waiting';
    if (isOver() || ms <= 0) return this.outcome(id);
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        this.#listeners.delete(look);
        resolve();
      };
      const look = () => {
        if (isOver()) done();
      };
      const timer = setTimeout(done, ms).unref();
      signal?.addEventListener('abort', done, { once: true });
      this.#listeners.add(look);
    });
    return this.outcome(id);
  }

  close(): void {
    for (const { timer } of this.#byState.values()) clearTimeout(timer);
    this.#byState.clear();
  }

  #expire(key: string): void {
    const waiting = this.#byState.get(key);
    if (!waiting) return;
    this.#byState.delete(key);
    clearTimeout(waiting.timer);
    this.settle(waiting.pending, 'nobody finished it within ten minutes');
    this.#onOver(waiting.pending);
  }

  #say(id: string, outcome: SignInOutcome): void {
    this.#outcomes.set(id, outcome);
    const oldest = this.#outcomes.keys().next().value;
    if (this.#outcomes.size > 4 * MOST && oldest !== undefined) this.#outcomes.delete(oldest);
    for (const listener of [...this.#listeners]) listener();
  }
}

/** The secret itself is nowhere but in the address: whoever reads our memory's names finds a digest. */
const keyOf = (state: string) => createHash('sha256').update(state).digest('base64');
