// Tells of what is new since it was told last: a note on the server as it is now, and an event once for each definition that changed.
import type { DefinitionFinding } from '../../../contract/trust.ts';
import { changesInWords, suspicionsInWords, type TrustNote, trustNote } from '../../decide/trust-words.ts';

const MOST_TOLD = 5_000;
const MOST_IN_EVENT = 20;
const LONGEST_EVENT = 16_000;
/** a server that changes all the time must not fill the history: so many at once, then one in so long, of what is so then */
const AT_ONCE = 20;
const ONE_IN_MS = 30_000;

export interface AnnounceParts {
  findings(server: string): DefinitionFinding[];
  troubleOf(server: string): string | null;
  note(server: string, note: TrustNote | null): void;
  publish(type: string, server: string, message: string, data: Record<string, unknown>): void;
  /** monotonic milliseconds */
  now(): number;
}

export interface Announcer {
  tell(server: string): void;
  close(): void;
}

export function createAnnouncer(parts: AnnounceParts): Announcer {
  const told = new Set<string>();
  const left = new Map<string, { count: number; at: number }>();
  const later = new Map<string, NodeJS.Timeout>();
  const mayTell = (server: string) => {
    const now = parts.now();
    const known = left.get(server) ?? { count: AT_ONCE, at: now };
    const gained = Math.floor((now - known.at) / ONE_IN_MS);
    const count = Math.min(AT_ONCE, known.count + gained);
    left.set(server, { count: Math.max(0, count - 1), at: count === AT_ONCE ? now : known.at + gained * ONE_IN_MS });
    return count > 0;
  };
  const isNews = (server: string, aspect: string, finding: DefinitionFinding) => {
    const key = keyOf(server, aspect, finding);
    if (told.has(key)) return false;
    // forgotten is told twice: better than a memory that grows
    if (told.size >= MOST_TOLD) told.clear();
    told.add(key);
    return true;
  };
  function tell(server: string): void {
    const findings = parts.findings(server);
    const trouble = parts.troubleOf(server);
    parts.note(server, trustNote(server, findings, trouble));
    if (trouble !== null && !told.has(`${server}\n${trouble}`)) {
      told.add(`${server}\n${trouble}`);
      parts.publish('tools.pins_lost', server, `${server}: what was pinned of its definitions is lost: ${trouble}`, {});
    }
    if (later.has(server)) return;
    const changed = findings.filter((one) => one.change !== null && one.change !== 'unknown' && isNews(server, 'change', one));
    const suspicious = findings.filter((one) => one.suspicious.length > 0 && isNews(server, 'suspicion', one));
    if (changed.length === 0 && suspicious.length === 0) return;
    if (!mayTell(server)) {
      for (const one of changed) told.delete(keyOf(server, 'change', one));
      for (const one of suspicious) told.delete(keyOf(server, 'suspicion', one));
      const again = () => {
        later.delete(server);
        tell(server);
      };
      later.set(server, setTimeout(again, ONE_IN_MS).unref());
      return;
    }
    if (changed.length > 0) {
      const blocked = changed.some((one) => one.blocked) ? ', blocked until approved' : '';
      parts.publish('tools.changed', server, `${server}: ${changesInWords(changed)}${blocked}`, dataOf(changed));
    }
    if (suspicious.length > 0) parts.publish('tools.suspicious', server, `${server}: ${suspicionsInWords(suspicious)}`, dataOf(suspicious));
  }
  return {
    tell,
    close() {
      for (const timer of later.values()) clearTimeout(timer);
      later.clear();
    },
  };
}

const keyOf = (server: string, aspect: string, { kind, name, hash }: DefinitionFinding) =>
  JSON.stringify([server, aspect, kind, name, hash]);

/** Some of them, and no more text than an event may carry. */
function dataOf(found: readonly DefinitionFinding[]): Record<string, unknown> {
  let room = LONGEST_EVENT;
  const definitions = found.slice(0, MOST_IN_EVENT).map(({ kind, name, change, blocked, suspicious, differences }) => {
    const whole = { kind, name: name.slice(0, 200), change, blocked, suspicious, differences };
    const length = JSON.stringify(whole).length;
    if (length > room) return { ...whole, suspicious: [], differences: [] };
    room -= length;
    return whole;
  });
  return { count: found.length, definitions };
}
