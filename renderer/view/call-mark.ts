import type { Snapshot } from '../../contract/events.ts';

/**
 * Another one when a call ended: not by their number alone, which stays the same when one ends in the minute in which another becomes older than
 * an hour. One that becomes older is news as well: it costs a reading and no more.
 */
export function callMark(snapshot: Snapshot | null, server: string): string {
  const { lastAt = null, lastHour = 0 } = snapshot?.calls?.servers[server] ?? {};
  return `${lastAt} ${lastHour}`;
}
