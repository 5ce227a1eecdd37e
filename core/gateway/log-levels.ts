// How much of a server's log messages each client wants. A server has one level, that of the client that wants most; each client gets what it
// asked for.
import type { OpenedLink } from '../link/link.ts';

const levels = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'];
const SET_MS = 2_000;
/** for clients that never said: what a server tells unasked, but not what another client asked for */
const UNASKED = 'info';

export const isLevel = (value: unknown): value is string => typeof value === 'string' && levels.includes(value);

export class LogLevels {
  readonly #byCaller = new Map<string, string>();
  readonly #told = new WeakMap<OpenedLink, string>();
  /** of the requests that name a level each; it stays, as there will be more of them */
  #ofRequests: string | null = null;
  /** servers may say more than unasked from here on, as nothing makes them forget a level */
  #wasAsked = false;

  set(callerId: string, level: string): void {
    this.#byCaller.set(callerId, level);
    this.#wasAsked = true;
  }

  of(callerId: string): string | null {
    return this.#byCaller.get(callerId) ?? null;
  }

  drop(callerId: string): void {
    this.#byCaller.delete(callerId);
  }

  ofRequest(level: string): void {
    if (this.#ofRequests === null || rank(level) < rank(this.#ofRequests)) this.#ofRequests = level;
    this.#wasAsked = true;
  }

  /** what servers are told; null: nobody said anything, so they decide */
  get wanted(): string | null {
    const all = [...this.#byCaller.values()];
    if (this.#ofRequests !== null) all.push(this.#ofRequests);
    return all.length === 0 ? null : all.reduce((most, level) => (rank(level) < rank(most) ? level : most));
  }

  /** May a message of this level go to a caller? `asked` is null when it never said. */
  admits(asked: string | null, level: unknown): boolean {
    const least = asked ?? (this.#wasAsked ? UNASKED : null);
    return least === null || !isLevel(level) || rank(level) >= rank(least);
  }

  /** Tells a server of the handshake generation, when it does not know yet. Stateless ones are told with each request. */
  async tell(link: OpenedLink): Promise<void> {
    const level = this.wanted;
    if (level === null || link.generation === 'stateless' || !link.capabilities.logging || this.#told.get(link) === level) return;
    this.#told.set(link, level);
    // a server that refuses or is slow loses nothing but its own messages
    await link.request('logging/setLevel', { level }, { timeoutMs: SET_MS }).catch(() => {});
  }
}

const rank = (level: string) => levels.indexOf(level);
