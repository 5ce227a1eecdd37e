// What is known of each server's sign-in besides what is kept: what its remote asked for last, and who waits for whom.
import type { Challenge } from './authority.ts';

export interface Standing {
  challenge: Challenge | null;
  /** only a person can help */
  needed: boolean;
  /** signed in, but the remote wants more permission than that gave */
  wider: string | null;
  /** one renewal at a time, whoever asks for it */
  renewal: Promise<string | null> | null;
}

export class Standings {
  readonly #all = new Map<string, Standing>();

  of(name: string): Standing {
    let standing = this.#all.get(name);
    if (!standing) {
      standing = { challenge: null, needed: false, wider: null, renewal: null };
      this.#all.set(name, standing);
    }
    return standing;
  }

  seen(name: string): Standing | undefined {
    return this.#all.get(name);
  }

  hear(name: string, challenge: Challenge): void {
    const standing = this.of(name);
    const { resourceMetadataUrl, scope, error } = challenge;
    standing.challenge = { resourceMetadataUrl: resourceMetadataUrl ?? standing.challenge?.resourceMetadataUrl ?? null, scope, error };
  }

  clear(name: string): void {
    const standing = this.#all.get(name);
    if (standing) Object.assign(standing, { needed: false, wider: null });
  }

  forget(name: string): void {
    this.#all.delete(name);
  }
}
