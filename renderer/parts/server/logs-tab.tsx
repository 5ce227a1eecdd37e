import { useEffect, useMemo } from 'react';
import { replaceQuery } from '../../route.ts';
import { openLogs } from '../../store/log-feed.ts';
import { addressOf, choiceOf, type LogQuery, logQueryOf } from '../../view/log-filter.ts';
import { LogView } from '../log-view.tsx';

/** The log of this server alone, with the same filters and the same way of following. */
export function LogsTab({ name, query }: { name: string; query: URLSearchParams }) {
  const asked = { ...logQueryOf(query), servers: null, engine: null };
  const { since, at } = asked;
  useEffect(() => openLogs({ name, since, at }), [name, since, at]);
  const address = query.toString();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address is what it is made of
  const choice = useMemo(() => choiceOf(asked), [address]);
  const series = useMemo(() => new Map([[name, 1]]), [name]);
  const set = (change: Partial<LogQuery>) => replaceQuery('server', addressOf({ ...asked, ...change }), [name, 'logs']);
  return (
    <div className="lg one">
      <LogView choice={choice} query={asked} set={set} series={series} />
    </div>
  );
}
