// From when to when a question about the past is, and in which steps.
import { Failure } from '../../../contract/errors.ts';
import { durationMs, momentOf } from '../../../contract/moment.ts';

interface Asked {
  from?: string | undefined;
  to?: string | undefined;
  step?: string | undefined;
}

export function spanOf({ from, to, step }: Asked): { range: { from: Date; to: Date }; stepMs: number | undefined } {
  const now = new Date();
  const range = { from: momentOf(from ?? '1h', now)!, to: to ? momentOf(to, now)! : now };
  if (range.from > range.to) throw new Failure('bad-request', 'The parameter “from” lies after “to”.');
  return { range, stepMs: step ? durationMs(step)! : undefined };
}
