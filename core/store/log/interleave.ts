// Several logs as one, by time. Within one log the order of writing stays, also where the clock was set back.
import type { LogLine } from '../../../contract/server.ts';

export function interleave(logs: LogLine[][]): LogLine[] {
  if (logs.length === 1) return logs[0]!;
  const keyed = logs.flatMap((lines) => {
    let latest = '';
    return lines.map((line) => {
      if (line.t > latest) latest = line.t;
      return { key: latest, line };
    });
  });
  // the sort is stable: equal times stay in the order of the names
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ line }) => line);
}
