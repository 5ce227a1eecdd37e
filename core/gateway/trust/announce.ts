// Tells of what is new since it was told last: a note on the server as it is now, and an event once for each definition that changed.
import type { DefinitionFinding } from '../../../contract/trust.ts';
import { changesInWords, suspicionsInWords, type TrustNote, trustNote } from '../../decide/trust-words.ts';

const MOST_TOLD = 5_000;
const MOST_IN_EVENT = 20;
const LONGEST_EVENT = 16_000;

export interface AnnounceParts {
  findings(server: string): DefinitionFinding[];
  troubleOf(server: string): string | null;
  note(server: string, note: TrustNote | null): void;
  publish(type: string, server: string, message: string, data: Record<string, unknown>): void;
}

export function createAnnouncer(parts: AnnounceParts): (server: string) => void {
  const told = new Set<string>();
  const isNews = (server: string, aspect: string, { kind, name, hash }: DefinitionFinding) => {
    const key = JSON.stringify([server, aspect, kind, name, hash]);
    if (told.has(key)) return false;
    // forgotten is told twice: better than a memory that grows
    if (told.size >= MOST_TOLD) told.clear();
    told.add(key);
    return true;
  };
  return (server) => {
    const findings = parts.findings(server);
    const trouble = parts.troubleOf(server);
    parts.note(server, trustNote(server, findings, trouble));
    if (trouble !== null && !told.has(`${server}\n${trouble}`)) {
      told.add(`${server}\n${trouble}`);
      parts.publish('tools.pins_lost', server, `${server}: what was pinned of its definitions is lost: ${trouble}`, {});
    }
    const changed = findings.filter((one) => one.change !== null && one.change !== 'unknown' && isNews(server, 'change', one));
    if (changed.length > 0) {
      const blocked = changed.some((one) => one.blocked) ? ', blocked until approved' : '';
      parts.publish('tools.changed', server, `${server}: ${changesInWords(changed)}${blocked}`, dataOf(changed));
    }
    const suspicious = findings.filter((one) => one.suspicious.length > 0 && isNews(server, 'suspicion', one));
    if (suspicious.length > 0) parts.publish('tools.suspicious', server, `${server}: ${suspicionsInWords(suspicious)}`, dataOf(suspicious));
  };
}

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
