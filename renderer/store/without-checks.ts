// Servers are checked every few seconds, all of them, and only the page of one says when. For whoever shows many the snapshot stays the
// same object, and each server in it, as long as nothing but moment and duration of a check is another.
import type { Snapshot } from '../../contract/events.ts';
import type { ServerView } from '../../contract/server.ts';

const sameKeys = <T extends object>(one: T, other: T, isSame: (key: keyof T) => boolean): boolean => {
  const keys = Object.keys(one) as (keyof T)[];
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key] || isSame(key));
};

const onlyChecked = (one: ServerView, other: ServerView): boolean =>
  sameKeys(one, other, (key) => key === 'health' && one.health.ok === other.health.ok && one.health.reason === other.health.reason);

/** Of one who shows it: remembers what it gave last. */
export function withoutChecks(): (snapshot: Snapshot | null) => Snapshot | null {
  let asked: Snapshot | null = null;
  let given: Snapshot | null = null;
  return (snapshot) => {
    if (snapshot === asked) return given;
    asked = snapshot;
    if (snapshot === null || given === null) {
      given = snapshot;
      return given;
    }
    const known = new Map(given.servers.map((view) => [view.name, view]));
    const servers = snapshot.servers.map((view) => {
      const before = known.get(view.name);
      return before !== undefined && onlyChecked(before, view) ? before : view;
    });
    const before = given;
    const isSame = servers.length === before.servers.length && servers.every((view, at) => view === before.servers[at]);
    const next: Snapshot = { ...snapshot, servers: isSame ? before.servers : servers };
    given = sameKeys(before, next, () => false) ? before : next;
    return given;
  };
}
