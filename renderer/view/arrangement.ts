// What stands where on the overview; and how it stays there while somebody is about to press something.
import type { ServerView } from '../../contract/server.ts';
import type { Group } from './groups.ts';

export interface Arrangement {
  /** of the table */
  rows: readonly ServerView[];
  attention: readonly ServerView[];
  groups: readonly Group[];
}

/** Everything where it was, as it is now; what came since stands at the end of its list, and only what exists no more is gone. */
export function inPlace(before: Arrangement, fresh: Arrangement, servers: readonly ServerView[]): Arrangement {
  const now = new Map(servers.map((view) => [view.name, view]));
  const placed = new Set<string>();
  const kept = (views: readonly ServerView[]) =>
    views.flatMap(({ name }) => {
      placed.add(name);
      return now.get(name) ?? [];
    });
  const attention = kept(before.attention);
  const groups = before.groups.map((group) => ({ ...group, servers: kept(group.servers) }));
  const added = (views: readonly ServerView[]) => views.filter(({ name }) => !placed.has(name));
  return {
    rows: [...kept(before.rows), ...added(fresh.rows)],
    attention: [...attention, ...added(fresh.attention)],
    groups: [
      ...groups.map((group) => {
        const { servers: _, ...counts } = fresh.groups.find(({ id }) => id === group.id) ?? group;
        return { ...counts, servers: [...group.servers, ...added(fresh.groups.find(({ id }) => id === group.id)?.servers ?? [])] };
      }),
      ...fresh.groups
        .filter(({ id }) => !before.groups.some((group) => group.id === id))
        .map((group) => ({ ...group, servers: added(group.servers) })),
    ].filter(({ servers: shown }) => shown.length > 0),
  };
}

/** in the order in which they are seen */
export const namesOf = ({ rows, attention, groups }: Arrangement): string[] =>
  [...rows, ...attention, ...groups.flatMap((group) => group.servers)].map(({ name }) => name);
