// Calls as they end, over lost and regained contact: what came while nobody listened is fetched, nothing is shown twice.
import { patientRetry, type Retry } from './backoff.ts';
import type { CallOutcome, KeptCall } from './calls.ts';
import type { Client } from './client.ts';
import { type Contact, keepOpen, type Line } from './line.ts';

export interface FollowCallsOptions {
  client: Client;
  /** only those after this number */
  since: number;
  of?: { client?: string; server?: string; outcome?: CallOutcome };
  /** `missed`: calls between the last and these that were lost to slowness */
  onCalls(calls: KeptCall[], missed: number): void;
  onContact?(contact: Contact): void;
  /** tells when contact is there again, so that the next attempt need not wait */
  wake?: Line['wake'];
  renew?: Line['renew'];
  rest?: Line['rest'];
  signal?: AbortSignal;
  retry?: Retry;
}

/** Resolves when the signal aborts, never before. */
export function followCalls({
  client,
  since,
  of,
  onCalls,
  onContact,
  wake,
  renew,
  rest,
  signal,
  retry = patientRetry,
}: FollowCallsOptions): Promise<void> {
  let last = since;
  return keepOpen({
    client,
    route: 'callStream',
    wake,
    renew,
    rest,
    signal,
    retry,
    input: () => ({ ...of, since: last }),
    onMessages(arrived) {
      let missed = 0;
      const fresh: KeptCall[] = [];
      for (const { event, data } of arrived) {
        if (event === 'missed') missed += (JSON.parse(data) as { missed: number }).missed;
        else {
          const call = JSON.parse(data) as KeptCall;
          if (call.seq <= last) continue;
          last = call.seq;
          fresh.push(call);
        }
      }
      if (fresh.length > 0 || missed > 0) onCalls(fresh, missed);
      return undefined;
    },
    onContact: (contact) => onContact?.(contact),
  });
}
