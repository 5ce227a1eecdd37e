// What the overview shows, in which order: filters first, then trouble, then a group per source.
import type { ServerView } from '../../contract/server.ts';
import { clientName, compareServers, isOff, isUp, needsAttention } from '../../contract/words.ts';
import { t } from '../text.ts';

export const filters = ['all', 'attention', 'running', 'off'] as const;
export type Filter = (typeof filters)[number];

export interface Group {
  id: string;
  title: string;
  /** the file it comes from, shortened; null when the group was named by hand */
  file: string | null;
  servers: ServerView[];
  /** all that belong to it, also those that are not shown */
  members: ServerView[];
  up: number;
  all: number;
}

export function passes(view: ServerView, filter: Filter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'attention':
      return needsAttention(view);
    case 'running':
      return !isOff(view) && view.state !== 'crashed';
    case 'off':
      return isOff(view);
  }
}

export function matches(view: ServerView, text: string): boolean {
  const wanted = text.trim().toLowerCase();
  return (
    wanted === '' ||
    [view.name, view.launcher, view.group ?? '', view.description ?? ''].some((word) => word.toLowerCase().includes(wanted))
  );
}

export function countBy(servers: readonly ServerView[]): Record<Filter, number> {
  const count = (filter: Filter) => servers.filter((view) => passes(view, filter)).length;
  return { all: servers.length, attention: count('attention'), running: count('running'), off: count('off') };
}

/** those that somebody made */
export const groupNames = (servers: readonly ServerView[]): string[] => [...new Set(servers.flatMap((view) => view.groups))].sort();

export const groupings = ['source', 'group', 'none'] as const;
export type Grouping = (typeof groupings)[number];

/** As the address says; groups that somebody made are there to be seen. */
export const groupingOf = (text: string | null, servers: readonly ServerView[]): Grouping =>
  groupings.find((each) => each === text) ?? (servers.some(({ group }) => group !== null) ? 'group' : 'source');

/** A group counts all of its servers and shows those that pass and are not shown above already. */
export function groupsOf(
  servers: readonly ServerView[],
  shown: (view: ServerView) => boolean,
  compare: (a: ServerView, b: ServerView) => number = compareServers,
  by: Grouping = 'group',
): Group[] {
  const home = homeOf(servers);
  const groups = new Map<string, Group>();
  for (const view of servers) {
    const head = by === 'none' ? { id: 'all', title: t('group.everything'), file: null } : headOf(view, home, by);
    const group = groups.get(head.id) ?? { ...head, servers: [], members: [], up: 0, all: 0 };
    groups.set(head.id, group);
    group.all++;
    group.members.push(view);
    if (isUp(view)) group.up++;
    if (shown(view)) group.servers.push(view);
  }
  return [...groups.values()]
    .filter((group) => group.servers.length > 0)
    .map((group) => ({ ...group, servers: group.servers.sort(compare) }));
}

function headOf(view: ServerView, home: string | null, by: Grouping): { id: string; title: string; file: string | null } {
  if (by === 'group' && view.group !== null) return { id: `group:${view.group}`, title: view.group, file: null };
  const source = view.sources[0];
  if (!source) return { id: 'none', title: t('group.other'), file: null };
  const project = source.client === 'mcp-json' ? null : projectOf(source.file);
  return { id: `${source.client}:${source.file}`, title: project ?? clientName(source.client), file: shortPath(source.file, home) };
}

/** `…/acme-shop/.mcp.json` is the project acme-shop. */
function projectOf(file: string): string | null {
  const parts = file.split(/[\\/]/);
  return parts.at(-1) === '.mcp.json' ? (parts.at(-2) ?? null) : null;
}

/** The user's home folder, where one of the known files gives it away. */
export const homeOf = (servers: readonly ServerView[]): string | null => homeIn(servers.flatMap((view) => view.sources));

export function homeIn(files: readonly { client: string; file: string }[]): string | null {
  const file = files.find((source) => source.client === 'mcp-json')?.file;
  return file?.replace(/[\\/]\.mcp\.json$/, '') ?? null;
}

export function shortPath(file: string, home: string | null): string {
  if (home !== null && home !== '' && file.startsWith(home) && /^[\\/]/.test(file.slice(home.length))) return `~${file.slice(home.length)}`;
  return file.replace(/^(\/home\/[^/]+|\/Users\/[^/]+|\/root|[A-Za-z]:\\Users\\[^\\]+)(?=[\\/])/, '~');
}
