// What is told to those who listen: who is in another state than was told last, worst first. What restarts and is back in between
// is no news.
import type { ServerView, StateKind } from '../../contract/server.ts';
import { labelOf, rankOf } from '../../contract/words.ts';
import { t } from '../text.ts';

export type Told = ReadonlyMap<string, StateKind>;

const mostNames = 3;
/** on its way to another state, which will be told */
const passing: ReadonlySet<StateKind> = new Set(['starting', 'restarting', 'stopping']);

export function announcementOf(before: Told, servers: readonly Pick<ServerView, 'name' | 'state'>[]): { words: string; told: Told } {
  const told = new Map(before);
  const news: { name: string; state: StateKind }[] = [];
  for (const { name, state } of servers) {
    if (passing.has(state)) continue;
    if (before.has(name) && before.get(name) !== state) news.push({ name, state });
    told.set(name, state);
  }
  news.sort((a, b) => rankOf(a.state) - rankOf(b.state));
  const said = news.slice(0, mostNames).map(({ name, state }) => t('announce.state', { name, state: labelOf(state) }));
  const more = news.length - said.length;
  return { words: [...said, ...(more > 0 ? [t('announce.more', { n: more })] : [])].join('. '), told };
}
