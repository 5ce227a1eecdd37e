// Live log lines over lost and regained contact: what came while nobody listened is fetched, nothing is shown twice.
import { patientRetry, type Retry } from './backoff.ts';
import type { Client } from './client.ts';
import { type Contact, keepOpen, type Line } from './line.ts';
import type { LogLevel, LogLine } from './server.ts';

export interface FollowLogsOptions {
  client: Client;
  /** none = every server */
  names?: string[];
  /** how many of the past come first (default 200) */
  lines?: number;
  since?: string;
  /** the engine's own log too, beside those of all servers */
  engine?: boolean;
  grep?: string;
  level?: LogLevel;
  /** `missed`: lines between the last and these that were lost to slowness */
  onLines(lines: LogLine[], missed: number): void;
  onContact?(contact: Contact): void;
  wake?: Line['wake'];
  renew?: Line['renew'];
  rest?: Line['rest'];
  signal?: AbortSignal;
  retry?: Retry;
}

/** Resolves when the signal aborts, never before. */
export function followLogs({
  client,
  onLines,
  onContact,
  wake,
  renew,
  rest,
  signal,
  retry = patientRetry,
  ...query
}: FollowLogsOptions): Promise<void> {
  let lastTime: string | null = null;
  /** what was shown with that very time: a repeated history begins with it */
  let shownThen: string[] = [];
  let repeated: string[] = [];

  return keepOpen({
    client,
    route: 'logStream',
    wake,
    renew,
    rest,
    signal,
    retry,
    input() {
      repeated = [...shownThen];
      return lastTime === null
        ? { lines: query.since === undefined ? 200 : undefined, ...query }
        : { ...query, since: lastTime, lines: undefined };
    },
    onMessages(arrived) {
      let missed = 0;
      const fresh: LogLine[] = [];
      for (const { event, data } of arrived) {
        if (event === 'missed') missed += unknownOf((JSON.parse(data) as { missed: number }).missed);
        else {
          const line = JSON.parse(data) as LogLine;
          if (!isRepeated(line, data)) fresh.push(line);
        }
      }
      if (fresh.length > 0 || missed > 0) onLines(fresh, missed);
      return undefined;
    },
    onContact: (contact) => onContact?.(contact),
  });

  /** What is left out is the oldest, and that begins with what was shown before. */
  function unknownOf(missed: number): number {
    return missed - repeated.splice(0, missed).length;
  }

  function isRepeated({ t }: LogLine, data: string): boolean {
    const at = repeated.indexOf(data);
    if (at >= 0) {
      repeated.splice(at, 1);
      return true;
    }
    if (t === lastTime) shownThen.push(data);
    else if (lastTime === null || t > lastTime) {
      lastTime = t;
      shownThen = [data];
    }
    return false;
  }
}
