// Whether and when a server that failed is started again. Pure: the clock and the dice are arguments.
import type { RestartPolicy } from '../../contract/server.ts';
import type { Instant, Trouble } from './server-state.ts';

export type Verdict = { kind: 'finished' } | { kind: 'restart'; delayMs: number } | { kind: 'give-up'; reason: string };

export interface FailureFacts {
  trouble: Trouble;
  /** restarts since the last good spell */
  streak: number;
  /** uniform in [-1, 1] */
  jitter: number;
}

export function decideRestart(policy: RestartPolicy, facts: FailureFacts): Verdict {
  const { trouble, streak } = facts;
  if (trouble.finished && policy.policy !== 'always') return { kind: 'finished' };
  if (!trouble.mendable) return { kind: 'give-up', reason: trouble.reason };
  if (policy.policy === 'never') return { kind: 'give-up', reason: `${trouble.reason}; its restart policy is "never"` };
  if (streak >= policy.max) return { kind: 'give-up', reason: `${trouble.reason}; gave up after ${count(streak)}` };
  return { kind: 'restart', delayMs: delayBefore(policy, streak, facts.jitter) };
}

/** The first restart is immediate, then initial × factorⁿ ± jitter, capped. */
export function delayBefore({ backoff }: RestartPolicy, streak: number, jitter: number): number {
  if (streak === 0) return 0;
  const plain = Math.min(backoff.maxMs, backoff.initialMs * backoff.factor ** (streak - 1));
  return Math.round(Math.min(backoff.maxMs, Math.max(0, plain * (1 + backoff.jitter * jitter))));
}

/** A good spell wipes the slate. */
export function streakAfter(policy: RestartPolicy, streak: number, healthySince: Instant | null, now: Instant): number {
  return healthySince !== null && now - healthySince >= policy.resetAfterMs ? 0 : streak;
}

function count(restarts: number): string {
  if (restarts === 0) return 'the first failure (no restarts are allowed)';
  return restarts === 1 ? '1 restart' : `${restarts} restarts`;
}
