// Who needs whom, and what is blocked by what. Servers without dependencies on either side are no part of it.
import type { ServerView } from '../../contract/server.ts';
import { isUp, labelOf } from '../../contract/words.ts';
import { t } from '../text.ts';

export interface Dependency {
  name: string;
  /** null: others name it, and nobody defines it */
  view: ServerView | null;
  needs: readonly string[];
  users: readonly string[];
  /** of those that it needs, the ones that are not up */
  blockers: readonly string[];
  /** how many wait for it, directly or by others */
  holds: number;
}

export function dependenciesOf(servers: readonly ServerView[]): Dependency[] {
  // a copy stands for its server, which has the same needs
  const own = servers.filter((view) => view.instanceOf === undefined);
  const views = new Map(own.map((view) => [view.name, view]));
  const users = new Map<string, string[]>();
  for (const view of own) for (const need of view.dependsOn) users.set(need, [...(users.get(need) ?? []), view.name]);
  const names = [...new Set([...own.filter((view) => view.dependsOn.length > 0).map((view) => view.name), ...users.keys()])].sort((a, b) =>
    a.localeCompare(b, 'en', { numeric: true }),
  );
  const isDown = (name: string) => {
    const view = views.get(name);
    return view === undefined || !isUp(view);
  };
  return names.map((name) => {
    const view = views.get(name) ?? null;
    const needs = view?.dependsOn ?? [];
    return {
      name,
      view,
      needs,
      users: users.get(name) ?? [],
      blockers: needs.filter(isDown),
      holds: isDown(name) ? heldBy(name, users, (user) => isDown(user) && views.get(user)?.wanted === 'up').size : 0,
    };
  });
}

function heldBy(name: string, users: ReadonlyMap<string, string[]>, isHeld: (name: string) => boolean): Set<string> {
  const found = new Set<string>();
  const rest = [name];
  for (let at = rest.pop(); at !== undefined; at = rest.pop()) {
    for (const user of users.get(at) ?? []) {
      if (found.has(user) || user === name || !isHeld(user)) continue;
      found.add(user);
      rest.push(user);
    }
  }
  return found;
}

export const isBlocked = ({ view, blockers }: Dependency): boolean =>
  blockers.length > 0 && view !== null && view.wanted === 'up' && !isUp(view);

/** What its dependencies mean for it now, in one sentence. */
export function nowWords(one: Dependency, all: readonly Dependency[]): string {
  const { view, blockers, holds } = one;
  if (view === null) return t('deps.missing');
  const names = blockers.map((name) => {
    const other = all.find((each) => each.name === name)?.view;
    return t('deps.blocker', { name, state: (other ? labelOf(other.state) : t('deps.missing')).toLowerCase() });
  });
  const list = new Intl.ListFormat('en').format(names);
  if (blockers.length > 0) {
    if (isUp(view)) return t('deps.without', { names: list });
    if (view.wanted === 'down') return t('deps.would', { names: list });
    return t(view.step === 'waiting' ? 'deps.waits' : 'deps.blocked', { names: list });
  }
  return holds > 0 ? t('deps.blocks', { n: holds }) : t('deps.fine');
}
